"""Read and write what a workspace has changed in the content, in one transaction with the audit log."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import orjson
from sqlalchemy import Connection

from bot.catalog.layers.single_change import HIDDEN, Change
from bot.core import audit_log
from bot.core.content import content_changes
from bot.core.content.content_changes import ContentChange, NewChange
from bot.core.content.packs_off import spell_out
from bot.core.content.shipped_values import is_updated, read_shipped
from bot.core.content.workspace_catalogs import WorkspaceCatalogs
from bot.core.people.member import Member
from bot.features.content.rules import TeamChange, find_pack_of, name_item
from bot.frozen import frozen

OFF_ACT: Final = "content.off"
ON_ACT: Final = "content.on"
REVERT_ACT: Final = "content.revert"
KEEP_ACT: Final = "content.keep"


@frozen
class Editor:
    """The person who changes something, and when."""

    member: Member
    now: datetime


def list_team_changes(
    conn: Connection, catalogs: WorkspaceCatalogs, *, workspace: str, zone: ZoneInfo
) -> tuple[TeamChange, ...]:
    """Return the changes in force, the latest first, with days in that zone."""
    refusals = {(each.change.item, each.change.field): each.reason for each in catalogs.refused(workspace)}
    rows = content_changes.list_changes(conn, workspace=workspace)
    return tuple(_team_change(catalogs, row, zone, refusals.get((row.item, row.field), "")) for row in rows)


def _team_change(catalogs: WorkspaceCatalogs, row: ContentChange, zone: ZoneInfo, refusal: str) -> TeamChange:
    shared = catalogs.shared()
    had = None if row.shipped is None else orjson.loads(row.shipped)
    return TeamChange(
        id=row.id,
        item=row.item,
        field=row.field,
        name=name_item(shared, row.item),
        pack=find_pack_of(shared, row.item),
        value=orjson.loads(row.value),
        had=had,
        has=read_shipped(shared, row.item, row.field),
        by=row.by_member,
        made_from=row.made_from,
        on=row.at.astimezone(zone).date(),
        is_updated=not refusal and is_updated(shared, row.item, row.field, had),
        refusal=refusal,
    )


def find_reason_against(conn: Connection, catalogs: WorkspaceCatalogs, workspace: str, item: str) -> str:
    """Return why a thing can't be turned off beside what is off already, as a sentence; empty where it can."""
    from bot.catalog.layers.changes import fit_changes  # noqa: PLC0415  (checks and YAML: most starts do without)

    shared = catalogs.shared()
    held = [
        Change(each.item, each.field, orjson.loads(each.value))
        for each in content_changes.list_changes(conn, workspace=workspace)
        if each.field == HIDDEN
    ]
    before = {each.change.item for each in fit_changes(shared.content, spell_out(held, shared))[1]}
    wanted = [*held, Change(item, HIDDEN, value=True)]
    refused = fit_changes(shared.content, spell_out(wanted, shared))[1]
    return next((each.reason for each in refused if each.change.item not in before), "")


def turn(conn: Connection, editor: Editor, *, item: str, is_on: bool) -> bool:
    """Turn a pack or a roadmap off or on for a workspace; False where it is so already."""
    workspace = editor.member.workspace
    was_off = content_changes.find_change(conn, workspace=workspace, item=item, field=HIDDEN) is not None
    if was_off is not is_on:
        return False
    _save(conn, editor, NewChange(item, HIDDEN, None if is_on else True), act=ON_ACT if is_on else OFF_ACT)
    return True


def take_back(conn: Connection, editor: Editor, change: TeamChange) -> None:
    """Have an item's field as the pack has it."""
    act = ON_ACT if change.turns_off else REVERT_ACT
    _save(conn, editor, NewChange(change.item, change.field, None), act=act)


def keep(conn: Connection, editor: Editor, change: TeamChange) -> None:
    """Keep a change although the pack has another text by now, which is noted as seen."""
    kept = NewChange(change.item, change.field, change.value, change.has)
    _save(conn, editor, kept, act=KEEP_ACT, made_from=change.made_from)


def _save(conn: Connection, editor: Editor, change: NewChange, *, act: str, made_from: int | None = None) -> None:
    workspace, by = editor.member.workspace, editor.member.id
    content_changes.save_change(conn, change, workspace=workspace, by_member=by, now=editor.now, made_from=made_from)
    detail = change.item if change.field == HIDDEN else f"{change.item} {change.field}"
    audit_log.record_act(conn, workspace=workspace, actor=by, act=act, now=editor.now, detail=detail)
