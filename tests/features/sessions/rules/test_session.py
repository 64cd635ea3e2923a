"""The start of a session over clock changes, and until when people can join."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.features.sessions.rules.line_parser import parse_session_line
from bot.features.sessions.rules.session import Session, SessionDraft, resolve_start

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)  # a Saturday
LISBON = ZoneInfo("Europe/Lisbon")


def test_an_hour_that_the_clocks_leave_out_becomes_its_end_and_a_repeated_one_its_first() -> None:
    spring, autumn = datetime(2027, 3, 27, 12, 0, tzinfo=UTC), datetime(2027, 10, 30, 12, 0, tzinfo=UTC)
    draft = parse_session_line('"GitOps" tomorrow 01:30', now=spring, zone=LISBON)
    assert isinstance(draft, SessionDraft)
    end = resolve_start(draft, now=spring, zone=LISBON)
    assert isinstance(end, datetime)
    assert f"{end.astimezone(LISBON):%a %d %b %Y %H:%M}" == "Sun 28 Mar 2027 02:00"
    first = resolve_start(SessionDraft("x", date(2027, 10, 31), time(1, 30)), now=autumn, zone=LISBON)
    assert first == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_people_can_join_until_the_end_unless_it_was_cancelled() -> None:
    session = Session(1, "T1", "U1", "GitOps", NOW, 60, "C1")
    assert session.is_open(NOW + timedelta(minutes=59))
    assert not session.is_open(NOW + timedelta(minutes=60))
    assert not Session(1, "T1", "U1", "GitOps", NOW, 60, "C1", NOW).is_open(NOW)
