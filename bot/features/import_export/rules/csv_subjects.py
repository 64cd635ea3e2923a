"""What the rows of somebody's table of hours are booked on: what is called exactly so, and nothing on a guess."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Final

from bot.catalog.catalog import Catalog
from bot.catalog.lookup import subjects
from bot.catalog.lookup.subjects import Subject, Subjects
from bot.catalog.models import Roadmap
from bot.core.ledger.rules import Booking
from bot.features.import_export.rules.csv_cells import Misfit, shown
from bot.features.import_export.rules.csv_format import Bad, NoSheet, Ready

SOURCE: Final = "import"
MOST_SUGGESTED: Final = 20  # names for which the nearest are looked up, which takes its time
MOST_NAMES: Final = 3


@dataclass(frozen=True, slots=True)
class Meant:
    """A row that can be booked; `id` and `created_at` tell which entry of ours it was exported from."""

    line: int
    booking: Booking
    id: int | None
    created_at: str


def read(
    catalog: Catalog, rows: Iterable[Ready | Bad], *, most_unknown: int | None = None
) -> list[Meant | Bad] | NoSheet:
    """The rows of one member with what they are booked on; a file with too many unknown names is none of ours."""
    reader, found = _Reader(catalog), list[Meant | Bad]()
    for row in rows:
        found.append(reader.row(row) if isinstance(row, Ready) else row)
        if most_unknown is not None and len(reader.unknown) > most_unknown:
            return NoSheet(
                f"More than {most_unknown} different names in the file are no area, roadmap or topic I know, "
                f"{shown(reader.unknown[0])} for one."
            )
    return found


class _Reader:
    """Looks each name up once, and numbers rows that say the same, so that each has a key of its own."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._found: dict[str, Subject | Misfit] = {}
        self._seen: Counter[tuple[object, ...]] = Counter()
        self.unknown: list[str] = []

    def row(self, row: Ready) -> Meant | Bad:
        """A row with its key, or why it has none."""
        content = (row.minutes, row.day.isoformat(), row.area, row.roadmap, row.topic, row.what, row.note, row.evidence)
        self._seen[content] += 1
        try:
            subject = self._subject(row)
        except Misfit as misfit:
            return Bad(row.line, str(misfit))
        area, roadmap, topic = subject.ids
        booking = Booking(
            minutes=row.minutes,
            area=area,
            roadmap=roadmap,
            topic=topic,
            day=row.day,
            note=row.note,
            source=SOURCE,
            request=f"import:{sha256(repr((content, self._seen[content])).encode()).hexdigest()[:32]}",
            evidence=row.evidence,
        )
        ours = bool(row.workspace or row.created_at)  # other programs number their rows too
        return Meant(row.line, booking, row.id if ours else None, row.created_at)

    def _subject(self, row: Ready) -> Subject:
        """The narrowest that the row names, in the area that it names. Raises Misfit."""
        roadmap = self._find(row.roadmap).roadmap if row.roadmap else None
        names = [name for name in (row.topic, row.what) if name] or [row.roadmap or row.area]
        subject, *others = (self._within(roadmap, name) for name in names)
        if any(other != subject for other in others):
            raise Misfit(f"{shown(row.topic)} and {shown(row.what)} are two things")
        if roadmap and subject.roadmap != roadmap:
            raise Misfit(f"{shown(names[0])} is nothing in {shown(row.roadmap)}")
        area = self._find(row.area).area if row.area else subject.area
        if area != subject.area and not subject.roadmap:
            raise Misfit(f"{shown(names[0])} and {shown(row.area)} are two areas")
        return replace(subject, area=area)

    def _within(self, roadmap: Roadmap | None, name: str) -> Subject:
        """What a name means beside a roadmap's; an id needs none. Raises Misfit."""
        alone = roadmap is None or self._catalog.find_topic(name) or self._catalog.find_roadmap(name)
        return self._find(name if alone or roadmap is None else f"{roadmap.name} {name}")

    def _find(self, name: str) -> Subject:
        """Raises Misfit."""
        key = name.casefold()
        if key not in self._found:
            self._found[key] = self._look_up(name)
        found = self._found[key]
        if isinstance(found, Misfit):
            raise Misfit(str(found))
        return found

    def _look_up(self, name: str) -> Subject | Misfit:
        found = subjects.find(self._catalog, name)
        if isinstance(found, Subject) and not found.taken:
            return found
        options = found.options if isinstance(found, Subjects) else ()
        if len(options) > 1:
            return Misfit(f"{shown(name)} can be {_either(options)}")
        self.unknown.append(name)
        near: Sequence[Subject] = (found,) if isinstance(found, Subject) else options
        if not near and len(self.unknown) <= MOST_SUGGESTED:
            near = subjects.nearest(self._catalog, name)
        return Misfit(f"{shown(name)} is no area, roadmap or topic" + (f": {_either(near)} is near" if near else ""))


def _either(options: Sequence[Subject]) -> str:
    names = list(dict.fromkeys(map(_name, options)))
    *most, last = names if len(names) <= MOST_NAMES else (*names[:MOST_NAMES], "another")
    return f"{', '.join(most)} or {last}" if most else last


def _name(subject: Subject) -> str:
    if subject.place:
        return f"{subject.place.topic.name} ({subject.place.roadmap.name})"
    return subject.name
