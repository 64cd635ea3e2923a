"""What a week's digest holds."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.ranking import Ranked


@dataclass(frozen=True, slots=True)
class Learner:
    """Somebody who learned, and on what: (area, topic) ids, most hours first."""

    name: str
    subjects: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class Done:
    """An assignment that people ticked."""

    assignment: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """A week. `before` are the minutes of the week before it, None where the two cannot be compared.

    `learners` are those shown by name and `more` how many others there are; `board` is None where the board is off.
    """

    week: str
    minutes: int
    before: int | None
    people: int
    areas: tuple[tuple[str, int], ...]
    learners: tuple[Learner, ...]
    more: int
    board: tuple[Ranked, ...] | None
    done: tuple[Done, ...]
    forgotten: str | None

    @property
    def is_quiet(self) -> bool:
        """Whether there is nothing to show."""
        return not self.minutes and not self.done
