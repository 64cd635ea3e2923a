"""The form for hours: what it opens with, what it says when sent, and the errors at its fields."""

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
from bot.features.hours.payloads import EntryFormPayload
from bot.features.hours.rules import line_parser
from bot.features.hours.rules.line_parts import LineProblem, ParsedEntry
from bot.features.hours.views import clarifications, form
from bot.features.hours.views.form import SAME_SUBJECT, HoursFormValues, parse_hours_form
from bot.slack import payloads
from bot.slack.modals import FormErrors, Modal
from bot.slack.payloads import EntryDraftPayload
from bot.timeexpr.durations import parse, patterns
from bot.ui.links import is_link
from tests.examples import examples

TODAY = date(2026, 11, 21)  # a Saturday
VALID_FIELDS = {
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


def errors(catalog: Catalog, entry: Entry | None = None, **fields: str) -> dict[str, str]:
    outcome = parse_hours_form(VALID_FIELDS | fields, catalog=catalog, today=TODAY, entry=entry)
    return dict(outcome.errors) if isinstance(outcome, FormErrors) else {}


def test_a_valid_form_is_parsed(catalog: Catalog) -> None:
    values = parse_hours_form(VALID_FIELDS | {"evidence": "https://example.org/x?a=b#c"}, catalog=catalog, today=TODAY)
    subject = typeahead.parse_subject_key(catalog, "topic:aws.vpc-endpoints")
    assert values == HoursFormValues(90, subject, date(2026, 11, 20), "a\nb", "https://example.org/x?a=b#c")


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("", "How long? Write 2h, 90m or 1:30."),
        ("soon", "I don't know “soon” as a length. Write 2h, 90m or 1:30."),
        ("13", "“13”: minutes or hours? Write 13min for 13 min or 13h for 13 h."),
        ("90", "“90”: minutes or hours? Write 90m or 1.5h."),
        ("50", "“50”: minutes or hours? Write 50m."),
        ("0h", "“0h” is nothing to log. Write 2h, 90m or 1:30."),
        ("-2h", "Hours can't be negative, and “-2h” is. Write 2h, 90m or 1:30."),
        ("25h", "“25h” is too long: a day only has 24 hours. Log each day separately."),
        ("2 days", "I log hours and minutes, not days. Write 2h, 90m or 1:30."),
        ("1e9h", "I don't know “1e9h” as a length. Write 2h, 90m or 1:30."),
        ("2h networking", "I read 2 h, but not “networking”. Write only the length here."),
    ],
)
def test_a_duration_that_cannot_be_taken_says_why(catalog: Catalog, typed: str, error: str) -> None:
    assert errors(catalog, duration=typed) == {"duration": error}


@pytest.mark.parametrize(
    ("field", "typed", "error"),
    [
        ("what", "", "Choose an area"),
        ("what", "area:juggling", "Choose an area"),
        ("what", SAME_SUBJECT, "Choose an area"),
        ("day", "", "Which day?"),
        ("day", "2026-02-30", "There's no such day."),
        ("day", "2026-11-22", "Sun 22 Nov is in the future."),
        ("day", "2026-10-20", "Tue 20 Oct is too long ago. You can log up to 31 days back."),
        ("note", "x" * 1001, "The note has 1001 characters; at most 1000 fit."),
        ("evidence", "example.org", "I can't keep that link."),
        ("evidence", "https://example.org/" + "x" * 500, "The link has 520 characters; at most 500 fit."),
    ],
)
def test_each_error_is_at_its_field(catalog: Catalog, field: str, typed: str, error: str) -> None:
    outcome = errors(catalog, **{field: typed})
    assert list(outcome) == [field]
    assert error in outcome[field]


def test_all_errors_are_told_at_once(catalog: Catalog) -> None:
    outcome = parse_hours_form({}, catalog=catalog, today=TODAY)
    assert isinstance(outcome, FormErrors)
    assert list(outcome.errors) == ["duration", "what", "day"]
    fields = {"duration": "x", "what": "x", "day": "x", "note": "x" * 1001, "evidence": "x"}
    assert set(errors(catalog, **fields)) == set(fields)


