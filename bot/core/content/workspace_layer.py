"""What a workspace has changed in the content, as one layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection

from bot.catalog.catalog import Catalog
from bot.catalog.layers.single_change import RefusedChange
from bot.core.content import content_changes, packs_off
from bot.core.content.workspace_catalogs import WorkspaceChanges

if TYPE_CHECKING:
    from bot.catalog.layers.overlay import Overlay


def read_workspace_layer(
    conn: Connection, *, workspace: str, shared: Catalog
) -> tuple[Overlay, tuple[RefusedChange, ...]]:
    """Return the changes of a workspace in force on top of the shared content, and those that no longer fit."""
    from bot.catalog.layers.changes import fit_changes  # noqa: PLC0415  (checks and YAML: most starts do without)

    rows = content_changes.read_changes(conn, [workspace]).get(workspace, ())
    return fit_changes(shared.content, packs_off.spell_out(WorkspaceChanges.of_rows(rows).changes, shared))
