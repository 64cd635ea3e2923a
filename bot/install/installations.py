"""Store the token of each workspace that has installed Roadmate itself: sealed, one row a workspace."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, delete, select, update

from bot.core.people import workspaces
from bot.db.statements import dialect_insert
from bot.db.tables import installations
from bot.install.secret_key import SecretKey, SecretKeyError

# Slack tells the moment of an uninstall in whole seconds and by its own clock.
CLOCK_LEEWAY: Final = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class ResealResult:
    """Number of tokens that were sealed anew, and the workspaces with a token that no key opens."""

    resealed_count: int
    unopened: tuple[str, ...]


def save_installation(
    conn: Connection,
    *,
    workspace: str,
    enterprise: str | None,
    token: str,
    bot_user_id: str,
    key: SecretKey,
    now: datetime,
) -> None:
    """Save a workspace's token, in place of the one it had."""
    workspaces.ensure_workspace(conn, workspace=workspace, now=now, bot_user=bot_user_id)
    workspaces.update_workspace(conn, workspace=workspace, gone_at=None)
    secret = _seal_token(key, workspace, token)
    values = {"enterprise": enterprise, "secret": secret, "token_hash": None, "installed_at": now}
    conn.execute(
        dialect_insert(conn, installations)
        .values(workspace=workspace, **values)
        .on_conflict_do_update(index_elements=["workspace"], set_=values)
    )


@dataclass(frozen=True, slots=True)
class StoredToken:
    """What is stored of a workspace's token: its own, or the hash of the SLACK_BOT_TOKEN that it is served with."""

    token: str | None
    token_hash: str | None


def read_stored_token(conn: Connection, *, workspace: str, key: SecretKey | None) -> StoredToken | None:
    """Return what is stored; None if Roadmate is not installed there. Raises SecretKeyError, without a key too."""
    row = conn.execute(select(installations).where(installations.c.workspace == workspace)).first()
    if row is None or row.secret is None:
        return StoredToken(None, row.token_hash) if row else None
    if key is None:
        raise SecretKeyError("sealed, and no ROADMATE_SECRET_KEY with a SLACK_CLIENT_ID is set")
    return StoredToken(_open_token(key, workspace, row.secret), None)


def delete_installation(conn: Connection, *, workspace: str, uninstalled_at: datetime | None = None) -> bool:
    """Delete the workspace's token; True if there was one.

    With `uninstalled_at` a token from a later install stays: Slack may tell of an uninstall late, or twice.
    """
    statement = delete(installations).where(installations.c.workspace == workspace)
    if uninstalled_at is not None:
        statement = statement.where(installations.c.installed_at <= uninstalled_at + CLOCK_LEEWAY)
    return conn.execute(statement).rowcount > 0


def reseal_all(conn: Connection, *, key: SecretKey) -> ResealResult:
    """Seal every token with the first key, after which the others can go."""
    count, unopened = 0, list[str]()
    for row in conn.execute(select(installations).where(installations.c.secret.is_not(None)).with_for_update()).all():
        if key.is_sealed_with_first(row.secret):
            continue
        try:
            secret = _seal_token(key, row.workspace, _open_token(key, row.workspace, row.secret))
        except SecretKeyError:
            unopened.append(row.workspace)
            continue
        conn.execute(update(installations).where(installations.c.workspace == row.workspace).values(secret=secret))
        count += 1
    return ResealResult(count, tuple(sorted(unopened)))


def _seal_token(key: SecretKey, workspace: str, secret: str) -> str:
    return key.seal(json.dumps([workspace, secret]))


def _open_token(key: SecretKey, workspace: str, sealed: str) -> str:
    """Return the token, if it was sealed for this very workspace: a row copied onto another one opens nothing."""
    owner, secret = json.loads(key.unseal(sealed))
    if owner != workspace:
        raise SecretKeyError("sealed for another workspace")
    return str(secret)
