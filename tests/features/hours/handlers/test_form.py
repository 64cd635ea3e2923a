"""The form end to end: opened from everywhere, booked or saved once, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from bot.sandbox.slack_api.fixtures import LEARNING
from bot.sandbox.slack_api.journal import ActionResult, ShownItem, ShownKind
from bot.sandbox.validation.interactive_elements import interactive_elements
from bot.slack.message import block_plain_text
from bot.slack.payloads import EntryDraftPayload
from tests.features.hours.ledger_driver import ledger_rows, list_entries, press_forged
from tests.slack_driver import Driver, button_labels

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
TODAY = date(2026, 11, 21)  # a Saturday
FRIDAY = date(2026, 11, 20)
FILLED = {"duration": "2h", "what": "area:networking"}


def accepted(outcome: ActionResult) -> ActionResult:
    assert (outcome.status, outcome.refused) == (200, ()), (outcome.status, outcome.refused, outcome.text)
    return outcome


def say(driver: Driver, words: str, user: str = "ben") -> ActionResult:
    return accepted(driver.say(user, words))


def opened(outcome: ActionResult) -> dict[str, Any]:
    """Return the modal that is shown now."""
    assert outcome.last.kind is ShownKind.MODAL, outcome.text
    view = accepted(outcome).last.view
    assert view is not None
    return dict(view)


def initial(outcome: ActionResult) -> dict[str, str]:
    """Return what the fields of the form hold when it opens."""
    values = {}
    for field in interactive_elements(opened(outcome)["blocks"]):
        element = field.element
        option = element.get("initial_option", {}).get("value", "")
        values[field.block_id] = element.get("initial_value") or element.get("initial_date") or option
    return values


def submit(driver: Driver, values: dict[str, str], user: str = "ben") -> ActionResult:
    return accepted(driver.delivery.submit(user, values))


def errors(outcome: ActionResult) -> dict[str, str]:
    assert outcome.last.kind is ShownKind.FIELD_ERRORS, outcome.text
    assert outcome.last.view is not None
    return dict(outcome.last.view["errors"])


def blocks(shown: ShownItem) -> tuple[Any, ...]:
    return tuple(shown.view["blocks"]) if shown.view else shown.blocks


def words(outcome: ActionResult) -> str:
    """Return the text that is shown now, in a window or as a message."""
    return "\n".join(filter(None, map(block_plain_text, blocks(outcome.last))))


WAYS_TO_OPEN: dict[str, Callable[[Driver], ActionResult]] = {
    "command": lambda driver: say(driver, "/log"),
    "shortcut": lambda driver: accepted(driver.delivery.shortcut("ben", "log.hours")),
    "button": lambda driver: press_forged(driver, "log.form", "-"),
    "words": lambda driver: driver.press(
        "ben", accepted(driver.delivery.direct_message("ben", "log")), "Open the form"
    ),
}


@SQLITE
@pytest.mark.parametrize("way_to_open", list(WAYS_TO_OPEN))
def test_the_form_opens_from_everywhere_and_books(driver: Driver, way_to_open: str) -> None:
    form = WAYS_TO_OPEN[way_to_open](driver)
    assert opened(form)["title"]["text"] == "Log learning hours"
    assert initial(form) == {"duration": "", "what": "", "day": "2026-11-21", "note": "", "evidence": ""}
    values = {"day": "2026-11-20", "note": "subnets", "evidence": "https://example.org/a?b=c&d"}
    booked = submit(driver, FILLED | values)
    assert "Logged 2 h on Networking (Fri 20 Nov)" in words(booked)
    assert {"Undo", "Keep for others"} <= set(button_labels(booked))
    assert "Edit" in str(booked.last.blocks or booked.last.view)  # in the menu, since the link has a button
    (entry,) = list_entries(driver)
    assert (entry.minutes, entry.area, entry.topic) == (120, "networking", None)
    assert (entry.day, entry.note) == (FRIDAY, "subnets")
    assert (entry.source, entry.evidence) == ("form", "https://example.org/a?b=c&d")


@SQLITE
def test_where_no_window_can_be_opened_a_message_has_the_button(driver: Driver) -> None:
    for outcome in (
        accepted(driver.delivery.mention("ben", "#learning", "log")),
        accepted(driver.delivery.direct_message("ben", "log")),
    ):
        assert "How long, and on what?" in outcome.text
        assert button_labels(outcome) == ["Open the form"]


@SQLITE
def test_a_message_becomes_evidence(driver: Driver) -> None:
    driver.delivery.mention("ana", "#learning", "how do subnets work?")
    journal = driver.slack.workspace.journal
    message = next(each for each in journal.shown if each.kind is ShownKind.MESSAGE and not each.to)
    link = initial(accepted(driver.delivery.message_shortcut("ben", message, "log.this")))["evidence"]
    assert link.startswith("https://")
    assert link.endswith(f"/archives/{LEARNING.id}/p{message.ts.replace('.', '')}")
    submit(driver, FILLED)
    assert list_entries(driver)[0].evidence == link


@SQLITE
def test_the_form_opens_with_the_last_choices_but_neither_note_nor_link(driver: Driver) -> None:
    say(driver, "/log 45m vpc endpoints yesterday: flow logs")
    assert initial(say(driver, "/log")) == {
        "duration": "45 min",
        "what": "topic:aws.vpc-endpoints",
        "day": "2026-11-21",
        "note": "",
        "evidence": "",
    }
    assert initial(say(driver, "/log", "mei"))["what"] == ""
    draft = EntryDraftPayload(minutes=60, what="blockchain", note="n", evidence="https://example.org", day=FRIDAY)
    assert initial(press_forged(driver, "log.form", draft.encode())) == {
        "duration": "1 h",
        "what": "area:blockchain",
        "day": "2026-11-20",
        "note": "n",
        "evidence": "https://example.org",
    }


@SQLITE
def test_what_was_typed_wrong_stays_in_the_form(driver: Driver) -> None:
    say(driver, "/log 45m vpc endpoints")
    form = driver.press("ben", say(driver, "/log 2h foo bar yesterday: a long note"), "Open the form")
    assert initial(form) == {"duration": "2 h", "what": "", "day": "2026-11-20", "note": "a long note", "evidence": ""}
    form = driver.press("ben", say(driver, "/log 13 blockchain"), "Open the form")
    assert (initial(form)["duration"], initial(form)["what"]) == ("13", "area:blockchain")
    assert "13min for 13 min or 13h for 13 h" in errors(submit(driver, {}))["duration"]
    assert "Logged 13 min on Blockchain" in words(submit(driver, {"duration": "13m"}))


@SQLITE
def test_the_field_offers_subjects_while_one_types(driver: Driver) -> None:
    say(driver, "/log")
    offered = accepted(driver.delivery.options("ben", "log.what", ""))
    assert offered.text.split("\n")[:2] == ["Networking", "Infrastructure as Code"]
    assert accepted(driver.delivery.options("ben", "log.what", "vpc en")).text.split("\n")[0] == "VPC Endpoints (AWS)"
    assert accepted(driver.delivery.options("ben", "log.what", "qqqqzzzz")).text == ""
    assert accepted(driver.delivery.options("ben", "log.what", "<!channel> & *")).status == 200
    submit(driver, FILLED)
    driver.press("ben", driver.slack.workspace.journal.shown[-1], "Edit")
    assert accepted(driver.delivery.options("ben", "log.what", "k8s")).text.split("\n")[0].endswith(": Kubernetes")


@SQLITE
def test_errors_are_at_their_fields_and_the_form_can_be_sent_again(driver: Driver) -> None:
    say(driver, "/log")
    wrong = {"duration": "soon", "what": "area:juggling", "day": "2026-11-22", "evidence": "ftp://x"}
    assert set(errors(submit(driver, wrong))) == {"duration", "what", "day", "evidence"}
    assert list_entries(driver) == ()
    assert "Logged 2 h on Networking" in words(submit(driver, FILLED))


def resend(driver: Driver, form: ShownItem, values: dict[str, str]) -> ActionResult:
    """Send the form once more as it was before the answer, as a second press of Enter does."""
    driver.slack.workspace.views.stacks["U0SANDBEN"][:] = [dict(form.view or {})]
    return accepted(driver.delivery.submit("ben", values, form))


def test_a_form_that_is_sent_twice_books_once(driver: Driver) -> None:
    form = say(driver, "/log").last
    assert "Logged 2 h" in words(submit(driver, FILLED))
    driver.turn(minutes=5)
    for values in (FILLED, FILLED | {"duration": "3h", "what": "area:blockchain"}):
        assert "Already logged: 2 h on Networking" in words(resend(driver, form, values))
    assert [entry.minutes for entry in list_entries(driver)] == [120]


@SQLITE
def test_two_forms_book_twice(driver: Driver) -> None:
    say(driver, "/log")
    submit(driver, FILLED)
    say(driver, "/log")
    question = submit(driver, FILLED)
    assert "You already logged that a moment ago, so I counted it once" in words(question)
    assert "Logged 2 h" in words(driver.press("ben", question, "Log it again"))
    say(driver, "/log")
    assert "Logged 1 h" in words(submit(driver, FILLED | {"duration": "1h"}))
    assert sorted(entry.minutes for entry in list_entries(driver)) == [60, 120, 120]


@SQLITE
def test_a_very_long_day_asks_and_more_than_a_day_is_an_error_at_the_field(driver: Driver) -> None:
    say(driver, "/log 10h networking")
    say(driver, "/log")
    values = {"duration": "7h", "what": "area:blockchain", "evidence": "https://example.org"}
    assert errors(submit(driver, values | {"duration": "15h"})) == {
        "duration": "A day only has 24 hours. This would make 25 h on Sat 21 Nov, as you logged 10 h already."
    }
    long = values | {"note": '"' * 1000, "evidence": "https://example.org/" + "x" * 400}
    assert "Please shorten the note" in errors(submit(driver, long))["note"]
    question = submit(driver, values)
    assert "That makes 17 h on Sat 21 Nov" in words(question)
    assert "Logged 7 h on Blockchain" in words(driver.press("ben", question, "Yes, log it"))
    assert {(entry.minutes, entry.evidence) for entry in list_entries(driver)} == {
        (600, ""),
        (420, "https://example.org"),
    }


def test_an_entry_can_be_edited(driver: Driver) -> None:
    booked = say(driver, "/log 2h vpc endpoints yesterday: flow logs")
    (entry,) = list_entries(driver)
    form = driver.press("ben", booked, "Edit")
    assert opened(form)["title"]["text"] == "Edit hours"
    assert initial(form) == {
        "duration": "2 h",
        "what": "topic:aws.vpc-endpoints",
        "day": "2026-11-20",
        "note": "flow logs",
        "evidence": "",
    }
    saved = submit(driver, {"duration": "90m", "evidence": "https://example.org"})
    assert "2 h" in words(saved)
    assert "1 h 30 min" in words(saved)
    (after,) = list_entries(driver)
    assert (after.root, after.minutes, after.topic, after.day) == (entry.root, 90, "aws.vpc-endpoints", FRIDAY)
    assert (after.note, after.evidence, after.source) == ("flow logs", "https://example.org", "form")
    rows = ledger_rows(driver)
    driver.press("ben", booked, "Edit")
    unchanged = words(submit(driver, {}))
    assert "No change: it's still 1 h 30 min on Networking: VPC Endpoints (AWS), Fri 20 Nov." in unchanged
    assert ledger_rows(driver) == rows


@SQLITE
def test_an_entry_on_a_part_of_a_roadmap_can_be_edited(driver: Driver) -> None:
    booked = say(driver, "/log 2h aws scaling")
    form = driver.press("ben", booked, "Edit")
    assert initial(form)["what"] == "topic:aws/scaling_considerations"
    submit(driver, {"duration": "90m"})
    (after,) = list_entries(driver)
    assert (after.minutes, after.roadmap, after.topic) == (90, "aws", "aws/scaling_considerations")


@SQLITE
def test_an_edit_opened_in_the_window_of_its_own_booking_is_another_request(driver: Driver) -> None:
    say(driver, "/log")
    booked = submit(driver, FILLED)
    driver.press("ben", booked, "Edit")
    submit(driver, {"duration": "3h"})
    assert [entry.minutes for entry in list_entries(driver)] == [180]


def test_a_correction_that_is_sent_twice_corrects_once(driver: Driver) -> None:
    form = driver.press("ben", say(driver, "/log 2h networking"), "Edit").last
    submit(driver, {"duration": "3h"})
    rows = ledger_rows(driver)
    resend(driver, form, {"duration": "4h"})
    assert [entry.minutes for entry in list_entries(driver)] == [180]
    assert ledger_rows(driver) == rows


@SQLITE
def test_an_entry_may_keep_its_old_day_but_take_no_other_old_one(driver: Driver) -> None:
    booked = say(driver, "/log 2h networking")
    driver.turn(days=60)
    driver.press("ben", booked, "Edit")
    assert "too long ago" in errors(submit(driver, {"day": "2026-11-20"}))["day"]
    submit(driver, {"duration": "1h"})
    (entry,) = list_entries(driver)
    assert (entry.minutes, entry.day) == (60, TODAY)


@SQLITE
def test_a_correction_into_a_very_long_day_asks_and_keeps_what_was_typed(driver: Driver) -> None:
    say(driver, "/log 10h networking")
    booked = say(driver, "/log 1h blockchain: chains")
    driver.press("ben", booked, "Edit")
    assert errors(submit(driver, {"duration": "15h"})) == {
        "duration": "A day only has 24 hours. This would make 25 h on Sat 21 Nov, as you logged 10 h already."
    }
    question = submit(driver, {"duration": "7h"})
    assert "That makes 17 h on Sat 21 Nov (10 h logged already). Is 7 h right?" in words(question)
    again = driver.press("ben", question, "Change it")
    assert (initial(again)["duration"], initial(again)["note"]) == ("7 h", "chains")
    question = submit(driver, {"duration": "8h"})
    value = next(interactive_elements(blocks(question.last))).element["value"]
    driver.press("ben", question, "Yes, save it")
    rows = ledger_rows(driver)
    press_forged(driver, "log.amend", value)
    assert ledger_rows(driver) == rows
    assert sorted(entry.minutes for entry in list_entries(driver)) == [480, 600]


@SQLITE
def test_a_confirmation_that_became_impossible_changes_nothing(driver: Driver) -> None:
    booked = say(driver, "/log 1h blockchain")
    driver.press("ben", booked, "Edit")
    question = submit(driver, {"duration": "17h"})
    say(driver, "/log 10h networking")
    refused = driver.press("ben", question, "Yes, save it")
    assert "This would make 27 h on Sat 21 Nov, as you logged 10 h already." in words(refused)
    assert initial(driver.press("ben", refused, "Change it"))["duration"] == "17 h"
    assert sorted(entry.minutes for entry in list_entries(driver)) == [60, 600]


def test_nobody_can_edit_an_entry_of_others_or_one_that_is_gone(driver: Driver) -> None:
    booked = say(driver, "/log 2h networking")
    (entry,) = list_entries(driver)
    say(driver, "/log 1h blockchain", "mei")
    rows = ledger_rows(driver)
    own = str(entry.root)
    stolen = EntryDraftPayload(minutes=60, subject="area:blockchain", day=TODAY, entry=entry.root, key="k").encode()
    for action, value in (("log.edit", own), ("log.edit", "999999999"), ("log.form", stolen), ("log.amend", stolen)):
        assert "I can't find that entry of yours" in words(press_forged(driver, action, value, "U0SANDMEI")), action
    driver.press("ben", booked, "Edit")
    say(driver, "/log undo")
    rows_after_undo = ledger_rows(driver)
    assert len(rows_after_undo) == len(rows) + 1
    assert "Already deleted: 2 h on Networking (Sat 21 Nov)" in words(submit(driver, {"duration": "3h"}))
    assert list_entries(driver) == ()
    assert ledger_rows(driver) == rows_after_undo


@SQLITE
def test_an_invalid_button_value_changes_nothing(driver: Driver) -> None:
    say(driver, "/log 2h networking")
    (entry,) = list_entries(driver)
    right = {"minutes": 60, "subject": "area:networking", "day": FRIDAY, "entry": entry.root, "key": "k"}
    drafts = [
        EntryDraftPayload.model_validate(right | change).encode()
        for change in ({"day": date(2026, 11, 22)}, {"subject": "area:juggling"}, {"minutes": None}, {"key": ""})
    ]
    for action, values in {
        "log.edit": ["-", "abc", "-1", "٣", "9" * 10],
        "log.form": ["abc", '{"minutes":0}', "null", '{"entry":-1}'],
        "log.amend": ["-", "{", *drafts],
    }.items():
        for value in values:
            answer = words(press_forged(driver, action, value))
            assert "has expired. Nothing changed" in answer, (action, value)
    assert len(ledger_rows(driver)) == 1


@SQLITE
def test_what_was_typed_can_notify_nobody(driver: Driver) -> None:
    say(driver, "/log")
    booked = submit(driver, FILLED | {"note": "<!channel> *b* <https://evil.example|ok>", "duration": "1h"})
    assert "<!channel>" not in str(blocks(booked.last))
    say(driver, "/log")
    wrong = errors(submit(driver, FILLED | {"duration": "<!channel>"}))
    assert "<!channel>" in wrong["duration"]  # plain text, shown as it was typed
    assert [entry.note for entry in list_entries(driver)] == ["<!channel> *b* <https://evil.example|ok>"]


@SQLITE
def test_a_late_confirmation_is_refused_except_on_the_day_of_the_entry(driver: Driver) -> None:
    say(driver, "/log 2h networking")
    say(driver, "/log 1h aws yesterday")
    aws, networking = sorted(list_entries(driver), key=lambda entry: entry.day)
    draft = EntryDraftPayload(minutes=60, subject="area:networking", day=FRIDAY, entry=networking.root, key="k")
    driver.turn(days=32)
    refused = press_forged(driver, "log.amend", draft.encode())
    assert "Not saved: Fri 20 Nov is too long ago" in words(refused)
    press_forged(driver, "log.amend", draft.model_copy(update={"entry": aws.root, "key": "l"}).encode())
    assert sorted(entry.minutes for entry in list_entries(driver)) == [60, 120]
    assert [entry.area for entry in list_entries(driver)] == ["networking", "networking"]


@SQLITE
def test_between_midnight_and_four_the_form_says_when_the_day_begins(driver: Driver) -> None:
    driver.turn(hours=18)  # Sunday 01:00 in New York
    say(driver, "/log")
    wrong = errors(submit(driver, FILLED | {"day": "2026-11-22"}))
    assert wrong["day"].startswith("Sun 22 Nov is in the future: your day begins at 04:00.")
