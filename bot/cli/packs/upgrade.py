"""`roadmate pack diff` and `upgrade`: what a newer version would change, and to put it in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bot.cli.commands import CommandFailure, require_settings
from bot.cli.packs.add import require_yes
from bot.cli.packs.failures import explained_pack

if TYPE_CHECKING:
    from bot.cli.packs.in_force import PacksInForce
    from bot.cli.packs.sources.candidates import Candidate
    from bot.cli.packs.sources.packs_folder import PacksFolder

# Heavy modules are imported by the commands that need them, so that each starts as fast as it can.
# ruff: noqa: PLC0415


@click.command("diff")
@click.argument("pack_id", metavar="ID")
@click.option("--to", "revision", metavar="REV", help="A commit, tag or branch, for a pack from git.")
@click.option("--against", metavar="DATABASE", help="A database, by URL or path: how many people's data names the ids.")
@explained_pack
def diff(pack_id: str, revision: str | None, against: str | None) -> None:
    """Say what an update of a pack would change, and change nothing."""
    from bot.cli.existing_database import open_existing
    from bot.cli.packs.comparing.changes import describe_changes
    from bot.cli.packs.in_force import PacksInForce
    from bot.cli.packs.sources.candidates import PackFinder

    settings = require_settings()
    in_force = PacksInForce.read(settings)
    locked = in_force.find(pack_id)
    if locked.source == "folder":
        raise CommandFailure(
            f"{pack_id} is read from its folder as it is: compare it with `roadmate pack check --against`"
        )
    newer = PackFinder(settings.packs_dir).renew(locked, revision)
    people: dict[str, int] = {}
    if against:
        without_renames = in_force.check_with(newer, with_renames=False)
        with open_existing(against, "--against") as conn:
            people = {each.id: each.people for each in in_force.missing_ids(without_renames, pack_id, conn)}
    click.echo(f"{pack_id} {locked.version}, and {newer.locked.version} after an upgrade:")
    for line in describe_changes(in_force.compare(newer, in_force.check_with(newer)), people):
        click.echo(line)


@click.command("upgrade")
@click.argument("pack_id", metavar="[ID]", required=False)
@click.option("--to", "revision", metavar="REV", help="A commit, tag or branch, for a pack from git.")
@click.option("--from", "source", metavar="SOURCE", help="Take it from another place from now on, as `pack add` does.")
@click.option("--yes", is_flag=True, help="Upgrade without asking.")
@explained_pack
def upgrade(pack_id: str | None, revision: str | None, source: str | None, yes: bool) -> None:
    """Put the newest version of a pack, or of all packs, in force; the old one stays where that can't be done."""
    from bot.catalog.loading.content_files import ContentError
    from bot.catalog.packs.pack_files import PackError
    from bot.cli.packs.in_force import PacksInForce
    from bot.cli.packs.sources.git_address import HeldCommitError, SourceError
    from bot.cli.packs.sources.packs_folder import PacksFolder

    settings = require_settings()
    if pack_id is None and (revision is not None or source is not None):
        raise CommandFailure("--to and --from go with the id of a pack")
    folder = PacksFolder(settings.packs_dir)
    failures: list[str] = []
    with folder.change():
        lock = folder.read_lock()
        for each in [pack_id] if pack_id else [locked.id for locked in lock.packs]:
            try:
                in_force = PacksInForce.read(settings)
                newer = _find_newer(in_force, each, source, revision)
                _upgrade_one(in_force, folder, newer, yes=yes)
            except HeldCommitError as error:
                if pack_id:
                    raise
                click.echo(str(error))
            except (SourceError, PackError, ContentError, CommandFailure) as error:
                failures.append(str(error))
    if failures:
        raise CommandFailure("\n".join(failures))


def _find_newer(in_force: PacksInForce, pack_id: str, source: str | None, revision: str | None) -> Candidate:
    """Return the version that is to take the place of the one in force."""
    from bot.cli.packs.sources.candidates import PackFinder

    locked, finder = in_force.find(pack_id), PackFinder(in_force.settings.packs_dir)
    newer = finder.renew(locked, revision) if source is None else finder.find(source, revision)
    if newer.locked.id != pack_id:
        raise CommandFailure(f"that is the pack {newer.locked.id}, not {pack_id}")
    return newer


def _upgrade_one(in_force: PacksInForce, folder: PacksFolder, newer: Candidate, *, yes: bool) -> None:
    from bot.cli.packs.comparing.changes import describe_changes

    pack_id = newer.locked.id
    locked = in_force.find(pack_id)
    if newer.locked == locked and pack_id not in in_force.unreadable:
        click.echo(f"{pack_id} {locked.version} is the newest.")
        return
    after = in_force.check_with(newer)
    changes = in_force.compare(newer, after)
    in_force.require_ids(newer, after, changes)
    click.echo(f"{pack_id} {locked.version}, and {newer.locked.version} after the upgrade:")
    for line in describe_changes(changes):
        click.echo(line)
    require_yes(f"Upgrade {pack_id}?", yes)
    folder.put(newer.locked, newer.files)
    click.echo(f"{pack_id} is now {newer.locked.version}.")
