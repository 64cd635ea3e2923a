"""The form as people use it: opened from everywhere, booked or saved once, and never a lost word."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.core.ledger import queries as ledger
from bot.core.ledger import rollups as totals
from bot.core.ledger.rules import Entry
from bot.db import tables
from bot.sandbox.slack_api.call_log import Kind, Outcome, Shown
from bot.sandbox.slack_api.fixtures import LEARNING, TEAM_ID
from bot.sandbox.validation.interactive_fields import fields
from bot.slack.blocks import Press, actions, section
from bot.slack.message import compose, spoken
from bot.slack.payloads import Draft

World = Any  # of tests/conftest.py
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
TODAY = date(2026, 11, 21)  # a Saturday
FRIDAY = date(2026, 11, 20)
FILLED = {"duration": "2h", "what": "area:networking"}


def entries(world: World, user: str = "U0SANDBEN") -> tuple[Entry, ...]:
    with world.roadmate.deps.sessions.read() as session:
        assert totals.drift(session) == 0
        return ledger.page(session, workspace=TEAM_ID, member=user, limit=50).entries


def written(world: World) -> int:
    """The rows of the ledger, those that were taken back and what took them back among them."""
    with world.roadmate.deps.sessions.read() as session:
        return int(session.execute(select(func.count()).select_from(tables.entries)).scalar_one())


def good(outcome: Outcome) -> Outcome:
    assert (outcome.status, outcome.refused) == (200, ()), (outcome.status, outcome.refused, outcome.text)
    return outcome


def say(world: World, words: str, user: str = "ben") -> Outcome:
    return good(world.say(user, words))


def opened(outcome: Outcome) -> dict[str, Any]:
    """The modal that is shown now."""
    assert outcome.last.kind is Kind.MODAL, outcome.text
    view = good(outcome).last.view
    assert view is not None
    return dict(view)


def initial(outcome: Outcome) -> dict[str, str]:
    """What stands in the form from the beginning."""
    found = {}
    for field in fields(opened(outcome)["blocks"]):
        element = field.element
        option = element.get("initial_option", {}).get("value", "")
        found[field.block_id] = element.get("initial_value") or element.get("initial_date") or option
    return found


def submit(world: World, values: dict[str, str], user: str = "ben") -> Outcome:
    return good(world.delivery.submit(user, values))


def errors(outcome: Outcome) -> dict[str, str]:
    assert outcome.last.kind is Kind.FIELD_ERRORS, outcome.text
    assert outcome.last.view is not None
    return dict(outcome.last.view["errors"])


def blocks(shown: Shown) -> tuple[Any, ...]:
    return tuple(shown.view["blocks"]) if shown.view else shown.blocks


def words(outcome: Outcome) -> str:
    """What is shown now, in a window or as a message."""
    return "\n".join(filter(None, map(spoken, blocks(outcome.last))))


def buttons(shown: Shown) -> list[Any]:
    return [field.element for field in fields(blocks(shown))]


def labels(shown: Shown) -> list[str]:
    return [element["text"]["text"] for element in buttons(shown)]


def press(world: World, shown: Shown, label: str, user: str = "ben") -> Outcome:
    return good(world.delivery.click(user, shown, labels(shown).index(label) + 1))


def forged(world: World, action: str, value: str, user: str = "U0SANDBEN") -> Outcome:
    """A press on a button of our own making, as a second click or an old message would be."""
    message = compose(section("?"), actions(Press("Go", action, value)))
    world.roadmate.deps.slack.whisper(TEAM_ID, LEARNING.id, user, message)
    return press(world, world.slack.workspace.journal.shown[-1], "Go", user)


WAYS: dict[str, Callable[[World], Outcome]] = {
    "command": lambda world: say(world, "/log"),
    "shortcut": lambda world: good(world.delivery.shortcut("ben", "log.hours")),
    "button": lambda world: forged(world, "log.form", "-"),
    "words": lambda world: press(world, good(world.delivery.direct_message("ben", "log")).last, "Open the form"),
}


@SQLITE
@pytest.mark.parametrize("way", list(WAYS))
def test_the_form_opens_from_everywhere_and_books(world: World, way: str) -> None:
    form = WAYS[way](world)
    assert opened(form)["title"]["text"] == "Log learning hours"
    assert initial(form) == {"duration": "", "what": "", "day": "2026-11-21", "note": "", "evidence": ""}
    values = {"day": "2026-11-20", "note": "subnets", "evidence": "https://example.org/a?b=c&d"}
    booked = submit(world, FILLED | values)
    assert "Booked: 2 h on Networking, Fri 20 Nov" in words(booked)
    assert {"Undo", "Edit", "My entries"} <= set(labels(booked.last))
    (entry,) = entries(world)
    assert (entry.minutes, entry.area, entry.topic, entry.day, entry.note) == (
        120,
        "networking",
        None,
        FRIDAY,
        "subnets",
    )
    assert (entry.source, entry.evidence) == ("form", "https://example.org/a?b=c&d")


@SQLITE
def test_where_nothing_can_be_opened_the_words_come_with_a_button(world: World) -> None:
    for outcome in (
        good(world.delivery.mention("ben", "#learning", "log")),
        good(world.delivery.direct_message("ben", "log")),
    ):
        assert "How long, and on what?" in outcome.text
        assert labels(outcome.last) == ["Open the form"]


@SQLITE
def test_a_message_becomes_evidence(world: World) -> None:
    world.delivery.mention("ana", "#learning", "how do subnets work?")
    journal = world.slack.workspace.journal
    said = next(each for each in journal.shown if each.kind is Kind.MESSAGE and not each.to)
    link = initial(good(world.delivery.message_shortcut("ben", said, "log.this")))["evidence"]
    assert link.startswith("https://")
    assert link.endswith(f"/archives/{LEARNING.id}/p{said.ts.replace('.', '')}")
    submit(world, FILLED)
    assert entries(world)[0].evidence == link


@SQLITE
def test_the_last_choices_are_remembered_but_neither_note_nor_link(world: World) -> None:
    say(world, "/log 45m vpc endpoints yesterday: flow logs")
    assert initial(say(world, "/log")) == {
        "duration": "45 min",
        "what": "topic:aws.vpc-endpoints",
        "day": "2026-11-21",
        "note": "",
        "evidence": "",
    }
    assert initial(say(world, "/log", "mei"))["what"] == ""
    ticket = Draft(minutes=60, what="blockchain", note="n", evidence="https://example.org", day=FRIDAY)
    assert initial(forged(world, "log.form", ticket.value())) == {
        "duration": "1 h",
        "what": "area:blockchain",
        "day": "2026-11-20",
        "note": "n",
        "evidence": "https://example.org",
    }


@SQLITE
def test_what_was_typed_wrong_stays_in_the_form(world: World) -> None:
    say(world, "/log 45m vpc endpoints")
    form = press(world, say(world, "/log 2h foo bar yesterday: a long note").last, "Open the form")
    assert initial(form) == {"duration": "2 h", "what": "", "day": "2026-11-20", "note": "a long note", "evidence": ""}
    form = press(world, say(world, "/log 13 blockchain").last, "Open the form")
    assert (initial(form)["duration"], initial(form)["what"]) == ("13", "area:blockchain")
    assert "13min for 13 min or 13h for 13 h" in errors(submit(world, {}))["duration"]
    assert "Booked: 13 min on Blockchain" in words(submit(world, {"duration": "13m"}))


@SQLITE
def test_the_field_offers_subjects_while_one_types(world: World) -> None:
    say(world, "/log")
    offered = good(world.delivery.options("ben", "log.what", ""))
    assert offered.text.split("\n")[:2] == ["Networking", "Infrastructure as Code"]
    assert good(world.delivery.options("ben", "log.what", "vpc en")).text.split("\n")[0] == "VPC Endpoints (AWS)"
    assert good(world.delivery.options("ben", "log.what", "qqqqzzzz")).text == ""
    assert good(world.delivery.options("ben", "log.what", "<!channel> & *")).status == 200
    submit(world, FILLED)
    press(world, world.slack.workspace.journal.shown[-1], "Edit")
    assert good(world.delivery.options("ben", "log.what", "k8s")).text.split("\n")[0].endswith(": Kubernetes")


@SQLITE
def test_errors_stand_at_their_fields_and_what_was_typed_can_be_sent_again(world: World) -> None:
    say(world, "/log")
    wrong = {"duration": "soon", "what": "area:juggling", "day": "2026-11-22", "evidence": "ftp://x"}
    assert set(errors(submit(world, wrong))) == {"duration", "what", "day", "evidence"}
    assert entries(world) == ()
    assert "Booked: 2 h on Networking" in words(submit(world, FILLED))


def resend(world: World, form: Shown, values: dict[str, str]) -> Outcome:
    """The form sent once more as it stood before it was answered, as a second press of Enter sends it."""
    world.slack.workspace.views.stacks["U0SANDBEN"][:] = [dict(form.view or {})]
    return good(world.delivery.submit("ben", values, form))


def test_a_form_that_is_sent_twice_books_once(world: World) -> None:
    form = say(world, "/log").last
    assert "Booked: 2 h" in words(submit(world, FILLED))
    world.turn(minutes=5)
    for values in (FILLED, FILLED | {"duration": "3h", "what": "area:blockchain"}):
        assert "Already booked, once: 2 h on Networking" in words(resend(world, form, values))
    assert [entry.minutes for entry in entries(world)] == [120]


@SQLITE
def test_two_forms_book_twice(world: World) -> None:
    say(world, "/log")
    submit(world, FILLED)
    say(world, "/log")
    asked = submit(world, FILLED)
    assert "You booked the same just now, so it counts once" in words(asked)
    assert "Booked: 2 h" in words(press(world, asked.last, "Book it a second time"))
    say(world, "/log")
    assert "Booked: 1 h" in words(submit(world, FILLED | {"duration": "1h"}))
    assert sorted(entry.minutes for entry in entries(world)) == [60, 120, 120]


@SQLITE
def test_a_very_long_day_asks_and_more_than_a_day_is_an_error_at_the_field(world: World) -> None:
    say(world, "/log 10h networking")
    say(world, "/log")
    values = {"duration": "7h", "what": "area:blockchain", "evidence": "https://example.org"}
    assert errors(submit(world, values | {"duration": "15h"})) == {
        "duration": "25 h on Sat 21 Nov is more than a day has. You have 10 h there already."
    }
    long = values | {"note": '"' * 1000, "evidence": "https://example.org/" + "x" * 400}
    assert "shorter note" in errors(submit(world, long))["note"]
    asked = submit(world, values)
    assert "That would make 17 h on Sat 21 Nov" in words(asked)
    assert "Booked: 7 h on Blockchain" in words(press(world, asked.last, "Yes, book it"))
    assert {(entry.minutes, entry.evidence) for entry in entries(world)} == {(600, ""), (420, "https://example.org")}


def test_an_entry_is_edited_where_it_stands(world: World) -> None:
    booked = say(world, "/log 2h vpc endpoints yesterday: flow logs")
    (entry,) = entries(world)
    form = press(world, booked.last, "Edit")
    assert opened(form)["title"]["text"] == "Edit hours"
    assert initial(form) == {
        "duration": "2 h",
        "what": "topic:aws.vpc-endpoints",
        "day": "2026-11-20",
        "note": "flow logs",
        "evidence": "",
    }
    told = submit(world, {"duration": "90m", "evidence": "https://example.org"})
    assert "2 h" in words(told)
    assert "1 h 30 min" in words(told)
    (after,) = entries(world)
    assert (after.root, after.minutes, after.topic, after.day) == (entry.root, 90, "aws.vpc-endpoints", FRIDAY)
    assert (after.note, after.evidence, after.source) == ("flow logs", "https://example.org", "form")
    rows = written(world)
    press(world, booked.last, "Edit")
    assert "Nothing was changed: 1 h 30 min on Networking: VPC Endpoints (AWS)" in words(submit(world, {}))
    assert written(world) == rows


@SQLITE
def test_an_edit_opened_in_the_window_of_its_own_booking_is_another_request(world: World) -> None:
    say(world, "/log")
    booked = submit(world, FILLED)
    press(world, booked.last, "Edit")
    submit(world, {"duration": "3h"})
    assert [entry.minutes for entry in entries(world)] == [180]


def test_a_correction_that_is_sent_twice_corrects_once(world: World) -> None:
    form = press(world, say(world, "/log 2h networking").last, "Edit").last
    submit(world, {"duration": "3h"})
    rows = written(world)
    resend(world, form, {"duration": "4h"})
    assert [entry.minutes for entry in entries(world)] == [180]
    assert written(world) == rows


@SQLITE
def test_an_entry_may_keep_its_old_day_but_take_no_other_old_one(world: World) -> None:
    booked = say(world, "/log 2h networking")
    world.turn(days=60)
    press(world, booked.last, "Edit")
    assert "too long ago" in errors(submit(world, {"day": "2026-11-20"}))["day"]
    submit(world, {"duration": "1h"})
    (entry,) = entries(world)
    assert (entry.minutes, entry.day) == (60, TODAY)


@SQLITE
def test_a_correction_into_a_very_long_day_asks_and_keeps_what_was_typed(world: World) -> None:
    say(world, "/log 10h networking")
    booked = say(world, "/log 1h blockchain: chains")
    press(world, booked.last, "Edit")
    assert errors(submit(world, {"duration": "15h"})) == {
        "duration": "25 h on Sat 21 Nov is more than a day has. You have 10 h there already."
    }
    asked = submit(world, {"duration": "7h"})
    assert "That would make 17 h on Sat 21 Nov, with 10 h there besides. Is 7 h right?" in words(asked)
    again = press(world, asked.last, "Change it")
    assert (initial(again)["duration"], initial(again)["note"]) == ("7 h", "chains")
    asked = submit(world, {"duration": "8h"})
    value = buttons(asked.last)[0]["value"]
    press(world, asked.last, "Yes, save it")
    rows = written(world)
    forged(world, "log.amend", value)
    assert written(world) == rows
    assert sorted(entry.minutes for entry in entries(world)) == [480, 600]


@SQLITE
def test_a_yes_that_has_become_impossible_changes_nothing(world: World) -> None:
    booked = say(world, "/log 1h blockchain")
    press(world, booked.last, "Edit")
    asked = submit(world, {"duration": "17h"})
    say(world, "/log 10h networking")
    refused = press(world, asked.last, "Yes, save it")
    assert "Not saved: 27 h on Sat 21 Nov is more than a day has." in words(refused)
    assert initial(press(world, refused.last, "Change it"))["duration"] == "17 h"
    assert sorted(entry.minutes for entry in entries(world)) == [60, 600]


def test_nobody_edits_somebody_elses_entry_or_one_that_is_gone(world: World) -> None:
    booked = say(world, "/log 2h networking")
    (entry,) = entries(world)
    say(world, "/log 1h blockchain", "mei")
    rows = written(world)
    number = str(entry.root)
    stolen = Draft(minutes=60, subject="area:blockchain", day=TODAY, entry=entry.root, key="k").value()
    for action, value in (("log.edit", number), ("log.edit", "999999999"), ("log.form", stolen), ("log.amend", stolen)):
        assert "There is no such entry of yours" in words(forged(world, action, value, "U0SANDMEI")), action
    press(world, booked.last, "Edit")
    say(world, "/log undo")
    gone = written(world)
    assert gone == rows + 1
    assert "2 h on Networking, Sat 21 Nov" in words(submit(world, {"duration": "3h"}))
    assert entries(world) == ()
    assert written(world) == gone


@SQLITE
def test_a_value_that_is_none_of_ours_changes_nothing(world: World) -> None:
    say(world, "/log 2h networking")
    (entry,) = entries(world)
    right = {"minutes": 60, "subject": "area:networking", "day": FRIDAY, "entry": entry.root, "key": "k"}
    tickets = [
        Draft.model_validate(right | change).value()
        for change in ({"day": date(2026, 11, 22)}, {"subject": "area:juggling"}, {"minutes": None}, {"key": ""})
    ]
    for action, values in {
        "log.edit": ["-", "abc", "-1", "٣", "9" * 10],
        "log.form": ["abc", '{"minutes":0}', "null", '{"entry":-1}'],
        "log.amend": ["-", "{", *tickets],
    }.items():
        for value in values:
            assert "too old to use, and nothing was changed." in words(forged(world, action, value)), (action, value)
    assert written(world) == 1


@SQLITE
def test_what_was_typed_can_notify_nobody(world: World) -> None:
    say(world, "/log")
    booked = submit(world, FILLED | {"note": "<!channel> *b* <https://evil.example|ok>", "duration": "1h"})
    assert "<!channel>" not in str(blocks(booked.last))
    say(world, "/log")
    wrong = errors(submit(world, FILLED | {"duration": "<!channel>"}))
    assert "<!channel>" in wrong["duration"]  # plain text, shown as it was typed
    assert [entry.note for entry in entries(world)] == ["<!channel> *b* <https://evil.example|ok>"]


@SQLITE
def test_a_yes_that_comes_too_late_is_refused_except_on_the_day_of_the_entry(world: World) -> None:
    say(world, "/log 2h networking")
    say(world, "/log 1h aws yesterday")
    aws, networking = sorted(entries(world), key=lambda entry: entry.day)
    draft = Draft(minutes=60, subject="area:networking", day=FRIDAY, entry=networking.root, key="k")
    world.turn(days=32)
    refused = forged(world, "log.amend", draft.value())
    assert "Not saved: Fri 20 Nov is too long ago" in words(refused)
    forged(world, "log.amend", draft.model_copy(update={"entry": aws.root, "key": "l"}).value())
    assert sorted(entry.minutes for entry in entries(world)) == [60, 120]
    assert [entry.area for entry in entries(world)] == ["networking", "networking"]


@SQLITE
def test_between_midnight_and_the_beginning_of_the_day_the_form_says_when_it_begins(world: World) -> None:
    world.turn(hours=18)  # Sunday 01:00 in New York
    say(world, "/log")
    wrong = errors(submit(world, FILLED | {"day": "2026-11-22"}))
    assert wrong["day"].startswith("Sun 22 Nov has not come yet: your day begins at 04:00.")
