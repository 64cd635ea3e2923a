"""Resolve what rows of a table of hours are booked on: by exact name, or as its member has said; never on a guess."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256
from types import MappingProxyType
from typing import Final

from bot.catalog.catalog import Catalog
from bot.catalog.lookup import subjects, typeahead
from bot.catalog.lookup.subject import roadmap_subject
from bot.catalog.lookup.subjects import Subject, SubjectOptions
from bot.catalog.models import Roadmap
from bot.core.ledger.rules import Booking
from bot.features.import_export.rules.csv_cells import CellError, HarmlessCellError, parse_note_cell, quoted_cell
from bot.features.import_export.rules.csv_format import (
    CsvRow,
    ForeignNames,
    RejectedRow,
    UnknownNameRow,
    UnreadableFile,
)
from bot.frozen import frozen

IMPORT_SOURCE: Final = "import"
MAX_SUGGESTED: Final = 20  # unknown names for which the nearest are looked up, which is slow
MAX_NAMES: Final = 3  # in one reason


MAX_NAME_LENGTH: Final = 255  # of a name that is remembered

RowMeaning = tuple[date, int, str, str | None, str | None, str]
RememberedNames = Mapping[str, Subject | None]
"""What a member has said that names of other programs are, by `name_key`; None for rows to leave out."""
NOTHING_REMEMBERED: Final[RememberedNames] = MappingProxyType({})


@frozen
class BookableRow:
    """A row that can be booked; `id` and `created_at` tell which entry of ours it was exported from.

    One that `is_keyed` is known by its key as well: it may be of another day when its member has moved, or on another
    subject when its member has said so.
    """

    line: int
    booking: Booking
    id: int | None
    created_at: str
    is_keyed: bool = False
    former_minutes: int | None = None

    @property
    def meanings(self) -> Iterator[RowMeaning]:
        """Yield what the row means, and what it meant to older versions."""
        booking = self.booking
        for minutes in dict.fromkeys((booking.minutes, self.former_minutes or booking.minutes)):
            yield row_meaning(booking.day, minutes, (booking.area, booking.roadmap, booking.topic), booking.note)


def row_meaning(day: date, minutes: int, subject: tuple[str, str | None, str | None], note: str) -> RowMeaning:
    """Return what a row is known by, however its file writes it."""
    return (day, minutes, *subject, " ".join(unicodedata.normalize("NFC", note).split()))


def name_key(name: str) -> str:
    """Return what the answer about a name is remembered under."""
    return " ".join(name.casefold().split())[:MAX_NAME_LENGTH].rstrip()


def known_answers(
    catalog: Catalog, answers: Mapping[str, tuple[str, str | None, str | None] | None]
) -> dict[str, Subject | None]:
    """Return remembered answers, by `name_key`, without those whose subject left the content."""
    subjects_by_name = {name: ids and typeahead.find_subject_by_ids(catalog, *ids) for name, ids in answers.items()}
    return {name: subject for name, subject in subjects_by_name.items() if subject or answers[name] is None}


def resolve_subjects(
    catalog: Catalog,
    rows: Iterable[CsvRow | RejectedRow],
    *,
    remembered: RememberedNames = NOTHING_REMEMBERED,
    max_unknown: int | None = None,
) -> list[BookableRow | RejectedRow] | UnreadableFile:
    """Resolve the subjects of one member's rows; UnreadableFile for more than `max_unknown` unknown names of ours."""
    resolver, resolved = _SubjectResolver(catalog, remembered), list[BookableRow | RejectedRow]()
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

    def __init__(self, catalog: Catalog, remembered: RememberedNames) -> None:
        self._catalog = catalog
        self._remembered = remembered
        self._subjects_by_name: dict[str, Subject | CellError] = {}
        self._exact_by_name: dict[str, Subject | None] = {}
        self._row_counts: Counter[tuple[object, ...]] = Counter()
        self.unknown_names: list[str] = []

    def resolve_row(self, row: CsvRow) -> BookableRow | RejectedRow:
        """Return a row with its subject and its key, or why it cannot be booked."""
        try:
            if row.names is None:
                return self._bookable_row(row, self._resolve_subject(row), row.note)
            named = self._resolve_names(row.names, row.note)
            if named is None:
                return _unknown_name_row(row, row.names.label)
            return self._bookable_row(row, named[0], parse_note_cell(named[1]))
        except CellError as error:
            return RejectedRow(row.line, str(error), isinstance(error, HarmlessCellError))

    def _bookable_row(self, row: CsvRow, subject: Subject, note: str) -> BookableRow:
        area, roadmap, topic = subject.ledger_ids
        meaning = row_meaning(row.day, row.minutes, subject.ledger_ids, note)
        named = (row.names.label, row.note) if row.names else meaning[2:]  # another answer makes it no other row
        content = (row.moment.isoformat() if row.moment else row.day.isoformat(), row.minutes, *named)
        self._row_counts[content] += 1
        booking = Booking(
            minutes=row.minutes,
            area=area,
            roadmap=roadmap,
            topic=topic,
            day=row.day,
            note=note,
            source=IMPORT_SOURCE,
            request=f"import:{sha256(repr((content, self._row_counts[content])).encode()).hexdigest()[:32]}",
            evidence=row.evidence,
        )
        is_export = bool(row.workspace or row.created_at)  # other programs number their rows too
        own_id = row.id if is_export else None
        is_keyed = row.moment is not None or row.names is not None
        return BookableRow(row.line, booking, own_id, row.created_at, is_keyed, row.former_minutes)

    def _resolve_names(self, names: ForeignNames, note: str) -> tuple[Subject, str] | None:
        """Return what another program's names mean, and the note with the rest of them; None for what must be asked.

        The narrowest name that is exactly one of ours counts, else what the member has said of all of them together.

        Raises:
            HarmlessCellError: the member has said to leave such rows out.
            CellError: there is no name.
        """
        beside = (names.task, *names.tags)
        for used in ((names.project, names.task), (names.task,), (names.project,), *((tag,) for tag in names.tags)):
            if subject := self._find_exact(" ".join(filter(None, used))):
                return subject, _join_note(note, [name for name in beside if name not in used])
        if not names.label:
            if subject := self._find_exact(note):
                return subject, note
            raise CellError("it names no project, task or tag")
        key = name_key(names.label)
        if key not in self._remembered:
            return None
        answer = self._remembered[key]
        if answer is None:
            raise HarmlessCellError(f"you said to leave out {quoted_cell(names.label)}")
        return answer, _join_note(note, names.tags if names.project or names.task else ())

    def _find_exact(self, name: str) -> Subject | None:
        """Return what has exactly this name."""
        if name not in self._exact_by_name:
            is_name = 0 < len(name) <= MAX_NAME_LENGTH and subjects.is_full_name(self._catalog, name)
            self._exact_by_name[name] = subjects.find_exact_subject(self._catalog, name) if is_name else None  # slow
        return self._exact_by_name[name]

    def _resolve_subject(self, row: CsvRow) -> Subject:
        """Return the narrowest subject that the row names, in the area that it names; CellError if they do not fit."""
        roadmap = self._find_roadmap(row.roadmap) if row.roadmap else None
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

    def _find_roadmap(self, name: str) -> Roadmap | None:
        """Return the roadmap of this name, also where its area has the same one; else that of what has the name."""
        return self._catalog.vocabulary.find_roadmap(name) or self._find_name(name).roadmap

    def _find_in_roadmap(self, roadmap: Roadmap | None, name: str) -> Subject:
        """Return what a name means beside the name of a roadmap; an id needs none."""
        if roadmap and self._catalog.vocabulary.find_roadmap(name) is roadmap:
            return roadmap_subject(self._catalog, roadmap)
        is_id = roadmap is None or self._catalog.find_topic_or_part(name) or self._catalog.find_roadmap(name)
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
        match = subjects.find_whole_subject(self._catalog, name)
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
        return CellError(f"{quoted_cell(name)} isn't an area, roadmap or topic{suggestion}")


def _unknown_name_row(row: CsvRow, name: str) -> UnknownNameRow:
    return UnknownNameRow(row.line, f"I don't know {quoted_cell(name)}", name=name, minutes=row.minutes)


def _join_note(note: str, names: Sequence[str]) -> str:
    """Return the note with the names that say no more than it does."""
    rest = ", ".join(filter(None, names))
    return f"{note} ({rest})" if note and rest else note or rest


def _options_text(options: Sequence[Subject]) -> str:
    names = list(dict.fromkeys(option.label for option in options))
    *most, last = names if len(names) <= MAX_NAMES else (*names[:MAX_NAMES], "another")
    return f"{', '.join(most)} or {last}" if most else last