def test_the_last_days_that_can_be_booked_are_taken(catalog: Catalog) -> None:
    assert errors(catalog, day="2026-10-21") == errors(catalog, day="2026-11-21") == {}
    assert errors(catalog, note="x" * 1000, evidence="http://e.org/" + "x" * 487) == {}


def test_an_entry_may_stay_on_its_own_old_day_and_on_nothing_older(catalog: Catalog) -> None:
    assert errors(catalog, ENTRY, day="2026-01-05") == {}
    assert "too long ago" in errors(catalog, ENTRY, day="2026-01-06")["day"]
    assert "too long ago" in errors(catalog, day="2026-01-05")["day"]


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
def test_only_an_address_of_a_page_is_evidence(text: str) -> None:
    assert not is_link(text)


@settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(sorted(VALID_FIELDS)), st.text(max_size=60) | st.sampled_from(sorted(VALID_FIELDS.values()))
    )
)
def test_any_form_is_parsed_or_has_errors_at_fields_that_exist(catalog: Catalog, fields: dict[str, str]) -> None:
    outcome = parse_hours_form(fields, catalog=catalog, today=TODAY)
    if isinstance(outcome, FormErrors):
        assert set(outcome.errors) <= set(VALID_FIELDS)
        assert all(outcome.errors.values())
    else:
        assert 1 <= outcome.minutes <= patterns.DAY


def test_an_entry_fills_the_form_and_comes_back_the_same(catalog: Catalog) -> None:
    modal = form.render_hours_form(
        form.draft_from_entry(ENTRY, catalog), catalog=catalog, today=TODAY, key="k", entry=ENTRY
    )
    inputs = elements(modal)
    assert (modal.title, modal.submit_label) == ("Edit hours", "Save")
    assert payloads.decode_payload(EntryFormPayload, modal.metadata) == EntryFormPayload(key="k", entry=7)
    assert inputs["what"]["initial_option"]["text"]["text"] == "VPC Endpoints (AWS)"
    fields = {
        "duration": inputs["duration"]["initial_value"],
        "what": inputs["what"]["initial_option"]["value"],
        "day": inputs["day"]["initial_date"],
        "note": inputs["note"]["initial_value"],
        "evidence": inputs["evidence"]["initial_value"],
    }
    values = parse_hours_form(fields, catalog=catalog, today=TODAY, entry=ENTRY)
    assert isinstance(values, HoursFormValues)
    assert values.subject is not None
    assert (values.minutes, values.subject.name, values.day) == (90, "VPC Endpoints", ENTRY.day)
    assert (values.note, values.evidence) == (ENTRY.note, ENTRY.evidence)


def test_every_duration_that_the_form_opens_with_can_be_parsed(catalog: Catalog) -> None:
    for minutes in range(1, patterns.DAY + 1):
        values = parse_hours_form(VALID_FIELDS | {"duration": parse.spell(minutes)}, catalog=catalog, today=TODAY)
        assert isinstance(values, HoursFormValues), minutes
        assert values.minutes == minutes


def test_a_subject_that_left_the_content_can_be_kept(catalog: Catalog) -> None:
    gone = replace(ENTRY, topic="aws.gone")
    draft = form.draft_from_entry(gone, catalog)
    modal = form.render_hours_form(draft, catalog=catalog, today=TODAY, key="k", entry=gone)
    assert elements(modal)["what"]["initial_option"] == {
        "text": {"type": "plain_text", "text": "Networking: AWS"},
        "value": SAME_SUBJECT,
    }
    values = parse_hours_form(VALID_FIELDS | {"what": SAME_SUBJECT}, catalog=catalog, today=TODAY, entry=gone)
    assert isinstance(values, HoursFormValues)
    assert values.subject is None


