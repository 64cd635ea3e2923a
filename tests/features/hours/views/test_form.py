"""The form: what it begins with, what comes back from it, and what is said at which field."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.catalog.catalog import Catalog
from bot.catalog.lookup import typeahead
from bot.core.ledger.rules import Entry, FullDay
from bot.features.hours.rules import line_parser
from bot.features.hours.views import clarifications, form
from bot.features.hours.views.form_parser import SAME, Said, read
from bot.slack import payloads
from bot.slack.modals import Modal, Wrong
from bot.slack.payloads import Draft, Form
from bot.timeexpr.durations import parse, patterns
from bot.ui.links import is_link

TODAY = date(2026, 11, 21)  # a Saturday
RIGHT = {
    "duration": "1h30",
    "what": "topic:aws.vpc-endpoints",
    "day": "2026-11-20",
    "note": " a\r\nb\x00 ",
    "evidence": "",
}
ENTRY = Entry(
    id=9,
    root=7,
    workspace="T",
    member="U",
    minutes=90,
    area="networking",
    roadmap="aws",
    topic="aws.vpc-endpoints",
    day=date(2026, 1, 5),
    note="flow logs",
    source="command",
    created_at=datetime(2026, 1, 5, 12, tzinfo=UTC),
    evidence="https://example.org/a",
)


def elements(modal: Modal) -> dict[str, Any]:
    return {block["block_id"]: block["element"] for block in modal.blocks if block["type"] == "input"}


def wrong(catalog: Catalog, entry: Entry | None = None, **fields: str) -> dict[str, str]:
    outcome = read(RIGHT | fields, catalog=catalog, today=TODAY, entry=entry)
    return dict(outcome.errors) if isinstance(outcome, Wrong) else {}


def test_a_form_that_is_right_is_read_as_it_was_meant(catalog: Catalog) -> None:
    said = read(RIGHT | {"evidence": "https://example.org/x?a=b#c"}, catalog=catalog, today=TODAY)
    subject = typeahead.read(catalog, "topic:aws.vpc-endpoints")
    assert said == Said(90, subject, date(2026, 11, 20), "a\nb", "https://example.org/x?a=b#c")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "How long? Write 2h, 90m or 1:30."),
        ("soon", "“soon” is no duration I know. Write 2h, 90m or 1:30."),
        ("13", "“13”: minutes or hours? Write 13min for 13 min or 13h for 13 h."),
        ("90", "“90”: minutes or hours? Write 90m or 1.5h."),
        ("50", "“50”: minutes or hours? Write 50m."),
        ("0h", "“0h” is no time at all, so there is nothing to book."),
        ("-2h", "“-2h” is less than nothing. Write 2h, 90m or 1:30."),
        ("25h", "“25h” is more than a day has. Book each day by itself."),
        ("2 days", "“2 days” counts days or more, or seconds. Write hours or minutes, such as 2h or 90m."),
        ("1e9h", "“1e9h” is no duration I know. Write 2h, 90m or 1:30."),
        ("2h networking", "I read 2 h, but not “networking”. Write only the duration here."),
    ],
)
def test_a_duration_that_cannot_be_taken_says_why(catalog: Catalog, typed: str, says: str) -> None:
    assert wrong(catalog, duration=typed) == {"duration": says}


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("what", "", "Choose an area"),
        ("what", "area:juggling", "Choose an area"),
        ("what", SAME, "Choose an area"),
        ("day", "", "On which day?"),
        ("day", "2026-02-30", "There is no such day."),
        ("day", "2026-11-22", "Sun 22 Nov has not come yet."),
        ("day", "2026-10-20", "Tue 20 Oct is too long ago. Hours can be booked up to 31 days back."),
        ("note", "x" * 1001, "The note has 1001 characters, and 1000 are the most."),
        ("evidence", "example.org", "That is no link I can keep."),
        ("evidence", "https://example.org/" + "x" * 500, "The link has 520 characters, and 500 are the most."),
    ],
)
def test_each_error_stands_at_its_field(catalog: Catalog, field: str, typed: str, says: str) -> None:
    found = wrong(catalog, **{field: typed})
    assert list(found) == [field]
    assert says in found[field]


def test_all_errors_are_told_at_once(catalog: Catalog) -> None:
    found = read({}, catalog=catalog, today=TODAY)
    assert isinstance(found, Wrong)
    assert list(found.errors) == ["duration", "what", "day"]
    fields = {"duration": "x", "what": "x", "day": "x", "note": "x" * 1001, "evidence": "x"}
    assert set(wrong(catalog, **fields)) == set(fields)


def test_the_last_days_that_can_be_booked_are_taken(catalog: Catalog) -> None:
    assert wrong(catalog, day="2026-10-21") == wrong(catalog, day="2026-11-21") == {}
    assert wrong(catalog, note="x" * 1000, evidence="http://e.org/" + "x" * 487) == {}


def test_an_entry_may_stay_on_its_own_old_day_and_on_nothing_older(catalog: Catalog) -> None:
    assert wrong(catalog, ENTRY, day="2026-01-05") == {}
    assert "too long ago" in wrong(catalog, ENTRY, day="2026-01-06")["day"]
    assert "too long ago" in wrong(catalog, day="2026-01-05")["day"]


@pytest.mark.parametrize(
    "text",
    [
        *("javascript:alert(1)", "ftp://a.org/b", "https://", "https:///x", "http://[", "https://a.org/ b", "//a.org"),
        *(
            "https://a.org/|b",
            "https://a.org/<!channel>",
            "https://a.org/\n",
            'https://a.org/"x',
            "https://a.org/\u202e",
        ),
    ],
)
def test_what_is_no_address_of_a_page_is_no_evidence(text: str) -> None:
    assert not is_link(text)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(sorted(RIGHT)), st.text(max_size=60) | st.sampled_from(sorted(RIGHT.values()))))
def test_whatever_is_sent_is_read_or_told_at_fields_that_exist(catalog: Catalog, fields: dict[str, str]) -> None:
    outcome = read(fields, catalog=catalog, today=TODAY)
    if isinstance(outcome, Wrong):
        assert set(outcome.errors) <= set(RIGHT)
        assert all(outcome.errors.values())
    else:
        assert 1 <= outcome.minutes <= patterns.DAY


def test_an_entry_fills_the_form_and_comes_back_the_same(catalog: Catalog) -> None:
    modal = form.form(form.of_entry(ENTRY, catalog), catalog=catalog, today=TODAY, key="k", entry=ENTRY)
    found = elements(modal)
    assert (modal.title, modal.submit) == ("Edit hours", "Save")
    assert payloads.read(Form, modal.metadata) == Form(key="k", entry=7)
    assert found["what"]["initial_option"]["text"]["text"] == "VPC Endpoints (AWS)"
    fields = {
        "duration": found["duration"]["initial_value"],
        "what": found["what"]["initial_option"]["value"],
        "day": found["day"]["initial_date"],
        "note": found["note"]["initial_value"],
        "evidence": found["evidence"]["initial_value"],
    }
    said = read(fields, catalog=catalog, today=TODAY, entry=ENTRY)
    assert isinstance(said, Said)
    assert said.subject is not None
    assert (said.minutes, said.subject.name, said.day) == (90, "VPC Endpoints", ENTRY.day)
    assert (said.note, said.evidence) == (ENTRY.note, ENTRY.evidence)


def test_every_length_that_the_form_begins_with_is_one_it_reads(catalog: Catalog) -> None:
    for minutes in range(1, patterns.DAY + 1):
        said = read(RIGHT | {"duration": parse.spell(minutes)}, catalog=catalog, today=TODAY)
        assert isinstance(said, Said), minutes
        assert said.minutes == minutes


def test_what_left_the_content_can_be_kept(catalog: Catalog) -> None:
    gone = replace(ENTRY, topic="aws.gone")
    draft = form.of_entry(gone, catalog)
    modal = form.form(draft, catalog=catalog, today=TODAY, key="k", entry=gone)
    assert elements(modal)["what"]["initial_option"] == {
        "text": {"type": "plain_text", "text": "Networking: AWS"},
        "value": SAME,
    }
    said = read(RIGHT | {"what": SAME}, catalog=catalog, today=TODAY, entry=gone)
    assert isinstance(said, Said)
    assert said.subject is None


def test_an_empty_form_begins_with_today_and_an_unknown_subject_is_named(catalog: Catalog) -> None:
    modal = form.form(Draft(), catalog=catalog, today=TODAY, key="k")
    assert (modal.title, modal.submit) == ("Log learning hours", "Book")
    found = elements(modal)
    assert found["day"]["initial_date"] == "2026-11-21"
    assert not any("initial_value" in each or "initial_option" in each for each in found.values())
    asked = elements(form.form(Draft(what="foo bar"), catalog=catalog, today=TODAY, key="k"))
    assert asked["what"]["placeholder"]["text"] == "Which is “foo bar”?"


def test_all_that_is_offered_has_a_name_of_its_own(catalog: Catalog) -> None:
    for typed in ("", "a", "s", "security", "load bal", "monitoring"):
        offered = form.choices(typeahead.suggest(catalog, typed))
        labels = [choice.option()["text"]["text"] for choice in offered]
        assert len(set(labels)) == len(labels)
        assert all(len(label) <= 75 for label in labels)


def test_a_doubt_that_no_button_can_carry_asks_for_a_shorter_note(catalog: Catalog) -> None:
    said = Said(120, typeahead.read(catalog, "area:networking"), TODAY, "x", "")
    full = FullDay(already=960, possible=True)
    short = form.of_said(said, 7, "k")
    assert not isinstance(form.ask_again(full, said, short, today=TODAY), Wrong)
    long = form.of_said(replace(said, note='"' * 1000, evidence="https://a.org/" + "x" * 400), 7, "k")
    answer = form.ask_again(full, said, long, today=TODAY)
    assert isinstance(answer, Wrong)
    assert list(answer.errors) == ["note"]


@pytest.mark.parametrize(
    ("line", "draft"),
    [
        ("", "-"),
        ("networking yesterday: flow", Draft(what="networking", day=date(2026, 11, 20), note="flow")),
        ("2h yesterday: flow", Draft(minutes=120, day=date(2026, 11, 20), note="flow")),
        ("2h networking tomorrow: x", Draft(minutes=120, what="networking", day=TODAY, note="x")),
        ("13 vpc yesterday: x", Draft(duration="13", what="vpc", day=date(2026, 11, 20), note="x")),
        ("25h networking: n", Draft(duration="25h", what="networking", day=TODAY, note="n")),
        ("2h 3h networking", Draft(duration="2h ... 3h", what="networking", day=TODAY)),
        ("1h networking: " + "x" * 1001, Draft(minutes=60, what="networking", day=TODAY)),
        ("z" * 3001, "-"),
    ],
)
def test_a_line_that_was_not_understood_opens_the_form_with_what_was(line: str, draft: Draft | str) -> None:
    problem = line_parser.parse(line, TODAY)
    assert isinstance(problem, line_parser.Problem)
    message = clarifications.line(problem, typed=line, key="k", today=TODAY)
    button = message.blocks[-1]["elements"][-1]
    assert button["text"]["text"] == "Open the form"
    assert (button["value"] if draft == "-" else payloads.read(Draft, button["value"])) == draft


def test_words_for_nothing_open_the_form_with_the_rest() -> None:
    message = clarifications.subject("foo", [], typed="2h foo yesterday: bar", today=TODAY)
    ticket = payloads.read(Draft, message.blocks[-1]["elements"][-1]["value"])
    assert ticket == Draft(minutes=120, what="foo", day=date(2026, 11, 20), note="bar")
    long = clarifications.subject("foo", [], typed="2h foo: " + '"' * 1000, today=TODAY)
    assert long.blocks[-1]["elements"][-1]["value"] == "-"
