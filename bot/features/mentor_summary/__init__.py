"""Who needs a word, for mentors and admins."""

from __future__ import annotations

from bot.delivery.occurrences import DeliveryKind
from bot.feature import Delivery, Feature, Schedule
from bot.features.mentor_summary import handlers, jobs

FEATURE = Feature(
    name="mentor_summary",
    register=handlers.register,
    words={"mentoring": handlers.answer_mentoring},
    schedule=Schedule(jobs.due, jobs.slots),
    deliveries=(Delivery(DeliveryKind.MENTOR_SUMMARY, about_many=True),),
)
