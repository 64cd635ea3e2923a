"""Once an hour: a pair that has not met for four weeks is asked once to, and one of whom somebody left is ended.

Whoever is to look at what waits, now that somebody has left, is told of it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Final

from bot.calendar.quiet_hours import awake
from bot.core.audit import log as audit_log
from bot.core.ledger import activity
from bot.core.ledger.activity import Activity
from bot.core.people import members
from bot.core.people.member import Member
from bot.core.people.pair import Pair
from bot.core.time_off import absences
from bot.core.time_off.absence import is_away
from bot.db.engine import Connection, Unavailable
from bot.deps import Deps
from bot.features.mentorship.service import inactive_pairs, pairs
from bot.features.mentorship.service.inactive_pairs import Left
from bot.features.mentorship.views import notifications
from bot.features.mentorship.views.notifications import Over
from bot.features.mentorship.views.pair import Told
from bot.features.plan import service as plan_service
from bot.features.plan.service import Whose
from bot.features.plan.views.assignment_notifications import handed_in
from bot.slack.message import Message
from bot.slack.payloads import Pending

log = logging.getLogger(__name__)

HALF_AN_HOUR: Final = 30


def look(deps: Deps, now: datetime) -> int:
    """Deal with all pairs that need it, each once whoever else is doing it; returns how many there were.

    What cannot be read or written of one kind keeps no other from being dealt with.

    Raises:
        Unavailable: the database could not do all of it; what was written stays.
    """
    failed: Exception | None = None
    number = 0
    for those_who in (_left, _bereft, _silent):
        try:
            number += those_who(deps, now)
        except Exception as error:  # noqa: BLE001  (raised below)
            failed = error
    if failed:
        raise failed
    return number


def _left(deps: Deps, now: datetime) -> int:
    with deps.sessions.read() as session:
        found = inactive_pairs.left(session)
    return sum(_dealt_with(deps, each.pair, partial(_end, left=each), now) for each in found)


def _bereft(deps: Deps, now: datetime) -> int:
    """They are no pairs, and do not count."""
    with deps.sessions.read() as session:
        found = plan_service.bereft(session, settings=deps.settings, now=now)
    for each in found:
        _dealt_with(deps, each, partial(_tell_guides, whose=each), now)
    return 0


def _silent(deps: Deps, now: datetime) -> int:
    """One batch after the other: who is away stays in them, and holds nobody up."""
    number, after = 0, 0
    while True:
        with deps.sessions.read() as session:
            found = inactive_pairs.quiet(session, now=now, after=after)
        number += sum(_dealt_with(deps, each, partial(_ask, pair=each), now) for each in found)
        if len(found) < inactive_pairs.BATCH:
            return number
        after = found[-1].id


@dataclass(frozen=True, slots=True)
class _Turn:
    """The transaction in which one pair is dealt with."""

    deps: Deps
    session: Connection
    now: datetime

    def member(self, pair: Pair, person: str) -> Member | None:
        """One of its people."""
        default = self.deps.settings.timezone
        return members.find(self.session, workspace=pair.workspace, member=person, default=default)

    def tell(
        self, pair: Pair, *, about: str, to: Sequence[str], say: Callable[[Told], Message], mentee: Member | None = None
    ) -> None:
        """Write to these people; once `about` the same."""
        people = {pair.mentor, pair.mentee, pair.asked_by, *filter(None, [pair.ended_by])}
        names = members.names(self.session, workspace=pair.workspace, people=people)
        area = self.deps.catalog.current().find_area(pair.area)
        seen = Told(pair, "", names, area.name if area else "", prefix=self.deps.settings.command_prefix)
        pairs.tell(
            self.session,
            pair=pair,
            about=about,
            to=to,
            say=lambda reader: say(replace(seen, reader=reader)).payload(),
            settings=self.deps.settings,
            now=self.now,
            mentee=mentee,
        )


def _dealt_with(deps: Deps, what: Pair | Whose, deal: Callable[[_Turn], bool], now: datetime) -> bool:
    """What is wrong with one pair, or the work of one team, keeps no other from its letters."""
    try:
        with deps.sessions.begin() as session:
            return deal(_Turn(deps, session, now))
    except Unavailable:
        raise
    except Exception:
        people = [what.mentee] if isinstance(what, Pair) else what.people
        log.exception("pair failed workspace=%s of=%s", what.workspace, ",".join(people))
        return False


def _end(turn: _Turn, left: Left) -> bool:
    """Who has left is told nothing; the other one is, and who asked for it where it never held."""
    pair, gone = left.pair, left.gone
    if not pairs.end(turn.session, pair=pair, by=gone, now=turn.now):
        return False
    who = {"workspace": pair.workspace, "actor": gone, "subject": pair.mentee, "detail": pair.mentor}
    audit_log.note(turn.session, **who, act="pair.lapse", now=turn.now)
    concerned = (pair.mentor, pair.mentee) if pair.holds else (pair.mentor, pair.mentee, pair.asked_by)
    to = [each for each in concerned if each != gone]
    turn.tell(replace(pair, ended_by=gone), about="over", to=to, say=lambda told: notifications.over(told, Over.LEFT))
    return _tell_guides(turn, Whose(pair.workspace, (pair.mentee,)))


def _tell_guides(turn: _Turn, whose: Whose) -> bool:
    """What somebody has handed in goes to whoever is to look at it now."""
    catalog, prefix = turn.deps.catalog.current(), turn.deps.settings.command_prefix
    plan_service.tell(
        turn.session,
        workspace=whose.workspace,
        people=whose.people,
        say=lambda owner, history: handed_in(owner.name, history, catalog, prefix=prefix).payload(),
        settings=turn.deps.settings,
        now=turn.now,
    )
    return True


def _ask(turn: _Turn, pair: Pair) -> bool:
    """While one of them is away the pair waits; then both are asked, in the hours of their own day."""
    sides = (pair.mentor, pair.mentee)
    if any(_is_away(turn, pair, each) for each in sides) or not inactive_pairs.remind(
        turn.session, pair=pair, now=turn.now
    ):
        return False
    about, mentee = f"quiet:{turn.now:%Y-%m-%d}", turn.member(pair, pair.mentee)
    turn.tell(pair, about=about, to=sides, say=lambda told: notifications.quiet(told, _log(turn, told)), mentee=mentee)
    return True


def _is_away(turn: _Turn, pair: Pair, person: str) -> bool:
    found = turn.member(pair, person)
    if found is None:
        return True
    today = found.today(turn.now)
    known = absences.of_member(turn.session, workspace=pair.workspace, member=person, since=today, until=today)
    return is_away(today, known)


def _log(turn: _Turn, told: Told) -> Pending | None:
    """Half an hour of mentoring with the other one, on the reader's day on which the letter arrives."""
    found = turn.member(told.pair, told.reader)
    if found is None or turn.deps.catalog.current().find_area(activity.AREA) is None:
        return None
    day = found.today(awake(turn.now, found.zone))
    return Pending(
        key=f"pair:{told.pair.id}:{day}",
        minutes=HALF_AN_HOUR,
        area=activity.AREA,
        day=day,
        activity=Activity.MENTORING.value,
        people=told.pair.other(told.reader),
    )
