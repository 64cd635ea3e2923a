"""Answers of the app outside the Web API: to a command in the body, and by response URL."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.sandbox.slack_api import fixtures, messages
from bot.sandbox.slack_api.journal import ShownKind
from bot.sandbox.slack_api.permits import ResponseUrl
from bot.sandbox.slack_api.workspace import SlackWorkspace
from bot.sandbox.validation.errors import RefusedError
from bot.sandbox.validation.rules import check_message


def post_response(workspace: SlackWorkspace, user: str, channel: str, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Post a message through a command's answer or a response URL; membership of the bot does not matter there."""
    with workspace.lock:
        check_message(payload)
        if payload.get("response_type") == "in_channel":
            message = messages.new_message(workspace, fixtures.BOT.id, payload)
            messages.store_message(workspace, workspace.channel(channel), message)
            return message
        return messages.store_ephemeral(workspace, user, channel, payload)


def use_response_url(workspace: SlackWorkspace, secret: str, payload: Mapping[str, Any]) -> None:
    """Use a response URL once: for a new message, or to replace or delete the source.

    A source that only one person sees is replaced unless the answer says otherwise, and stays theirs alone.
    """
    with workspace.lock:
        response = workspace.permits.use_response(secret, workspace.now())
        replaces = payload.get("replace_original", bool(response.ts) and response.ephemeral)
        if payload.get("delete_original"):
            _delete_source(workspace, response)
        elif replaces and response.ts:
            check_message(payload)
            _replace_source(workspace, response, payload)
        else:
            post_response(workspace, response.user, response.channel, payload)


def _source(workspace: SlackWorkspace, response: ResponseUrl) -> dict[str, Any]:
    if not response.ephemeral:
        return messages.find_message(workspace, response.channel, response.ts)
    source = workspace.ephemerals.get((response.user, response.ts))
    if source is None:
        raise RefusedError("message_not_found")
    return source


def _replace_source(workspace: SlackWorkspace, response: ResponseUrl, payload: Mapping[str, Any]) -> None:
    source = _source(workspace, response)
    messages.replace_content(workspace, source, payload)
    to = response.user if response.ephemeral else ""
    workspace.show(messages.shown_message(ShownKind.UPDATED, response.channel, source, to=to))


def _delete_source(workspace: SlackWorkspace, response: ResponseUrl) -> None:
    source = _source(workspace, response)
    to = response.user if response.ephemeral else ""
    if response.ephemeral:
        del workspace.ephemerals[response.user, response.ts]
    else:
        del workspace.messages[response.channel][response.ts]
    workspace.show(messages.shown_message(ShownKind.DELETED, response.channel, source, to=to))
