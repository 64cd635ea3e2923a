"""`roadmate content`: the roadmaps and the plan, checked and printed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.commands import CommandFailure, explained, open_content, require_settings
from bot.cli.content_layers import content_diff, print_workspace_layer
from bot.cli.lost_ids import names_database, require_ids_of
from bot.slack.mrkdwn import format_count

if TYPE_CHECKING:
    from bot.catalog.content_inputs import ContentFolders

# Heavy modules are imported by the commands that need them, so that each starts as fast as it can.
# ruff: noqa: PLC0415


@click.group()
def content() -> None:
    """The roadmaps and the plan."""


@content.command("check")
@click.argument(
    "directory", metavar="[DIR]", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.option(
    "--against",
    metavar="DATABASE or REV",
    help="A database, by URL or path, or a commit, tag or branch of the content's repository: has any id been lost?",
)
@click.option("--online", is_flag=True, help="Ask the address of every resource once whether it still answers.")
@explained
def content_check(directory: Path | None, against: str | None, *, online: bool) -> None:
    """Report every problem of the content at once."""
    from bot.catalog.loading.content_files import ContentError
    from bot.catalog.source import CatalogSource
    from bot.cli.rendered_content import find_refused_pages

    source = CatalogSource(directory) if directory else open_content(require_settings())
    catalog = source.current()
    if refused := (*source.problems, *find_refused_pages(catalog, source.folders.read_text)):
        raise ContentError(refused)
    if against:
        require_ids_of(against, catalog, directory or require_settings().content_path())
    subtopics = sum(len(each.topic.subtopics) for each in catalog.topics)
    counts = ", ".join(
        (
            format_count(len(catalog.roadmaps), "roadmap"),
            format_count(len(catalog.topics), "topic"),
            format_count(subtopics, "subtopic"),
        )
    )
    lessons = sum(catalog.lesson(each.id) is not None for each in catalog.topics)
    questions = sum(len(catalog.questions(each.id)) for each in catalog.topics_with_questions)
    if lessons or questions:
        counts += f", {format_count(lessons, 'lesson')}, {format_count(questions, 'question')}"
    click.echo(f"The content is fine: {counts}.")
    if against:
        whose = "people's data uses" if names_database(against) else f"{against} has"
        click.echo(f"It has every id that {whose}.")
    if online:
        _require_answers(source.folders)


def _require_answers(folders: ContentFolders) -> None:
    """Ask every address of the content; fail when one is broken, and print those to look at."""
    from bot.catalog.loading.content_files import ContentError
    from bot.catalog.online.address_probe import AddressProbe
    from bot.catalog.online.address_survey import list_addresses, survey_addresses

    report = survey_addresses(list_addresses(folders.read()), AddressProbe())
    for warning in report.warnings:
        click.echo(f"{warning} (a warning)")
    found = f"{format_count(len(report.problems), 'problem')}, {format_count(len(report.warnings), 'warning')}"
    click.echo(f"Asked {format_count(report.asked, 'address', 'addresses')}: {found}.")
    if report.problems:
        raise ContentError(report.problems)


content.add_command(content_diff)


@content.command("schema")
@click.argument("kind", metavar="[KIND]", required=False)
@explained
def content_schema(kind: str | None) -> None:
    """Print the JSON Schema of a kind of file, or of all kinds, for an editor."""
    from bot.catalog.packs.file_schemas import FILE_MODELS, file_schema

    if kind is not None and kind not in FILE_MODELS:
        raise CommandFailure(f"no kind of file is called {kind!r}: write one of {', '.join(FILE_MODELS)}")
    schemas = (
        {name: file_schema(each) for each, (name, _) in FILE_MODELS.items()} if kind is None else file_schema(kind)
    )
    click.echo(json.dumps(schemas, indent=2, ensure_ascii=False))


@content.command("export")
@click.option(
    "--workspace", metavar="ID", help="Print what this workspace changed in Slack instead, as an overlay.yaml."
)
@explained
def content_export(workspace: str | None) -> None:
    """Print the roadmaps' plugin configuration as JSON."""
    if workspace:
        print_workspace_layer(workspace)
        return
    configuration = open_content(require_settings()).current().plugin_configuration()
    click.echo(json.dumps(configuration, indent=2, ensure_ascii=False))
