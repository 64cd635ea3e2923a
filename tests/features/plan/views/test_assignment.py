"""Assignments on their way in words: what is said, which buttons stand there, and what forms refuse."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.catalog.catalog import Catalog
from bot.core.assignments.workflow import (
    ActionOutcome,
    AssignmentAction,
    AssignmentHistory,
    AssignmentProgress,
    AssignmentStage,
    AssignmentStep,
    stage_after,
)
from bot.core.plan import progress
from bot.core.plan.progress import LearningRecord
from bot.features.plan.payloads import AssignmentPayload
from bot.features.plan.views import area, assignment, assignment_forms, assignment_messages, overview
from bot.features.plan.views.assignment import AssignmentViewer
from bot.sandbox.validation.rules import check_message
from bot.slack.blocks import ButtonSpec
from bot.slack.modals import FormErrors
from bot.slack.payloads import decode_payload

CDN = "networking.cdn"
TODAY = date(2026, 11, 21)
VIEWER = AssignmentViewer(TODAY, ZoneInfo("Asia/Singapore"), "U0ANA", {"U0ANA": "Ana", "U0BEN": "@ben <!channel>"})
UNSAFE_NOTE = "*look* <!channel> <https://evil.example|here>"


def history(*acts: AssignmentAction, due: date | None = None, words: str = "") -> AssignmentHistory:
    """Ben's steps, one a day from Tue 17 Nov in Singapore; what mentors do is Ana's."""
    stage: AssignmentStage | None = None
    steps = []
    for number, act in enumerate(acts, start=1):
        stage = stage_after(stage, act)
        actor = "U0ANA" if act in (AssignmentAction.SIGN_OFF, AssignmentAction.SEND_BACK) else "U0BEN"
        at = datetime(2026, 11, 15 + number, 20, tzinfo=UTC)
        said = (
            words
            if act in (AssignmentAction.HAND_IN, AssignmentAction.SEND_BACK)
            else due.isoformat()
            if due and act is AssignmentAction.SET_DUE
            else ""
        )
        steps.append(
            AssignmentStep(
                number, at, actor, act, "https://example.org/x?a=1&b=2" if act is AssignmentAction.HAND_IN else "", said
            )
        )
    assert stage
    return AssignmentHistory(AssignmentProgress("U0BEN", CDN, stage, due, len(steps), steps[-1].at), tuple(steps))


STARTED = history(AssignmentAction.START)
HANDED = history(AssignmentAction.START, AssignmentAction.HAND_IN, words=UNSAFE_NOTE)
SENT = history(AssignmentAction.HAND_IN, AssignmentAction.SEND_BACK, words=UNSAFE_NOTE)
SIGNED = history(AssignmentAction.HAND_IN, AssignmentAction.SIGN_OFF)


def test_where_it_is_by_whose_word_and_until_when() -> None:
    assert assignment.status_text(None, VIEWER) == ""
    assert assignment.status_text(STARTED, VIEWER) == "Started Tue 17 Nov."
    assert assignment.status_text(HANDED, VIEWER) == "Handed in Wed 18 Nov, waits for a sign-off."
    assert assignment.status_text(SENT, VIEWER).startswith("Sent back by you, Wed 18 Nov.\n> ∗look∗ &lt;!channel&gt;")
    assert assignment.status_text(SIGNED, replace(VIEWER, reader_id="U0BEN")) == "Signed off by Ana, Wed 18 Nov."
    friday = history(AssignmentAction.START, AssignmentAction.SET_DUE, due=date(2026, 12, 4))
    assert assignment.status_text(friday, VIEWER) == "Started Tue 17 Nov. Due Fri 4 Dec."
    late = history(AssignmentAction.START, due=date(2026, 11, 18))
    assert assignment.status_text(late, VIEWER) == "Started Tue 17 Nov. It was due Wed 18 Nov, 3 days ago."
    assert assignment.status_text(late, VIEWER, is_ticked=True) == "Started Tue 17 Nov."
    assert assignment.history_lines(friday, VIEWER)[1] == "Wed 18 Nov: due Fri 4 Dec, set by ben &lt;!channel&gt;"


@pytest.mark.parametrize(
    ("stands", "ticked", "own", "guiding"),
    [
        (None, False, ["Start", "Hand in", "Done"], []),
        (None, True, ["Hand in", "Reopen"], []),
        (STARTED, False, ["Hand in", "Done"], []),
        (HANDED, False, ["Take back", "Done"], ["Sign off", "Send back"]),
        (SENT, False, ["Hand in again", "Done"], []),
        (SENT, True, ["Hand in again", "Reopen"], []),
        (SIGNED, True, [], ["Send back"]),
    ],
)
def test_the_buttons_fit_the_stage(
    stands: AssignmentHistory | None, ticked: bool, own: list[str], guiding: list[str]
) -> None:
    assert [press.label for press in assignment.owner_buttons(CDN, stands, is_ticked=ticked)] == own
    presses: list[ButtonSpec] = assignment.reviewer_buttons(stands)
    assert [press.label for press in presses] == guiding
    assert {decode_payload(AssignmentPayload, press.value).step for press in presses} <= {2}


def test_letters_name_who_writes_notify_nobody_and_lead_on(catalog: Catalog) -> None:
    made = (
        assignment_messages.render_handed_in_notification("@ben <!channel>", HANDED, catalog),
        assignment_messages.render_sent_back_notification("Ana", CDN, UNSAFE_NOTE, catalog),
        assignment_messages.render_signed_off_notification("Ana", CDN, catalog),
        assignment_messages.render_due_day_notification("Ana", CDN, date(2026, 12, 4), TODAY, catalog),
        assignment_messages.render_signed_off_notification("Ana", "gone.work", catalog),
    )
    for message in made:
        check_message(message.post_arguments(), posted=True)
        assert any(block["type"] == "actions" for block in message.blocks)
        assert "<!channel>" not in str(message.post_arguments())
        assert "<https://evil" not in str(message.post_arguments())
    first = made[0].text
    assert first.startswith("ben &lt;!channel&gt; handed in Content delivery network (Networking)\n> ")
    assert "Evidence: <https://example.org/x?a=1&amp;b=2|example.org>" in first
    assert made[2].text == "Ana signed off Content delivery network (Networking). It is done in your plan."
    assert made[3].text == "Content delivery network (Networking) is due Fri 4 Dec now. Ana has set that."


def test_a_press_that_comes_too_late_says_what_is_so_and_offers_what_fits(catalog: Catalog) -> None:
    leads = {
        STARTED: "Ben has taken this back, Tue 17 Nov:",
        HANDED: "Ben has handed this in anew, Wed 18 Nov:",
        SENT: "You sent this back already, Wed 18 Nov:",
        SIGNED: "You signed this off already, Wed 18 Nov:",
    }
    for stands, lead in leads.items():
        message = assignment_messages.render_press_too_late(
            assignment_messages.PendingReview("Ben", stands), catalog, VIEWER
        )
        assert message.text.startswith(lead)
        assert "Your press changed nothing." in message.text
        found = next(block["elements"] for block in message.blocks if block["type"] == "actions")
        labels = [button["text"]["text"] for button in found]
        assert labels == [*(press.label for press in assignment.reviewer_buttons(stands)), "More", "What else waits"]
    left = assignment_messages.render_decision(
        assignment_messages.PendingReview("Ben", SIGNED, has_left=True), catalog
    ).text
    assert left == (
        "Signed off: Content delivery network (Networking), Ben. "
        "Ben has left, so nobody is told; it is kept all the same."
    )


def test_a_long_list_fits_and_leads_on(catalog: Catalog) -> None:
    long = history(AssignmentAction.HAND_IN, words="x" * 1000)
    message = assignment_messages.render_pending_reviews(
        [assignment_messages.PendingReview("n" * 200, long)] * 11, catalog, VIEWER, offset=10
    )
    check_message(message.post_arguments())
    assert [button["text"]["text"] for button in message.blocks[-2]["elements"]] == ["Previous", "Next"]
    assert (
        assignment_messages.render_pending_reviews([], catalog, VIEWER, offset=0).text
        == "Nothing waits for your sign-off."
    )


@pytest.mark.parametrize("size", [20, 30, 60])
def test_a_large_area_keeps_every_way_within_slacks_limits(catalog: Catalog, size: int) -> None:
    base = catalog.area("networking")
    tasks = tuple(base.assignments[0].model_copy(update={"id": f"networking.t{number}"}) for number in range(size))
    of = base.model_copy(update={"assignments": tasks})
    stands = {task.id: HANDED for task in tasks}
    places = progress.list_open_topics(catalog, LearningRecord({}, frozenset()), base)
    page = area.AreaPage(
        progress.measure_area(of, LearningRecord({}, frozenset())), places, (), overview.PlanOwner("U0BEN", "Ben")
    )
    message = area.render_area(replace(page, histories=stands, viewer=VIEWER))
    check_message(message.post_arguments())
    assert ("work.sign" in str(message.blocks)) is (size <= area.MAX_BUTTON_ROWS)
    assert "work.more" in str(message.blocks)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({}, {"words"}),
        ({"words": " \n "}, {"words"}),
        ({"link": "javascript:alert(1)", "words": "here"}, {"link"}),
        ({"link": "https://example.org/a|b"}, {"link"}),
        ({"link": "https://" + "x" * 500}, {"link"}),
        ({"link": "ftp://example.org", "words": "x" * 1001}, {"link", "words"}),
    ],
)
def test_what_was_handed_in_needs_a_good_link_or_a_line(fields: dict[str, str], wrong: set[str]) -> None:
    found = assignment_forms.parse_hand_in(fields)
    assert isinstance(found, FormErrors)
    assert set(found.errors) == wrong


def test_forms_take_what_is_right() -> None:
    assert assignment_forms.parse_hand_in({"link": " https://example.org "}) == assignment_forms.HandIn(
        "https://example.org", ""
    )
    assert assignment_forms.parse_hand_in({"words": "a\r\nb"}) == assignment_forms.HandIn("", "a\nb")
    assert assignment_forms.parse_reason({"words": " why "}) == "why"
    assert isinstance(assignment_forms.parse_reason({"words": "  "}), FormErrors)
    past = date(2026, 11, 1)
    assert assignment_forms.parse_due_day({}, TODAY, past) is None
    assert assignment_forms.parse_due_day({"due": "2026-11-01"}, TODAY, past) == past
    for wrong in ("2026-11-20", "2029-01-01", "soon"):
        assert isinstance(assignment_forms.parse_due_day({"due": wrong}, TODAY, None), FormErrors)


def test_the_window_has_the_history_and_no_due_day_once_it_is_over(catalog: Catalog) -> None:
    ticket: Any = AssignmentPayload(assignment=CDN)
    opened = assignment_forms.render_assignment_details(ticket, HANDED, catalog, VIEWER, is_ticked=False, is_own=False)
    assert opened.submit_label == "Save the day"
    assert "Tue 17 Nov: started by ben &lt;!channel&gt;" in str(opened.blocks)
    over = assignment_forms.render_assignment_details(ticket, SIGNED, catalog, VIEWER, is_ticked=True, is_own=True)
    assert (over.submit_label, "datepicker" in str(over.blocks)) == ("", False)
    gone = assignment_forms.render_assignment_details(
        AssignmentPayload(assignment="gone.work"), HANDED, catalog, VIEWER, is_ticked=False, is_own=False
    )
    assert (gone.submit_label, "gone.work" in str(gone.blocks)) == ("", True)


def test_who_is_told_is_named_and_nobody_is_said_so(catalog: Catalog) -> None:
    _, task = catalog.assignment(CDN)
    done = ActionOutcome(True, HANDED)
    assert (
        assignment_messages.handed_in_text(task, done, ["Ana"], VIEWER)
        == "*Handed in:* Content delivery network. Ana is told."
    )
    many = assignment_messages.handed_in_text(task, done, ["A", "B", "C", "D", "E", "F"], VIEWER)
    assert many.endswith("A, B, C, D and 2 others are told.")
    assert "Nobody here can sign it off yet" in assignment_messages.handed_in_text(task, done, [], VIEWER)
