"""The weekly summary for mentors and admins: members to talk to."""

from __future__ import annotations

from bot.delivery.occurrences import DeliveryKind
from bot.feature import Feature, MessageKind, Schedule
from bot.features.mentor_summary import handlers, jobs
from bot.slack.command import CommandUsage, Heading

FEATURE = Feature(
    name="mentor_summary",
    usages=(
        CommandUsage(
            "mentoring on",
            "for mentors: who needs a word, each Monday at 09:30 (`off` stops it)",
            Heading.MENTORS,
            order=160,
        ),
    ),
    register=handlers.register,
    words={"mentoring": handlers.answer_mentoring},
    schedule=Schedule(jobs.find_ready, jobs.find_due, jobs.list_slots),
    deliveries=(MessageKind(DeliveryKind.MENTOR_SUMMARY, about_many=True),),
    samples=("roadmate mentoring",),
    admin_samples=("roadmate mentoring", "roadmate mentoring on", "roadmate mentoring maybe"),
)
