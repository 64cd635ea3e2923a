"""Check across files that nothing shares a name or an id with something else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bot.catalog.loading.content_files import ContentProblem
from bot.catalog.loading.parsed_files import ParsedFile, ParsedFiles, line_of
from bot.catalog.loading.roadmap_checks import topics_with_paths
from bot.catalog.loading.strict_yaml import YamlPath
from bot.catalog.lookup.word_matching import name_key
from bot.catalog.models import PlanFile, Roadmap
from bot.frozen import frozen

# Subcommands of `/roadmap`, so no roadmap can have such a name.
RESERVED_WORDS: Final = ("search", "next", "help", "share", "quiz", "mine", "path")


@frozen
class _NameClaim:
    """A name, the thing that has it, and where it is written."""

    owner: str
    name: str
    place: tuple[ParsedFile[Roadmap] | ParsedFile[PlanFile], YamlPath]

    @property
    def is_written(self) -> bool:
        """Whether its file has it: a layer has only the names that it changes."""
        file, path = self.place
        return path in file.lines

    def problem(self, message: str) -> ContentProblem:
        """Return a problem where the name is written."""
        file, path = self.place
        return file.problem_at(path, message)


def check_names(files: ParsedFiles) -> Iterator[ContentProblem]:
    """Check that roadmaps and areas share no name, since people type either without saying which.

    A roadmap with the id of its area is the exception: its names mean the area too.
    """
    reserved = {name_key(word): word for word in RESERVED_WORDS}
    claims: dict[str, _NameClaim] = {}
    for claim in sorted(_name_claims(files), key=lambda claim: files.positions.get(claim.place[0].pack, 0)):
        key = name_key(claim.name)
        first = claims.setdefault(key, claim)
        if not key:
            yield claim.problem(f"'{claim.name}' has no letters, so nobody could type it")
        elif key in reserved:
            yield claim.problem(f"'{claim.name}' already means command '{reserved[key]}'")
        elif first.owner != claim.owner:
            here, other = (claim, first) if claim.is_written else (first, claim)
            yield here.problem(f"'{here.name}' already means {other.owner}")


def _name_claims(files: ParsedFiles) -> Iterator[_NameClaim]:
    for file in files.roadmaps:
        if roadmap := file.model:
            owner = f"area '{roadmap.id}'" if roadmap.area == roadmap.id else f"roadmap '{roadmap.id}'"
            yield _NameClaim(owner, roadmap.id, (file, ("id",)))
            yield _NameClaim(owner, roadmap.name, (file, ("name",)))
            for at, alias in enumerate(roadmap.aliases):
                yield _NameClaim(owner, alias, (file, ("aliases", at)))
    for plan in files.plans:
        for at, area in enumerate(plan.model.areas if plan.model else ()):
            owner = f"area '{area.id}'"
            yield _NameClaim(owner, area.id, (plan, ("areas", at, "id")))
            yield _NameClaim(owner, area.name, (plan, ("areas", at, "name")))
            for number, alias in enumerate(area.aliases):
                yield _NameClaim(owner, alias, (plan, ("areas", at, "aliases", number)))


def check_ids_apart(files: ParsedFiles) -> Iterator[ContentProblem]:
    """Check that no topic or subtopic has the id of an assignment, since either stands for itself alone.

    Those of two packs are apart since no roadmap of one has the id of an area of the other.
    """
    assignments = {
        (plan.pack, each.id): (plan, ("areas", at, "assignments", number, "id"))
        for plan in files.plans
        for at, area in enumerate(plan.model.areas if plan.model else ())
        for number, each in enumerate(area.assignments)
    }
    for file in files.roadmaps:
        for path, item in _item_ids(file.model) if file.model else ():
            if found := assignments.get((file.pack, item)):
                plan, place = found
                line = line_of(plan.lines, place)
                yield file.problem_at(path, f"id '{item}' is that of an assignment ({plan.name}, line {line})")


def _item_ids(roadmap: Roadmap) -> Iterator[tuple[YamlPath, str]]:
    for path, topic in topics_with_paths(roadmap):
        yield (*path, "id"), topic.id
        for at, subtopic in enumerate(topic.subtopics):
            yield (*path, "subtopics", at, "id"), subtopic.id
