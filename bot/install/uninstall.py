"""Handle an uninstall: the workspace's token is deleted at once, all else of it thirty days later."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from slack_bolt import App, BoltResponse

from bot.db.engine import DatabaseUnavailable
from bot.deps import Deps
from bot.dispatch import identity
from bot.dispatch.request import MalformedRequest
from bot.features.privacy.service import retention as privacy_retention
from bot.install import installations

log = logging.getLogger(__name__)

NAME: Final = "leaving"


def register(app: App, deps: Deps, forget_token: Callable[[str], None]) -> None:
    """Listen to the two events that end an installation; `forget_token` drops a token from memory."""

    def handle_uninstall(body: dict[str, Any]) -> BoltResponse:
        try:
            workspace = identity.installed_team(body)
        except MalformedRequest:
            return BoltResponse(status=200, body="")
        if not _ends_installation(body["event"]):
            return BoltResponse(status=200, body="")
        return _delete_token(deps, forget_token, workspace, body)

    app.event("app_uninstalled")(handle_uninstall)
    app.event("tokens_revoked")(handle_uninstall)


def _delete_token(
    deps: Deps, forget_token: Callable[[str], None], workspace: str, body: Mapping[str, Any]
) -> BoltResponse:
    """Delete the token; status 500 has Slack send the event again, for nothing else would ever delete it."""
    event = body["event"]["type"]
    try:
        with deps.database.begin() as conn:
            moment = _parse_moment(body.get("event_time"))
            is_deleted = installations.delete_installation(conn, workspace=workspace, uninstalled_at=moment)
            privacy_retention.mark_uninstalled(conn, workspace=workspace, at=moment or deps.clock.now())
    except DatabaseUnavailable:
        log.warning("token not deleted event=%s workspace=%s reason=database", event, workspace)
        return BoltResponse(status=500, body="")
    forget_token(workspace)
    deps.directory.forget_installations()
    log.warning("token %s event=%s workspace=%s", "deleted" if is_deleted else "not there", event, workspace)
    return BoltResponse(status=200, body="")


def _ends_installation(event: Mapping[str, Any]) -> bool:
    """Tell whether the bot's own token is gone; those of people who had signed in with Slack are none of ours."""
    if event.get("type") == "app_uninstalled":
        return True
    tokens = event.get("tokens")
    return isinstance(tokens, Mapping) and bool(tokens.get("bot"))


def _parse_moment(seconds: object) -> datetime | None:
    """Parse when it happened, as Slack says; None if it does not say."""
    if not isinstance(seconds, int):
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None
