"""`roadmate pack`: content packs, from the first file to what a team has in force."""

from __future__ import annotations

import click

from bot.cli.packs import add, check, new, remove, upgrade


@click.group()
def pack() -> None:
    """Content packs: roadmaps and plans that others write."""


for _command in (new.new, check.check, add.add, upgrade.diff, upgrade.upgrade, remove.remove, remove.list_packs):
    pack.add_command(_command)
