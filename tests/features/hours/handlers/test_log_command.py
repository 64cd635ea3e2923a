"""`/log` end to end: each form of a line, typed as a command, a mention or a message, and what is asked in doubt."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from bot.sandbox.slack_api import payloads
from bot.sandbox.slack_api.fixtures import BEN, LEARNING
from bot.sandbox.slack_api.journal import ActionResult, ShownItem
from bot.sandbox.validation.interactive_elements import interactive_elements
from bot.slack.payloads import LogLinePayload, PendingEntryPayload
from tests.features.hours.ledger_driver import WAYS_TO_SEND, ledger_rows, list_entries, press_forged
from tests.slack_driver import Driver, button_labels
from tests.statements import statements_of

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
TODAY = date(2026, 11, 21)  # a Saturday
FRIDAY = date(2026, 11, 20)
NASTY = "<!channel> @here <@U0SANDANA> *b* _x_ `c` https://evil.example <https://evil.example|ok> & \ue000text\ue001"


@pytest.fixture(params=list(WAYS_TO_SEND))
def send(request: pytest.FixtureRequest) -> Callable[[Driver, str, str], ActionResult]:
    return WAYS_TO_SEND[request.param]


def say(driver: Driver, words: str, user: str = "ben") -> ActionResult:
    outcome: ActionResult = driver.say(user, f"/log {words}")
    assert (outcome.status, outcome.refused) == (200, ())
    return outcome


def displayed_texts(part: Any) -> Iterator[str]:
    """Yield every text that Slack displays; the values of buttons are not displayed."""
    if isinstance(part, ShownItem):
        yield from (part.text, *displayed_texts(part.blocks))
    elif isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        yield from displayed_texts([each for key, each in part.items() if key != "value"])
    elif isinstance(part, list | tuple):
        for each in part:
            yield from displayed_texts(each)


ACCEPTED_LINES: dict[str, tuple[int, str, str | None, date, str]] = {
    "2h networking": (120, "networking", None, TODAY, ""),
    "90m networking": (90, "networking", None, TODAY, ""),
    "1.5h networking": (90, "networking", None, TODAY, ""),
    "1,5h networking": (90, "networking", None, TODAY, ""),
    "1h30 networking": (90, "networking", None, TODAY, ""),
    "1h30m networking": (90, "networking", None, TODAY, ""),
    "1:30 networking": (90, "networking", None, TODAY, ""),
    ":15 networking": (15, "networking", None, TODAY, ""),
    "2 hours networking": (120, "networking", None, TODAY, ""),
    "45 min networking": (45, "networking", None, TODAY, ""),
    "half an hour networking": (30, "networking", None, TODAY, ""),
    '"half an hour" networking': (30, "networking", None, TODAY, ""),
    "3 networking": (180, "networking", None, TODAY, ""),
    "12 networking": (720, "networking", None, TODAY, ""),
    "2h NETWROKING": (120, "networking", None, TODAY, ""),
    "2h aws": (120, "cloud-computing", None, TODAY, ""),
    "2h ci/cd": (120, "devops-cicd", None, TODAY, ""),
    "2h vpc endpoints": (120, "networking", "aws.vpc-endpoints", TODAY, ""),
    "2h networking today": (120, "networking", None, TODAY, ""),
    "2h networking yesterday": (120, "networking", None, FRIDAY, ""),
    "2h networking mon": (120, "networking", None, date(2026, 11, 16), ""),
    '2h networking "last friday"': (120, "networking", None, FRIDAY, ""),
    "2h networking 2026-11-20": (120, "networking", None, FRIDAY, ""),
    "2h networking 3 days ago": (120, "networking", None, date(2026, 11, 18), ""),
    "2h networking 31 days ago": (120, "networking", None, date(2026, 10, 21), ""),
    "45m networking yesterday: flow logs": (45, "networking", None, FRIDAY, "flow logs"),
    "networking 2h yesterday : a: b": (120, "networking", None, FRIDAY, "a: b"),
}


@SQLITE
def test_each_form_of_a_line_books_what_it_says(
    driver: Driver, send: Callable[[Driver, str, str], ActionResult]
) -> None:
    for words, expected in ACCEPTED_LINES.items():
        outcome = send(driver, "ben", words)
        assert "Logged " in outcome.text, words
        (entry,) = list_entries(driver)
        assert (entry.minutes, entry.area, entry.topic, entry.day, entry.note) == expected, words
        assert "Undone: " in send(driver, "ben", "undo").text
    assert list_entries(driver) == ()


REFUSED_LINES = {
    "networking": "How long? Add it as 2h",
    "2h": "On what?",
    "2h networking tomorrow": "is in the future",
    "2h networking 32 days ago": "is too long ago",
    "25h networking": "a day only has 24 hours",
    "2h qqqqzzzz": "I don't know “qqqqzzzz”.",
    "2h 3h networking": "I see two lengths",
}


@SQLITE
def test_what_is_not_understood_says_why_and_books_nothing(
    driver: Driver, send: Callable[[Driver, str, str], ActionResult]
) -> None:
    for words, reason in REFUSED_LINES.items():
        assert reason in send(driver, "ben", words).text, words
    assert list_entries(driver) == ()
    assert ledger_rows(driver) == []


def test_the_answer_says_what_was_booked_and_the_new_totals(driver: Driver) -> None:
    say(driver, "1h blockchain")
    outcome = say(driver, "2h netwroking yesterday: subnets")
    booked, correction, goal, totals, next_step = outcome.text.replace("\n> subnets", "").split("\n")
    assert booked == "✅ Logged 2 h on Networking (Fri 20 Nov)"
    assert correction == "I read “netwroking” as Networking."
    assert goal == "🎯 3 of 2 h this week: goal met"
    assert totals == "Networking: 2 h of 50-80 h"
    assert next_step.startswith("➡️ Next: ")
    assert button_labels(outcome)[1:] == ["I know this", "Undo", "Edit", ""]
    assert "🎯 30 min of 2 h in the week 9-15 Nov\n" in say(driver, "30m networking 9 days ago").text


def test_source_and_request_are_kept(driver: Driver) -> None:
    say(driver, "2h networking")
    driver.delivery.mention("ben", "#learning", "log 3h networking")
    driver.delivery.direct_message("ben", "4h networking")
    question = say(driver, "13 networking")
    driver.press("ben", question, "13 min")
    rows = ledger_rows(driver)
    assert [(row[0], row[1]) for row in rows] == [(120, "command"), (180, "mention"), (240, "message"), (13, "button")]
    assert len({row[2] for row in rows}) == 4
    assert all(row[2] for row in rows)
    form = next(call for call in question.calls if call.method == "response").payload["blocks"][-1]["elements"][0]
    assert json.loads(form["value"])["key"] == rows[3][2]  # the click books under the key of the line


def test_the_same_trigger_books_once(driver: Driver) -> None:
    say(driver, "1h blockchain")
    form = payloads.command_form(
        BEN, LEARNING, "/log", "2h networking", trigger_id="1.2.same", response_url=driver.slack.response_url("R1")
    )
    answers = []
    for _ in range(2):
        answers.append(json.loads(driver.delivery.post.form(form).body)["text"])
        driver.turn(hours=1)
    assert answers[0].startswith("✅ Logged 2 h on Networking")
    assert answers[1].startswith("✅ Already logged: 2 h on Networking")
    assert [entry.minutes for entry in list_entries(driver)] == [120, 60]


def test_enter_again_counts_once_and_two_minutes_later_twice(driver: Driver) -> None:
    say(driver, "2h networking")
    driver.turn(seconds=30)
    again = say(driver, "2h networking")
    assert "You already logged that 30 seconds ago, so I counted it once" in again.text
    assert len(list_entries(driver)) == 1
    assert "Logged " in driver.press("ben", again, "Log it again").text
    driver.turn(minutes=2)
    assert "Logged " in say(driver, "2h networking").text
    assert [entry.minutes for entry in list_entries(driver)] == [120, 120, 120]


def test_a_dialog_names_the_effect_before_anything_is_taken_away(driver: Driver) -> None:
    booked = say(driver, "2h networking")
    question = driver.press("ben", booked, "Undo", confirmed=False)
    assert "2 h on Networking (Sat 21 Nov) will be taken back." in question.text
    assert len(list_entries(driver)) == 1


def test_nobody_can_undo_the_booking_of_others(driver: Driver) -> None:
    say(driver, "2h networking")
    (entry,) = list_entries(driver)
    say(driver, "1h blockchain", "mei")
    assert "I can't find that entry of yours" in press_forged(driver, "log.undo", str(entry.id), "U0SANDMEI").text
    assert "I can't find that entry of yours" in press_forged(driver, "log.undo", "999999999").text
    assert [row[0] for row in ledger_rows(driver)] == [120, 60]


@SQLITE
@pytest.mark.parametrize("action", ["log.undo", "log.book", "log.line"])
def test_an_invalid_button_value_changes_nothing(driver: Driver, action: str) -> None:
    say(driver, "2h networking")
    future = {"key": "k", "minutes": 60, "area": "networking", "day": "2026-11-24"}
    unknown = {**future, "area": "juggling", "day": "2026-11-20"}
    line = {"key": "k", "day": "2026-11-24", "text": "1h networking"}
    made_up = map(json.dumps, (future, unknown, line))
    for value in ("-", "abc", "-1", "1.5", "٣", "9" * 10, "{}x", "{}", "null", "x" * 2000, *made_up):
        answer = press_forged(driver, action, value)
        assert "This button has expired. Nothing changed; please type the command again." in answer.text, value
    assert [row[0] for row in ledger_rows(driver)] == [120]


@SQLITE
def test_hours_on_content_that_is_gone_are_not_booked(driver: Driver) -> None:
    payload = PendingEntryPayload(
        key="k", minutes=60, area="cloud-computing", roadmap="aws", topic="aws.gone", day=TODAY
    )
    assert "has expired" in press_forged(driver, "log.book", payload.encode()).text
    other = payload.model_copy(update={"topic": None, "roadmap": "gone"})
    assert "has expired" in press_forged(driver, "log.book", other.encode()).text
    assert list_entries(driver) == ()


@SQLITE
def test_the_command_has_a_help(driver: Driver, send: Callable[[Driver, str, str], ActionResult]) -> None:
    assert "/log 2h networking" in send(driver, "ben", "help").text


def test_a_choice_of_subjects_keeps_all_that_was_typed_and_a_late_click_its_day(driver: Driver) -> None:
    question = say(driver, f"1h30 monitoring yesterday: {NASTY}")
    assert "Which “monitoring”? (1 h 30 min, Fri 20 Nov)" in question.text
    assert list_entries(driver) == ()
    driver.turn(days=3)
    booked = driver.press("ben", question, "Monitoring & Logging (AWS)")
    assert "Logged 1 h 30 min on Cloud Computing: Monitoring & Logging (AWS) (Fri 20 Nov)" in booked.text
    (entry,) = list_entries(driver)
    assert (entry.minutes, entry.topic, entry.day, entry.source) == (90, "aws.monitoring-logging", FRIDAY, "button")
    assert entry.note.startswith("<!channel>")
    assert entry.note.endswith("& \ue000text\ue001")


def test_one_line_books_once_whatever_is_pressed_after(driver: Driver) -> None:
    question = say(driver, "2h monitoring")
    values = [field.element["value"] for field in interactive_elements(question.last.blocks)]
    first = press_forged(driver, "log.book", values[0])
    for value in (values[0], values[1]):
        again = press_forged(driver, "log.book", value)
        assert again.text.split("\n")[0] == first.text.split("\n")[0].replace("Logged", "Already logged:")
    (entry,) = list_entries(driver)
    driver.press("ben", first, "Undo")
    assert "You logged and undid" in press_forged(driver, "log.book", values[1]).text
    assert list_entries(driver) == ()
    assert entry.minutes == 120


def test_a_bare_number_over_twelve_asks_and_a_late_click_keeps_the_day(driver: Driver) -> None:
    question = say(driver, "13 networking yesterday: x")
    assert "“13”: minutes or hours?" in question.text
    assert button_labels(question)[:2] == ["13 min", "13 h"]
    other = say(driver, "45 networking")
    driver.turn(days=2)
    assert "Logged 13 min on Networking (Fri 20 Nov)\n> x" in driver.press("ben", question, "13 min").text
    assert "Logged 45 min on Networking (Sat 21 Nov)" in driver.press("ben", other, "45 min").text
    assert [(entry.minutes, entry.day) for entry in list_entries(driver)] == [(45, TODAY), (13, FRIDAY)]


@SQLITE
def test_a_line_settled_twice_books_once(driver: Driver) -> None:
    payload = LogLinePayload(key="k", day=FRIDAY, text="13m networking")
    assert "Logged 13 min" in press_forged(driver, "log.line", payload.encode()).text
    again = press_forged(driver, "log.line", payload.model_copy(update={"text": "780m networking"}).encode())
    assert "Already logged: 13 min on Networking (Fri 20 Nov)" in again.text
    assert [entry.minutes for entry in list_entries(driver)] == [13]


def test_over_sixteen_hours_asks_and_over_a_day_is_refused(driver: Driver) -> None:
    say(driver, "10h networking")
    question = say(driver, "7h blockchain")
    assert "That makes 17 h on Sat 21 Nov (10 h logged already). Is 7 h on Blockchain right?" in question.text
    assert driver.press("ben", question, "No").text == "OK, nothing logged."
    assert len(list_entries(driver)) == 1
    question = say(driver, "7h blockchain")
    assert "Logged 7 h on Blockchain" in driver.press("ben", question, "Yes, log it").text
    assert "Sat 21 Nov has 17 h already, so 8 h on Networking would make it 25 h." in say(driver, "8h networking").text
    assert "Logged 8 h" in say(driver, "8h networking yesterday").text
    assert sorted(entry.minutes for entry in list_entries(driver)) == [420, 480, 600]


@SQLITE
def test_a_confirmation_that_became_impossible_is_refused(driver: Driver) -> None:
    say(driver, "10h networking")
    question = say(driver, "12h blockchain")
    say(driver, "5h networking")
    assert "12 h on Blockchain would make it 27 h" in driver.press("ben", question, "Yes, log it").text
    assert sum(entry.minutes for entry in list_entries(driver)) == 900


@SQLITE
def test_days_are_the_members_own_and_begin_at_four(driver: Driver) -> None:
    days = []
    for hours_on, user, words in (
        (0, "mei", "10m networking"),  # 20:00 on the 21st in Singapore
        (7.5, "mei", "11m networking"),  # 03:30 on the 22nd there: still the day before
        (0, "mei", "12m networking yesterday"),
        (1, "mei", "13m networking"),  # 04:30
        (0, "mei", "14m networking today"),
        (0, "ben", "15m networking"),  # 15:30 on the 21st in New York
        (8, "ben", "16m networking"),  # 23:30
    ):
        driver.turn(hours=hours_on)
        days.append(say(driver, words, user).text.split("\n")[0].rpartition(" (")[2].rstrip(")"))
    assert days == ["Sat 21 Nov", "Sat 21 Nov", "Fri 20 Nov", "Sun 22 Nov", "Sun 22 Nov", "Sat 21 Nov", "Sat 21 Nov"]
    assert "is in the future" in say(driver, "17m networking 2026-11-22").text


@SQLITE
def test_a_note_can_notify_nobody_wherever_it_is_shown(driver: Driver) -> None:
    outcomes = [
        WAYS_TO_SEND["command"](driver, "ben", f"1h networking: {NASTY}"),
        WAYS_TO_SEND["command"](driver, "ben", f"1h networking: {NASTY}"),
        WAYS_TO_SEND["mention"](driver, "ben", f"2h monitoring: {NASTY}"),
        WAYS_TO_SEND["message"](driver, "ben", f"3h networking: {NASTY}"),
        WAYS_TO_SEND["mention"](driver, "ben", f"45 {NASTY}"),
        WAYS_TO_SEND["command"](driver, "ben", f"2h {NASTY}"),
        WAYS_TO_SEND["message"](driver, "ben", NASTY),
        WAYS_TO_SEND["command"](driver, "ben", "list"),
        WAYS_TO_SEND["command"](driver, "ben", "undo"),
    ]
    assert [entry.minutes for entry in list_entries(driver)] == [60]
    for outcome in outcomes:
        assert (outcome.status, outcome.refused) == (200, ())
        assert outcome.shown
        assert "<" not in "".join(displayed_texts(outcome.shown)), outcome.text


def test_a_booking_in_another_week_is_measured_by_that_weeks_goal(driver: Driver) -> None:
    driver.say("ben", "/log 1h networking")
    text = driver.say("ben", "/log 2h networking 8 days ago").text
    assert "🎯 2 of 2 h in the week 9-15 Nov: goal met" in text


def test_an_unknown_subject_shows_the_whole_line_again(driver: Driver) -> None:
    text = driver.say("ben", "/log 2h foo baz yesterday: a long precious note").text
    assert "You typed: 2h foo baz yesterday: a long precious note" in text


def test_topics_of_one_name_are_told_apart(driver: Driver) -> None:
    labels = button_labels(driver.say("ben", "/log 30m load balancing"))
    assert len(set(labels)) == len(labels) > 1


@SQLITE
def test_a_button_from_long_ago_is_refused_as_a_line_would_be(driver: Driver) -> None:
    entry = PendingEntryPayload(key="k", minutes=60, area="networking", day=TODAY, note="bgp")
    line = LogLinePayload(key="l", day=TODAY, text="2h aws")
    both = LogLinePayload(key="m", day=TODAY, text="2h aws, 1h k8s", insist=True)
    driver.turn(days=32)
    for action, value in (("log.book", entry.encode()), ("log.line", line.encode()), ("log.line", both.encode())):
        refused = press_forged(driver, action, value)
        assert "Sat 21 Nov is too long ago. You can log up to 31 days back." in refused.text
    assert ledger_rows(driver) == []
    assert button_labels(press_forged(driver, "log.book", entry.encode())) == ["Open the form"]


@SQLITE
@pytest.mark.parametrize(
    "change",
    [
        {"topic": "aws.vpc-endpoints", "roadmap": "kubernetes"},
        {"topic": "aws.vpc-endpoints"},
        {"topic": "aws.vpc-endpoints", "roadmap": "aws", "area": "devops-cicd"},
        {"people": "@everyone"},
    ],
)
def test_a_payload_whose_parts_do_not_belong_together_books_nothing(driver: Driver, change: dict[str, str]) -> None:
    value = {"key": "k", "minutes": 60, "area": "networking", "day": "2026-11-20"} | change
    assert "has expired" in press_forged(driver, "log.book", json.dumps(value)).text
    assert ledger_rows(driver) == []


@SQLITE
def test_a_payload_with_a_roadmap_beside_an_area_books(driver: Driver) -> None:
    value = {"key": "k", "minutes": 60, "area": "networking", "roadmap": "aws", "day": "2026-11-20"}
    assert "Logged" in press_forged(driver, "log.book", json.dumps(value)).text


@SQLITE
def test_a_button_pressed_on_another_day_says_so(driver: Driver) -> None:
    payload = PendingEntryPayload(key="k", minutes=60, area="networking", day=TODAY)
    driver.turn(days=2)
    booked = press_forged(driver, "log.book", payload.encode())
    assert "Logged 1 h on Networking (Sat 21 Nov)" in booked.text
    assert "(not today)" not in say(driver, "2h aws yesterday").text


@SQLITE
def test_between_midnight_and_four_the_answer_says_when_the_day_begins(driver: Driver) -> None:
    driver.turn(hours=18)  # Sunday 01:00 in New York
    assert "Sun 22 Nov is in the future: your day begins at 04:00." in say(driver, "2h aws 2026-11-22").text
    assert "is in the future." in say(driver, "2h aws 2026-11-23").text
    driver.turn(hours=4)
    assert "Mon 23 Nov is in the future." in say(driver, "2h aws tomorrow").text


@SQLITE
def test_where_nothing_is_reached_an_answer_runs_no_statement_for_that(driver: Driver) -> None:
    for line in ("10m networking", "10m certifications"):
        say(driver, line)  # the first makes the member
    database = driver.roadmate.deps.database
    usual, varying, full = (
        statements_of(database, lambda line=line: say(driver, line))  # type: ignore[misc]
        for line in ("11m networking", "11m certifications", "2h networking")
    )
    assert (len(usual), len(varying)) == (6, 6)
    assert not any("INTO milestones" in each for each in usual + varying)
    assert any("INTO milestones" in each for each in full)
