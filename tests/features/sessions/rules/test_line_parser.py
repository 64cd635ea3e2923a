"""Sessions as people type them, in the host's own time."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.features.sessions.rules.line_parser import parse_session_line
from bot.features.sessions.rules.session import (
    MAX_AHEAD,
    MAX_TITLE_LENGTH,
    RejectedSession,
    SessionDraft,
    SessionProblem,
    resolve_start,
)

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)  # a Saturday
LISBON = ZoneInfo("Europe/Lisbon")
SINGAPORE = ZoneInfo("Asia/Singapore")


def parsed(words: str, now: datetime = NOW, zone: ZoneInfo = LISBON) -> tuple[str, str, int, str]:
    """Return title, start in the host's time, minutes and channel."""
    draft = parse_session_line(words, now=now, zone=zone)
    assert isinstance(draft, SessionDraft), draft
    starts_at = resolve_start(draft, now=now, zone=zone)
    assert isinstance(starts_at, datetime), starts_at
    return draft.title, f"{starts_at.astimezone(zone):%a %d %b %Y %H:%M}", draft.minutes, draft.channel


def rejected(words: str) -> tuple[SessionProblem, str]:
    draft = parse_session_line(words, now=NOW, zone=LISBON)
    found = resolve_start(draft, now=NOW, zone=LISBON) if isinstance(draft, SessionDraft) else draft
    assert isinstance(found, RejectedSession), found
    return found.problem, found.typed


WORD = st.sampled_from(['"', "“x”", "thu", "15:00", "for", "45", "min", "3", "dec", "-", "at", "in", "<#C0LEARNING>"])


@pytest.mark.parametrize(
    ("words", "begins", "minutes"),
    [
        ('"GitOps intro" thu 15:00', "Thu 26 Nov 2026 15:00", 60),
        ("“GitOps intro” thu 15:00", "Thu 26 Nov 2026 15:00", 60),
        ("'GitOps intro' thu 15:00", "Thu 26 Nov 2026 15:00", 60),
        ('"GitOps intro thu 15:00', "Thu 26 Nov 2026 15:00", 60),
        ("GitOps intro thu 15:00", "Thu 26 Nov 2026 15:00", 60),
        ("GitOps intro 15:00 on thu", "Thu 26 Nov 2026 15:00", 60),
        ("thu 3pm GitOps intro", "Thu 26 Nov 2026 15:00", 60),
        ('thu, 26 november at 3 pm for 90 minutes "GitOps intro"', "Thu 26 Nov 2026 15:00", 90),
        ('"GitOps intro" thu 3-4:30 pm', "Thu 26 Nov 2026 15:00", 90),
        ('"GitOps intro" tomorrow 10:00', "Sun 22 Nov 2026 10:00", 60),
        ('"GitOps intro" 3 dec 14:30 for 45 min', "Thu 03 Dec 2026 14:30", 45),
        ('"GitOps intro" 2026-12-03 noon, 2h', "Thu 03 Dec 2026 12:00", 120),
        ('"GitOps intro" sat 11:00', "Sat 28 Nov 2026 11:00", 60),
        ('"GitOps intro" sat 13:00', "Sat 21 Nov 2026 13:00", 60),
        ('"GitOps intro" 11:00', "Sun 22 Nov 2026 11:00", 60),
        ('"GitOps intro" at 15 for an hour', "Sat 21 Nov 2026 15:00", 60),
        ('"GitOps intro" 3 nov 9:00', "Wed 03 Nov 2027 09:00", 60),
        ('"GitOps intro" thu 15h30', "Thu 26 Nov 2026 15:30", 60),
        ("GitOps intro thu 15h", "Thu 26 Nov 2026 15:00", 60),
        ("GitOps intro wed 13-14:30", "Wed 25 Nov 2026 13:00", 90),
        ("GitOps intro wed 13-14", "Wed 25 Nov 2026 13:00", 60),
        ("wed 15.00-16.30 GitOps intro", "Wed 25 Nov 2026 15:00", 90),
        ("GitOps intro 25.11 15.00", "Wed 25 Nov 2026 15:00", 60),
        ("GitOps intro wed 25/11 15:00", "Wed 25 Nov 2026 15:00", 60),
        ("GitOps intro 12/25 9.30", "Fri 25 Dec 2026 09:30", 60),
        ("GitOps intro wed 22:00-midnight", "Wed 25 Nov 2026 22:00", 120),
        ("GitOps intro midnight", "Sun 22 Nov 2026 00:00", 60),
    ],
)
def test_a_line_is_understood_in_any_order(words: str, begins: str, minutes: int) -> None:
    assert parsed(words) == ("GitOps intro", begins, minutes, "")


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("Docker for 3 teams thu 15:00", "Docker for 3 teams"),
        ("On-call 24/7 thu 15:00", "On-call 24/7"),
        ("Sprint 13-14 review thu 15:00", "Sprint 13-14 review"),
        ("Friday's lessons thu 15:00", "Friday's lessons"),
        ("thu 15:00 west coast latency", "west coast latency"),
        ("Python 3.14 news thu 15:00", "Python 3.14 news"),
        ("Kubernetes 1:1 for beginners thu 15:00", "Kubernetes 1:1 for beginners"),
        ('"Talk by <@U123|ben>" thu 15:00', "Talk by ben"),
        ('"A" and "B" thu 15:00', 'A" and "B'),
    ],
)
def test_what_only_looks_like_a_time_stays_in_the_title(words: str, title: str) -> None:
    assert parsed(words)[:2] == (title, "Thu 26 Nov 2026 15:00")


