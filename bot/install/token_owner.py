"""Find out which workspace SLACK_BOT_TOKEN belongs to, and keep it, so that the token serves no other one."""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Callable
from typing import Final

from sqlalchemy import Connection, delete, select

from bot.clock import Clock
from bot.core.people import workspaces
from bot.core.people.installation import Installation
from bot.db.engine import Database
from bot.db.statements import dialect_insert
from bot.db.tables import installations
from bot.slack.client import BotIdentity
from bot.slack.failures import SlackFailure

log = logging.getLogger(__name__)

UNTOLD: Final = "not told yet which workspace SLACK_BOT_TOKEN is for: reason=%s"
RETRY_SECONDS: Final = 1.0  # seconds from one question that Slack did not answer to the next


class TokenOwner:
    """The workspace of SLACK_BOT_TOKEN, which Slack's `auth.test` names; from any thread."""

    def __init__(
        self, token: str, *, database: Database, clock: Clock, fetch_identity: Callable[[], BotIdentity]
    ) -> None:
        self.token_hash = hash_token(token)
        self._database = database
        self._clock = clock
        self._fetch_identity = fetch_identity
        self._lock = threading.Lock()
        self._is_confirmed = False
        self._asked_at: float | None = None
        self._reason = ""

    def confirm(self) -> bool:
        """Ask Slack and save the answer, unless that is done; False while it is not known.

        Asks once in `RETRY_SECONDS` at most, so that nobody waits for a Slack that is away again and again.

        Raises:
            DatabaseUnavailable: the answer could not be saved.
        """
        if self._is_confirmed:
            return True
        with self._lock:
            is_recent = self._asked_at is not None and self._clock.monotonic() - self._asked_at < RETRY_SECONDS
            if not self._is_confirmed and not is_recent:
                self._is_confirmed = self._ask_and_save()
                self._asked_at = self._clock.monotonic()
            return self._is_confirmed

    def _ask_and_save(self) -> bool:
        try:
            identity = self._fetch_identity()
        except SlackFailure as failure:
            return self._note_untold(failure.reason)
        if not identity.workspace:
            return self._note_untold("no_team")
        owner = Installation(identity.workspace, identity.enterprise, identity.is_org, identity.bot_user_id)
        with self._database.begin(alone=True) as conn:  # our lock is held
            for former in save_token_owner(conn, owner, token_hash=self.token_hash, clock=self._clock):
                log.warning("SLACK_BOT_TOKEN is no longer of workspace=%s", former)
        log.info("SLACK_BOT_TOKEN is of workspace=%s", owner.workspace)
        return True

    def _note_untold(self, reason: str) -> bool:
        """Log the first of several answers of one kind; they come every few seconds while Slack is away."""
        log.log(logging.DEBUG if reason == self._reason else logging.WARNING, UNTOLD, reason)
        self._reason = reason
        return False


def hash_token(token: str) -> str:
    """Return what tells a token from others without showing it: it is long and random, so that nobody can guess it."""
    return hashlib.sha256(token.encode()).hexdigest()


def save_token_owner(conn: Connection, owner: Installation, *, token_hash: str, clock: Clock) -> tuple[str, ...]:
    """Save the workspace that SLACK_BOT_TOKEN is for; return those that had it before and are served no more."""
    others = (installations.c.secret.is_(None), installations.c.workspace != owner.workspace)
    former = tuple(conn.execute(select(installations.c.workspace).where(*others)).scalars())
    conn.execute(delete(installations).where(*others))
    now = clock.now()
    workspaces.ensure_workspace(conn, workspace=owner.workspace, now=now, bot_user=owner.bot_user or None)
    workspaces.update_workspace(conn, workspace=owner.workspace, gone_at=None)
    values = {"enterprise": owner.enterprise or None, "is_org": owner.is_org, "token_hash": token_hash}
    row = dialect_insert(conn, installations).values(workspace=owner.workspace, installed_at=now, **values)
    conn.execute(row.on_conflict_do_update(index_elements=["workspace"], set_=values))
    return former
