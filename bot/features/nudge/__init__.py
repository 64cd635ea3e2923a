"""One useful private reminder a week."""

from __future__ import annotations

from bot.delivery.occurrences import DeliveryKind
from bot.feature import Delivery, Feature, Schedule
from bot.features.nudge import handlers, jobs

FEATURE = Feature(
    name="nudge",
    register=handlers.register,
    words={"nudge": handlers.answer_nudge},
    schedule=Schedule(jobs.due, jobs.slots),
    deliveries=(
        Delivery(DeliveryKind.NUDGE, about_many=True),
        Delivery(DeliveryKind.SNOOZED_NUDGE, about_many=True),
    ),
)
