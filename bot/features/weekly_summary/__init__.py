"""One's own week, for who wants it."""

from __future__ import annotations

from bot.delivery.occurrences import DeliveryKind
from bot.feature import Delivery, Feature, Schedule
from bot.features.weekly_summary import handlers, jobs

FEATURE = Feature(
    name="weekly_summary",
    words={"summary": handlers.answer_summary},
    schedule=Schedule(jobs.due, jobs.slots),
    deliveries=(Delivery(DeliveryKind.WEEKLY_SUMMARY, about_many=True),),
)
