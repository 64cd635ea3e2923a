"""The views of assignments: status texts, buttons by stage, notifications, forms and their errors."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
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
from bot.core.plan import next_moves, progress
from bot.core.plan.progress import LearningRecord
from bot.features.plan.payloads import AssignmentPayload
from bot.features.plan.rules.sign_off import SignOffOutcome
from bot.features.plan.views import area, assignment, assignment_forms, assignment_messages, overview
from bot.features.plan.views.assignment import AssignmentViewer
from bot.sandbox.validation.rules import check_message
from bot.slack.message import Message
from bot.slack.modals import FormErrors
from bot.slack.payloads import decode_payload

CDN = "networking.cdn"
TODAY = date(2026, 11, 21)
VIEWER = AssignmentViewer(TODAY, ZoneInfo("Asia/Singapore"), "U0ANA", {"U0ANA": "Ana", "U0BEN": "@ben <!channel>"})
UNSAFE_NOTE = "*look* <!channel> <https://evil.example|here>"


def history(*taken: AssignmentAction, due: date | None = None, note: str = "") -> AssignmentHistory:
    """Return Ben's steps, one a day from Tue 17 Nov in Singapore; what mentors do is Ana's."""
    stage: AssignmentStage | None = None
    steps = []
    for number, action in enumerate(taken, start=1):
        stage = stage_after(stage, action)
        actor = "U0ANA" if action in (AssignmentAction.SIGN_OFF, AssignmentAction.SEND_BACK) else "U0BEN"
        at = datetime(2026, 11, 15 + number, 20, tzinfo=UTC)
        link = "https://example.org/x?a=1&b=2" if action is AssignmentAction.HAND_IN else ""
        due_note = due.isoformat() if due and action is AssignmentAction.SET_DUE else ""
        has_note = action in (AssignmentAction.HAND_IN, AssignmentAction.SEND_BACK)
        steps.append(AssignmentStep(number, at, actor, action, link, note if has_note else due_note))
    assert stage
    return AssignmentHistory(AssignmentProgress("U0BEN", CDN, stage, due, len(steps), steps[-1].at), tuple(steps))


STARTED = history(AssignmentAction.START)
HANDED = history(AssignmentAction.START, AssignmentAction.HAND_IN, note=UNSAFE_NOTE)
SENT = history(AssignmentAction.HAND_IN, AssignmentAction.SEND_BACK, note=UNSAFE_NOTE)
SIGNED = history(AssignmentAction.HAND_IN, AssignmentAction.SIGN_OFF)


def test_the_status_names_the_stage_who_decided_and_the_due_day() -> None:
    assert assignment.status_text(None, VIEWER) == ""
    assert assignment.status_text(STARTED, VIEWER) == "Started Tue 17 Nov."
    assert assignment.status_text(HANDED, VIEWER) == "Handed in Wed 18 Nov, waiting for a sign-off."
    assert assignment.status_text(SENT, VIEWER).startswith("Sent back by you, Wed 18 Nov.\n> ∗look∗ &lt;!channel&gt;")
    assert assignment.status_text(SIGNED, replace(VIEWER, reader_id="U0BEN")) == "Signed off by Ana, Wed 18 Nov."
    friday = history(AssignmentAction.START, AssignmentAction.SET_DUE, due=date(2026, 12, 4))
    assert assignment.status_text(friday, VIEWER) == "Started Tue 17 Nov. Due Fri 4 Dec."
    late = history(AssignmentAction.START, due=date(2026, 11, 18))
    assert assignment.status_text(late, VIEWER) == "Started Tue 17 Nov. It was due Wed 18 Nov, 3 days ago."
    assert assignment.status_text(late, VIEWER, is_ticked=True) == "Started Tue 17 Nov."
    assert assignment.history_lines(friday, VIEWER)[1] == "Wed 18 Nov: due Fri 4 Dec, set by ben &lt;!channel&gt;"


@pytest.mark.parametrize(
    ("current", "ticked", "owner_labels", "reviewer_labels"),
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
    current: AssignmentHistory | None, ticked: bool, owner_labels: list[str], reviewer_labels: list[str]
) -> None:
    assert [each.label for each in assignment.owner_buttons(CDN, current, is_ticked=ticked)] == owner_labels
    buttons = assignment.reviewer_buttons(current)
    assert [each.label for each in buttons] == reviewer_labels
    assert {decode_payload(AssignmentPayload, each.value).step for each in buttons} <= {2}


def test_notifications_name_the_actor_ping_nobody_and_have_buttons(catalog: Catalog) -> None:
    messages = (
        assignment_messages.render_handed_in_notification("@ben <!channel>", HANDED, catalog),
        assignment_messages.render_sent_back_notification("Ana", CDN, UNSAFE_NOTE, catalog),
        signed_off("Ana", CDN, catalog, outcome(catalog, CDN)),
        assignment_messages.render_due_day_notification("Ana", CDN, date(2026, 12, 4), TODAY, catalog),
        signed_off("Ana", "gone.work", catalog, SignOffOutcome(None, None)),
    )
    for message in messages:
        check_message(message.post_arguments(), posted=True)
        assert any(block["type"] == "actions" for block in message.blocks)
        assert "<!channel>" not in str(message.post_arguments())
        assert "<https://evil" not in str(message.post_arguments())
    first = messages[0].text
    assert first.startswith("⏳ ben &lt;!channel&gt; handed in Content delivery network (Networking)\n> ")
    assert "Evidence: <https://example.org/x?a=1&amp;b=2|example.org>" in first
    assert messages[2].text == (
        "🎉 Ana signed off Content delivery network. 1 of 3 in Networking.\n➡️ Next: TCP/IP & the Layers (Networking)"
    )
    assert messages[3].text == "📅 Ana set a due day for Content delivery network (Networking): Fri 4 Dec."
    assert messages[4].text == "🎉 Ana signed off gone.work."


def signed_off(name: str, task: str, catalog: Catalog, made: SignOffOutcome) -> Message:
    return assignment_messages.render_signed_off_notification(name, task, catalog, made, key="signed:1", today=TODAY)


def outcome(catalog: Catalog, *ticked: str, minutes: int = 0) -> SignOffOutcome:
    record = LearningRecord({"networking": minutes}, frozenset(ticked))
    area = progress.measure_area(catalog.area("networking"), record)
    return SignOffOutcome(area, next_moves.choose_next_step(catalog, record))


def test_the_last_sign_off_of_an_area_says_that_it_is_finished(catalog: Catalog) -> None:
    tasks = [task.id for task in catalog.area("networking").assignments]
    finished = outcome(catalog, *tasks, minutes=51 * 60)
    lines = signed_off("Ana", CDN, catalog, finished).text.splitlines()
    assert lines[:2] == [
        "🎉 Ana signed off Content delivery network. 3 of 3 in Networking.",
        "🎉 Networking is finished, with 51 h logged.",
    ]
    assert lines[2].startswith("➡️ Next: ")
    few_hours = outcome(catalog, *tasks, minutes=60)
    assert "finished" not in signed_off("Ana", CDN, catalog, few_hours).text


def test_a_press_that_comes_too_late_says_what_has_changed_and_offers_what_fits(catalog: Catalog) -> None:
    leads = {
        STARTED: "Ben took this back (Tue 17 Nov):",
        HANDED: "Ben handed this in again (Wed 18 Nov):",
        SENT: "You already sent this back (Wed 18 Nov):",
        SIGNED: "You already signed this off (Wed 18 Nov):",
    }
    for current, lead in leads.items():
        review = assignment_messages.PendingReview("Ben", current)
        text = assignment_messages.changed_since_text(review, catalog, VIEWER)
        message = assignment_messages.render_decision(text, review, catalog)
        assert message.text.startswith(lead)
        assert "So nothing changed." in message.text
        buttons = next(block["elements"] for block in message.blocks if block["type"] == "actions")
        labels = [button["text"]["text"] for button in buttons]
        assert labels == [
            *(each.label for each in assignment.reviewer_buttons(current)),
            "More",
            "What else waits",
        ]
    left = assignment_messages.PendingReview("Ben", SIGNED, has_left=True)
    message = assignment_messages.render_decision(assignment_messages.decision_text(left, catalog, None), left, catalog)
    assert message.text == (
        "🎉 Signed off: Content delivery network (Networking), Ben. Ben has left, so I told no one."
    )
    morning = datetime(2026, 11, 19, 8, tzinfo=UTC)
    away = assignment_messages.PendingReview("Ben", SENT)
    assert assignment_messages.decision_text(away, catalog, morning).endswith("Ben will see it at 08:00 their time.")


@pytest.mark.parametrize("size", [20, 30, 60])
def test_a_large_area_keeps_its_buttons_within_slacks_limits(catalog: Catalog, size: int) -> None:
    base = catalog.area("networking")
    tasks = tuple(base.assignments[0].model_copy(update={"id": f"networking.t{number}"}) for number in range(size))
    large = base.model_copy(update={"assignments": tasks})
    record = LearningRecord({}, frozenset())
    page = area.AreaPage(
        progress.measure_area(large, record),
        progress.list_open_topics(catalog, record, base),
        roadmaps=(),
        plan_owner=overview.PlanOwner("U0BEN", "Ben"),
        histories={task.id: HANDED for task in tasks},
        viewer=VIEWER,
    )
    message = area.render_area(page)
    check_message(message.post_arguments())
    assert str(message.blocks).count("work.more") == min(size, area.MAX_ASSIGNMENTS_SHOWN)


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
def test_handing_in_needs_a_valid_link_or_a_line(fields: dict[str, str], wrong: set[str]) -> None:
    errors = assignment_forms.parse_hand_in(fields)
    assert isinstance(errors, FormErrors)
    assert set(errors.errors) == wrong


def test_forms_accept_valid_fields() -> None:
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


def test_the_window_shows_the_history_and_asks_for_a_due_day_while_it_is_open(catalog: Catalog) -> None:
    payload = AssignmentPayload(assignment=CDN)
    opened = assignment_forms.render_assignment_details(payload, HANDED, catalog, VIEWER, is_ticked=False, is_own=False)
    assert opened.submit_label == "Save due day"
    assert "Tue 17 Nov: started by ben &lt;!channel&gt;" in str(opened.blocks)
    over = assignment_forms.render_assignment_details(payload, SIGNED, catalog, VIEWER, is_ticked=True, is_own=True)
    assert (over.submit_label, "datepicker" in str(over.blocks)) == ("", False)
    gone = assignment_forms.render_assignment_details(
        AssignmentPayload(assignment="gone.work"), HANDED, catalog, VIEWER, is_ticked=False, is_own=False
    )
    assert (gone.submit_label, "gone.work" in str(gone.blocks)) == ("", True)


def test_the_notified_reviewers_are_named(catalog: Catalog) -> None:
    _, task = catalog.assignment(CDN)
    done = ActionOutcome(True, HANDED)
    assert (
        assignment_messages.handed_in_text(task, done, ["Ana"], VIEWER)
        == "✅ Handed in: *Content delivery network*. Ana can sign it off; I'll let you know."
    )
    many = assignment_messages.handed_in_text(task, done, ["A", "B", "C", "D", "E", "F"], VIEWER)
    assert many.endswith("A, B, C, D or 2 others can sign it off; I'll let you know.")
    assert "There's no mentor or admin yet who can sign it off" in assignment_messages.handed_in_text(
        task, done, [], VIEWER
    )
