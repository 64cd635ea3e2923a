"""Book hours that somebody learned."""

from __future__ import annotations

from bot.db.personal_data import Owned, PersonalData
from bot.db.tables import entries, totals
from bot.delivery.occurrences import DeliveryKind
from bot.deps import Deps
from bot.dispatch.router import Router
from bot.feature import Delivery, Feature
from bot.features.hours.handlers import log_command, quick_log


def _register(router: Router, deps: Deps) -> None:
    log_command.register(router, deps)
    quick_log.register(router, deps)


FEATURE = Feature(
    name="hours",
    command_name="log",
    register=_register,
    answer=log_command.answer_log,
    deliveries=(Delivery(DeliveryKind.CO_LEARNER_OFFER),),
    personal_data=PersonalData(
        owned=(Owned(entries.c.member), Owned(totals.c.member)),
        sections={"entries": (entries.c.member,)},  # totals are sums of these
        written=(entries.c.note, entries.c.evidence),
        redacted=(entries.c.people,),
        plain=(entries.c.area, entries.c.roadmap, entries.c.topic, entries.c.request, totals.c.subject),
    ),
)
