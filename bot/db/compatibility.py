"""Which releases work over a schema: a mark in the database, so that an older release knows it beside a newer one.

Each migration says `compatible_since`: the oldest schema whose release works over what the migration leaves. The run of
migrations writes the highest of these down in its own transaction. A release of an older schema than that refuses the
database; one in between goes on over tables and columns that it doesn't know.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Connection, MetaData, String, Table, delete, insert, inspect, select

from bot.frozen import frozen

# Beside Alembic's table and not among the tables of the product: it's of the schema, and goes with no one's data.
schema_compatibility: Final = Table(
    "schema_compatibility",
    MetaData(),
    Column("revision", String(32)),  # that the mark is about; about any other it says nothing
    Column("compatible_since", String(32)),
)


@frozen
class FoundSchema:
    """The schema that a database has, and the oldest one whose release works over it; by itself only its own."""

    revision: str
    compatible_since: str

    def is_newer_than(self, release: str) -> bool:
        """Return whether a release of a later schema than this one's has upgraded the database. Four digits each."""
        return self.revision > release

    def works_for(self, release: str) -> bool:
        """Return whether a release of this schema can work over the database as it is."""
        return self.compatible_since <= release <= self.revision


def read_compatibility(conn: Connection, revision: str) -> FoundSchema:
    """Return the schema of a database, whose revision is known, with its mark; without a mark it's for its own only."""
    if not inspect(conn).has_table(schema_compatibility.name):
        return FoundSchema(revision, revision)
    mark = select(schema_compatibility.c.compatible_since).where(schema_compatibility.c.revision == revision)
    return FoundSchema(revision, str(conn.execute(mark).scalar() or revision))


def write_mark(conn: Connection, made: FoundSchema) -> None:
    """Write down the oldest schema whose release works over the one that a run of migrations has just made."""
    schema_compatibility.create(conn, checkfirst=True)
    conn.execute(delete(schema_compatibility))
    conn.execute(insert(schema_compatibility).values(revision=made.revision, compatible_since=made.compatible_since))


def refusal_of(found: FoundSchema, release: str) -> str | None:
    """Return what to tell the operator of a running process of this release; None where it can work."""
    if found.works_for(release):
        return None
    if found.is_newer_than(release):
        return f"the database was upgraded to schema {found.revision} by a newer release: restart this process with it"
    return f"the database has the older schema {found.revision} now: restart this process, which brings {release}"


def notice_of(found: FoundSchema, release: str) -> str | None:
    """Return what to tell the operator of a release that works over the schema of a newer one."""
    if not (found.works_for(release) and found.is_newer_than(release)):
        return None
    return f"the database has schema {found.revision} of a newer release; this one ({release}) works with it"
