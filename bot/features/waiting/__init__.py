"""What waits for somebody's answer: the list, the hand-over, and one letter to each side when it takes long."""

from __future__ import annotations

from bot.db.personal_data import Owned, PersonalData
from bot.db.tables import handovers
from bot.delivery.occurrences import DeliveryKind
from bot.deps import Deps
from bot.dispatch.router import Router
from bot.feature import Feature, MessageKind
from bot.features.waiting import jobs
from bot.features.waiting.handlers import handover, lists, pages
from bot.features.waiting.payloads import HandoverPayload, WaitingPayload
from bot.slack.command import CommandUsage, Heading


def _register(router: Router, deps: Deps) -> None:
    lists.register(router, deps)
    pages.register(router, deps)
    handover.register(router, deps)


FEATURE = Feature(
    name="waiting",
    payloads=(WaitingPayload, HandoverPayload),
    usages=(CommandUsage("waiting", "what waits for you, and what you wait for", Heading.MENTORS, order=150),),
    register=_register,
    synonyms=dict.fromkeys(
        ("signoff", "sign off", "approve", "approvals", "review", "reviews", "pending", "open questions"),
        "roadmate waiting",
    ),
    words={"waiting": lists.answer_waiting, "signoffs": lists.answer_waiting},
    check_every_hour=jobs.remind_of_waiting,
    deliveries=(
        MessageKind(DeliveryKind.WAITING_REMINDER, send=jobs.send_letter, is_moot=jobs.is_letter_moot),
        MessageKind(DeliveryKind.LONG_WAIT, send=jobs.send_letter, is_moot=jobs.is_letter_moot),
        MessageKind(DeliveryKind.HANDOVER, is_moot=handover.is_letter_moot),
    ),
    personal_data=PersonalData(
        owned=(Owned(handovers.c.member),),
        sections={"handovers": (handovers.c.member, handovers.c.assignee, handovers.c.handed_by)},
        pointing=(handovers.c.assignee, handovers.c.handed_by),
    ),
    samples=("roadmate waiting", "roadmate waiting off", "roadmate waiting on", "roadmate waiting nonsense"),
    admin_samples=("roadmate waiting",),
)
