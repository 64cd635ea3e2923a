from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Connection, text

from bot.clock import AdjustableClock
from bot.core.people.installation import Installation, find_installation, list_installed, operator_ids
from bot.db.engine import Database, DatabaseUnavailable
from bot.install import installations
from bot.install.secret_key import SecretKey
from bot.install.token_owner import TokenOwner
from bot.install.tokens import TokenCache
from bot.settings import read_settings
from bot.slack.client import BotIdentity
from bot.slack.failures import FailureKind, SlackFailure

KEY = SecretKey(Fernet.generate_key().decode())


class Counting(Database):
    """Sessions that count how often somebody looks, and let something happen right after it."""

    def __init__(self, database: Database) -> None:
        super().__init__(database.engine)
        self.looks = 0
        self.after: Callable[[], None] = lambda: None

    @contextmanager
    def read(self) -> Iterator[Connection]:
        self.looks += 1
        with super().read() as conn:
            yield conn
        self.after()


@pytest.fixture
def store(database: Database) -> Counting:
    return Counting(database)


@pytest.fixture
def tokens(store: Counting, clock: AdjustableClock) -> TokenCache:
    return TokenCache(database=store, clock=clock, key=KEY)


def keep(store: Database, clock: AdjustableClock, token: str, workspace: str = "T1", key: SecretKey = KEY) -> None:
    with store.begin() as conn:
        installations.save_installation(
            conn, workspace=workspace, enterprise=None, token=token, bot_user_id="UBOT", key=key, now=clock.now()
        )


def test_a_token_is_asked_for_once_in_ten_minutes(store: Counting, clock: AdjustableClock, tokens: TokenCache) -> None:
    keep(store, clock, "xoxb-1")
    assert [tokens("T1"), tokens("T1"), store.looks] == ["xoxb-1", "xoxb-1", 1]
    keep(store, clock, "xoxb-2")
    clock.advance(timedelta(minutes=9, seconds=59))
    assert tokens("T1") == "xoxb-1"
    clock.advance(timedelta(seconds=1))
    assert [tokens("T1"), store.looks] == ["xoxb-2", 2]


def test_a_workspace_that_installs_is_served_at_once(
    store: Counting, clock: AdjustableClock, tokens: TokenCache
) -> None:
    assert tokens("T1") is None
    keep(store, clock, "xoxb-1")
    assert tokens("T1") == "xoxb-1"


def test_what_is_dropped_is_asked_for_again(store: Counting, clock: AdjustableClock, tokens: TokenCache) -> None:
    keep(store, clock, "xoxb-1")
    keep(store, clock, "xoxb-2", "T2")
    assert [tokens("T1"), tokens("T2")] == ["xoxb-1", "xoxb-2"]
    with store.begin() as conn:
        installations.delete_installation(conn, workspace="T1")
    tokens.forget("T1")
    tokens.forget("T1")
    tokens.forget("never seen")
    assert [tokens("T1"), tokens("T2"), store.looks] == [None, "xoxb-2", 3]


def test_a_drop_while_somebody_looks_wins(store: Counting, clock: AdjustableClock, tokens: TokenCache) -> None:
    keep(store, clock, "xoxb-1")

    def uninstall() -> None:
        store.after = lambda: None
        with store.begin() as conn:
            installations.delete_installation(conn, workspace="T1")
        tokens.forget("T1")

    store.after = uninstall
    tokens("T1")
    assert tokens("T1") is None


def make_owner(store: Counting, clock: AdjustableClock, *identities: BotIdentity | SlackFailure) -> TokenOwner:
    """The owner of a token of whom Slack tells these, one after the other."""
    told = iter(identities)

    def fetch() -> BotIdentity:
        answer = next(told)
        if isinstance(answer, SlackFailure):
            raise answer
        return answer

    return TokenOwner("xoxb-single", database=store, clock=clock, fetch_identity=fetch)


def test_the_single_token_serves_the_workspace_that_slack_names_and_no_other(
    store: Counting, clock: AdjustableClock
) -> None:
    owner = make_owner(store, clock, BotIdentity("T2", "UBOT"))
    tokens = TokenCache(database=store, clock=clock, key=KEY, single_token="xoxb-single", owner=owner)
    keep(store, clock, "xoxb-1")
    assert [tokens("T1"), tokens("T2"), tokens("T3")] == ["xoxb-1", "xoxb-single", None]


def test_a_workspace_that_goes_is_not_served_with_the_single_token(store: Counting, clock: AdjustableClock) -> None:
    owner = make_owner(store, clock, BotIdentity("T2", "UBOT"))
    tokens = TokenCache(database=store, clock=clock, key=KEY, single_token="xoxb-single", owner=owner)
    keep(store, clock, "xoxb-1")
    assert tokens("T1") == "xoxb-1"
    with store.begin() as conn:
        installations.delete_installation(conn, workspace="T1")
    tokens.forget("T1")
    assert tokens("T1") is None