def test_an_empty_form_opens_with_today_and_an_unknown_subject_is_named(catalog: Catalog) -> None:
    modal = form.render_hours_form(EntryDraftPayload(), catalog=catalog, today=TODAY, key="k")
    assert (modal.title, modal.submit_label) == ("Log learning hours", "Log it")
    inputs = elements(modal)
    assert inputs["day"]["initial_date"] == "2026-11-21"
    assert not any("initial_value" in each or "initial_option" in each for each in inputs.values())
    modal = form.render_hours_form(EntryDraftPayload(what="foo bar"), catalog=catalog, today=TODAY, key="k")
    assert elements(modal)["what"]["placeholder"]["text"] == "Which is “foo bar”?"


def test_each_choice_has_a_label_of_its_own(catalog: Catalog) -> None:
    for typed in ("", "a", "s", "security", "load bal", "monitoring"):
        offered = form.subject_choices(typeahead.suggest_subjects(catalog, typed))
        labels = [choice.to_option()["text"]["text"] for choice in offered]
        assert len(set(labels)) == len(labels)
        assert all(len(label) <= 75 for label in labels)


def test_a_correction_too_long_for_a_button_asks_for_a_shorter_note(catalog: Catalog) -> None:
    values = HoursFormValues(120, typeahead.parse_subject_key(catalog, "area:networking"), TODAY, "x", "")
    full = FullDay(booked_minutes=960, is_possible=True)
    short = form.draft_from_values(values, 7, "k")
    assert not isinstance(form.render_long_day_question(full, values, short, today=TODAY), FormErrors)
    long = form.draft_from_values(replace(values, note='"' * 1000, evidence="https://a.org/" + "x" * 400), 7, "k")
    answer = form.render_long_day_question(full, values, long, today=TODAY)
    assert isinstance(answer, FormErrors)
    assert list(answer.errors) == ["note"]


@pytest.mark.parametrize(
    ("line", "draft"),
    [
        ("", "-"),
        ("networking yesterday: flow", EntryDraftPayload(what="networking", day=date(2026, 11, 20), note="flow")),
        ("2h yesterday", EntryDraftPayload(minutes=120, day=date(2026, 11, 20))),
        ("2h networking tomorrow: x", EntryDraftPayload(minutes=120, what="networking", day=TODAY, note="x")),
        ("13 vpc yesterday: x", EntryDraftPayload(duration="13", what="vpc", day=date(2026, 11, 20), note="x")),
        ("25h networking: n", EntryDraftPayload(duration="25h", what="networking", day=TODAY, note="n")),
        ("2h 3h networking", EntryDraftPayload(duration="2h ... 3h", what="networking", day=TODAY)),
        ("1h networking: " + "x" * 1001, EntryDraftPayload(minutes=60, what="networking", day=TODAY)),
        ("z" * 3001, "-"),
    ],
)
def test_a_line_that_was_not_understood_opens_the_form_with_what_was(line: str, draft: EntryDraftPayload | str) -> None:
    problem = line_parser.parse_line(line, TODAY)
    assert isinstance(problem, LineProblem)
    message = clarifications.render_line_problem(problem, typed=line, key="k", today=TODAY)
    button = message.blocks[-1]["elements"][-1]
    assert button["text"]["text"] == "Open the form"
    assert (button["value"] if draft == "-" else payloads.decode_payload(EntryDraftPayload, button["value"])) == draft


def test_an_unknown_subject_opens_the_form_with_the_rest() -> None:
    draft = payloads.decode_payload(EntryDraftPayload, unknown_form("2h foo yesterday https://a.example: bar"))
    day = date(2026, 11, 20)
    assert draft == EntryDraftPayload(minutes=120, what="foo", day=day, note="bar", evidence="https://a.example")
    assert unknown_form("2h foo: " + '"' * 1000) == "-"


def unknown_form(line: str) -> str:
    parsed = line_parser.parse_line(line, TODAY)
    assert isinstance(parsed, ParsedEntry)
    message = clarifications.render_subject_question(parsed, None, [], [], typed=line, today=TODAY)
    return str(message.blocks[-1]["elements"][-1]["value"])
