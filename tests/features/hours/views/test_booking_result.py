"""Messages about booked hours: what they say, that Slack accepts them, and that notes stay harmless."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.catalog.catalog import Catalog
from bot.catalog.lookup import subjects
from bot.catalog.lookup.subjects import Subject, SubjectOptions
from bot.core.ledger.rules import BookedEntry, Entry, EntrySums, FullDay, RepeatedBooking
from bot.core.plan.next_moves import choose_next_step
from bot.core.plan.progress import LearningRecord, NextStep
from bot.core.reached_by_hours import NOTHING_REACHED
from bot.core.standing import WeekGoal
from bot.features.hours.rules.line_parts import ParsedEntry
from bot.features.hours.views import booking_result, clarifications, logged_hours
from bot.features.hours.views.logged_hours import LoggedHours
from bot.sandbox.validation.rules import check_message
from bot.slack.message import AnyMessage, Message
from bot.slack.payloads import PendingEntryPayload, decode_payload
from bot.ui import entry_text
from tests.slack_driver import message_text

TODAY = date(2026, 11, 21)
PENDING = PendingEntryPayload(key="k", minutes=90, area="networking", day=date(2026, 11, 17), note="subnets")
NOTE = '<!channel> <@U0SANDANA> *bold* _x_ `code` <https://evil.example|ok> "quoted" \\ \ue000head\ue001 &amp;'
AT = datetime(2026, 11, 17, tzinfo=UTC)
ENTRY = Entry(7, 7, "T1", "U1", 90, "networking", None, None, PENDING.day, "subnets", "command", AT)
WIDE = PENDING.model_copy(update={"note": '"' * 1000})


def checked(answer: AnyMessage) -> Message:
    message = answer.to_message()
    check_message(message.post_arguments(), posted=True)
    return message


def values(message: Message) -> list[str]:
    elements: list[Any] = [element for block in message.blocks for element in block.get("elements", [])]
    accessories = [block["accessory"] for block in message.blocks if "accessory" in block]
    return [each["value"] for each in [*elements, *accessories] if each["type"] == "button"]


def subject(catalog: Catalog, words: str = "networking") -> Subject:
    match = subjects.find_subject(catalog, words)
    assert isinstance(match, Subject)
    return match


def outcome(
    catalog: Catalog,
    result: BookedEntry | RepeatedBooking | FullDay,
    pending: PendingEntryPayload = PENDING,
    words: str = "networking",
    **more: Any,
) -> Message:
    named = subject(catalog, words)
    if not isinstance(result, BookedEntry):
        return checked(booking_result.render_doubt(result, pending, named, TODAY))
    first = {"week_goal": WeekGoal("2026-W47", 120, 120), "reached": NOTHING_REACHED, "step": first_step(catalog)}
    logged = LoggedHours(result.entry_id, pending, named, result.sums, **{**first, "today": TODAY, **more})
    return checked(logged_hours.render_logged_hours(logged, catalog))


def first_step(catalog: Catalog) -> NextStep | None:
    return choose_next_step(catalog, LearningRecord({}, frozenset()))


def test_the_answer_says_what_was_booked_the_totals_and_the_next_step(catalog: Catalog) -> None:
    message = outcome(catalog, BookedEntry(7, EntrySums(150, 210)))
    assert message.text.startswith("✅ Logged 1 h 30 min on Networking (Tue 17 Nov)\n> subnets\n")
    assert "\n🎯 3 h 30 min of 2 h this week\nNetworking: 2 h 30 min of 50-80 h\n➡️ Next: " in message.text
    assert values(message)[2:] == ["7", "7"]
    assert '"state":"known"' in values(message)[1]
    assert "1 h 30 min on Networking (Tue 17 Nov) will be taken back." in str(message.blocks)


def test_a_corrected_typing_error_is_named(catalog: Catalog) -> None:
    message = outcome(catalog, BookedEntry(7, EntrySums(90, 90)), words="netwroking")
    assert "I read “netwroking” as Networking." in message.text


def test_a_topic_is_named_with_its_area_and_roadmap(catalog: Catalog) -> None:
    text = outcome(catalog, BookedEntry(7, EntrySums(90, 90)), words="vpc endpoints").text
    assert re.search(r"on \w[\w ]+: VPC[\w ]* \(AWS\) \(Tue 17 Nov\)", text)


def test_an_estimate_that_varies_says_so(catalog: Catalog) -> None:
    area = next(area for area in catalog.areas if area.hours is None)
    assert entry_text.area_total_text(area, 60) == f"{area.name}: 1 h (the estimate varies)"


def test_another_week_is_named_by_its_days() -> None:
    assert entry_text.week_name(date(2026, 11, 16), TODAY) == "This week"
    assert entry_text.week_name(date(2026, 11, 15), TODAY) == "Week 9-15 Nov"


def test_a_note_cannot_notify_anyone_or_become_a_link(catalog: Catalog) -> None:
    noted = PENDING.model_copy(update={"note": NOTE})
    entry = replace(ENTRY, note=NOTE)
    sums = EntrySums(90, 90)
    again = logged_hours.render_already_logged(entry, sums, is_counted=True, catalog=catalog, today=TODAY)
    for message in (outcome(catalog, BookedEntry(7, sums), noted), checked(again)):
        assert "&lt;!channel&gt; &lt;@U0SANDANA&gt; ∗bold∗" in message.text
        assert "&lt;!channel&gt; &lt;@U0SANDANA&gt; ∗bold∗" in str(message.blocks)
        assert "<" not in f"{message.text}{message.blocks}"


def test_each_line_of_a_note_is_quoted_and_a_long_one_cut(catalog: Catalog) -> None:
    assert entry_text.quoted_note("one\ntwo & <three>") == "\n> one\n> two &amp; &lt;three&gt;"
    assert entry_text.quoted_note("") == ""
    assert len(entry_text.quoted_note("x" * 1000)) < 310
    longest = PENDING.model_copy(update={"note": "&_\n" * 333})
    outcome(catalog, BookedEntry(7, EntrySums(90, 90)), longest)


def test_hours_booked_before_are_shown_as_they_are_now(catalog: Catalog) -> None:
    message = checked(
        logged_hours.render_already_logged(ENTRY, EntrySums(90, 120), is_counted=True, catalog=catalog, today=TODAY)
    )
    assert message.text.startswith("✅ Already logged: 1 h 30 min on Networking (Tue 17 Nov)\n> subnets\n")
    assert "This week: 2 h" in message.text
    taken_back = checked(
        logged_hours.render_already_logged(ENTRY, EntrySums(0, 0), is_counted=False, catalog=catalog, today=TODAY)
    )
    assert "You logged and undid" in taken_back.text
    assert "I logged nothing now." in taken_back.text
    assert values(taken_back) == []


def test_a_full_day_asks_and_an_impossible_one_refuses(catalog: Catalog) -> None:
    question = outcome(catalog, FullDay(900, is_possible=True))
    assert "That makes 16 h 30 min on Tue 17 Nov (15 h logged already)." in question.text
    assert decode_payload(PendingEntryPayload, values(question)[0]) == PENDING.model_copy(update={"insist": True})
    alone = outcome(catalog, FullDay(0, is_possible=True), PENDING.model_copy(update={"minutes": 1000}))
    assert "That makes 16 h 40 min on Tue 17 Nov. Is 16 h 40 min on Networking right?" in alone.text
    refused = outcome(catalog, FullDay(1400, is_possible=False))
    assert "Tue 17 Nov has 23 h 20 min already, so 1 h 30 min on Networking would make it 24 h 50 min." in refused.text
    assert values(refused) == []
    assert message_text(refused, "team-").split("\n")[1] == "To change what's there: /team-log list."


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "a moment ago"), (4.9, "a moment ago"), (5, "5 seconds ago"), (119, "119")]
)
def test_a_repetition_offers_to_count_twice(catalog: Catalog, seconds: float, words: str) -> None:
    message = outcome(catalog, RepeatedBooking(7, timedelta(seconds=seconds)))
    assert f"You already logged that {words}" in message.text
    assert "I counted it once: 1 h 30 min on Networking (Tue 17 Nov)" in message.text
    assert decode_payload(PendingEntryPayload, values(message)[0]).insist


def test_content_that_is_gone_stays_readable(catalog: Catalog) -> None:
    old = replace(ENTRY, area="juggling", roadmap="vms", topic="vms.boot")
    assert entry_text.entry_name(old, catalog) == "juggling"
    checked(logged_hours.render_already_logged(old, EntrySums(90, 90), is_counted=True, catalog=catalog, today=TODAY))
    assert entry_text.entry_name(replace(ENTRY, roadmap="aws"), catalog) == "Networking: AWS"


def test_a_choice_of_subjects_keeps_everything_in_its_buttons(catalog: Catalog) -> None:
    match = subjects.find_subject(catalog, "monitoring")
    assert isinstance(match, SubjectOptions)
    pendings = tuple(PENDING.model_copy(update={"area": option.area.id}) for option in match.options)
    message = subject_question(match, pendings)
    assert "Which “monitoring”? (1 h 30 min, Tue 17 Nov)" in message.text
    assert [decode_payload(PendingEntryPayload, value) for value in values(message)[:-1]] == list(pendings)


def subject_question(match: SubjectOptions, pendings: Sequence[PendingEntryPayload]) -> Message:
    parsed = ParsedEntry(90, "monitoring", PENDING.day, pendings[0].note)
    return checked(
        clarifications.render_subject_question(parsed, match, match.options, pendings, typed="", today=TODAY)
    )


def test_a_note_too_long_for_a_button_is_asked_to_be_shorter(catalog: Catalog) -> None:
    match = subjects.find_subject(catalog, "monitoring")
    assert isinstance(match, SubjectOptions)
    question = subject_question(match, [WIDE for _ in match.options])
    full = outcome(catalog, FullDay(900, is_possible=True), WIDE)
    for message in (question, full):
        assert booking_result.NOTE_TOO_LONG in message.text
        assert values(message) in ([], ["-"])  # an empty form at most
    assert entry_text.subject_name(match.options[0], is_short=True) in question.text
    assert values(outcome(catalog, RepeatedBooking(7, timedelta(0)), WIDE)) == []


def test_a_cancelled_booking_is_confirmed() -> None:
    assert checked(booking_result.render_not_booked()).text == "OK, nothing logged."
