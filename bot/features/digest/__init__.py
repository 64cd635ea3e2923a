"""The week's post to the learning channel."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.calendar.schedule import WeeklySlot
from bot.core.people.workspaces import Workspace
from bot.db.engine import Connection
from bot.delivery.decided_occurrence import DecidedOccurrence
from bot.delivery.occurrences import DeliveryKind
from bot.deps import Deps
from bot.dispatch.request import Request
from bot.dispatch.router import Router
from bot.feature import Feature, MessageKind, Schedule
from bot.features.digest import handlers, jobs
from bot.slack.command import CommandUsage, Heading
from bot.slack.message import AnyMessage


def _register(router: Router, deps: Deps) -> None:
    handlers.register(router, deps, jobs.build_digest)


def _answer_digest(deps: Deps, request: Request) -> AnyMessage:
    return handlers.answer_digest(deps, request, jobs.build_digest)


def _find_due(
    deps: Deps, conn: Connection, workspace: Workspace, now: datetime, _limit: int | None = None
) -> list[DecidedOccurrence]:
    digest = jobs.find_due(deps, conn, workspace, now)
    return [digest] if digest else []


def _list_slots(_deps: Deps, _conn: Connection, found: Sequence[Workspace]) -> list[tuple[str, WeeklySlot, ZoneInfo]]:
    return [(each.id, each.digest_slot, each.zone) for each in found if jobs.is_wanted(each)]


FEATURE = Feature(
    name="digest",
    usages=(
        CommandUsage(
            "digest",
            "when the next one comes; for admins `digest preview` and `digest resend`",
            Heading.WORKSPACE,
            order=220,
        ),
    ),
    register=_register,
    synonyms={
        **dict.fromkeys(("digests", "newsletter", "weekly digest", "standup"), "roadmate digest"),
        **{f"digest {switch}": f"roadmate settings digest {switch}" for switch in ("on", "off")},
    },
    words={"digest": _answer_digest},
    schedule=Schedule(jobs.find_ready, _find_due, _list_slots),
    deliveries=(MessageKind(DeliveryKind.DIGEST, about_many=True),),
    admin_samples=(
        "roadmate digest",
        "roadmate digest preview",
        "roadmate digest now",
        "roadmate digest again",
        "roadmate digest send",
    ),
)
