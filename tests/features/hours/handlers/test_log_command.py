"""`/log` as people use it: each form, through each door, and what is said when hours are in doubt or in danger."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, event, select, text

from bot.core.ledger import queries, rollups
from bot.core.ledger.rules import Entry
from bot.core.people import members
from bot.db import tables
from bot.db.engine import connect_database
from bot.sandbox.slack_api import payloads, server
from bot.sandbox.slack_api.fixtures import BEN, LEARNING, TEAM_ID
from bot.sandbox.slack_api.journal import ActionResult, ShownItem, ShownKind
from bot.sandbox.validation.interactive_elements import interactive_elements
from bot.slack.blocks import ButtonSpec, actions, section
from bot.slack.message import compose_message
from bot.slack.payloads import LogLinePayload, PendingEntryPayload
from tests import faults
from tests.slack_driver import Driver

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
TODAY = date(2026, 11, 21)  # a Saturday
FRIDAY = date(2026, 11, 20)
NASTY = "<!channel> @here <@U0SANDANA> *b* _x_ `c` https://evil.example <https://evil.example|ok> & \ue000text\ue001"
DOORS: dict[str, Callable[[Driver, str, str], ActionResult]] = {
    "command": lambda driver, user, words: driver.say(user, f"/log {words}"),
    "mention": lambda driver, user, words: driver.delivery.mention(user, "#learning", f"log {words}"),
    "message": lambda driver, user, words: driver.delivery.direct_message(user, f"log {words}"),
}


@pytest.fixture(params=list(DOORS))
def door(request: pytest.FixtureRequest) -> Callable[[Driver, str, str], ActionResult]:
    return DOORS[request.param]


def entries(driver: Driver, user: str = "U0SANDBEN") -> tuple[Entry, ...]:
    with driver.roadmate.deps.database.read() as conn:
        return queries.list_entries(conn, workspace=TEAM_ID, member=user, limit=50).entries


def rows(driver: Driver) -> list[tuple[int, str, str]]:
    table = tables.entries
    with driver.roadmate.deps.database.read() as conn:
        assert rollups.count_drifted_members(conn) == 0
        found = conn.execute(select(table.c.minutes, table.c.source, table.c.request).order_by(table.c.id))
        return [tuple(row) for row in found]


def say(driver: Driver, words: str, user: str = "ben") -> ActionResult:
    outcome: ActionResult = driver.say(user, f"/log {words}")
    assert (outcome.status, outcome.refused) == (200, ())
    return outcome


def labels(shown: ShownItem) -> list[str]:
    return [field.element["text"]["text"] for field in interactive_elements(shown.blocks)]


def press(driver: Driver, shown: ShownItem, label: str, user: str = "ben") -> ActionResult:
    outcome: ActionResult = driver.delivery.click(user, shown, labels(shown).index(label) + 1)
    assert (outcome.status, outcome.refused) == (200, ())
    return outcome


def press_forged(driver: Driver, action: str, value: str, user: str = "U0SANDBEN") -> ActionResult:
    """A press on a button of our own making, as a second click or an old message would be."""
    message = compose_message(section("?"), actions(ButtonSpec("Go", action, value)))
    driver.roadmate.deps.slack.post_ephemeral(TEAM_ID, LEARNING.id, user, message)
    return press(driver, driver.slack.workspace.journal.shown[-1], "Go", user)


def displayed_texts(part: Any) -> Iterator[str]:
    """Every text that Slack would draw; what travels in a button is not drawn."""
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
def test_each_form_books_what_it_says_through_each_door(
    driver: Driver, door: Callable[[Driver, str, str], ActionResult]
) -> None:
    for words, said in ACCEPTED_LINES.items():
        outcome = door(driver, "ben", words)
        assert "Booked: " in outcome.text, words
        (entry,) = entries(driver)
        assert (entry.minutes, entry.area, entry.topic, entry.day, entry.note) == said, words
        assert "Undone: the booking of" in door(driver, "ben", "undo").text
    assert entries(driver) == ()


REFUSED_LINES = {
    "networking": "How long? I found no duration.",
    "2h": "On what?",
    "2h networking tomorrow": "has not come yet",
    "2h networking 32 days ago": "is too long ago",
    "25h networking": "more than a day has",
    "2h qqqqzzzz": "“qqqqzzzz” is no focus area, roadmap or topic I know.",
    "2h 3h networking": "I read two durations",
}


@SQLITE
def test_what_is_not_understood_says_why_and_books_nothing(
    driver: Driver, door: Callable[[Driver, str, str], ActionResult]
) -> None:
    for words, why in REFUSED_LINES.items():
        assert why in door(driver, "ben", words).text, words
    assert entries(driver) == ()
    assert rows(driver) == []


def test_the_answer_says_what_was_booked_and_where_that_leaves_one(driver: Driver) -> None:
    say(driver, "1h blockchain")
    outcome = say(driver, "2h netwroking yesterday: subnets")
    booked, took, small, coming = outcome.text.replace("\n> subnets", "").split("\n")
    assert booked == "Booked: 2 h on Networking, Fri 20 Nov"
    assert took == "I took “netwroking” for Networking."
    assert small == "Networking: 2 h of 50-80 h · This week: 3 h"
    assert coming.startswith("Next: ")
    assert labels(outcome.last) == ["Undo", "Edit", "My entries"]
    assert "Week 9-15 Nov: 30 min" in say(driver, "30m networking 9 days ago").text


def test_source_and_request_are_kept(driver: Driver) -> None:
    say(driver, "2h networking")
    driver.delivery.mention("ben", "#learning", "log 3h networking")
    driver.delivery.direct_message("ben", "4h networking")
    asked = say(driver, "13 networking")
    press(driver, asked.last, "13 min")
    found = rows(driver)
    assert [(row[0], row[1]) for row in found] == [(120, "command"), (180, "mention"), (240, "message"), (13, "button")]
    assert len({row[2] for row in found}) == 4
    assert all(row[2] for row in found)
    form = next(call for call in asked.calls if call.method == "response").payload["blocks"][-1]["elements"][0]
    assert json.loads(form["value"])["key"] == found[3][2]  # the click books under the key of the line


def test_the_same_trigger_books_once(driver: Driver) -> None:
    say(driver, "1h blockchain")
    form = payloads.command_form(
        BEN, LEARNING, "/log", "2h networking", trigger_id="1.2.same", response_url=driver.slack.response_url("R1")
    )
    answers = []
    for _ in range(2):
        answers.append(json.loads(driver.delivery.post.form(form).body)["text"])
        driver.turn(hours=1)
    assert answers[0].startswith("Booked: 2 h on Networking")
    assert answers[1].startswith("Already booked, once: 2 h on Networking")
    assert [entry.minutes for entry in entries(driver)] == [120, 60]


def test_enter_again_counts_once_and_two_minutes_later_twice(driver: Driver) -> None:
    say(driver, "2h networking")
    driver.turn(seconds=30)
    again = say(driver, "2h networking")
    assert "You booked the same 30 seconds ago, so it counts once" in again.text
    assert len(entries(driver)) == 1
    assert "Booked: " in press(driver, again.last, "Book it a second time").text
    driver.turn(minutes=2)
    assert "Booked: " in say(driver, "2h networking").text
    assert [entry.minutes for entry in entries(driver)] == [120, 120, 120]


def test_a_dialog_names_the_effect_before_anything_is_taken_away(driver: Driver) -> None:
    booked = say(driver, "2h networking")
    asked = driver.delivery.click("ben", booked.last, 1, confirmed=False)
    assert "2 h on Networking, Sat 21 Nov will no longer count." in asked.text
    assert len(entries(driver)) == 1


def test_nobody_takes_back_somebody_elses_entry(driver: Driver) -> None:
    say(driver, "2h networking")
    (entry,) = entries(driver)
    say(driver, "1h blockchain", "mei")
    assert "There is no such entry of yours" in press_forged(driver, "log.undo", str(entry.id), "U0SANDMEI").text
    assert "There is no such entry of yours" in press_forged(driver, "log.undo", "999999999").text
    assert [row[0] for row in rows(driver)] == [120, 60]


@SQLITE
@pytest.mark.parametrize("action", ["log.undo", "log.book", "log.line"])
def test_a_value_that_is_none_of_ours_changes_nothing(driver: Driver, action: str) -> None:
    say(driver, "2h networking")
    future = {"key": "k", "minutes": 60, "area": "networking", "day": "2026-11-22"}
    unknown = {**future, "area": "juggling", "day": "2026-11-20"}
    line = {"key": "k", "day": "2026-11-22", "text": "1h networking"}
    made_up = map(json.dumps, (future, unknown, line))
    for value in ("-", "abc", "-1", "1.5", "٣", "9" * 10, "{}x", "{}", "null", "x" * 2000, *made_up):
        assert "This button is too old to use, and nothing was changed." in press_forged(driver, action, value).text, (
            value
        )
    assert [row[0] for row in rows(driver)] == [120]


@SQLITE
def test_hours_on_content_that_is_gone_are_not_booked(driver: Driver) -> None:
    ticket = PendingEntryPayload(
        key="k", minutes=60, area="cloud-computing", roadmap="aws", topic="aws.gone", day=TODAY
    )
    assert "too old to use" in press_forged(driver, "log.book", ticket.encode()).text
    other = ticket.model_copy(update={"topic": None, "roadmap": "gone"})
    assert "too old to use" in press_forged(driver, "log.book", other.encode()).text
    assert entries(driver) == ()


@SQLITE
def test_help_stands_in_the_command(driver: Driver, door: Callable[[Driver, str, str], ActionResult]) -> None:
    assert "/log 2h networking" in door(driver, "ben", "help").text


def test_a_tie_keeps_all_that_was_typed_and_a_late_click_its_day(driver: Driver) -> None:
    asked = say(driver, f"1h30 monitoring yesterday: {NASTY}")
    assert "Which “monitoring” do you mean? I keep the rest: 1 h 30 min, Fri 20 Nov." in asked.text
    assert entries(driver) == ()
    driver.turn(days=3)
    booked = press(driver, asked.last, "Monitoring & Logging (AWS)")
    assert "Booked: 1 h 30 min on Cloud Computing: Monitoring & Logging (AWS), Fri 20 Nov" in booked.text
    (entry,) = entries(driver)
    assert (entry.minutes, entry.topic, entry.day, entry.source) == (90, "aws.monitoring-logging", FRIDAY, "button")
    assert entry.note.startswith("<!channel>")
    assert entry.note.endswith("& \ue000text\ue001")


def test_one_line_books_once_whatever_is_pressed_after(driver: Driver) -> None:
    asked = say(driver, "2h monitoring")
    values = [field.element["value"] for field in interactive_elements(asked.last.blocks)]
    first = press_forged(driver, "log.book", values[0])
    for value in (values[0], values[1]):
        again = press_forged(driver, "log.book", value)
        assert again.text.split("\n")[0] == first.text.split("\n")[0].replace("Booked", "Already booked, once")
    (entry,) = entries(driver)
    press(driver, first.last, "Undo")
    gone = press_forged(driver, "log.book", values[1])
    assert "taken back since" in gone.text
    assert entries(driver) == ()
    assert entry.minutes == 120


def test_a_bare_number_over_twelve_asks_and_a_late_click_keeps_the_day(driver: Driver) -> None:
    asked = say(driver, "13 networking yesterday: x")
    assert "“13”: minutes or hours?" in asked.text
    assert labels(asked.last)[:2] == ["13 min", "13 h"]
    other = say(driver, "45 networking")
    driver.turn(days=2)
    assert "Booked: 13 min on Networking, Fri 20 Nov\n> x" in press(driver, asked.last, "13 min").text
    assert "Booked: 45 min on Networking, Sat 21 Nov" in press(driver, other.last, "45 min").text
    assert [(entry.minutes, entry.day) for entry in entries(driver)] == [(45, TODAY), (13, FRIDAY)]


@SQLITE
def test_a_line_settled_twice_books_once(driver: Driver) -> None:
    ticket = LogLinePayload(key="k", day=FRIDAY, text="13m networking")
    assert "Booked: 13 min" in press_forged(driver, "log.line", ticket.encode()).text
    again = press_forged(driver, "log.line", ticket.model_copy(update={"text": "780m networking"}).encode())
    assert "Already booked, once: 13 min on Networking, Fri 20 Nov" in again.text
    assert [entry.minutes for entry in entries(driver)] == [13]


def test_over_sixteen_hours_asks_and_over_a_day_is_refused(driver: Driver) -> None:
    say(driver, "10h networking")
    asked = say(driver, "7h blockchain")
    assert "That would make 17 h on Sat 21 Nov, with 10 h there already. Is 7 h on Blockchain right?" in asked.text
    assert press(driver, asked.last, "No").text == "Nothing was booked."
    assert len(entries(driver)) == 1
    sure = say(driver, "7h blockchain")
    assert "Booked: 7 h on Blockchain" in press(driver, sure.last, "Yes, book it").text
    assert "Not booked: 25 h on Sat 21 Nov is more than a day has." in say(driver, "8h networking").text
    assert "Booked: 8 h" in say(driver, "8h networking yesterday").text
    assert sorted(entry.minutes for entry in entries(driver)) == [420, 480, 600]


@SQLITE
def test_a_yes_that_has_become_impossible_is_refused(driver: Driver) -> None:
    say(driver, "10h networking")
    asked = say(driver, "12h blockchain")
    say(driver, "5h networking")
    assert "Not booked: 27 h" in press(driver, asked.last, "Yes, book it").text
    assert sum(entry.minutes for entry in entries(driver)) == 900


@SQLITE
def test_days_are_the_members_own_and_begin_at_four(driver: Driver) -> None:
    said = []
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
        said.append(say(driver, words, user).text.split("\n")[0].rpartition(", ")[2])
    assert said == ["Sat 21 Nov", "Sat 21 Nov", "Fri 20 Nov", "Sun 22 Nov", "Sun 22 Nov", "Sat 21 Nov", "Sat 21 Nov"]
    assert "has not come yet" in say(driver, "17m networking 2026-11-22").text


@SQLITE
def test_a_note_can_notify_nobody_wherever_it_is_shown(driver: Driver) -> None:
    outcomes = [
        DOORS["command"](driver, "ben", f"1h networking: {NASTY}"),
        DOORS["command"](driver, "ben", f"1h networking: {NASTY}"),
        DOORS["mention"](driver, "ben", f"2h monitoring: {NASTY}"),
        DOORS["message"](driver, "ben", f"3h networking: {NASTY}"),
        DOORS["mention"](driver, "ben", f"45 {NASTY}"),
        DOORS["command"](driver, "ben", f"2h {NASTY}"),
        DOORS["message"](driver, "ben", NASTY),
        DOORS["command"](driver, "ben", "list"),
        DOORS["command"](driver, "ben", "undo"),
    ]
    assert [entry.minutes for entry in entries(driver)] == [60]
    for outcome in outcomes:
        assert (outcome.status, outcome.refused) == (200, ())
        assert outcome.shown
        assert "<" not in "".join(displayed_texts(outcome.shown)), outcome.text


def test_a_newcomer_is_booked_even_if_slack_tells_nothing_about_them(driver: Driver) -> None:
    for fault in (faults.broken(), faults.close_after_processing(), faults.error("user_not_found")):
        driver.slack.faults.add("users.info", fault)
    for user in ("ben", "mei", "chidi"):
        assert "Booked: 2 h on Networking" in driver.say(user, "/log 2h networking").text
    deps = driver.roadmate.deps
    with deps.database.read() as conn:
        ben = members.find_member(conn, workspace=TEAM_ID, member=BEN.id, default_zone=deps.settings.timezone)
    assert ben is not None
    assert (ben.name, ben.zone, ben.is_admin) == ("ben", deps.settings.timezone, False)


def test_an_answer_lost_on_its_way_never_says_that_nothing_was_done(driver: Driver) -> None:
    asked = say(driver, "13 networking")
    value = next(interactive_elements(asked.last.blocks)).element["value"]
    driver.slack.faults.add(server.RESPONSE_URL, faults.broken())
    lost = driver.delivery.click("ben", asked.last, 1)
    assert "What you asked for may be done: look at /log list" in lost.text
    assert "Already booked, once: 13 min" in press_forged(driver, "log.line", value).text
    driver.slack.faults.add(server.RESPONSE_URL, faults.broken(), times=2)
    assert driver.delivery.click("ben", say(driver, "14 networking").last, 1).shown == ()
    assert [entry.minutes for entry in entries(driver)] == [14, 13]


@contextmanager
def locked_database(driver: Driver) -> Iterator[None]:
    """Another process is writing and does not finish."""
    other = connect_database(driver.roadmate.deps.settings.database_url)
    with other.begin() as conn:
        if conn.dialect.name == "postgresql":
            conn.execute(text("LOCK TABLE entries"))
        yield
    other.close()


NOT_BOOKED = "Not booked, try again. The database did not answer just now, so nothing was saved."


@pytest.mark.parametrize(  # each takes as long as a database is waited for
    ("database_url", "way"),
    [("sqlite", "command"), ("sqlite", "mention"), ("sqlite", "message"), ("postgresql", "command")],
    indirect=["database_url"],
)
def test_a_locked_database_books_nothing_and_says_so(driver: Driver, way: str) -> None:
    say(driver, "1h blockchain")
    with locked_database(driver):
        assert DOORS[way](driver, "ben", "2h networking").text == NOT_BOOKED
    assert [entry.minutes for entry in entries(driver)] == [60]
    assert "Booked: " in DOORS[way](driver, "ben", "2h networking").text


@SQLITE
def test_a_click_while_the_database_is_locked_can_be_done_again(driver: Driver) -> None:
    asked = say(driver, "13 networking")
    value = next(interactive_elements(asked.last.blocks)).element["value"]
    with locked_database(driver):
        assert press(driver, asked.last, "13 min").text == NOT_BOOKED
    assert entries(driver) == ()
    assert "Booked: 13 min" in press_forged(driver, "log.line", value).text


def test_a_database_that_is_gone_or_read_only_books_nothing(driver: Driver) -> None:
    say(driver, "1h blockchain")
    asked = say(driver, "13 networking")
    deps = driver.roadmate.deps
    for broken in (read_only_database, unreachable_database):
        deps.database.close()  # connections are made anew
        with broken(deps.settings.database_url):
            for outcome in (
                DOORS["command"](driver, "ben", "2h networking"),
                DOORS["message"](driver, "ben", "2h aws"),
            ):
                assert (outcome.text, outcome.status) == (NOT_BOOKED, 200), broken.__name__
        deps.database.close()
    assert [entry.minutes for entry in entries(driver)] == [60]
    assert "Booked: 13 min" in press(driver, asked.last, "13 min").text


@pytest.mark.parametrize(
    ("text_of", "said"),
    [
        ("3h networking", "Booked: 3 h on Networking"),
        ("2h networking and 1h linux", "Done. The database did not answer just now where that leaves you"),
        ("undo", "Done. The database did not answer just now where that leaves you"),
    ],
)
def test_a_database_that_fails_after_the_booking_takes_nothing_back(driver: Driver, text_of: str, said: str) -> None:
    say(driver, "1h networking")
    engine, tables_left = driver.roadmate.deps.database.engine, ["totals", "time_off"]
    before = count_entries(driver)

    def lose_tables(conn: Connection) -> None:
        if conn.exec_driver_sql("SELECT count(*) FROM entries").scalar_one() > before:
            while tables_left:
                conn.exec_driver_sql(f"ALTER TABLE {tables_left.pop()} RENAME TO gone_{len(tables_left)}")

    event.listen(engine, "commit", lose_tables)
    answer = say(driver, text_of).text
    event.remove(engine, "commit", lose_tables)
    assert answer.startswith(said)
    assert count_entries(driver) > before


def count_entries(driver: Driver) -> int:
    with driver.roadmate.deps.database.engine.connect() as conn:
        return int(conn.exec_driver_sql("SELECT count(*) FROM entries").scalar_one())


@contextmanager
def read_only_database(url: str) -> Iterator[None]:
    """Nothing can be written any more."""
    if url.startswith("sqlite"):
        with write_version(Path(url.removeprefix("sqlite:///")), 3):  # newer than any: SQLite may read it only
            yield
    else:
        with administered(url, "SET default_transaction_read_only = on", "RESET default_transaction_read_only"):
            yield


@contextmanager
def unreachable_database(url: str) -> Iterator[None]:
    """The database cannot be reached."""
    if url.startswith("sqlite"):
        file = Path(url.removeprefix("sqlite:///"))
        file.rename(file.with_suffix(".away"))
        file.mkdir()
        yield
        file.rmdir()
        file.with_suffix(".away").rename(file)
    else:
        with administered(url, "ALLOW_CONNECTIONS false", "ALLOW_CONNECTIONS true"):
            yield


@contextmanager
def write_version(file: Path, version: int) -> Iterator[None]:
    """Byte 18 of an SQLite file says who may write it."""
    usual = file.read_bytes()[18:19]
    for byte in (bytes([version]), usual):
        with file.open("r+b") as opened:
            opened.seek(18)
            opened.write(byte)
        if byte != usual:
            yield


@contextmanager
def administered(url: str, before: str, after: str) -> Iterator[None]:
    base, _, name = url.partition("?")[0].rpartition("/")
    admin = create_engine(f"{base}/postgres?{url.partition('?')[2]}", isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"ALTER DATABASE {name} {before}"))
        connection.execute(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"))
        try:
            yield
        finally:
            connection.execute(text(f"ALTER DATABASE {name} {after}"))
    admin.dispose()


def test_a_booking_in_another_week_shows_both_weeks(driver: Driver) -> None:
    driver.say("ben", "/log 1h networking")
    text = driver.say("ben", "/log 2h networking 8 days ago").text
    assert "Week 9-15 Nov: 2 h · This week: 1 h" in text


def test_words_for_nothing_give_the_whole_line_back(driver: Driver) -> None:
    text = driver.say("ben", "/log 2h foo bar yesterday: a long precious note").text
    assert "You typed: 2h foo bar yesterday: a long precious note" in text


def test_topics_of_one_name_are_told_apart(driver: Driver) -> None:
    asked = driver.say("ben", "/log 30m load balancing")
    labels = [e["text"]["text"] for block in asked.last.blocks if block["type"] == "actions" for e in block["elements"]]
    assert len(set(labels)) == len(labels) > 1


@SQLITE
def test_a_button_of_long_ago_is_refused_as_a_line_would_be(driver: Driver) -> None:
    ticket = PendingEntryPayload(key="k", minutes=60, area="networking", day=TODAY, note="bgp")
    line = LogLinePayload(key="l", day=TODAY, text="2h aws")
    both = LogLinePayload(key="m", day=TODAY, text="2h aws, 1h k8s", insist=True)
    driver.turn(days=32)
    for action, value in (("log.book", ticket.encode()), ("log.line", line.encode()), ("log.line", both.encode())):
        refused = press_forged(driver, action, value)
        assert "Sat 21 Nov is too long ago. Hours can be booked up to 31 days back." in refused.text
    assert rows(driver) == []
    form = press_forged(driver, "log.book", ticket.encode())
    assert labels(form.shown[-1]) == ["Open the form"]


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
def test_a_ticket_whose_parts_do_not_belong_together_books_nothing(driver: Driver, change: dict[str, str]) -> None:
    value = {"key": "k", "minutes": 60, "area": "networking", "day": "2026-11-20"} | change
    assert "too old to use" in press_forged(driver, "log.book", json.dumps(value)).text
    assert rows(driver) == []


@SQLITE
def test_a_ticket_with_a_roadmap_beside_an_area_books(driver: Driver) -> None:
    value = {"key": "k", "minutes": 60, "area": "networking", "roadmap": "aws", "day": "2026-11-20"}
    assert "Booked" in press_forged(driver, "log.book", json.dumps(value)).text


@SQLITE
def test_a_button_pressed_on_another_day_says_so(driver: Driver) -> None:
    ticket = PendingEntryPayload(key="k", minutes=60, area="networking", day=TODAY)
    driver.turn(days=2)
    assert "Booked: 1 h on Networking, Sat 21 Nov (not today)" in press_forged(driver, "log.book", ticket.encode()).text
    assert "(not today)" not in say(driver, "2h aws yesterday").text


@SQLITE
def test_between_midnight_and_the_beginning_of_the_day_the_answer_says_when_it_begins(driver: Driver) -> None:
    driver.turn(hours=18)  # Sunday 01:00 in New York
    assert "Sun 22 Nov has not come yet: your day begins at 04:00." in say(driver, "2h aws 2026-11-22").text
    assert "has not come yet." in say(driver, "2h aws 2026-11-23").text
    driver.turn(hours=4)
    assert "Mon 23 Nov has not come yet." in say(driver, "2h aws tomorrow").text


@SQLITE
def test_a_form_that_could_not_be_booked_stays_open_and_says_so(driver: Driver) -> None:
    driver.say("ben", "/log")
    with locked_database(driver):
        sent = driver.delivery.submit("ben", {"duration": "2h", "what": "area:networking"})
    assert (sent.status, sent.last.kind) == (200, ShownKind.FIELD_ERRORS)
    assert sent.last.view["errors"] == {"duration": NOT_BOOKED}
    assert rows(driver) == []
    assert "Booked" in str(driver.delivery.submit("ben", {"duration": "2h", "what": "area:networking"}).last)
    assert len(rows(driver)) == 1
