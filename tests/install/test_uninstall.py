from __future__ import annotations

import json
import logging
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from slack_bolt import App, BoltRequest
from slack_sdk import WebClient
from sqlalchemy import select, text

from bot.catalog.source import CatalogSource
from bot.clock import AdjustableClock
from bot.core.content.workspace_catalogs import WorkspaceCatalogs
from bot.db.engine import Database
from bot.db.tables import installations as table
from bot.deps import Deps
from bot.directory import Directory
from bot.features.privacy.service import retention as privacy_retention
from bot.install import installations, uninstall
from bot.install.secret_key import SecretKey
from bot.install.tokens import TokenCache
from bot.settings import read_settings
from bot.slack.client import SlackClient
from bot.stale_homes import StaleHomes

KEY = SecretKey(Fernet.generate_key().decode())
UNINSTALLED = {"type": "app_uninstalled"}


class House:
    """Bolt with only this listener; nothing is said to Slack, so none needs to be there."""

    def __init__(self, database: Database, clock: AdjustableClock, source: CatalogSource) -> None:
        self.sessions, self.clock = database, clock
        self.tokens = TokenCache(database=database, clock=clock, key=KEY)
        settings = read_settings({})
        slack = SlackClient(api_url="http://127.0.0.1:9/", token=self.tokens)
        people = Directory(settings=settings, clock=clock, database=database, slack=slack)
        self.app = App(
            client=WebClient(base_url="http://127.0.0.1:9/"),
            authorize=lambda **_: None,  # the workspace has left: nobody gets a token for it
            process_before_response=True,
            request_verification_enabled=False,
        )
        uninstall.register(
            self.app,
            Deps(settings, clock, WorkspaceCatalogs(source, database), database, slack, people, StaleHomes()),
            self.tokens.forget,
        )

    def install(self, workspace: str) -> None:
        with self.sessions.begin() as conn:
            installations.save_installation(
                conn,
                workspace=workspace,
                enterprise=None,
                token=f"xoxb-{workspace}",
                bot_user_id="UBOT",
                key=KEY,
                now=self.clock.now(),
            )

    def hear(self, event: dict[str, Any], **changes: Any) -> int:
        body = {
            "type": "event_callback",
            "team_id": "T1",
            "event_id": "Ev1",
            "event_time": int(self.clock.now().timestamp()),
            "event": event,
        } | changes
        headers = {"content-type": ["application/json"]}
        return self.app.dispatch(BoltRequest(body=json.dumps(body), headers=headers)).status

    def rows(self) -> list[str]:
        with self.sessions.read() as conn:
            return list(conn.execute(select(table.c.workspace).order_by(table.c.workspace)).scalars())

    def gone(self) -> list[str]:
        with self.sessions.read() as conn:
            return list(privacy_retention.list_uninstalled(conn, before=self.clock.now() + timedelta(minutes=1)))


@pytest.fixture
def house(database: Database, clock: AdjustableClock, source: CatalogSource, tmp_path: Path) -> House:
    made = House(database, clock, source)
    made.install("T1")
    made.install("T2")
    return made


@pytest.mark.parametrize("event", [UNINSTALLED, {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["UBOT"]}}])
def test_the_token_is_deleted_at_once(house: House, event: dict[str, Any]) -> None:
    assert house.tokens("T1") == "xoxb-T1"
    assert house.hear(event) == 200
    assert house.rows() == ["T2"]
    assert [house.tokens("T1"), house.tokens("T2")] == [None, "xoxb-T2"]
    assert house.gone() == ["T1"]
    house.install("T1")
    assert house.gone() == []


def test_both_events_may_come_and_come_again(house: House) -> None:
    revoked = {"type": "tokens_revoked", "tokens": {"bot": ["UBOT"]}}
    assert [house.hear(each) for each in (revoked, UNINSTALLED, revoked, UNINSTALLED)] == [200] * 4
    assert house.rows() == ["T2"]


@pytest.mark.parametrize("tokens", [{"oauth": ["U1"]}, {"oauth": ["U1"], "bot": []}, {}, None, ["UBOT"], "UBOT"])
def test_a_persons_own_token_is_none_of_ours(house: House, tokens: object) -> None:
    assert house.hear({"type": "tokens_revoked", "tokens": tokens}) == 200
    assert house.rows() == ["T1", "T2"]


def test_late_news_spares_a_workspace_that_has_come_back(house: House) -> None:
    earlier = int(house.clock.now().timestamp()) - 60
    assert house.hear(UNINSTALLED, event_time=earlier) == 200
    assert house.rows() == ["T1", "T2"]
    assert house.tokens("T1") == "xoxb-T1"
    assert house.gone() == []


@pytest.mark.parametrize("moment", [None, "soon", 10**30, -(10**30), 1.5])
def test_news_without_a_moment_counts(house: House, moment: object) -> None:
    assert house.hear(UNINSTALLED, event_time=moment) == 200
    assert house.rows() == ["T2"]


@pytest.mark.parametrize("workspace", [None, "", 7, {"id": "T1"}, "T9"])
def test_news_of_no_workspace_of_ours_changes_nothing(house: House, workspace: object) -> None:
    assert house.hear(UNINSTALLED, team_id=workspace) == 200
    assert house.rows() == ["T1", "T2"]


def test_when_the_database_is_away_slack_is_to_tell_again(house: House, caplog: pytest.LogCaptureFixture) -> None:
    with house.sessions.begin() as conn:
        conn.execute(text("ALTER TABLE installations RENAME TO away"))
    assert house.hear(UNINSTALLED) == 500
    with house.sessions.begin() as conn:
        conn.execute(text("ALTER TABLE away RENAME TO installations"))
    assert house.hear(UNINSTALLED) == 200
    assert house.rows() == ["T2"]


def test_the_log_says_who_left_and_nothing_else(house: House, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="bot"):
        house.hear(UNINSTALLED)
    assert [each.getMessage() for each in caplog.records if each.name.startswith("bot.")] == [
        "token deleted event=app_uninstalled workspace=T1"
    ]
