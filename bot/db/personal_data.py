"""Columns that hold something about a person, as features declare them for the export and the erasure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import Any, Final

from sqlalchemy import Column

from bot.frozen import frozen


@frozen
class Counted:
    """How rows are counted in the question before somebody is forgotten; those with the same words are added up."""

    one: str
    many: str
    order: int = 0  # among the lines; equal ones stand as the features do


CHOICES: Final = Counted(
    "goal, target day, day away or next step", "goals, target days, days away and next steps", order=1
)


@frozen
class Owned:
    """A column whose member owns the row, which goes with them."""

    column: Column[Any]
    counted: Counted | None = None


@frozen
class PersonalData:
    """What one feature keeps about people. Every text of the tables but short words of ours is in one of these."""

    owned: tuple[Owned, ...] = ()
    sections: Mapping[str, tuple[Column[Any], ...]] = field(default_factory=dict)
    """Parts of a person's export: the columns of one table by which rows are about them."""
    pointing: tuple[Column[Any], ...] = ()
    """Ids in rows of others, which give way to another word."""
    written: tuple[Column[Any], ...] = ()
    """Words of people, in which somebody may be mentioned."""
    redacted: tuple[Column[Any], ...] = ()
    """What the erasure has code of its own for."""
    plain: tuple[Column[Any], ...] = ()
    """Texts that name nobody else, each looked at."""


NO_PERSONAL_DATA: Final = PersonalData()


def merge_personal_data(parts: Iterable[PersonalData]) -> PersonalData:
    """Return all parts as one. Raises ValueError where two of them have a section of the same name."""
    every = tuple(parts)
    names = [name for part in every for name in part.sections]
    if len(names) != len(set(names)):
        raise ValueError(f"a section of the export is there twice: {sorted(names)}")
    return PersonalData(
        owned=tuple(each for part in every for each in part.owned),
        sections={name: columns for part in every for name, columns in part.sections.items()},
        pointing=tuple(column for part in every for column in part.pointing),
        written=tuple(column for part in every for column in part.written),
        redacted=tuple(column for part in every for column in part.redacted),
        plain=tuple(column for part in every for column in part.plain),
    )
