"""`roadmate pack add`: put a pack in force, after a look at what it brings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from bot.cli.commands import CommandFailure, require_settings
from bot.cli.packs.failures import explained_pack

if TYPE_CHECKING:
    from bot.cli.packs.sources.candidates import Candidate

# Heavy modules are imported by the commands that need them, so that each starts as fast as it can.
# ruff: noqa: PLC0415


@click.command("add")
@click.argument("source")
@click.option("--rev", "revision", metavar="REV", help="With the path of a repository: a commit, tag or branch in it.")
@click.option("--subdirectory", metavar="FOLDER", default="", help="With --rev: the pack's folder in the repository.")
@click.option("--yes", is_flag=True, help="Add it without asking.")
@explained_pack
def add(source: str, revision: str | None, subdirectory: str, yes: bool) -> None:
    """Put a pack in force: from a folder, an installed package, or git+URL@REV."""
    from bot.catalog.packs.lock import MAX_PACKS
    from bot.cli.packs.in_force import PacksInForce
    from bot.cli.packs.sources.candidates import PackFinder
    from bot.cli.packs.sources.packs_folder import PacksFolder

    settings = require_settings()
    folder = PacksFolder(settings.packs_dir)
    found = PackFinder(folder.path).find(source, revision, subdirectory)
    with folder.change():
        in_force = PacksInForce.read(settings)
        if any(each.id == found.locked.id for each in in_force.lock.packs):
            raise CommandFailure(
                f"{found.locked.id} is in force already: `roadmate pack upgrade {found.locked.id}`, "
                "with `--from` to take it from here"
            )
        if len(in_force.lock.packs) >= MAX_PACKS:
            raise CommandFailure(f"{MAX_PACKS} packs are in force, and more can't be")
        for reason in in_force.unreadable.values():
            click.echo(f"Left out of the check: {reason}", err=True)
        in_force.check_with(found)
        for line in describe_pack(found):
            click.echo(line)
        require_yes("Add it?", yes)
        folder.put(found.locked, found.files)
    click.echo(f"Added {found.locked.id} {found.locked.version}. A running bot takes it over by itself.")


def describe_pack(found: Candidate) -> Iterator[str]:
    """Yield what a pack is and brings, in a few lines; none of its texts can move the cursor."""
    from bot.cli.packs.comparing.changes import describe_parts, printable
    from bot.cli.packs.comparing.things import read_things

    manifest, locked, things = found.manifest, found.locked, read_things(found.files)
    yield printable(f"{manifest.name} {manifest.version} ({manifest.id}): {manifest.summary}")
    yield printable(
        f"By: {', '.join(manifest.maintainers)}. Licence: {manifest.licence}. Language: {manifest.language}."
    )
    held = {"folder": "read as it is", "package": f"held to {locked.hash}", "git": f"held to commit {locked.commit}"}
    yield printable(f"From: {locked.source} {locked.where}, {held[locked.source]}")
    yield f"It has: {describe_parts(things) or 'nothing yet'}"
    for each in things.things.values():
        if each.kind in {"roadmap", "area"}:
            yield printable(f"  {each.kind} {each.id}: {each.name}")


def require_yes(question: str, yes: bool) -> None:
    """Ask, unless --yes was given; where nobody says yes, CommandFailure says that nothing is changed."""
    if yes:
        return
    try:
        is_wanted = click.confirm(question)
    except click.Abort as abort:
        click.echo()
        raise CommandFailure("nothing is changed: repeat it with --yes") from abort
    if not is_wanted:
        raise CommandFailure("nothing is changed")
