"""`python -m benchmarks.fill [--entries N] [--people N] [--file FILE]`: fill a new SQLite database by bulk SQL.

The sums are filled too. The same numbers make the same entries, in the order of time, the last ones on the last day.
Each member has two thousand, the first ten times as many; or so many people have the same number each, four a week for
as many years as that takes, so that only the number of entries differs.
"""

from __future__ import annotations

import argparse
import sqlite3
import tempfile
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Final

from benchmarks.client import BENCH_WORKSPACE, member_ids
from benchmarks.databases import LEDGER_TODAY, add_members, open_database
from bot.calendar.weeks import month_of, week_of
from bot.catalog.catalog import Catalog
from bot.catalog.source import CatalogSource
from bot.settings import read_settings

ENTRIES_EACH: Final = 2_000  # four a week for ten years
DAYS: Final = 3_650
_PREPARE: Final = """
CREATE TEMP TABLE calendar (number INTEGER PRIMARY KEY, day TEXT, week TEXT, month TEXT);
CREATE TEMP TABLE subjects (number INTEGER PRIMARY KEY, area TEXT, topic TEXT);
CREATE TEMP TABLE filled (number INTEGER PRIMARY KEY, id TEXT, entries INTEGER);
CREATE TEMP TABLE serials (value INTEGER PRIMARY KEY);
CREATE TEMP TABLE days (day TEXT PRIMARY KEY, week TEXT, month TEXT) WITHOUT ROWID;
"""
_ENTRIES: Final = """
INSERT INTO entries (workspace, member, minutes, area, topic, day, note, source, request, created_at)
SELECT ?, filled.id, 15 + (filled.number * 7 + serials.value) % 90, subjects.area, subjects.topic, calendar.day,
       'read chapter ' || serials.value, 'command', 'fill:' || serials.value, calendar.day || ' 12:00:00.000000'
FROM serials CROSS JOIN filled
JOIN calendar ON calendar.number =
    (SELECT count(*) - 1 FROM calendar) - (filled.entries - 1 - serials.value) * 7 / 4 % (SELECT count(*) FROM calendar)
JOIN subjects ON subjects.number = (filled.number * 3 + serials.value) % (SELECT count(*) FROM subjects)
WHERE serials.value < filled.entries
"""
_SUMS: Final = """
INSERT INTO totals (workspace, member, period, subject, minutes)
SELECT workspace, member, {period}, {subject}, sum(minutes) FROM entries JOIN days USING (day)
WHERE {subject} IS NOT NULL GROUP BY workspace, member, {period}, {subject}
"""
_SUMMED: Final = (  # period and subject, as `rollups.rollup_keys` has them
    *((period, subject) for period in ("week", "month", "'all'") for subject in ("''", "area")),
    ("'all'", "topic"),
)


def default_file(entry_count: int, people: int = 0) -> Path:
    """Return where a filled database of this size lies for all benchmarks of this machine to copy."""
    name = f"roadmate-filled-{entry_count}-{people}.db" if people else f"roadmate-filled-{entry_count}.db"
    return Path(tempfile.gettempdir()) / name


def list_people(entry_count: int, people: int = 0) -> list[str]:
    """Return the members of a database with so many entries, the busiest first."""
    return member_ids(len(_shares(entry_count, people)))


def fill_ledger(file: Path, entry_count: int, catalog: Catalog, people_count: int = 0) -> None:
    """Fill a new database with so many entries and the sums of them; so many people have as many each."""
    shares, people = _shares(entry_count, people_count), list_people(entry_count, people_count)
    with open_database(f"sqlite:///{file}") as database:
        add_members(database, people, admin=people[0] if people_count else people[-1])
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for pragma in ("synchronous=OFF", "journal_mode=OFF", "temp_store=MEMORY", "cache_size=-4000000"):
            connection.execute(f"PRAGMA {pragma}")  # it is written once; what is measured comes later
        connection.executescript(_PREPARE)
        connection.execute("BEGIN")
        _insert_sources(connection, people, shares, catalog)
        connection.execute(_ENTRIES, (BENCH_WORKSPACE,))
        for period, subject in _SUMMED:
            connection.execute(_SUMS.format(period=period, subject=subject))
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode=WAL")


def _shares(entry_count: int, people: int = 0) -> list[int]:
    """Return how many entries each member has: all the same, or the first a lot and the last what is left."""
    if people:
        return [entry_count // people] * people
    most = min(10 * ENTRIES_EACH, entry_count // 10)
    rest = entry_count - most
    left = [rest % ENTRIES_EACH] if rest % ENTRIES_EACH else []
    return [most, *[ENTRIES_EACH] * (rest // ENTRIES_EACH), *left]


def _insert_sources(connection: sqlite3.Connection, people: list[str], shares: list[int], catalog: Catalog) -> None:
    count = DAYS if max(shares) != min(shares) else max(DAYS, max(shares) * 7 // 4 + 1)
    days = [LEDGER_TODAY - timedelta(days=count - number) for number in range(count)]
    dated = [(number, day.isoformat(), week_of(day), month_of(day)) for number, day in enumerate(days)]
    topics = [(area.id, place.id) for area in catalog.areas for place in catalog.curriculum(area.id)]
    for table, rows in (
        ("calendar", dated),
        ("days", [row[1:] for row in dated]),
        ("subjects", [(number, *topic) for number, topic in enumerate(topics)]),
        ("filled", [(number, *each) for number, each in enumerate(zip(people, shares, strict=True))]),
        ("serials", [(value,) for value in range(max(shares))]),
    ):
        marks = ", ".join("?" * len(rows[0]))
        connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)


def main() -> None:
    """Fill a file."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fill", description=__doc__)
    parser.add_argument("--entries", type=int, default=500_000)
    parser.add_argument("--people", type=int, default=0, help="so many with as many entries each")
    parser.add_argument("--file", type=Path, help="a new file; left out, one that the benchmarks find")
    asked = parser.parse_args()
    file = asked.file or default_file(asked.entries, asked.people)
    if file.exists():
        parser.error(f"{file} exists; name a new file, or delete that one")
    start = time.perf_counter()
    fill_ledger(file, asked.entries, CatalogSource(read_settings({}).content_path()).current(), asked.people)
    people = len(list_people(asked.entries, asked.people))
    print(f"{asked.entries:,} entries of {people:,} members in {time.perf_counter() - start:,.0f} s: {file}")


if __name__ == "__main__":
    main()
