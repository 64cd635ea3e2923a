"""`roadmate pack`: content packs, from the first file to what a team has in force."""

from __future__ import annotations

import click

from bot.cli.packs import new


@click.group()
def pack() -> None:
    """Content packs: roadmaps and plans that others write."""


for _command in (new.new,):
    pack.add_command(_command)
