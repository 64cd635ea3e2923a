"""Check what packs say of old ids, and follow each to the id that things have now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from bot.catalog.item_index import list_ids
from bot.catalog.loading.content_files import ContentProblem
from bot.catalog.loading.parsed_files import KnownIds, ParsedFile, ParsedFiles
from bot.catalog.loading.strict_yaml import YamlPath
from bot.catalog.packs.pack_checks import RootPlace, list_roots
from bot.catalog.packs.renames_file import RenamesFile
from bot.catalog.renaming import Renames
from bot.frozen import frozen
from bot.lazy_pattern import lazy_pattern

MAX_WAY: Final = 8  # ids of a circle that are named
_ROOT: Final = lazy_pattern(r"[./]")


@frozen
class RenameClaim:
    """One line of a `renames.yaml`: an old id, and where it leads."""

    old: str
    to: str
    is_retired: bool
    file: ParsedFile[RenamesFile]
    path: YamlPath

    @property
    def word(self) -> str:
        """What happened to the id."""
        return "retired" if self.is_retired else "renamed"

    def problem(self, message: str) -> ContentProblem:
        """Return a problem at the line."""
        return self.file.problem_at(self.path, message)


def check_renames(files: ParsedFiles) -> Iterator[ContentProblem]:
    """Yield everything wrong with renamed and retired ids."""
    if files.renames:
        yield from _RenameChecker(files).check()


def read_renames(files: ParsedFiles) -> dict[str, str]:
    """Return every old id of checked files with the id that takes its place now."""
    if not any(file.model for file in files.renames):
        return {}
    renames = _RenameChecker(files).renames
    return {old: renames.current_id(old) for old in renames.current}


@dataclass(frozen=True)
class _RenameChecker:
    files: ParsedFiles

    @cached_property
    def claims(self) -> tuple[RenameClaim, ...]:
        return tuple(claim for file in self.files.renames if file.model for claim in _claims(file, file.model))

    @cached_property
    def known(self) -> frozenset[str]:
        """The ids of today, those of questions too."""
        roadmaps = [file.model for file in self.files.roadmaps if file.model]
        areas = [area for plan in self.files.plans if plan.model for area in plan.model.areas]
        sections = [each for file in self.files.integration_files if file.model for each in file.model.integrations]
        questions = (
            f"{topic}/{slug}"
            for file in self.files.questions
            if file.model
            for topic, own in file.model.topics.items()
            for slug in own
        )
        return frozenset((*list_ids(roadmaps, areas, sections), *questions))

    @cached_property
    def renames(self) -> Renames:
        return Renames(self.known, {claim.old: claim.to for claim in reversed(self.claims)})

    @cached_property
    def roots(self) -> dict[str, RootPlace]:
        return {root.id: root for root in reversed(list_roots(self.files))}

    def check(self) -> Iterator[ContentProblem]:
        first: dict[str, RenameClaim] = {}
        files = self.files
        are_ids_known = all(
            file.is_whole and file.model
            for every in (files.roadmaps, files.plans, files.integration_files, files.questions)
            for file in every
        )
        for claim in self.claims:
            other = first.setdefault(claim.old, claim)
            if other is not claim:
                place = other.problem("")
                message = f"'{claim.old}' leads to '{other.to}' already ({place.file}, line {place.line})"
                yield claim.problem(message)
            elif claim.old in self.known:
                yield self._still_there(claim)
            elif (owner := self.roots.get(_ROOT.split(claim.old, maxsplit=1)[0])) and owner.pack != claim.file.pack:
                yield claim.problem(
                    f"'{claim.old}' was another pack's ({owner.text}): only that one can say what became of it"
                )
            elif _shape(claim.old) != _shape(claim.to):
                yield claim.problem(f"'{claim.old}' and '{claim.to}' can't be the same kind of thing")
            elif claim.to == claim.old or claim.to.startswith((f"{claim.old}.", f"{claim.old}/")):
                yield claim.problem(f"'{claim.old}' leads to itself")
            elif self.renames.current_id(claim.old) not in self.known:
                if circle := self._circle(claim):
                    yield claim.problem(f"'{claim.old}' leads back to itself: {_shorten_way(circle)}")
                elif are_ids_known:
                    hint = KnownIds(tuple(self.known)).hint(claim.to)
                    yield claim.problem(f"unknown id '{claim.to}'{hint}")

    def _still_there(self, claim: RenameClaim) -> ContentProblem:
        """Return the problem of an id that is old and of today: a fault of whichever pack comes later."""
        root = self.roots[_ROOT.split(claim.old, maxsplit=1)[0]]
        positions = self.files.positions
        if positions.get(root.pack, 0) > positions.get(claim.file.pack, 0):
            place = claim.problem("")
            message = (
                f"'{claim.old}' was {claim.word} by another pack ({place.file}, line {place.line}): take another id"
            )
            return root.file.problem_at(root.path, message)
        name = _ROOT.split(claim.old, maxsplit=1)[0]
        where = root.text if name == claim.old else f"'{name}': {root.text}"
        whose = "" if root.pack == claim.file.pack else f" in another pack ({where})"
        return claim.problem(f"'{claim.old}' is {claim.word} to '{claim.to}' and is still there{whose}")

    def _circle(self, claim: RenameClaim) -> list[str]:
        """Return the way from an old id back to one on it; empty where it ends."""
        way = [claim.old]
        while (to := self.renames.current.get(way[-1])) and to not in way:
            way.append(to)
        return [*way, to] if to else []


def _claims(file: ParsedFile[RenamesFile], model: RenamesFile) -> Iterator[RenameClaim]:
    for to, olds in model.renamed_from.items():
        for at, old in enumerate(olds):
            yield RenameClaim(old, to, is_retired=False, file=file, path=("renamed_from", to, at))
    for old, retired in model.retired.items():
        yield RenameClaim(old, retired.to, is_retired=True, file=file, path=("retired", old))


def _shape(item: str) -> str:
    """Return what an id tells of the kind of thing: a roadmap or an area, a part of a roadmap, a question, a topic."""
    owner, slash, _ = item.partition("/")
    return ("." if "." in owner else "") + slash


def _shorten_way(circle: list[str]) -> str:
    left_out = len(circle) - MAX_WAY
    names = [*circle[: MAX_WAY - 1], f"{left_out} more", circle[-1]] if left_out > 0 else circle
    return ", ".join(names)
