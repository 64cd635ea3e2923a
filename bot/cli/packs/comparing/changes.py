"""What is different between two versions of a pack."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Final

from bot.catalog.loading.content_files import ContentProblem
from bot.catalog.renaming import Renames
from bot.cli.packs.comparing.things import KINDS, UNNAMED_KINDS, PackThings, Thing
from bot.frozen import frozen
from bot.slack.mrkdwn import format_count

PLURALS: Final = {"category": "categories"}
MAX_LISTED: Final = 40


@frozen
class ChangedThing:
    """A thing that both versions have, with the fields that say something else."""

    thing: Thing
    fields: tuple[str, ...]


@frozen
class PackChanges:
    """What the newer of two versions has else. `moved` are old ids with those that take their place.

    `lost` are things of the older one that nothing takes the place of, though people's rows may name them; `removed`
    are those that no row names.
    """

    added: tuple[Thing, ...]
    changed: tuple[ChangedThing, ...]
    moved: tuple[tuple[Thing, str], ...]
    lost: tuple[Thing, ...]
    removed: tuple[Thing, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.moved or self.lost or self.removed)


def compare_things(
    old: PackThings, new: PackThings, renamed: Mapping[str, str], elsewhere: AbstractSet[str] = frozenset()
) -> PackChanges:
    """Return what is different; `renamed` are old ids with new ones, `elsewhere` ids that other packs have."""
    renames = Renames(new.ids | elsewhere, renamed)
    gone = [thing for key, thing in old.things.items() if key not in new.things]
    moved = [(thing, renames.current_id(thing.id)) for thing in gone]
    replaced = [(thing, now) for thing, now in moved if now != thing.id or now in renames.known]
    left = [thing for thing, now in moved if now == thing.id and now not in renames.known]
    targets = {now for _, now in replaced}
    return PackChanges(
        added=tuple(each for key, each in new.things.items() if key not in old.things and each.id not in targets),
        changed=tuple(_changed(old, new)),
        moved=tuple(replaced),
        lost=tuple(each for each in left if each.kind not in UNNAMED_KINDS),
        removed=tuple(each for each in left if each.kind in UNNAMED_KINDS),
    )


def _changed(old: PackThings, new: PackThings) -> Iterator[ChangedThing]:
    for key, thing in new.things.items():
        before = old.things.get(key)
        if before:
            names = [
                each for each in {**before.fields, **thing.fields} if before.fields.get(each) != thing.fields.get(each)
            ]
            if names:
                yield ChangedThing(thing, tuple(names))


def describe_changes(changes: PackChanges | None, people: Mapping[str, int] | None = None) -> Iterator[str]:
    """Yield a line about each change, after one with the counts; `people` is how many people's rows name an old id."""
    if changes is None:
        yield "the files that were added are gone, so there's nothing to compare with"
        return
    named = {each: f" ({format_count(number, 'person', 'people')})" for each, number in (people or {}).items()}
    counts = {"added": changes.added, "changed": changes.changed, "renamed or retired": changes.moved}
    counts |= {"removed": changes.removed, "lost": changes.lost}
    yield ", ".join(f"{len(found)} {what}" for what, found in counts.items() if found) or "nothing is different"
    lines = [f"+ {each.kind} {each.id}: {printable(each.name)}" for each in changes.added]
    lines += [f"~ {each.thing.kind} {each.thing.id}: {', '.join(each.fields)}" for each in changes.changed]
    lines += [f"> {each.kind} {each.id} is now {now}{named.get(each.id, '')}" for each, now in changes.moved]
    lines += [f"- {each.kind} {each.id}: {printable(each.name)}" for each in changes.removed]
    yield from lines[:MAX_LISTED]
    if len(lines) > MAX_LISTED:
        yield f"... and {len(lines) - MAX_LISTED} more"
    yield from (
        f"! {each.file}:{each.line}: {each.kind} {each.id} is lost{named.get(each.id, '')}" for each in changes.lost
    )


def printable(text: str) -> str:
    """Return a text of a pack without what could move a terminal's cursor or turn its letters round."""
    return "".join(each if each.isprintable() else "�" for each in text)


def lost_problem(lost: Thing, since: str) -> ContentProblem:
    """Return a problem about a lost id, at the place where an earlier version has it, with what to do."""
    return lost.problem(
        f"{lost.kind} '{lost.id}' is lost ({since} has it here): say in renames.yaml what took its place"
    )


def describe_parts(things: PackThings) -> str:
    """Return how much a pack has, as `2 roadmaps, 31 topics, 40 h, 90 questions`."""
    parts = [format_count(things.count(kind), kind, PLURALS.get(kind)) for kind in KINDS if _is_counted(things, kind)]
    if things.minutes:
        parts.append(f"{things.minutes / 60:.0f} h")
    return ", ".join(parts)


def _is_counted(things: PackThings, kind: str) -> bool:
    return kind not in {"category", "facet"} and things.count(kind) > 0
