"""Check a layer against the content that it changes: each name leads somewhere, and what comes out is sound."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from bot.catalog.content_model import ContentModel
from bot.catalog.layers.additions import add_things
from bot.catalog.layers.applied_checks import check_applied
from bot.catalog.layers.applying import apply_overlay
from bot.catalog.layers.items import FIELDS, ORDERED, ContentItems, Item, ItemKind
from bot.catalog.layers.lesson_changes import address_key
from bot.catalog.layers.overlay import Additions, ItemChange, Overlay
from bot.catalog.lessons import Question, Resource, unpack_details
from bot.catalog.loading.content_files import ContentProblem
from bot.catalog.loading.parsed_files import KnownIds, ParsedFile
from bot.catalog.loading.strict_yaml import YamlPath
from bot.catalog.models import Content
from bot.frozen import frozen

_PARENTS: Final[Mapping[str, ItemKind]] = {"topics": "category", "subtopics": "topic", "assignments": "area"}


def check_overlay(content: Content, parsed: ParsedFile[Overlay]) -> Iterator[ContentProblem]:
    """Yield everything wrong with a layer on top of content, each at its line."""
    overlay = parsed.model
    if overlay is None:
        return
    with_added = add_things(content, overlay.add)
    checker = _OverlayChecker(parsed, with_added, ContentItems(with_added))
    yield from checker.check_parents(overlay.add)
    yield from _check_new_ids(parsed, overlay.add, ContentItems(content))
    yield from checker.check_names(overlay)
    for name, change in overlay.change.items():
        yield from checker.check_change(name, change)
    after = apply_overlay(content, overlay)
    yield from check_applied(content, parsed, after)
    yield from _check_rest(parsed, overlay, after)


def _check_new_ids(parsed: ParsedFile[Overlay], add: Additions, items: ContentItems) -> Iterator[ContentProblem]:
    """Check that what is added has ids that content doesn't have."""
    for field in _PARENTS:
        for parent, things in getattr(add, field).items():
            yield from _check_new(parsed, ("add", field, parent), things, items)
    yield from _check_new(parsed, ("add", "areas"), add.areas, items, "area")
    yield from _check_new(parsed, ("add", "integrations"), add.integrations, items)


def _check_new(
    parsed: ParsedFile[Overlay],
    path: YamlPath,
    things: Iterable[Any],
    items: ContentItems,
    kind: ItemKind | None = None,
) -> Iterator[ContentProblem]:
    for at, thing in enumerate(things):
        if items.find_one(kind, thing.id) if kind else items.find(thing.id):
            message = f"there is '{thing.id}' already: write what is to be different under 'change', or take a new id"
            yield parsed.problem_at((*path, at, "id"), message)


