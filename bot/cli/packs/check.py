"""`roadmate pack check`: everything that is wrong with a pack, before anybody adds it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from bot.cli.commands import require_settings
from bot.cli.lost_ids import require_ids_since
from bot.cli.packs.failures import explained_pack
from bot.slack.mrkdwn import format_count

if TYPE_CHECKING:
    from bot.catalog.loading.content_files import ContentProblem

# Heavy modules are imported by the commands that need them, so that each starts as fast as it can.
# ruff: noqa: PLC0415

DRAFTED: Final = "To be written"


@click.command("check")
@click.argument(
    "directory", metavar="[DIR]", default=".", type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.option(
    "--against", metavar="REV", help="A commit, tag or branch of the pack's repository: has any id been lost?"
)
@explained_pack
def check(directory: Path, against: str | None) -> None:
    """Report every problem of a pack at once, beside the content that comes with Roadmate."""
    from bot.catalog.catalog import Catalog
    from bot.catalog.loading.content_files import ContentError, ContentProblem, read_content_files
    from bot.catalog.loading.loader import load_packs
    from bot.catalog.packs.pack_files import PackData, prefix_problems, read_folder
    from bot.cli.packs.comparing.changes import describe_parts
    from bot.cli.packs.comparing.things import read_things
    from bot.cli.packs.rendered_pack import find_refused_messages
    from bot.cli.rendered_content import find_refused_pages

    problems: list[ContentProblem] = []
    files = read_folder(directory, problems)
    pack_id = _pack_id(files, directory)
    data = PackData(pack_id, files, prefix_problems(pack_id, problems))
    loaded = load_packs(read_content_files(require_settings().content_path()), [data])
    if loaded.problems:
        raise ContentError(tuple(_in_pack(loaded.problems, pack_id)))
    if loaded.content.packs[0].id == pack_id:
        text = f"id: {pack_id} is the id of the content that comes with Roadmate: take another"
        raise ContentError((ContentProblem("pack.yaml", 1, text),))
    things = read_things(files)
    roadmaps = [each for kind, each in things.things if kind == "roadmap"]
    catalog = Catalog.from_content(loaded.content)

    def read_text(name: str) -> str:
        return files[name.removeprefix(f"{pack_id}/")].decode()

    refused = _in_pack(find_refused_pages(catalog, read_text, roadmaps), pack_id)
    if found := (*refused, *find_refused_messages(catalog, things)):
        raise ContentError(found)
    if against:
        require_ids_since(against, catalog, directory)
    click.echo(f"The pack is fine: {describe_parts(things) or 'nothing in it yet'}.")
    if drafted := sum(_count_drafted(each.fields) for each in things.things.values()):
        click.echo(f"{format_count(drafted, 'text says', 'texts say')} “to be written”.")


def _pack_id(files: Mapping[str, bytes], directory: Path) -> str:
    """Return the id that a pack gives itself; where that can't be read, the name of its folder stands for it."""
    from bot.catalog.loading.file_parser import parse_file
    from bot.catalog.packs.manifest import MANIFEST_FILE, PackManifest
    from bot.cli.packs.drafts.names import make_slug

    manifest = parse_file(MANIFEST_FILE, files.get(MANIFEST_FILE), PackManifest, []).model
    return manifest.id if manifest else make_slug(directory.absolute().name)


def _in_pack(problems: Iterable[ContentProblem], pack_id: str) -> Iterator[ContentProblem]:
    """Yield problems with the names of files as the pack's folder has them."""
    for each in problems:
        yield replace(each, file=each.file.removeprefix(f"{pack_id}/"))


def _count_drafted(fields: Mapping[str, object]) -> int:
    return sum(isinstance(each, str) and each.startswith(DRAFTED) for each in fields.values())
