"""Load content from files, checked as a whole: everything wrong with all files is reported at once.

The content is that of one pack, which has to be sound, and of others that are laid on it. Those of them that are broken
are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from bot.catalog.lessons import Lesson, pack_details, pack_questions
from bot.catalog.loading import broken_files, checks
from bot.catalog.loading.content_files import ContentError, ContentProblem, pack_of_file, read_content_files
from bot.catalog.loading.id_lines import list_id_lines
from bot.catalog.loading.parsed_files import ParsedFile, ParsedFiles, file_stem
from bot.catalog.models import Area, Content, SayingsFile
from bot.catalog.packs.pack_files import PackData
from bot.catalog.packs.parsed_pack import ParsedPack, combine_packs, parse_pack
from bot.catalog.packs.rename_checks import read_renames
from bot.frozen import frozen


@frozen
class LoadedContent:
    """Checked content, and what is wrong with the packs that are left out of it."""

    content: Content
    problems: tuple[ContentProblem, ...] = ()
    left_out: tuple[str, ...] = ()


def load_directory(directory: Path) -> Content:
    """Return the content of a directory.

    Raises:
        ContentError: holds all problems of all files.
    """
    return load_files(read_content_files(directory))


def load_files(files: Mapping[str, bytes]) -> Content:
    """Return the content of files already in memory; raises ContentError as `load_directory` does."""
    return load_packs(files, ()).content


def load_packs(base: Mapping[str, bytes], packs: Sequence[PackData]) -> LoadedContent:
    """Return the content of a pack and of those laid on it, in their order; broken ones of these are left out.

    Raises:
        ContentError: the pack below all others is broken; holds all problems of all packs.
    """
    parsed = [parse_pack(base), *(parse_pack(each.files, each.id) for each in packs)]
    own = {f"{each.id}/": each.problems for each in packs}
    problems: set[ContentProblem] = set()
    while True:
        files = combine_packs(parsed)
        found = {*_check(files), *(each for pack in parsed for each in (*pack.problems, *own.get(pack.prefix, ())))}
        problems |= found
        broken = {pack_of_file(each.file) for each in found}
        if "" in broken:
            raise ContentError(tuple(sorted(problems)))
        if not broken:
            kept = [each.id for each in parsed]
            left_out = tuple(each.id for each in packs if each.id not in kept)
            return LoadedContent(_build(files, parsed), tuple(sorted(problems)), left_out)
        parsed = [each for each in parsed if each.prefix.removesuffix("/") not in broken]


def _check(files: ParsedFiles) -> Iterator[ContentProblem]:
    """Yield what is wrong across files, but for what follows from lines that can't be read anyway."""
    flawed = {(file.name, line) for file in files.every for line in file.flawed_lines}
    found = (*checks.check_content(files), *broken_files.check_broken_files(files))
    return (each for each in found if (each.file, each.line) not in flawed)


def _build(files: ParsedFiles, packs: Sequence[ParsedPack]) -> Content:
    models = [file.model for file in files.roadmaps if file.model]
    taught = files.lessons_by_topic
    return Content(
        packs=tuple(each.info for each in packs),
        roadmaps=tuple(sorted(models, key=lambda roadmap: (roadmap.position, roadmap.id))),
        areas=tuple(_areas(files)),
        levels=files.levels.model.levels if files.levels.model else (),
        integrations=tuple(each for file in files.integration_files if file.model for each in file.model.integrations),
        sayings=dict(_sayings(files.sayings)),
        lessons={topic: Lesson(minutes=each.minutes, after=each.after) for topic, each in taught.items()},
        packed_details={topic: pack_details(each) for topic, each in taught.items()},
        packed_questions={
            each: pack_questions(found)
            for file in files.questions
            if file.model
            for each, found in file.model.topics.items()
        },
        renamed=read_renames(files),
        id_lines=list_id_lines(files),
    )


def _areas(files: ParsedFiles) -> Iterator[Area]:
    """Yield the areas of all packs in their order; those of later packs have priorities after those before them."""
    last = 0
    for plan in files.plans:
        for area in sorted(plan.model.areas if plan.model else (), key=lambda area: area.priority):
            last = last + 1 if plan.pack else area.priority
            yield area.model_copy(update={"priority": last}) if plan.pack else area


def _sayings(files: Iterable[ParsedFile[SayingsFile]]) -> Iterator[tuple[str, str]]:
    """Yield what people say, by roadmap or topic."""
    for file in files:
        if file.model:
            yield from file.model.topics.items()
            if file.model.roadmap:
                yield file_stem(file.name), file.model.roadmap
