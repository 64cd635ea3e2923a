"""PostgreSQL whose answers get lost or come late: whether something was saved is said where it can be told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import event, insert, literal_column, select, text

from bot.db.engine import CommitUncertain, Connection, Database, DatabaseUnavailable
from bot.db.statements import PreparedStatement, Step, run_together
from bot.db.tables import handled_events
from bot.request_context import DATABASE_SECONDS, working_on
from bot.sandbox.slack_api.fixtures import ANA
from tests.conftest import NOON, PostgresqlTestDatabase
from tests.db.distant import open_through, socket_of
from tests.features.hours.ledger_driver import WAYS_TO_SEND, list_entries
from tests.slack_driver import Driver
from tests.torture.slow_proxy import LosingProxy, slow_proxy


@pytest.fixture
def proxy(postgresql_database: PostgresqlTestDatabase) -> Iterator[LosingProxy]:
    with slow_proxy(socket_of(postgresql_database.url), LosingProxy) as proxy:
        yield proxy
    postgresql_database.empty()


@pytest.fixture
def distant(postgresql_database: PostgresqlTestDatabase, proxy: LosingProxy) -> Iterator[Database]:
    with open_through(postgresql_database.url, proxy.port) as database:
        event.listen(database.engine, "connect", _send_words)
        yield database


def _send_words(connection: Any, _record: Any) -> None:
    """Have each statement sent by its words, which the proxy looks for, and not by the name it was prepared under."""
    connection.prepare_threshold = None


@pytest.fixture
def database_url(distant: Database) -> str:
    """What the driver's world is built over."""
    return distant.engine.url.render_as_string(hide_password=False)


@pytest.fixture
def open_database(distant: Database) -> Any:
    return lambda: distant


def add(conn: Connection, name: str = "one") -> None:
    conn.execute(insert(handled_events).values(event=name, at=NOON))


def count(database: Database) -> int:
    with database.read() as conn:
        return int(conn.execute(text("SELECT count(*) FROM handled_events")).scalar_one())


@pytest.mark.parametrize("is_passed_on", [True, False])
def test_a_commit_without_an_answer_is_uncertain(distant: Database, proxy: LosingProxy, is_passed_on: bool) -> None:
    proxy.words, proxy.is_last_passed_on = [b"COMMIT"], is_passed_on
    with pytest.raises(CommitUncertain), distant.begin() as conn:
        add(conn)
    assert count(distant) == int(is_passed_on)


def test_a_connection_that_ends_before_the_commit_has_saved_nothing(distant: Database, proxy: LosingProxy) -> None:
    proxy.words = [b"INSERT"]
    with pytest.raises(DatabaseUnavailable) as caught, distant.begin() as conn:
        add(conn)
    assert type(caught.value) is DatabaseUnavailable
    assert count(distant) == 0


def test_a_session_that_was_ended_before_its_commit_is_not_said_to_have_saved_nothing(distant: Database) -> None:
    """The server could have ended it in the middle of the commit, and would have said the same."""
    with pytest.raises(CommitUncertain), distant.begin() as conn:
        add(conn)
        pid = conn.execute(text("SELECT pg_backend_pid()")).scalar_one()
        with distant.begin() as other:
            other.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})
    assert count(distant) == 0


def test_a_commit_that_the_server_refuses_is_certain(distant: Database) -> None:
    with distant.begin() as conn:
        conn.execute(text("CREATE TEMP TABLE late (id int UNIQUE DEFERRABLE INITIALLY DEFERRED) ON COMMIT DROP"))
        conn.execute(text("INSERT INTO late VALUES (1)"))
    with pytest.raises(Exception, match="late_id_key") as caught, distant.begin() as conn:
        add(conn)
        conn.execute(text("CREATE TEMP TABLE late (id int UNIQUE DEFERRABLE INITIALLY DEFERRED) ON COMMIT DROP"))
        conn.execute(text("INSERT INTO late VALUES (1), (1)"))
    assert not isinstance(caught.value, DatabaseUnavailable)
    assert count(distant) == 0


