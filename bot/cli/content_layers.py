"""`roadmate content diff` and `content export --workspace`: what each layer changes in the content."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import click

from bot.cli.commands import CommandFailure, explained, open_content, open_migrated, require_settings
from bot.frozen import frozen

if TYPE_CHECKING:
    from bot.catalog.catalog import Catalog
    from bot.catalog.layers.overlay import Overlay
    from bot.catalog.layers.single_change import RefusedChange
    from bot.catalog.models import Content
    from bot.settings import Settings

# Heavy modules are imported by the commands that need them, so that each starts as fast as it can.
# ruff: noqa: PLC0415

PACKS: Final = "packs"
OPERATOR: Final = "operator"
WORKSPACE: Final = "workspace"
LAYERS: Final = (PACKS, OPERATOR, WORKSPACE)


@frozen
class Layer:
    """A layer, and the content without and with it."""

    name: str
    before: Content
    after: Content


@click.command("diff")
@click.option(
    "--workspace", metavar="ID", help="A workspace, by its id, to show what its members changed in Slack too."
)
@click.option("--layer", type=click.Choice(LAYERS), help="Only this layer.")
@explained
def content_diff(workspace: str | None, layer: str | None) -> None:
    """List what each layer changes in the content, one line a change."""
    from bot.catalog.layers.differences import list_differences
    from bot.cli.difference_lines import difference_line

    if layer == WORKSPACE and not workspace:
        raise CommandFailure("say which workspace: --workspace ID")
    is_changed = False
    for each in _read_layers(require_settings(), workspace):
        if layer in (None, each.name.partition(" ")[0]):
            for difference in list_differences(each.before, each.after):
                is_changed = True
                click.echo(difference_line(each.name, difference, each.after.packs))
    if not is_changed:
        click.echo("No layer changes anything." if layer is None else f"The {layer} layer changes nothing.")


def print_workspace_layer(workspace: str) -> None:
    """Print what the members of a workspace changed in Slack, as an `overlay.yaml`."""
    from bot.catalog.layers.overlay_files import dump_overlay

    settings = require_settings()
    overlay = _read_workspace(settings, workspace, open_content(settings).current())
    click.echo(dump_overlay(overlay), nl=False)


def _read_layers(settings: Settings, workspace: str | None) -> Iterator[Layer]:
    from bot.catalog.content_inputs import ContentFolders
    from bot.catalog.layered_content import load_layers
    from bot.catalog.layers.applying import apply_overlay
    from bot.catalog.loading.loader import load_packs

    inputs = ContentFolders(settings.content_path(), settings.packs_dir).read()
    loaded = load_layers(inputs, lambda _packs: {})
    for problem in loaded.problems:
        click.echo(f"Left out: {problem}", err=True)
    if inputs.order:
        yield Layer(PACKS, load_packs(inputs.base, ()).content, loaded.below)
    yield Layer(OPERATOR, loaded.below, loaded.content)
    if workspace:
        shared = open_content(settings).current()
        overlay = _read_workspace(settings, workspace, shared)
        yield Layer(f"{WORKSPACE} {workspace}", shared.content, apply_overlay(shared.content, overlay))


def _read_workspace(settings: Settings, workspace: str, shared: Catalog) -> Overlay:
    """Return a workspace's layer; what no longer fits is named on standard error."""
    from bot.core.content.workspace_layer import read_workspace_layer
    from bot.core.people import leftover_workspaces

    with open_migrated(settings) as database, database.read() as conn:
        overlay, refused = read_workspace_layer(conn, workspace=workspace, shared=shared)
        is_known = bool(overlay.model_fields_set or refused) or workspace in leftover_workspaces.list_workspace_ids(
            conn
        )
    if not is_known:
        raise CommandFailure(f"there's no workspace {workspace}")
    for each in refused:
        click.echo(_refusal_line(each), err=True)
    return overlay


def _refusal_line(refused: RefusedChange) -> str:
    return f"Left out, as it no longer fits: {refused.change.field} of {refused.change.item}. {refused.reason}"
