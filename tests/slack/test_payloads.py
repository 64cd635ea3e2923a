"""What a button carries comes back whole, or not at all."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.features.entries.payloads import EntryListPayload
from bot.features.leaderboard.payloads import LeaderboardPayload
from bot.slack.blocks import MAX_BUTTON_VALUE
from bot.slack.payloads import (
    EntryDraftPayload,
    LogLinePayload,
    PayloadError,
    PendingEntryPayload,
    PlanPagePayload,
    RoadmapQueryPayload,
    decode_payload,
)

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
DAY = date(2026, 11, 20)
PENDING = PendingEntryPayload(key="k", minutes=90, area="networking", day=DAY)


@given(
    st.builds(
        PendingEntryPayload,
        key=TEXT,
        minutes=st.integers(1, 1440),
        area=TEXT,
        roadmap=st.none() | TEXT,
        topic=st.none() | TEXT,
        day=st.dates(),
        note=TEXT,
        insist=st.booleans(),
    )
    | st.builds(LogLinePayload, key=TEXT, day=st.dates(), text=TEXT)
)
def test_a_ticket_comes_back_as_it_went(ticket: PendingEntryPayload | LogLinePayload) -> None:
    assert decode_payload(type(ticket), ticket.encode()) == ticket


@given(st.text(max_size=60) | st.from_regex(r"\{.{0,40}\}", fullmatch=True))
def test_anything_else_is_refused_and_nothing_else_happens(value: str) -> None:
    for kind in (PendingEntryPayload, LogLinePayload):
        with pytest.raises(PayloadError):
            decode_payload(kind, value)


@pytest.mark.parametrize(
    "change",
    [
        {"minutes": 0},
        {"minutes": 1441},
        {"minutes": -5},
        {"minutes": "x"},
        {"minutes": None},
        {"day": "2026-02-30"},
        {"note": "x" * 1001},
        {"area": "x" * 65},
        {"key": "x" * 201},
        {"more": 1},
        {"minutes": 60.0},
        {"minutes": True},
        {"activity": "sleeping"},
        {"people": "U0SANDBEN,U0SANDCHI"},
        {"people": "<!channel>"},
        {"evidence": "javascript:alert(1)"},
        {"evidence": "https://example.org/a b"},
    ],
)
def test_a_ticket_with_a_wrong_part_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        PendingEntryPayload.model_validate({**PENDING.model_dump(), **change})


@pytest.mark.parametrize("minutes", ['"60"', "60.0", "true"])
def test_only_a_whole_number_is_one(minutes: str) -> None:
    value = f'{{"key":"k","minutes":{minutes},"area":"networking","day":"2026-11-20"}}'
    with pytest.raises(PayloadError):
        decode_payload(PendingEntryPayload, value)


def test_people_activity_and_evidence_come_back() -> None:
    more = {"people": "U0SANDBEN W1", "activity": "mentoring", "evidence": "https://example.org/a?b=c&d"}
    ticket = PendingEntryPayload.model_validate({**PENDING.model_dump(), **more})
    assert decode_payload(PendingEntryPayload, ticket.encode()) == ticket


def test_a_draft_carries_a_link_or_none() -> None:
    assert decode_payload(EntryDraftPayload, '{"evidence":"HTTPS://example.org"}').evidence
    with pytest.raises(PayloadError):
        decode_payload(EntryDraftPayload, '{"evidence":"data:text/html,x"}')


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (RoadmapQueryPayload, '{"page":-1}'),
        (PlanPagePayload, "[]"),
        (LeaderboardPayload, '{"period":"year"}'),
        (EntryListPayload, '{"offset":-1}'),
    ],
)
def test_the_other_kinds_are_checked_too(kind: type[RoadmapQueryPayload], value: str) -> None:
    with pytest.raises(PayloadError, match=kind.__name__):
        decode_payload(kind, value)


def test_a_ticket_knows_whether_a_button_can_carry_it() -> None:
    assert PENDING.fits_in_button()
    wide = PENDING.model_copy(update={"note": '"' * 1000})
    assert len(wide.encode()) > MAX_BUTTON_VALUE
    assert not wide.fits_in_button()
    assert PENDING.model_copy(update={"note": "👍" * 1000}).fits_in_button()
