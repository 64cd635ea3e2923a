"""Installations: the token of each workspace that has installed Roadmate itself, sealed, one row a workspace."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, delete, select, update

from bot.core.people import workspaces
from bot.db.tables import installations
from bot.db.upsert import insert
from bot.install.secret_key import SecretKey, SecretKeyError

# Slack tells the moment of an uninstall in whole seconds and by its own clock.
LEEWAY: Final = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Installation:
    """A workspace that has installed Roadmate; its token is only given out by `token`."""

    workspace: str
    enterprise: str | None
    installed_at: datetime


@dataclass(frozen=True, slots=True)
class Resealed:
    """How many tokens were sealed anew, and the workspaces whose token no key opens."""

    done: int
    lost: tuple[str, ...]


def keep(
    session: Connection,
    *,
    workspace: str,
    enterprise: str | None,
    token: str,
    bot_user: str,
    key: SecretKey,
    now: datetime,
) -> None:
    """Keep a workspace's token, in place of the one it had."""
    workspaces.welcome(session, workspace=workspace, now=now, bot_user=bot_user)
    workspaces.change(session, workspace=workspace, gone_at=None)
    values = {"enterprise": enterprise, "secret": _seal(key, workspace, token), "installed_at": now}
    session.execute(
        insert(session, installations)
        .values(workspace=workspace, **values)
        .on_conflict_do_update(index_elements=["workspace"], set_=values)
    )


def token(session: Connection, *, workspace: str, key: SecretKey) -> str | None:
    """The workspace's token; None if it has not installed Roadmate. Raises SecretKeyError."""
    sealed = session.execute(
        select(installations.c.secret).where(installations.c.workspace == workspace)
    ).scalar_one_or_none()
    return None if sealed is None else _open(key, workspace, sealed)


def forget(session: Connection, *, workspace: str, gone_at: datetime | None = None) -> bool:
    """Delete the workspace's token; True if there was one.

    With `gone_at`, the moment of an uninstall, a token from a later install stays: the news may come late or twice.
    """
    gone = delete(installations).where(installations.c.workspace == workspace)
    if gone_at is not None:
        gone = gone.where(installations.c.installed_at <= gone_at + LEEWAY)
    return session.execute(gone).rowcount > 0


def everyone(session: Connection) -> tuple[Installation, ...]:
    """All workspaces that have installed Roadmate."""
    columns = (installations.c.workspace, installations.c.enterprise, installations.c.installed_at)
    return tuple(Installation(*row) for row in session.execute(select(*columns).order_by(installations.c.workspace)))


def reseal(session: Connection, *, key: SecretKey) -> Resealed:
    """Seal every token with the first key, after which the others can go."""
    done, lost = 0, list[str]()
    for row in session.execute(select(installations).with_for_update()).all():
        if key.has_sealed(row.secret):
            continue
        try:
            secret = _seal(key, row.workspace, _open(key, row.workspace, row.secret))
        except SecretKeyError:
            lost.append(row.workspace)
            continue
        session.execute(update(installations).where(installations.c.workspace == row.workspace).values(secret=secret))
        done += 1
    return Resealed(done, tuple(sorted(lost)))


def _seal(key: SecretKey, workspace: str, secret: str) -> str:
    return key.seal(json.dumps([workspace, secret]))


def _open(key: SecretKey, workspace: str, sealed: str) -> str:
    """The token, if it was sealed for this very workspace: a row copied onto another one opens nothing."""
    owner, secret = json.loads(key.open(sealed))
    if owner != workspace:
        raise SecretKeyError("sealed for another workspace")
    return str(secret)
