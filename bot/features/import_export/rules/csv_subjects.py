"""Resolve what the rows of a table of hours are booked on: by exact name, never on a guess."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Final

from bot.catalog.catalog import Catalog
from bot.catalog.lookup import subjects
from bot.catalog.lookup.subjects import Subject, SubjectOptions
from bot.catalog.models import Roadmap
from bot.core.ledger.rules import Booking
from bot.features.import_export.rules.csv_cells import CellError, quoted_cell
from bot.features.import_export.rules.csv_format import CsvRow, RejectedRow, UnreadableFile

IMPORT_SOURCE: Final = "import"
MAX_SUGGESTED: Final = 20  # unknown names for which the nearest are looked up, which is slow
MAX_NAMES: Final = 3  # in one reason


@dataclass(frozen=True, slots=True)
class BookableRow:
    """A row that can be booked; `id` and `created_at` tell which entry of ours it was exported from."""

    line: int
    booking: Booking
    id: int | None
    created_at: str


def resolve_subjects(
    catalog: Catalog, rows: Iterable[CsvRow | RejectedRow], *, max_unknown: int | None = None
) -> list[BookableRow | RejectedRow] | UnreadableFile:
    """Resolve the subjects of one member's rows; UnreadableFile for more than `max_unknown` unknown names."""
    resolver, resolved = _SubjectResolver(catalog), list[BookableRow | RejectedRow]()
    for row in rows:
        resolved.append(resolver.resolve_row(row) if isinstance(row, CsvRow) else row)
        if max_unknown is not None and len(resolver.unknown_names) > max_unknown:
            return UnreadableFile(
                f"More than {max_unknown} different names in the file are no area, roadmap or topic I know, "
                f"{quoted_cell(resolver.unknown_names[0])} for one."
            )
    return resolved


class _SubjectResolver:
    """Looks each name up once, and numbers equal rows, so that each has a key of its own."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._subjects_by_name: dict[str, Subject | CellError] = {}
        self._row_counts: Counter[tuple[object, ...]] = Counter()
        self.unknown_names: list[str] = []

    def resolve_row(self, row: CsvRow) -> BookableRow | RejectedRow:
        """Return a row with its subject and its key, or why it cannot be booked."""
        content = (row.minutes, row.day.isoformat(), row.area, row.roadmap, row.topic, row.what, row.note, row.evidence)
        self._row_counts[content] += 1
        try:
            subject = self._resolve_subject(row)
        except CellError as error:
            return RejectedRow(row.line, str(error))
        area, roadmap, topic = subject.ledger_ids
        booking = Booking(
            minutes=row.minutes,
            area=area,
            roadmap=roadmap,
            topic=topic,
            day=row.day,
            note=row.note,
            source=IMPORT_SOURCE,
            request=f"import:{sha256(repr((content, self._row_counts[content])).encode()).hexdigest()[:32]}",
            evidence=row.evidence,
        )
        is_export = bool(row.workspace or row.created_at)  # other programs number their rows too
        return BookableRow(row.line, booking, row.id if is_export else None, row.created_at)

    def _resolve_subject(self, row: CsvRow) -> Subject:
        """Return the narrowest subject that the row names, in the area that it names; CellError if they do not fit."""
        roadmap = self._find_name(row.roadmap).roadmap if row.roadmap else None
        names = [name for name in (row.topic, row.what) if name] or [row.roadmap or row.area]
        subject, *others = (self._find_in_roadmap(roadmap, name) for name in names)
        if any(other != subject for other in others):
            raise CellError(f"{quoted_cell(row.topic)} and {quoted_cell(row.what)} are two things")
        if roadmap and subject.roadmap != roadmap:
            raise CellError(f"{quoted_cell(names[0])} is nothing in {quoted_cell(row.roadmap)}")
        area = self._find_name(row.area).area if row.area else subject.area
        if area != subject.area and not subject.roadmap:
            raise CellError(f"{quoted_cell(names[0])} and {quoted_cell(row.area)} are two areas")
        return replace(subject, area=area)

    def _find_in_roadmap(self, roadmap: Roadmap | None, name: str) -> Subject:
        """Return what a name means beside the name of a roadmap; an id needs none."""
        is_id = roadmap is None or self._catalog.find_topic(name) or self._catalog.find_roadmap(name)
        return self._find_name(name if is_id or roadmap is None else f"{roadmap.name} {name}")

    def _find_name(self, name: str) -> Subject:
        key = name.casefold()
        if key not in self._subjects_by_name:
            self._subjects_by_name[key] = self._look_up(name)
        result = self._subjects_by_name[key]
        if isinstance(result, CellError):
            raise CellError(str(result))
        return result

    def _look_up(self, name: str) -> Subject | CellError:
        match = subjects.find_subject(self._catalog, name)
        if isinstance(match, Subject) and not match.corrections:
            return match
        options = match.options if isinstance(match, SubjectOptions) else ()
        if len(options) > 1:
            return CellError(f"{quoted_cell(name)} can be {_options_text(options)}")
        self.unknown_names.append(name)
        near: Sequence[Subject] = (match,) if isinstance(match, Subject) else options
        if not near and len(self.unknown_names) <= MAX_SUGGESTED:
            near = subjects.nearest_subjects(self._catalog, name)
        suggestion = f": {_options_text(near)} is near" if near else ""
        return CellError(f"{quoted_cell(name)} is no area, roadmap or topic{suggestion}")


def _options_text(options: Sequence[Subject]) -> str:
    names = list(dict.fromkeys(map(_subject_label, options)))
    *most, last = names if len(names) <= MAX_NAMES else (*names[:MAX_NAMES], "another")
    return f"{', '.join(most)} or {last}" if most else last


def _subject_label(subject: Subject) -> str:
    if subject.topic_ref:
        return f"{subject.topic_ref.topic.name} ({subject.topic_ref.roadmap.name})"
    return subject.name