def test_a_channel_can_be_named() -> None:
    assert parsed('"GitOps" thu 15:00 in <#C0LEARNING|learning> for 30m')[2:] == (30, "C0LEARNING")
    assert rejected('"GitOps" thu 15:00 in #nowhere') == (SessionProblem.UNKNOWN_CHANNEL, "#nowhere")


@pytest.mark.parametrize(
    ("words", "problem", "typed"),
    [
        ("", SessionProblem.NO_TITLE, ""),
        ("thu 15:00", SessionProblem.NO_TITLE, ""),
        ('"GitOps" thu', SessionProblem.NO_TIME, ""),
        ('"GitOps" thu 25:00', SessionProblem.INVALID_TIME, "25:00"),
        ('"GitOps" thu 13pm', SessionProblem.INVALID_TIME, "13pm"),
        ('"GitOps" 31 feb 15:00', SessionProblem.INVALID_DAY, "31 feb"),
        ('"GitOps" mon 3 dec 15:00', SessionProblem.INVALID_DAY, "mon 3 dec"),
        ('"GitOps" today 11:00', SessionProblem.IN_THE_PAST, ""),
        ('"GitOps" yesterday 15:00', SessionProblem.IN_THE_PAST, ""),
        ('"GitOps" 3 dec 2027 15:00', SessionProblem.TOO_FAR_AHEAD, ""),
        ('"GitOps" thu 15:00 for 9 h', SessionProblem.INVALID_LENGTH, ""),
        ('"GitOps" thu 16:00-15:00', SessionProblem.INVALID_LENGTH, ""),
        ('"GitOps" thu 15:00 banana', SessionProblem.UNKNOWN_WORDS, "banana"),
        ("GitOps wednsday 15:00", SessionProblem.INVALID_DAY, "wednsday"),
        ('"GitOps" next thrusday 15:00', SessionProblem.INVALID_DAY, "next thrusday"),
        ("Python 3.14 wed", SessionProblem.NO_TIME, ""),
        ("GitOps 3-4 dec", SessionProblem.NO_TIME, ""),
        ("x" * 151 + " thu 15:00", SessionProblem.TITLE_TOO_LONG, ""),
    ],
)
def test_each_problem_is_told_apart_with_what_was_typed(words: str, problem: SessionProblem, typed: str) -> None:
    assert rejected(words) == (problem, typed)


def test_a_rejected_line_keeps_what_was_understood() -> None:
    found = parse_session_line('"GitOps" thu 15:00 banana for 45 min', now=NOW, zone=LISBON)
    assert isinstance(found, RejectedSession)
    assert (found.draft.title, f"{found.draft.day}", found.draft.minutes) == ("GitOps", "2026-11-26", 45)


@pytest.mark.parametrize(
    ("words", "day", "has_day", "zone"),
    [
        ("GitOps 15:00", "2026-11-21", False, ""),
        ("GitOps thu 15:00 CET for 30m", "2026-11-26", True, "CET"),
        ('"GitOps" thu 15:00 UTC+1', "2026-11-26", True, "UTC+1"),
        ("GitOps wednsday 15:00", "2026-11-25", True, ""),  # what is offered
        ("GitOps 3 decmber 15:00", "2026-12-03", True, ""),
        ("GitOps mon 3 dec 15:00", "2026-12-03", True, ""),
        ("GitOps wed 15.77", "2026-11-25", True, ""),  # whatever is wrong with the time
    ],
)
def test_a_draft_knows_that_no_day_was_typed_and_the_ignored_zone(
    words: str, day: str, has_day: bool, zone: str
) -> None:
    found = parse_session_line(words, now=NOW, zone=LISBON)
    draft = found.draft if isinstance(found, RejectedSession) else found
    assert (f"{draft.day}", draft.has_day, draft.ignored_zone) == (day, has_day, zone)


def test_the_day_and_the_hour_are_the_hosts() -> None:
    late = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)  # in Singapore it is Sunday
    assert parsed('"GitOps" today 15:00', late, SINGAPORE)[1] == "Sun 22 Nov 2026 15:00"
    assert parsed('"GitOps" today 23:45', late, LISBON)[1] == "Sat 21 Nov 2026 23:45"


@given(st.one_of(st.text(max_size=60), st.lists(WORD, max_size=9).map(" ".join)))
def test_any_words_give_a_session_ahead_or_a_reason(words: str) -> None:
    draft = parse_session_line(words, now=NOW, zone=SINGAPORE)
    found = resolve_start(draft, now=NOW, zone=SINGAPORE) if isinstance(draft, SessionDraft) else draft
    kept = found.draft if isinstance(found, RejectedSession) else draft
    assert len(kept.title if isinstance(kept, SessionDraft) else "") <= MAX_TITLE_LENGTH
    assert isinstance(found, RejectedSession) or NOW < found <= NOW + MAX_AHEAD