@frozen
class _OverlayChecker:
    parsed: ParsedFile[Overlay]
    content: Content
    items: ContentItems

    def check_parents(self, add: Additions) -> Iterator[ContentProblem]:
        """Check that what is added goes into something."""
        for field, kind in _PARENTS.items():
            for parent in getattr(add, field):
                if not self.items.find_one(kind, parent):
                    message = f"unknown {kind} '{parent}'{self.items.hint(parent, kind)}"
                    yield self.parsed.problem_at(("add", field, parent), message)

    def check_names(self, overlay: Overlay) -> Iterator[ContentProblem]:
        """Check the lists of what is hidden, shown and put in order."""
        hidden = {*self.items.find_all(overlay.hide)}
        yield from self._check_list("hide", overlay.hide)
        yield from self._check_list("show", overlay.show)
        yield from self._check_list("order", overlay.order)
        for at, name in enumerate(overlay.show):
            if not hidden.isdisjoint(self.items.find(name)):
                yield self.parsed.problem_at(("show", at), f"'{name}' is both shown and hidden: leave one of them out")
        for at, name in enumerate(overlay.order):
            wrong = [item for item in self.items.find(name) if item.kind not in ORDERED]
            if wrong:
                kinds = "areas, roadmaps, topics, assignments and integrations"
                yield self.parsed.problem_at(
                    ("order", at), f"'{name}' is {wrong[0].kind_text}: only {kinds} have an order"
                )

    def check_change(self, name: str, change: ItemChange) -> Iterator[ContentProblem]:
        """Check that a thing that changes is there, and has the fields that change."""
        path: YamlPath = ("change", name)
        found = self.items.find(name)
        if not found:
            yield self.parsed.problem_at(path, self._unknown(name))
            return
        allowed = [field for item in found for field in FIELDS[item.kind]]
        for field in change.given():
            if field not in allowed:
                has = ", ".join(dict.fromkeys(allowed)) or "nothing that a layer can change"
                message = f"{field} is nothing that {found[0].kind_text} has: it has {has}"
                if found[0].kind == "question":
                    topic, slug = found[0].id.split("/")
                    message = f"change a question with its topic: write {topic}: {{questions: {{{slug}: ...}}}}"
                yield self.parsed.problem_at((*path, field), message)
        for item in found:
            if item.kind == "topic":
                yield from self._check_lesson(path, item, change)

    def _check_list(self, field: str, names: tuple[str, ...]) -> Iterator[ContentProblem]:
        seen: dict[Item, str] = {}
        for at, name in enumerate(names):
            found = self.items.find(name)
            if not found:
                yield self.parsed.problem_at((field, at), self._unknown(name))
            elif all(item in seen for item in found):
                yield self.parsed.problem_at((field, at), f"'{name}' is listed twice")
            seen.update(dict.fromkeys(found, name))

    def _unknown(self, name: str) -> str:
        return f"unknown id '{name}'{self.items.hint(name)}"

    def _check_lesson(self, path: YamlPath, topic: Item, change: ItemChange) -> Iterator[ContentProblem]:
        """Check changes to what teaches a topic: what is new is whole, what is known is found."""
        given = change.model_fields_set
        packed = self.content.packed_details.get(topic.id)
        details = unpack_details(packed) if packed else None
        resources = details.resources if details else {}
        if topic.id not in self.content.lessons and "after" in given and "minutes" not in given:
            yield self.parsed.problem_at((*path, "after"), "the topic has no lesson yet: give its minutes too")
        if details is None and "resources" in given and "exercise" not in given:
            yield self.parsed.problem_at((*path, "resources"), "the topic has no lesson yet: give its exercise too")
        yield from self._check_whole((*path, "resources"), resources, change.resources, Resource)
        yield from self._check_whole((*path, "questions"), self.items.questions(topic.id), change.questions, Question)
        known = {address_key(each.url) for each in resources.values()}
        for at, address in enumerate(change.hide_resources):
            if address_key(address) not in known:
                message = f"no resource of '{topic.id}' has this address"
                yield self.parsed.problem_at((*path, "hide_resources", at), message)

    def _check_whole(
        self,
        path: YamlPath,
        known: Mapping[str, ContentModel],
        changes: Mapping[str, ContentModel],
        model_class: type[ContentModel],
    ) -> Iterator[ContentProblem]:
        needed = [field for field, info in model_class.model_fields.items() if info.is_required()]
        for slug, change in changes.items():
            missing = [field for field in needed if field not in change.model_fields_set]
            if slug not in known and missing:
                kind = model_class.__name__.lower()
                message = f"a new {kind} needs {', '.join(missing)} too{KnownIds(tuple(known)).hint(slug)}"
                yield self.parsed.problem_at((*path, slug), message)


def _check_rest(parsed: ParsedFile[Overlay], overlay: Overlay, after: Content) -> Iterator[ContentProblem]:
    """Check that something is left to be shown: of the plan, of each area in it, and of the roadmaps."""
    if not overlay.hide:
        return
    hiding = ContentItems(after).find_hidden()
    areas = [area for area in after.areas if area.id not in hiding.areas]
    if not areas:
        yield parsed.problem_at(("hide",), "every area is hidden: leave at least one")
    for area in areas:
        if hiding.others.issuperset(each.id for each in area.assignments):
            message = f"every assignment of '{area.id}' is hidden: leave one, or hide the area"
            yield parsed.problem_at(("hide",), message)
    if hiding.roadmaps.issuperset(each.id for each in after.roadmaps):
        yield parsed.problem_at(("hide",), "every roadmap is hidden: leave at least one")
