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
    values = {"enterprise": enterprise, "secret": _seal_token(key, workspace, token), "installed_at": now}
    conn.execute(
        dialect_insert(conn, installations)
        .values(workspace=workspace, **values)
        .on_conflict_do_update(index_elements=["workspace"], set_=values)
    )


def read_token(conn: Connection, *, workspace: str, key: SecretKey) -> str | None:
    """Return the workspace's token; None if it has not installed Roadmate. Raises SecretKeyError."""
    row = conn.execute(select(installations.c.secret).where(installations.c.workspace == workspace)).first()
    return _open_token(key, workspace, row.secret) if row else None


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
    for row in conn.execute(select(installations).with_for_update()).all():
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
