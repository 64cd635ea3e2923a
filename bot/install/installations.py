"""Store the token of each workspace that has installed Roadmate itself: sealed, one row a workspace."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, delete, select, update

from bot.core.people import workspaces
from bot.db.statements import dialect_insert
from bot.db.tables import installations
from bot.frozen import frozen
from bot.install.secret_key import SecretKey, SecretKeyError

# Slack tells the moment of an uninstall in whole seconds and by its own clock.
CLOCK_LEEWAY: Final = timedelta(seconds=5)


@frozen
class ResealResult:
    """Number of tokens that were sealed anew, and the workspaces with a token that no key opens."""

    resealed_count: int
    unopened: tuple[str, ...]


@frozen
class SealStates:
    """The workspaces with a sealed token, by which key opens it."""

    by_first: tuple[str, ...]
    by_older: tuple[str, ...]
    by_none: tuple[str, ...]


def save_installation(
    conn: Connection,
    *,
    workspace: str,
    enterprise: str | None,
    token: str,
    bot_user_id: str,
    key: SecretKey,
    now: datetime,
    installed_by: str | None = None,
) -> None:
    """Save a workspace's token, in place of the one it had."""
    workspaces.ensure_workspace(conn, workspace=workspace, now=now, bot_user=bot_user_id)
    workspaces.update_workspace(conn, workspace=workspace, gone_at=None)
    secret = _seal_token(key, workspace, token)
    values = {"enterprise": enterprise, "secret": secret, "token_hash": None, "installed_at": now}
    values["installed_by"] = installed_by
    conn.execute(
        dialect_insert(conn, installations)
        .values(workspace=workspace, **values)
        .on_conflict_do_update(index_elements=["workspace"], set_=values)
    )


@frozen
class StoredToken:
    """What is stored of a workspace's token: its own, or the hash of the SLACK_BOT_TOKEN that it is served with."""

    token: str | None
    token_hash: str | None


def read_stored_token(conn: Connection, *, workspace: str, key: SecretKey | None) -> StoredToken | None:
    """Return what is stored; None if Roadmate is not installed there. Raises SecretKeyError."""
    row = conn.execute(select(installations).where(installations.c.workspace == workspace)).first()
    if row is None or row.secret is None:
        return StoredToken(None, row.token_hash) if row else None
    if key is None:  # it was installed for several workspaces, and is served with SLACK_BOT_TOKEN now, if it is its own
        return StoredToken(None, row.token_hash)
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
    states = read_seal_states(conn, key=key, with_lock=True)
    for workspace in states.by_older:
        stored = read_stored_token(conn, workspace=workspace, key=key)
        row = installations.c.workspace == workspace
        if stored and stored.token:
            secret = _seal_token(key, workspace, stored.token)
            conn.execute(update(installations).where(row).values(secret=secret))
    return ResealResult(len(states.by_older), states.by_none)


def read_seal_states(conn: Connection, *, key: SecretKey | None, with_lock: bool = False) -> SealStates:
    """Return which key opens the token of each workspace; without a key, none does."""
    query = select(installations.c.workspace, installations.c.secret).order_by(installations.c.workspace)
    found: dict[str, list[str]] = {"first": [], "older": [], "none": []}
    for workspace, secret in conn.execute(query.with_for_update() if with_lock else query).all():
        if secret is not None:  # a workspace without a token of its own uses the one of the settings
            found[_opening_key(key, workspace, secret)].append(workspace)
    return SealStates(tuple(found["first"]), tuple(found["older"]), tuple(found["none"]))


def _opening_key(key: SecretKey | None, workspace: str, secret: str) -> str:
    try:
        if key is None:
            return "none"
        _open_token(key, workspace, secret)
    except SecretKeyError:
        return "none"
    return "first" if key.is_sealed_with_first(secret) else "older"


def _seal_token(key: SecretKey, workspace: str, secret: str) -> str:
    return key.seal(json.dumps([workspace, secret]))


def _open_token(key: SecretKey, workspace: str, sealed: str) -> str:
    """Return the token, if it was sealed for this very workspace: a row copied onto another one opens nothing."""
    owner, secret = json.loads(key.unseal(sealed))
    if owner != workspace:
        raise SecretKeyError("sealed for another workspace")
    return str(secret)
