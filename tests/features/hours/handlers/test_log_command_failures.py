"""`/log` while Slack or the database fails: nothing is lost, and nothing untrue is said."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, event, text

from bot.core.people import members
from bot.db.engine import connect_database
from bot.sandbox.slack_api import server
from bot.sandbox.slack_api.fixtures import BEN, TEAM_ID
from bot.sandbox.slack_api.journal import ActionResult, ShownKind
from bot.sandbox.validation.interactive_elements import interactive_elements
from tests import faults
from tests.features.hours.ledger_driver import WAYS_TO_SEND, ledger_rows, list_entries, press_forged
from tests.slack_driver import Driver

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def say(driver: Driver, words: str, user: str = "ben") -> ActionResult:
    outcome: ActionResult = driver.say(user, f"/log {words}")
    assert (outcome.status, outcome.refused) == (200, ())
    return outcome


def test_a_new_member_can_book_even_if_slack_tells_nothing_about_them(driver: Driver) -> None:
    for fault in (faults.broken(), faults.close_after_processing(), faults.error("user_not_found")):
        driver.slack.faults.add("users.info", fault)
    for user in ("ben", "mei", "chidi"):
        assert "Logged 2 h on Networking" in driver.say(user, "/log 2h networking").text
    deps = driver.roadmate.deps
    with deps.database.read() as conn:
        ben = members.find_member(conn, workspace=TEAM_ID, member=BEN.id, default_zone=deps.settings.timezone)
    assert ben is not None
    assert (ben.name, ben.zone, ben.is_admin) == ("ben", deps.settings.timezone, False)


def test_an_answer_lost_on_its_way_never_says_that_nothing_was_done(driver: Driver) -> None:
    question = say(driver, "13 networking")
    value = next(interactive_elements(question.last.blocks)).element["value"]
    driver.slack.faults.add(server.RESPONSE_URL, faults.broken())
    lost = driver.delivery.click("ben", question.last, 1)
    assert "What you asked for may be done already: check /log list or /plan" in lost.text
    assert "Already logged: 13 min" in press_forged(driver, "log.line", value).text
    driver.slack.faults.add(server.RESPONSE_URL, faults.broken(), times=2)
    assert driver.delivery.click("ben", say(driver, "14 networking").last, 1).shown == ()
    assert [entry.minutes for entry in list_entries(driver)] == [14, 13]


@contextmanager
def locked_database(driver: Driver) -> Iterator[None]:
    """Have another process hold the write lock."""
    other = connect_database(driver.roadmate.deps.settings.database_url)
    with other.begin() as conn:
        if conn.dialect.name == "postgresql":
            conn.execute(text("LOCK TABLE entries"))
        yield
    other.close()


NOT_BOOKED = "⚠️ Not logged, please try again. The database didn't answer, so nothing was saved."


@pytest.mark.parametrize(  # each takes as long as a database is waited for
    ("database_url", "way"),
    [("sqlite", "command"), ("sqlite", "mention"), ("sqlite", "message"), ("postgresql", "command")],
    indirect=["database_url"],
)
def test_a_locked_database_books_nothing_and_says_so(driver: Driver, way: str) -> None:
    say(driver, "1h blockchain")
    with locked_database(driver):
        assert WAYS_TO_SEND[way](driver, "ben", "2h networking").text == NOT_BOOKED
    assert [entry.minutes for entry in list_entries(driver)] == [60]
    assert "Logged " in WAYS_TO_SEND[way](driver, "ben", "2h networking").text


@SQLITE
def test_a_click_while_the_database_is_locked_can_be_done_again(driver: Driver) -> None:
    question = say(driver, "13 networking")
    value = next(interactive_elements(question.last.blocks)).element["value"]
    with locked_database(driver):
        assert driver.press("ben", question, "13 min").text == NOT_BOOKED
    assert list_entries(driver) == ()
    assert "Logged 13 min" in press_forged(driver, "log.line", value).text


def test_a_database_that_is_gone_or_read_only_books_nothing(driver: Driver) -> None:
    say(driver, "1h blockchain")
    question = say(driver, "13 networking")
    deps = driver.roadmate.deps
    for broken in (read_only_database, unreachable_database):
        deps.database.close()  # connections are made anew
        with broken(deps.settings.database_url):
            for outcome in (
                WAYS_TO_SEND["command"](driver, "ben", "2h networking"),
                WAYS_TO_SEND["message"](driver, "ben", "2h aws"),
            ):
                assert (outcome.text, outcome.status) == (NOT_BOOKED, 200), broken.__name__
        deps.database.close()
    assert [entry.minutes for entry in list_entries(driver)] == [60]
    assert "Logged 13 min" in driver.press("ben", question, "13 min").text


@contextmanager
def read_only_database(url: str) -> Iterator[None]:
    """Let nothing be written any more."""
    if url.startswith("sqlite"):
        with write_version(Path(url.removeprefix("sqlite:///")), 3):  # newer than any: SQLite may read it only
            yield
    else:
        with alter_database(url, "SET default_transaction_read_only = on", "RESET default_transaction_read_only"):
            yield


@contextmanager
def unreachable_database(url: str) -> Iterator[None]:
    """Make the database unreachable."""
    if url.startswith("sqlite"):
        file = Path(url.removeprefix("sqlite:///"))
        file.rename(file.with_suffix(".away"))
        file.mkdir()
        yield
        file.rmdir()
        file.with_suffix(".away").rename(file)
    else:
        with alter_database(url, "ALLOW_CONNECTIONS false", "ALLOW_CONNECTIONS true"):
            yield


@contextmanager
def write_version(file: Path, version: int) -> Iterator[None]:
    """Set byte 18 of an SQLite file, which says which versions may write it."""
    usual = file.read_bytes()[18:19]
    for byte in (bytes([version]), usual):
        with file.open("r+b") as opened:
            opened.seek(18)
            opened.write(byte)
        if byte != usual:
            yield


@contextmanager
def alter_database(url: str, before: str, after: str) -> Iterator[None]:
    """Alter a PostgreSQL database and cut its connections; alter it back in the end."""
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


@SQLITE
def test_a_form_that_could_not_be_booked_stays_open_and_says_so(driver: Driver) -> None:
    driver.say("ben", "/log")
    with locked_database(driver):
        sent = driver.delivery.submit("ben", {"duration": "2h", "what": "area:networking"})
    assert (sent.status, sent.last.kind) == (200, ShownKind.FIELD_ERRORS)
    assert sent.last.view["errors"] == {"duration": NOT_BOOKED}
    assert ledger_rows(driver) == []
    assert "Logged" in str(driver.delivery.submit("ben", {"duration": "2h", "what": "area:networking"}).last)
    assert len(ledger_rows(driver)) == 1


@pytest.mark.parametrize(
    ("text_of", "said"),
    [
        ("3h networking", "✅ Logged 3 h on Networking"),
        ("2h networking and 1h aws", "✅ Done. I couldn't read your new totals"),
        ("undo", "✅ Done. I couldn't read your new totals"),
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
