"""`roadmate pack remove` and `list`: take a pack out of force, and which there are."""

from __future__ import annotations

import click

from bot.cli.commands import CommandFailure, require_settings
from bot.cli.packs.add import require_yes
from bot.cli.packs.failures import explained_pack
from bot.slack.mrkdwn import format_count

# Heavy modules are imported by the commands that need them, so that each starts as fast as it can.
# ruff: noqa: PLC0415


@click.command("remove")
@click.argument("pack_id", metavar="ID")
@click.option("--hide", is_flag=True, help="Keep it for what people have logged, and hide it from every list.")
@click.option("--yes", is_flag=True, help="Do it without asking.")
@explained_pack
def remove(pack_id: str, hide: bool, yes: bool) -> None:
    """Take a pack out of force, unless people's data names what it has."""
    from bot.cli.packs.comparing.things import read_things
    from bot.cli.packs.hidden_things import hide_in_text
    from bot.cli.packs.in_force import PacksInForce
    from bot.cli.packs.sources.packs_folder import PacksFolder

    settings = require_settings()
    folder = PacksFolder(settings.packs_dir)
    with folder.change():
        in_force = PacksInForce.read(settings)
        locked = in_force.find(pack_id)
        files, without = in_force.files_of(pack_id), in_force.without(pack_id)
        if files is None and (hide or in_force.misses_any(without)):
            raise CommandFailure(
                f"{pack_id} can't be read, so nobody can say whose data names it: {in_force.unreadable[pack_id]}"
            )
        if hide:
            things = read_things(files or {})
            names = [each.id for each in things.things.values() if each.kind in {"roadmap", "area"}]
            require_yes(f"Hide {', '.join(names)}?", yes)
            text = hide_in_text(folder.read_overlay(), names)
            in_force.check_overlay(text)
            folder.write_overlay(text)
            click.echo(f"{pack_id} is hidden, by overlay.yaml in {folder.path}. What people logged on it stays.")
            return
        missing = in_force.missing_ids(without, pack_id)
        if missing:
            people = format_count(max(each.people for each in missing), "person", "people")
            raise CommandFailure(
                f"people's data names {format_count(len(missing), 'id')} of {pack_id}, {people} for one of them: "
                f"`roadmate pack remove {pack_id} --hide` takes it out of every list, and what they logged stays"
            )
        require_yes(f"Remove {pack_id} {locked.version}?", yes)
        folder.take_out(pack_id)
    click.echo(f"Removed {pack_id}. Nobody's data named anything of it.")


@click.command("list")
@explained_pack
def list_packs() -> None:
    """List the packs in force: version, where from, and whether the files are those that were added."""
    from bot.cli.packs.in_force import PacksInForce

    in_force = PacksInForce.read(require_settings())
    for each in in_force.lock.packs:
        held = f" at {each.commit[:10]}" if each.commit else ""
        state = f"; {in_force.unreadable[each.id]}" if each.id in in_force.unreadable else ""
        click.echo(f"{each.id} {each.version}, {each.source} {each.where}{held}{state}")
    if not in_force.lock.packs:
        click.echo("No packs are in force but the shipped content. `roadmate pack add` adds one.")
