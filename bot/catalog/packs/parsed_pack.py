"""The files of one pack, parsed; anything may be missing but what says which pack it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Final, TypeVar

from bot.catalog.content_model import ContentModel
from bot.catalog.lessons import LessonsFile, QuestionsFile
from bot.catalog.loading.content_files import (
    LESSONS_DIR,
    QUESTIONS_DIR,
    ROADMAPS_DIR,
    SAYINGS_DIR,
    ContentProblem,
)
from bot.catalog.loading.file_parser import hint_at, parse_file
from bot.catalog.loading.parsed_files import ParsedFile, ParsedFiles
from bot.catalog.models import IntegrationsFile, LevelsFile, PackInfo, PlanFile, Roadmap, SayingsFile
from bot.catalog.packs.manifest import MANIFEST_FILE, PackManifest
from bot.catalog.packs.renames_file import RENAMES_FILE, RenamesFile
from bot.frozen import frozen
from bot.release import RELEASE

PLAN_FILE: Final = "plan.yaml"
LEVELS_FILE: Final = "levels.yaml"
INTEGRATIONS_FILE: Final = "integrations.yaml"
NEEDED_FILES: Final = (PLAN_FILE, LEVELS_FILE, INTEGRATIONS_FILE)
"""What the pack below all others has to have."""
SINGLE_FILES: Final = (*NEEDED_FILES, MANIFEST_FILE, RENAMES_FILE)
UNNAMED_PACK: Final = "content"  # the id of a folder without a manifest

ModelT = TypeVar("ModelT", bound=ContentModel)


@frozen
class ParsedPack:
    """A pack, and what is wrong with its files, each by itself."""

    prefix: str
    """What the names of its files begin with: its id and a slash, nothing for the pack below all others."""
    manifest: ParsedFile[PackManifest]
    roadmaps: tuple[ParsedFile[Roadmap], ...]
    plan: ParsedFile[PlanFile]
    levels: ParsedFile[LevelsFile]
    integrations: ParsedFile[IntegrationsFile]
    sayings: tuple[ParsedFile[SayingsFile], ...]
    lessons: tuple[ParsedFile[LessonsFile], ...]
    questions: tuple[ParsedFile[QuestionsFile], ...]
    renames: ParsedFile[RenamesFile]
    has: frozenset[str]
    """The names of its files: a file that is missing is parsed as one without a model."""
    problems: tuple[ContentProblem, ...]

    @property
    def id(self) -> str:
        """The id by which it is known."""
        if self.prefix:
            return self.prefix.removesuffix("/")
        return self.manifest.model.id if self.manifest.model else UNNAMED_PACK

    @property
    def info(self) -> PackInfo:
        """What of the content is the pack's."""
        manifest = self.manifest.model
        plan, sections = self.plan.model, self.integrations.model
        return PackInfo(
            id=self.id,
            name=manifest.name if manifest else self.id.capitalize(),
            version=manifest.version if manifest else "",
            roadmaps=tuple(file.model.id for file in self.roadmaps if file.model),
            areas=tuple(area.id for area in plan.areas) if plan else (),
            integrations=tuple(each.id for each in sections.integrations) if sections else (),
        )


def parse_pack(files: Mapping[str, bytes], pack_id: str = "") -> ParsedPack:
    """Parse the files of a pack; that without an id is the one below all others."""
    prefix = f"{pack_id}/" if pack_id else ""
    problems = list(_unexpected_files(files, prefix))

    def parse_one(name: str, model_class: type[ModelT]) -> ParsedFile[ModelT]:
        return parse_file(prefix + name, files.get(name), model_class, problems)

    def parse_folder(folder: str, model_class: type[ModelT]) -> tuple[ParsedFile[ModelT], ...]:
        names = (name for name in files if name.startswith(f"{folder}/") and name.endswith(".yaml"))
        return tuple(parse_one(name, model_class) for name in names)

    manifest = parse_one(MANIFEST_FILE, PackManifest)
    problems += _check_manifest(manifest, pack_id)
    return ParsedPack(
        prefix=prefix,
        manifest=manifest,
        roadmaps=parse_folder(ROADMAPS_DIR, Roadmap),
        plan=parse_one(PLAN_FILE, PlanFile),
        levels=parse_one(LEVELS_FILE, LevelsFile),
        integrations=parse_one(INTEGRATIONS_FILE, IntegrationsFile),
        sayings=parse_folder(SAYINGS_DIR, SayingsFile),
        lessons=parse_folder(LESSONS_DIR, LessonsFile),
        questions=parse_folder(QUESTIONS_DIR, QuestionsFile),
        renames=parse_one(RENAMES_FILE, RenamesFile),
        has=frozenset(files),
        problems=tuple(problems),
    )


def _unexpected_files(files: Mapping[str, bytes], prefix: str) -> Iterator[ContentProblem]:
    """Yield files that look like content and would be ignored silently, and what the pack can't do without."""
    for name in files:
        if name.endswith(".yml"):
            yield ContentProblem(prefix + name, 1, f"name it {name.removesuffix('.yml')}.yaml")
        elif "/" not in name and name not in SINGLE_FILES:
            yield ContentProblem(prefix + name, 1, f"unknown file{hint_at(name, SINGLE_FILES)}")
    for name in (MANIFEST_FILE,) if prefix else NEEDED_FILES:
        if name not in files:
            is_pack = not prefix and MANIFEST_FILE in files
            hint = "; a pack that is laid on other content is checked by `roadmate pack check`" if is_pack else ""
            yield ContentProblem(prefix + name, 1, f"this file is missing or can't be read{hint}")
    if not prefix and not any(name.startswith(f"{ROADMAPS_DIR}/") and name.endswith(".yaml") for name in files):
        yield ContentProblem(ROADMAPS_DIR, 1, "no roadmap found: add one as roadmaps/<id>.yaml")


def _check_manifest(file: ParsedFile[PackManifest], pack_id: str) -> Iterator[ContentProblem]:
    manifest = file.model
    if manifest is None:
        return
    if pack_id and manifest.id != pack_id:
        yield file.problem_at(("id",), f"the pack was added as '{pack_id}': add '{manifest.id}' anew")
    if not manifest.fits(RELEASE):
        message = f"the pack needs Roadmate {manifest.requires}, and this is {RELEASE}"
        yield file.problem_at(("requires",), message)


def combine_packs(packs: Sequence[ParsedPack]) -> ParsedFiles:
    """Return the files of several packs as one, the pack below all others first."""
    base, more = packs[0], packs[1:]
    return ParsedFiles(
        roadmaps=_chain(each.roadmaps for each in packs),
        plan=base.plan,
        levels=base.levels,
        integrations=base.integrations,
        sayings=_chain(each.sayings for each in packs),
        lessons=_chain(each.lessons for each in packs),
        questions=_chain(each.questions for each in packs),
        more_plans=tuple(each.plan for each in more if PLAN_FILE in each.has),
        more_levels=tuple(each.levels for each in more if LEVELS_FILE in each.has),
        more_integrations=tuple(each.integrations for each in more if INTEGRATIONS_FILE in each.has),
        renames=tuple(each.renames for each in packs if RENAMES_FILE in each.has),
        packs=tuple(each.prefix.removesuffix("/") for each in packs),
    )


def _chain(files: Iterable[tuple[ParsedFile[ModelT], ...]]) -> tuple[ParsedFile[ModelT], ...]:
    return tuple(chain.from_iterable(files))
