"""`roadmate pack new`: the folder of a new pack, with an example in it or a first draft from a file."""

from __future__ import annotations

import re
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Final

import click

from bot.cli.commands import CommandFailure, explained, open_content, require_settings
from bot.release import RELEASE
from bot.slack.mrkdwn import format_count

if TYPE_CHECKING:
    from bot.catalog.catalog import Catalog
    from bot.catalog.models import Area, Roadmap
    from bot.cli.packs.drafts.outline import Outline

# Heavy modules are imported by the commands that need them, so that each starts as fast as it can.
# ruff: noqa: PLC0415

MAX_SOURCE_BYTES: Final = 5 * 1024 * 1024
MAX_NAME: Final = 60


@click.command("new")
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--id", "given_id", metavar="ID", help="The pack's id, which never changes; else the folder's name.")
@click.option("--name", "given_name", metavar="NAME", help="Its name; else the title of FILE, or made from the id.")
@click.option(
    "--from",
    "source",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Make a first draft: from a roadmap.sh JSON, or an outline in Markdown, indented text or OPML.",
)
@click.option("--area", metavar="AREA", help="With --from: the focus area to count for; else the pack gets its own.")
@explained
def new(directory: Path, given_id: str | None, given_name: str | None, source: Path | None, area: str | None) -> None:
    """Make the folder of a new content pack."""
    from bot.cli.packs.drafts.draft import draft_roadmap
    from bot.cli.packs.templates import PackNames, drafted_files, example_files

    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise CommandFailure(f"{directory} isn't empty: name a folder that doesn't exist yet")
    if area and not source:
        raise CommandFailure("--area goes with --from FILE")
    outline = _read_outline(source) if source else None
    catalog = open_content(require_settings(), with_cache=True).current()
    pack_id = _choose_id(given_id, directory, catalog)
    name = _choose_name(given_name, outline.title if outline else "", pack_id, catalog)
    if area and area not in {each.id for each in catalog.areas}:
        raise CommandFailure(f"--area: there's no focus area {area}; `/plan` lists them")
    names = PackNames(pack_id, name, f">={'.'.join(RELEASE.split('.')[:2])}")
    if outline is None or source is None:
        _write_files(directory, example_files(names))
        click.echo(f"Made the pack {pack_id} in {directory}: an example that shows each part once.")
    else:
        draft = draft_roadmap(outline, pack_id, name)
        _write_files(directory, drafted_files(names, draft, source.name, area))
        click.echo(
            f"Made the pack {pack_id} in {directory}: a first draft of {format_count(len(draft.topics), 'topic')}."
        )
        for each in draft.left_out:
            click.echo(f"Left out: {each}.")
    click.echo(f"Next: change the texts, then `roadmate pack check {quote(str(directory))}`.")


def _choose_id(given: str | None, directory: Path, catalog: Catalog) -> str:
    from bot.cli.packs.drafts.names import make_slug

    made = make_slug(directory.absolute().name)
    pack_id = given or (made if made[0].isalpha() else f"pack-{made}"[:40])
    if not re.fullmatch(r"[a-z][a-z0-9-]{0,39}", pack_id):
        raise CommandFailure(f"--id: {pack_id[:60]!r} isn't lower-case letters, digits and hyphens, 40 at most")
    taken = {*(pack.id for pack in catalog.packs), *(each.id for each in catalog.roadmaps)}
    if pack_id in taken or catalog.find_area(pack_id):
        raise CommandFailure(f"{pack_id} is the id of something Roadmate has already: choose another with --id")
    return pack_id


def _choose_name(given: str | None, title: str, pack_id: str, catalog: Catalog) -> str:
    """Return the given name, the title of a file, or one made from the id: the first that means nothing else yet."""
    from bot.catalog.lookup.word_matching import name_key

    named: tuple[Roadmap | Area, ...] = (*catalog.roadmaps, *catalog.areas)
    taken = {name_key(name): name for each in named for name in (each.id, each.name, *each.aliases)}
    choices = [" ".join(given.split())] if given else [title, pack_id.replace("-", " ").capitalize()]
    for name in (each[:MAX_NAME].strip() for each in choices):
        if name_key(name) and name_key(name) not in taken:
            return name
    raise CommandFailure(
        f"“{choices[-1]}” means {taken.get(name_key(choices[-1]), 'nothing')} already: choose another with --name"
    )


def _read_outline(source: Path) -> Outline:
    """Return the outline of a file, by what is in it."""
    from bot.cli.packs.drafts.outline import OutlineError
    from bot.cli.packs.drafts.roadmap_json import read_roadmap_json
    from bot.cli.packs.drafts.text_outlines import read_opml, read_text_outline

    if source.stat().st_size > MAX_SOURCE_BYTES:
        raise CommandFailure(f"--from: {source} is larger than {MAX_SOURCE_BYTES // 1024 // 1024} MB")
    try:
        text = source.read_text(encoding="utf-8-sig")
        begin = text.lstrip()[:200]
        if begin.startswith("{") or source.suffix.lower() == ".json":
            outline = read_roadmap_json(text)
        else:
            outline = read_opml(text) if "<opml" in begin or begin.startswith("<?xml") else read_text_outline(text)
    except UnicodeDecodeError as error:
        raise CommandFailure(f"--from: {source} isn't UTF-8 text") from error
    except OutlineError as error:
        raise CommandFailure(f"--from: {source}: {error}") from error
    if not outline.items:
        raise CommandFailure(f"--from: {source} has no names in it: headings, a list or indented lines")
    return outline


def _write_files(directory: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        target = directory / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