def test_while_slack_is_away_the_stored_owner_counts_and_slack_is_not_asked_each_time(
    store: Counting, clock: AdjustableClock
) -> None:
    away = SlackFailure(FailureKind.RETRY, "ConnectionRefusedError")
    assert make_owner(store, clock, BotIdentity("T2", "UBOT")).confirm()
    owner = make_owner(store, clock, away, BotIdentity("T2", "UBOT"))
    tokens = TokenCache(database=store, clock=clock, single_token="xoxb-single", owner=owner)
    assert [tokens("T2"), tokens("T9"), tokens("T9")] == ["xoxb-single", None, None]
    clock.advance(timedelta(seconds=1.5))
    assert owner.confirm()
    assert owner.confirm()  # and Slack, which has nothing more to say here, is not asked again


def test_a_token_of_another_workspace_ends_the_former_one(store: Counting, clock: AdjustableClock) -> None:
    assert make_owner(store, clock, BotIdentity("T2", "UBOT")).confirm()
    other = TokenOwner(
        "xoxb-other", database=store, clock=clock, fetch_identity=lambda: BotIdentity("T3", "UBOT3", "E1", is_org=True)
    )
    tokens = TokenCache(database=store, clock=clock, single_token="xoxb-other", owner=other)
    assert [tokens("T2"), tokens("T3")] == [None, "xoxb-other"]
    with store.read() as conn:
        assert list_installed(conn) == ("T3",)
        assert find_installation(conn, team="T7", enterprise="E1") == Installation("T3", "E1", True, "UBOT3")


def test_who_changes_to_one_token_is_served_with_it(store: Counting, clock: AdjustableClock) -> None:
    keep(store, clock, "xoxb-1", "T2")
    owner = make_owner(store, clock, BotIdentity("T2", "UBOT"))
    tokens = TokenCache(database=store, clock=clock, single_token="xoxb-single", owner=owner)
    assert [tokens("T2"), tokens("T3")] == ["xoxb-single", None]
    with store.read() as conn:
        settings = read_settings({"ROADMATE_ADMINS": "U0ANA"})
        assert operator_ids(conn, workspace="T2", settings=settings) == {"U0ANA"}
    both = TokenCache(database=store, clock=clock, key=KEY, single_token="xoxb-single", owner=owner)
    assert both("T2") == "xoxb-1"


def test_a_token_of_nobody_known_serves_nobody(store: Counting, clock: AdjustableClock) -> None:
    owner = make_owner(store, clock, BotIdentity("", "UBOT"))
    assert TokenCache(database=store, clock=clock, single_token="xoxb-single", owner=owner)("T1") is None


def test_no_workspace_needs_no_database(store: Counting, clock: AdjustableClock, tokens: TokenCache) -> None:
    assert tokens("") is None
    assert TokenCache(database=store, clock=clock, key=KEY, single_token="xoxb-single")("") == "xoxb-single"
    assert store.looks == 0


def test_another_key_gives_no_token_and_one_line(
    store: Counting, clock: AdjustableClock, caplog: pytest.LogCaptureFixture
) -> None:
    keep(store, clock, "xoxb-1", key=SecretKey(Fernet.generate_key().decode()))
    tokens = TokenCache(database=store, clock=clock, key=KEY, single_token="xoxb-single")
    with caplog.at_level(logging.DEBUG):
        assert tokens("T1") is None
    (line,) = caplog.messages
    assert "workspace=T1" in line
    assert "ROADMATE_SECRET_KEY" in line
    assert "xoxb" not in caplog.text


def test_the_memory_is_bounded(store: Counting, clock: AdjustableClock) -> None:
    tokens = TokenCache(database=store, clock=clock, key=KEY, max_tokens=2)
    for number in (1, 2, 3):
        keep(store, clock, f"xoxb-{number}", f"T{number}")
        tokens(f"T{number}")
    tokens("T2")
    tokens("T3")
    assert store.looks == 3
    assert [tokens("T1"), store.looks] == ["xoxb-1", 4]


def test_a_database_that_is_away_is_no_missing_token(store: Counting, tokens: TokenCache) -> None:
    with store.begin() as conn:
        conn.execute(text("DROP TABLE installations"))
    with pytest.raises(DatabaseUnavailable):
        tokens("T1")


def test_many_threads_get_the_right_tokens(store: Counting, clock: AdjustableClock) -> None:
    tokens = TokenCache(database=store, clock=clock, key=KEY, max_tokens=3)
    names = [f"T{number}" for number in range(6)]
    for name in names:
        keep(store, clock, f"xoxb-{name}", name)

    def use(number: int) -> bool:
        name = names[number % len(names)]
        if number % 7 == 0:
            tokens.forget(name)
        return tokens(name) == f"xoxb-{name}"

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(use, range(400)))


def test_nothing_shows_in_a_repr(store: Counting, clock: AdjustableClock) -> None:
    keep(store, clock, "xoxb-1")
    tokens = TokenCache(database=store, clock=clock, key=KEY, single_token="xoxb-single")
    tokens("T1")
    assert "xoxb" not in repr(tokens)
