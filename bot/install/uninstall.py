"""A workspace throws Roadmate out: its token is deleted at once, all else of it thirty days later."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from slack_bolt import App, BoltResponse

from bot.db.engine import DatabaseUnavailable
from bot.deps import Deps
from bot.features.privacy.service import retention as privacy_retention
from bot.install import installations

log = logging.getLogger(__name__)

NAME: Final = "leaving"


def register(app: App, deps: Deps, forget_token: Callable[[str], None]) -> None:
    """The two events that end an installation; `drop` forgets the tokens that are remembered in memory."""

    def gone(body: dict[str, Any]) -> BoltResponse:
        workspace = body.get("team_id")
        if not isinstance(workspace, str) or not workspace or not _ends_installation(body["event"]):
            return BoltResponse(status=200, body="")
        return _delete_token(deps, forget_token, workspace, body)

    app.event("app_uninstalled")(gone)
    app.event("tokens_revoked")(gone)


def _delete_token(
    deps: Deps, forget_token: Callable[[str], None], workspace: str, body: Mapping[str, Any]
) -> BoltResponse:
    """Delete the token; 500 has Slack tell again, for nothing else would ever delete it."""
    event = body["event"]["type"]
    try:
        with deps.database.begin() as conn:
            moment = _parse_moment(body.get("event_time"))
            found = installations.delete_installation(conn, workspace=workspace, uninstalled_at=moment)
            privacy_retention.mark_uninstalled(conn, workspace=workspace, at=moment or deps.clock.now())
    except DatabaseUnavailable:
        log.warning("token not deleted event=%s workspace=%s reason=database", event, workspace)
        return BoltResponse(status=500, body="")
    forget_token(workspace)
    log.warning("token %s event=%s workspace=%s", "deleted" if found else "not there", event, workspace)
    return BoltResponse(status=200, body="")


def _ends_installation(event: Mapping[str, Any]) -> bool:
    """Whether the bot's own token is gone; that of a person who had signed in with Slack is none of ours."""
    if event.get("type") == "app_uninstalled":
        return True
    tokens = event.get("tokens")
    return isinstance(tokens, Mapping) and bool(tokens.get("bot"))


def _parse_moment(seconds: object) -> datetime | None:
    """When it happened, as Slack says; None if it does not say."""
    if not isinstance(seconds, int):
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None
