"""Ids that things had before: what each is called now, and what it was called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import field
from typing import Final

from bot.frozen import frozen
from bot.lazy_pattern import lazy_pattern

MAX_ID_LENGTH: Final = 150  # of a question's, the longest there are
_SEPARATOR: Final = lazy_pattern(r"[./]")


@frozen
class Renames:
    """Old ids and the ids that they have now. What is in a thing follows it: parts, topics, questions.

    `known` are the ids that the content has; of those, none is old.
    """

    known: AbstractSet[str]
    current: Mapping[str, str] = field(default_factory=dict)
    _older: dict[str, list[str]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for old, now in self.current.items():
            self._older.setdefault(now, []).append(old)

    def current_id(self, item_id: str) -> str:
        """Return the id that a thing has now; the same one where nothing is known of it."""
        if not self.current or item_id in self.known:
            return item_id
        seen = {item_id}
        found = item_id
        while (following := self._follow(found)) and following not in seen and len(following) <= MAX_ID_LENGTH:
            seen.add(following)
            found = following
            if found in self.known:
                return found
        owner, _, slug = found.partition("/")
        is_question = bool(slug) and "." in owner and owner in self.known  # their ids are not among the known ones
        return found if is_question else item_id

    def ids_of(self, item_id: str) -> tuple[str, ...]:
        """Return the id that a thing has now, then all that it had before."""
        now = self.current_id(item_id)
        found = dict.fromkeys([now])
        waiting = [now] if self.current else []
        while waiting:
            for older in self._ids_before(waiting.pop()):
                if older not in found and self.current_id(older) == now:
                    found[older] = None
                    waiting.append(older)
        return tuple(found)

    def _follow(self, item_id: str) -> str:
        """Return the id one step on: its own new one, else with that of the nearest thing around it; empty for none."""
        if item_id in self.current:
            return self.current[item_id]
        for owner, rest in _owners(item_id):
            if owner in self.current:
                return self.current[owner] + rest
        return ""

    def _ids_before(self, item_id: str) -> Iterator[str]:
        yield from self._older.get(item_id, ())
        for owner, rest in _owners(item_id):
            yield from (older + rest for older in self._older.get(owner, ()))


def _owners(item_id: str) -> Iterator[tuple[str, str]]:
    """Yield what an id is in, the nearest first, each with the rest: `aws.iam` and `.roles` of `aws.iam.roles`."""
    for match in reversed(tuple(_SEPARATOR.finditer(item_id))):
        yield item_id[: match.start()], item_id[match.start() :]
