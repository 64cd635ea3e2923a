"""What all that is done about pairs shares: who asks, what is written down, and whom it concerns is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.core.audit import log
from bot.core.people import members
from bot.core.people.member import Member
from bot.core.people.pair import Pair
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch import error_views
from bot.features.mentorship.service import pairs
from bot.features.mentorship.views import notifications
from bot.features.mentorship.views.notifications import Over
from bot.features.mentorship.views.pair import UTC, Told
from bot.slack.message import Message


def refused(deps: Deps, session: Connection, reader: Member, what: str, who: str, *, of: str = "") -> Message:
    """What is not theirs: a clear word, and a line in the audit log on the mentee, where there is one."""
    log.refused(session, reader=reader, what="pair", now=deps.clock.now(), subject=of)
    return error_views.not_allowed(what, who) if who == "admins" else error_views.not_yours(what, who)


def note(session: Connection, reader: Member, act: str, pair: Pair, deps: Deps) -> None:
    """Write down what somebody did about a pair: on the mentee, with the mentor as the detail."""
    log.note(
        session,
        workspace=pair.workspace,
        actor=reader.id,
        act=f"pair.{act}",
        now=deps.clock.now(),
        subject=pair.mentee,
        detail=pair.mentor,
    )


def told(deps: Deps, session: Connection, pair: Pair, reader: str, zone: ZoneInfo = UTC) -> Told:
    """A pair as that person is told of it, with days in that zone."""
    people = {pair.mentor, pair.mentee, pair.asked_by, *filter(None, [pair.ended_by])}
    names = members.names(session, workspace=pair.workspace, people=people)
    area = deps.catalog.current().find_area(pair.area)
    return Told(pair, reader, names, area.name if area else "", zone, deps.settings.command_prefix)


def send(
    deps: Deps, session: Connection, pair: Pair, *, about: str, say: Callable[[Told], Message], to: Iterable[str]
) -> None:
    """Write to these people; once `about` the same."""
    seen = told(deps, session, pair, "")
    pairs.tell(
        session,
        pair=pair,
        about=about,
        to=to,
        say=lambda reader: say(replace(seen, reader=reader)).payload(),
        settings=deps.settings,
        now=deps.clock.now(),
    )


def send_over(deps: Deps, session: Connection, pair: Pair, how: Over, *, by: str) -> None:
    """Tell that it is over; `pair` is what it was, and who only asked for it hears of it where it never held.

    Who has not even got the question hears of neither.
    """
    concerned = (pair.mentor, pair.mentee) if pair.holds else (pair.mentor, pair.mentee, pair.asked_by)
    unheard = frozenset() if pair.holds else pairs.take_back(session, pair=pair, about="ask")
    to = [each for each in concerned if each != by and each not in unheard]
    send(deps, session, replace(pair, ended_by=by), about="over", say=lambda each: notifications.over(each, how), to=to)
