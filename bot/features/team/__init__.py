"""The table of the team, its coverage and its export."""

from __future__ import annotations

from bot.delivery.occurrences import DeliveryKind
from bot.delivery.outbox import OutboxMessage
from bot.deps import Deps
from bot.dispatch.router import Router
from bot.feature import Delivery, Feature
from bot.features.team import handlers, jobs
from bot.slack.client import SlackClient
from bot.slack.message import Message


def _register(router: Router, deps: Deps) -> None:
    handlers.register(router, deps)
    handlers.register_export(router, deps)


def _send_table(deps: Deps, slack: SlackClient, queued: OutboxMessage, _message: Message) -> str:
    return jobs.send_team_table(deps, slack, queued)


FEATURE = Feature(
    name="team",
    register=_register,
    deliveries=(Delivery(DeliveryKind.TEAM_EXPORT, send=_send_table, about_many=True),),
)
