"""The command line. Each command builds what it needs and says in one line why it could not be done."""

from __future__ import annotations

import click

from bot.cli import content, database, hours_files, packs, serving, setup_check, trial_commands
from bot.release import RELEASE


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(RELEASE, prog_name="roadmate")
def main() -> None:
    """Roadmate: a Slack bot that helps a team learn together."""


for _command in (
    trial_commands.chat,
    trial_commands.say,
    trial_commands.sandbox,
    serving.serve,
    serving.socket,
    serving.worker,
    trial_commands.deliver,
    database.db,
    database.keys,
    hours_files.export,
    hours_files.import_hours,
    content.content,
    packs.pack,
    setup_check.manifest,
    setup_check.doctor,
):
    main.add_command(_command)
