"""The start of a session over clock changes, and until when people can join."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.features.sessions.rules.line_parser import parse_session_line
from bot.features.sessions.rules.session import (
    Session,
    SessionDraft,
    resolve_start,
)

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)  # a Saturday


LISBON = ZoneInfo("Europe/Lisbon")


def parsed(words: str, now: datetime = NOW, zone: ZoneInfo = LISBON) -> tuple[str, str, int, str]:
    """Return title, start in the host's time, minutes and channel."""
    draft = parse_session_line(words, now=now, zone=zone)
    assert isinstance(draft, SessionDraft), draft
    starts_at = resolve_start(draft, now=now, zone=zone)
    assert isinstance(starts_at, datetime), starts_at
    return draft.title, f"{starts_at.astimezone(zone):%a %d %b %Y %H:%M}", draft.minutes, draft.channel


def test_an_hour_that_the_clocks_leave_out_becomes_its_end_and_a_repeated_one_its_first() -> None:
    spring, autumn = datetime(2027, 3, 27, 12, 0, tzinfo=UTC), datetime(2027, 10, 30, 12, 0, tzinfo=UTC)
    assert parsed('"GitOps" tomorrow 01:30', spring)[1] == "Sun 28 Mar 2027 02:00"
    first = resolve_start(
        SessionDraft("x", (autumn + timedelta(days=1)).date(), autumn.time().replace(1, 30)), now=autumn, zone=LISBON
    )
    assert first == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_people_can_join_until_the_end_unless_it_was_cancelled() -> None:
    session = Session(1, "T1", "U1", "GitOps", NOW, 60, "C1")
    assert session.is_open(NOW + timedelta(minutes=59))
    assert not session.is_open(NOW + timedelta(minutes=60))
    assert not Session(1, "T1", "U1", "GitOps", NOW, 60, "C1", NOW).is_open(NOW)
