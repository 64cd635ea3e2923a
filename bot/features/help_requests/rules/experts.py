"""Who knows most about something, of those who agreed to be asked.

Each person stands in the first row that fits:

| row | who | why they are named |
|---|---|---|
| 1 | a mentor has confirmed them as expert or as advanced in the roadmap | LEVEL |
| 2 | an hour or more on the topic | TOPIC |
| 3 | an hour or more in the roadmap | ROADMAP |
| 4 | a mentor has confirmed them as intermediate in the roadmap | LEVEL |
| 5 | an hour or more in the area | AREA |

The rows come in this order. Within the first an expert comes before who is advanced; everywhere then who has most
hours there, and who has as many by name. Nobody else is named, and nobody's hours are shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Final

from bot.core.levels.level import rank

LEAST: Final = 60  # minutes from which on somebody may be asked
_ADVANCED: Final = rank("advanced")
_INTERMEDIATE: Final = rank("intermediate")


class Why(StrEnum):
    """What somebody is named for."""

    LEVEL = "level"
    TOPIC = "topic"
    ROADMAP = "roadmap"
    AREA = "area"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of somebody: all their minutes on the topic, in the roadmap and the area, the confirmed level."""

    member: str
    name: str
    topic: int = 0
    roadmap: int = 0
    area: int = 0
    level: str = ""
    level_in: str = ""  # the roadmap's id
    confirmed_by: str = ""  # a name; empty where nobody remembers it


@dataclass(frozen=True, slots=True)
class Knower:
    """Somebody to ask, and why; `most` where nobody named for the same has as many hours."""

    member: str
    name: str
    why: Why
    most: bool = False
    level: str = ""
    level_in: str = ""
    confirmed_by: str = ""


@dataclass(frozen=True, slots=True)
class Plea:
    """A question of one person to another, who knows; `on` tells it from the same question another time.

    `subject` is empty where the content does not know the words.
    """

    asker: str
    knower: str
    subject: str
    words: str
    on: str

    @property
    def period(self) -> str:
        """What it is claimed under: nobody can answer a question that was not put just like this."""
        said = f"{self.asker}\n{self.knower}\n{self.subject}\n{self.on}\n{self.words}"
        return sha256(said.encode()).hexdigest()[:16]


def best(people: Iterable[Known]) -> tuple[Knower, ...]:
    """Who may be asked, most experienced first."""
    placed = [(place, each) for each in people if (place := _place(each))]
    placed.sort(key=lambda one: (one[0][0], -one[0][2], one[1].name.casefold(), one[1].member))
    return tuple(
        Knower(
            each.member,
            each.name,
            why,
            most=minutes > max((p[2] for p, other in placed if p[1] is why and other is not each), default=0),
            level=each.level,
            level_in=each.level_in,
            confirmed_by=each.confirmed_by,
        )
        for (_, why, minutes), each in placed
    )


def _place(known: Known) -> tuple[tuple[int, int], Why, int] | None:
    """The row, the reason and the minutes that count in it; None for who is not named."""
    level = rank(known.level)
    if level >= _ADVANCED:
        return (1, -level), Why.LEVEL, max(known.topic, known.roadmap, known.area)
    if known.topic >= LEAST:
        return (2, 0), Why.TOPIC, known.topic
    if known.roadmap >= LEAST:
        return (3, 0), Why.ROADMAP, known.roadmap
    if level >= _INTERMEDIATE:
        return (4, 0), Why.LEVEL, known.area
    return ((5, 0), Why.AREA, known.area) if known.area >= LEAST else None
