"""Views: modals that are opened, pushed, changed and closed, and the Home tab."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from bot.sandbox.slack_api import fixtures
from bot.sandbox.slack_api.journal import ShownItem, ShownKind
from bot.sandbox.slack_api.workspace import SlackWorkspace
from bot.sandbox.validation.errors import RefusedError
from bot.sandbox.validation.rules import check_view

DEEPEST_STACK: Final = 3


def _stored_view(workspace: SlackWorkspace, view: Mapping[str, Any], view_id: str, root: str) -> dict[str, Any]:
    """Return the view as Slack keeps and returns it, with ids for the blocks that have none."""
    blocks = [{"block_id": workspace.serial("b"), **block} for block in view.get("blocks", [])]
    defaults = {"private_metadata": "", "callback_id": "", "external_id": "", "clear_on_close": False}
    given = {"notify_on_close": False, "submit": None, "close": None, **view}
    return {
        **defaults,
        **given,
        "blocks": blocks,
        "id": view_id,
        "team_id": fixtures.TEAM_ID,
        "app_id": fixtures.APP_ID,
        "bot_id": fixtures.BOT_ID,
        "hash": workspace.serial("hash"),
        "root_view_id": root,
        "previous_view_id": None,
        "state": {"values": {}},
    }


def open_modal(workspace: SlackWorkspace, trigger_id: str, view: Mapping[str, Any]) -> dict[str, Any]:
    """Open a modal for the person whose trigger this is; the trigger is spent."""
    with workspace.lock:
        _check_type(view, "modal")
        user = workspace.permits.use_trigger(trigger_id, workspace.now()).user
        _check_external_id(workspace, view)
        view_id = workspace.serial("V")
        return _show_modal(workspace, user, [], _stored_view(workspace, view, view_id, view_id))


def push_modal(workspace: SlackWorkspace, trigger_id: str, view: Mapping[str, Any]) -> dict[str, Any]:
    """Put a modal on top of the one that the trigger came from."""
    with workspace.lock:
        _check_type(view, "modal")
        user = workspace.permits.use_trigger(trigger_id, workspace.now()).user
        return push_on_stack(workspace, user, view)


def push_on_stack(workspace: SlackWorkspace, user: str, view: Mapping[str, Any]) -> dict[str, Any]:
    """Put a modal on top of this person's stack, at most three deep."""
    with workspace.lock:
        _check_type(view, "modal")
        stack = workspace.views.stacks.get(user, [])
        if not stack:
            raise RefusedError("not_found")
        if len(stack) >= DEEPEST_STACK:
            raise RefusedError("push_limit_reached")
        _check_external_id(workspace, view)
        added = _stored_view(workspace, view, workspace.serial("V"), stack[0]["id"])
        return _show_modal(workspace, user, stack, added | {"previous_view_id": stack[-1]["id"]})


def update_modal(workspace: SlackWorkspace, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Change an open view, named by `view_id` or `external_id`; `hash` guards against a newer change."""
    with workspace.lock:
        user, stack, index = _find_view(workspace, payload)
        old = stack[index]
        if payload.get("hash") and payload["hash"] != old["hash"]:
            raise RefusedError("hash_conflict")
        _check_type(payload["view"], old["type"])
        new = _stored_view(workspace, payload["view"], old["id"], old["root_view_id"])
        stack[index] = new | {"previous_view_id": old["previous_view_id"]}
        kind = ShownKind.HOME if old["type"] == "home" else ShownKind.MODAL
        if kind is ShownKind.HOME:
            workspace.views.homes[user] = stack[index]
        workspace.show(ShownItem(kind, to=user, view=stack[index]))
        return stack[index]


def publish_home(workspace: SlackWorkspace, user: str, view: Mapping[str, Any], view_hash: str = "") -> dict[str, Any]:
    """Set the Home tab of one person."""
    with workspace.lock:
        person = workspace.person(user)
        _check_type(view, "home")
        old = workspace.views.homes.get(person.id)
        if view_hash and old and old["hash"] != view_hash:
            raise RefusedError("hash_conflict")
        view_id = old["id"] if old else workspace.serial("V")
        home = _stored_view(workspace, view, view_id, view_id)
        workspace.views.homes[person.id] = home
        workspace.show(ShownItem(ShownKind.HOME, to=person.id, view=home))
        return home


def close_modal(workspace: SlackWorkspace, user: str, view_id: str) -> None:
    """Close one modal of this person; the one below it is shown again."""
    with workspace.lock:
        stack = workspace.views.stacks.get(user, [])
        closed = next((view for view in stack if view["id"] == view_id), None)
        workspace.views.stacks[user] = [view for view in stack if view is not closed]
        workspace.show(ShownItem(ShownKind.MODAL_CLOSED, to=user, view=closed))
        below = top_modal(workspace, user)
        if below:
            workspace.show(ShownItem(ShownKind.MODAL, to=user, view=below))


def close_all_modals(workspace: SlackWorkspace, user: str) -> None:
    """Close every modal of this person."""
    with workspace.lock:
        closed = workspace.views.stacks.pop(user, [])
        workspace.show(ShownItem(ShownKind.MODAL_CLOSED, to=user, view=closed[-1] if closed else None))


def top_modal(workspace: SlackWorkspace, user: str) -> dict[str, Any] | None:
    """Return the modal this person looks at, if any."""
    with workspace.lock:
        stack = workspace.views.stacks.get(user)
        return stack[-1] if stack else None


def current_view(workspace: SlackWorkspace, view_id: str) -> dict[str, Any]:
    """Return the view with this id as it is now; raise `RefusedError` when it is closed."""
    with workspace.lock:
        _, stack, index = _find_view(workspace, {"view_id": view_id})
        return stack[index]


def _show_modal(
    workspace: SlackWorkspace, user: str, below: list[dict[str, Any]], view: dict[str, Any]
) -> dict[str, Any]:
    workspace.views.stacks[user] = [*below, view]
    workspace.show(ShownItem(ShownKind.MODAL, to=user, view=view))
    return view


def _check_type(view: Mapping[str, Any], kind: str) -> None:
    if isinstance(view, Mapping) and view.get("type") != kind:
        raise RefusedError("invalid_arguments", f"view.type must be {kind} here [json-pointer:/view/type]")
    check_view(view)


def _check_external_id(workspace: SlackWorkspace, view: Mapping[str, Any]) -> None:
    name = view.get("external_id")
    if name and any(name == other["external_id"] for stack in workspace.views.stacks.values() for other in stack):
        raise RefusedError("duplicate_external_id")


def _find_view(workspace: SlackWorkspace, payload: Mapping[str, Any]) -> tuple[str, list[dict[str, Any]], int]:
    """Return whose view it is, the stack it lies in, and where in it."""
    stacks = list(workspace.views.stacks.items())
    stacks += [(user, [home]) for user, home in workspace.views.homes.items()]
    for user, stack in stacks:
        for index, view in enumerate(stack):
            if payload.get("view_id") == view["id"]:
                return user, stack, index
            if payload.get("external_id") and payload["external_id"] == view["external_id"]:
                return user, stack, index
    raise RefusedError("not_found")
