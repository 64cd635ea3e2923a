"""Hours, and what came with them.

Hours live in `entries`, which is only ever added to: a correction is a row with negative minutes that names the row it
takes back, so the sum of a member's rows is the member's total at every moment. `totals` holds those sums per period
and subject and is written in the booking's own transaction.

Rows that were written together are one act: `act` is the id of the first of them (NULL in a row that is an act by
itself). `undoes` is the act that this one undoes. A corrected entry is a new version of the old one: `root` is the id
of the first version (NULL in the first version itself), and the row that takes a version back bears the same root.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from bot.db.tables.columns import UtcDateTime, id_column, metadata

entries = Table(
    "entries",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    id_column("workspace"),
    id_column("member"),
    Column("minutes", Integer, nullable=False),
    id_column("area"),
    Column("roadmap", String(64)),
    Column("topic", String(128)),
    Column("day", Date, nullable=False),
    Column("note", Text, nullable=False, server_default=""),
    Column("source", String(16), nullable=False),
    Column("reverses", Integer, ForeignKey("entries.id")),
    Column("request", String(200), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("root", Integer),
    Column("act", Integer),
    Column("undoes", Integer),
    Column("evidence", Text, nullable=False, server_default=""),
    Column("activity", String(16), nullable=False, server_default=""),  # mentoring, talk
    Column("people", Text, nullable=False, server_default=""),  # ids of those it was done with, parted by spaces
    CheckConstraint("(reverses IS NULL AND minutes > 0) OR (reverses IS NOT NULL AND minutes < 0)", name="sign"),
    UniqueConstraint("workspace", "member", "request"),
    Index("ix_entries_workspace_member_day", "workspace", "member", "day"),
    Index("ix_entries_workspace_member_id", "workspace", "member", "id"),  # the newest first, for undo
    sqlite_autoincrement=True,
)

# Each entry is taken back at most once. Bookings, which take nothing back, stay out of this index and cost it nothing.
Index(
    "uq_entries_reverses",
    entries.c.reverses,
    unique=True,
    sqlite_where=entries.c.reverses.is_not(None),
)

# Most entries are never corrected and are an act by themselves; they stay out of these.
for _name in ("root", "act", "undoes"):
    Index(
        f"ix_entries_{_name}",
        entries.c[_name],
        sqlite_where=entries.c[_name].is_not(None),
    )

totals = Table(
    "totals",
    metadata,
    id_column("workspace", primary_key=True),
    id_column("member", primary_key=True),
    Column("period", String(8), primary_key=True),
    Column("subject", String(128), primary_key=True),
    Column("minutes", Integer, nullable=False),
    # The key answers for one member, this index for one board. Minutes stay out of it: they change with every booking.
    Index("ix_totals_board", "workspace", "period", "subject"),
    sqlite_with_rowid=False,
)

anonymous_totals = Table(
    "anonymous_totals",  # hours of people who were forgotten, without the people
    metadata,
    id_column("workspace", primary_key=True),
    id_column("area", primary_key=True),
    Column("minutes", Integer, nullable=False),
)

import_names = Table(
    "import_names",  # what names in the files of other programs are, as their member has said; no area: left out
    metadata,
    id_column("workspace", primary_key=True),
    id_column("member", primary_key=True),
    Column("name", String(255), primary_key=True),
    Column("area", String(64)),
    Column("roadmap", String(64)),
    Column("topic", String(128)),
    Column("at", UtcDateTime, nullable=False),
)

helpful_links = Table(
    "helpful_links",  # what helped somebody learn a topic, kept for their colleagues
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    id_column("workspace"),
    id_column("member"),
    Column("subject", String(128), nullable=False),  # a topic, else a roadmap, else an area
    Column("link", Text, nullable=False),
    Column("link_hash", String(40), nullable=False),
    Column("entry", Integer, nullable=False),  # the hours with which it was logged
    Column("named", Boolean, nullable=False, server_default=false()),  # agreed to be named beside it
    Column("kept_at", UtcDateTime, nullable=False),
    UniqueConstraint("workspace", "subject", "link_hash", "member", name="uq_helpful_links_workspace"),
    sqlite_autoincrement=True,
)