def test_who_asked_for_something_waits_no_longer_than_they_have_time(distant: Database, proxy: LosingProxy) -> None:
    assert count(distant) == 0  # a connection is there
    with working_on("request", is_awaited=True) as context:
        assert context.database_seconds == DATABASE_SECONDS < 3
        context.database_seconds = 0.3
        with proxy.slowed(30):
            with pytest.raises(DatabaseUnavailable, match="took too long") as caught, distant.begin() as conn:
                add(conn)
            with pytest.raises(DatabaseUnavailable, match="no time left"):  # nor does anything else of it wait
                count(distant)
    assert type(caught.value) is DatabaseUnavailable
    assert count(distant) == 0


@pytest.mark.parametrize("way", ["begin", "read", "glance", "run_alone"])
def test_a_connection_that_was_closed_is_given_up_without_a_word(
    way: str, distant: Database, proxy: LosingProxy, caplog: pytest.LogCaptureFixture
) -> None:
    assert count(distant) == 0  # a connection is there
    late = Step(PreparedStatement(lambda _: select(literal_column("1"))), {})
    with working_on("request", is_awaited=True) as context, proxy.slowed(30):
        context.database_seconds = 0.2
        with pytest.raises(DatabaseUnavailable):
            if way == "run_alone":
                distant.run_alone(late)
            else:
                with getattr(distant, way)() as conn:
                    run_together(conn, late)
    assert count(distant) == 0
    assert not caplog.messages


def test_a_commit_that_takes_too_long_is_uncertain(distant: Database, proxy: LosingProxy) -> None:
    with working_on("request", is_awaited=True) as context, pytest.raises(CommitUncertain), distant.begin() as conn:
        add(conn)
        context.database_seconds, proxy.delay = 0.2, 30
    proxy.delay = 0
    assert count(distant) == 1


def test_what_takes_long_by_its_nature_has_no_limit(distant: Database, proxy: LosingProxy) -> None:
    with working_on("request", is_awaited=True) as context:
        context.database_seconds = 0.05
        with distant.begin(alone=True) as conn:
            proxy.delay = 0.1
            add(conn)
        proxy.delay = 0
        assert context.database_seconds == 0.05
    assert count(distant) == 1


@pytest.mark.parametrize("is_passed_on", [True, False])
def test_hours_whose_commit_was_not_answered_are_logged_once(
    driver: Driver, distant: Database, proxy: LosingProxy, is_passed_on: bool
) -> None:
    driver.say("ana", "/log 10m networking")
    distant.close()  # what a connection has prepared has no words any more
    proxy.words, proxy.is_last_passed_on = [b"INTO entries", b"COMMIT"], is_passed_on
    answer = driver.say("ana", "/log 11m networking").text
    assert proxy.cut
    assert answer.startswith(f"✅ {'Already logged' if is_passed_on else 'Logged'}")
    assert sorted(each.minutes for each in list_entries(driver, ANA.id)) == [10, 11]


def test_hours_that_may_be_logged_are_said_to_be_so(driver: Driver, distant: Database, proxy: LosingProxy) -> None:
    driver.say("ana", "/log 10m networking")
    distant.close()
    proxy.words, proxy.delay_instead = [b"INTO entries", b"COMMIT"], 30
    answer = driver.say("ana", "/log 11m networking").text
    assert answer.startswith("⚠️ I couldn't tell whether that was saved"), answer
    proxy.delay = 0
    assert driver.say("ana", "/log 11m networking").text.startswith("You already logged that")
    assert sorted(each.minutes for each in list_entries(driver, ANA.id)) == [10, 11]


def test_a_message_that_was_logged_before_the_database_went_away_is_never_said_not_to_be(
    driver: Driver, distant: Database, proxy: LosingProxy
) -> None:
    """Slack delivers it again while the database is still away; that delivery books nothing, and the first one did."""
    driver.say("ana", "/log 10m networking")
    distant.close()
    proxy.words, proxy.delay_instead = [b"INTO entries", b"COMMIT", b"SELECT"], 30
    driver.delivery.retries = 1
    sent = WAYS_TO_SEND["message"](driver, "ana", "11m networking")
    assert "I couldn't tell whether that was saved" in sent.text
    proxy.delay = 0
    assert sorted(each.minutes for each in list_entries(driver, ANA.id)) == [10, 11]
