"""The summary of a member's own week, for those who want it."""

from __future__ import annotations

from bot.delivery.occurrences import DeliveryKind
from bot.feature import Feature, MessageKind, Schedule
from bot.features.weekly_summary import handlers, jobs
from bot.slack.command import CommandUsage, Heading

FEATURE = Feature(
    name="weekly_summary",
    usages=(
        CommandUsage(
            "summary on",
            "your own week every Monday at 09:00 (`off` stops it); alone: shows it now",
            Heading.YOUR_WEEK,
            order=50,
        ),
    ),
    synonyms=dict.fromkeys(("summaries", "report", "reports", "weekly report", "recap"), "roadmate summary"),
    words={"summary": handlers.answer_summary},
    schedule=Schedule(jobs.find_ready, jobs.find_due, jobs.list_slots),
    deliveries=(MessageKind(DeliveryKind.WEEKLY_SUMMARY, about_many=True),),
    samples=("roadmate summary", "roadmate summary on", "roadmate summary maybe"),
)
