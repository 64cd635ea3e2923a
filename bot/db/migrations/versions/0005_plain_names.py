"""Each table is called what it holds: `gatherings` are sessions, `works` the progress of assignments, and so on.

Revision ID: 0005
Revises: 0004

PostgreSQL renames. SQLite writes a table anew, since it cannot rename a constraint, and the new one goes on numbering
where the old one was: the number of a row that was deleted is given to no other.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# A table stands after the one that it refers to.
TABLES: Final = (
    ("absences", "time_off"),
    ("works", "assignment_progress"),
    ("work_steps", "assignment_steps"),
    ("stucks", "help_requests"),
    ("advice", "assigned_next_steps"),
    ("remarks", "mentor_notes"),
    ("gatherings", "sessions"),
    ("guests", "session_attendees"),
    ("former", "anonymous_totals"),
    ("answered", "handled_events"),
    ("audit", "audit_log"),
    ("targets", "target_days"),
)
OLD_NAMES: Final = {new: old for old, new in TABLES}

INDEXES: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "time_off": (("workspace", "member"),),
    "assignment_progress": (("workspace", "state"),),
    "assignment_steps": (("workspace", "member", "assignment"),),
    "help_requests": (("workspace", "member"),),
    "mentor_notes": (("workspace", "member"),),
    "sessions": (("workspace", "starts_at"),),
    "session_attendees": (("workspace", "member"),),
    "handled_events": (("at",),),
    "audit_log": (("workspace", "at"), ("workspace", "subject")),
}
NUMBERED: Final = frozenset({"time_off", "assignment_steps", "help_requests", "mentor_notes", "sessions", "audit_log"})


def upgrade() -> None:
    _rename([(old, new, new) for old, new in TABLES], session="session", old_session="gathering")


def downgrade() -> None:
    _rename([(new, old, new) for old, new in TABLES], session="gathering", old_session="session")


def _rename(names: list[tuple[str, str, str]], *, session: str, old_session: str) -> None:
    """Rename each table from the first name to the second; the third says which table it is."""
    if op.get_bind().dialect.name == "sqlite":
        _write_anew(names, session, old_session)
    else:
        _rename_in_place(names, session, old_session)


def _write_anew(names: list[tuple[str, str, str]], session: str, old_session: str) -> None:
    for old, new, which in names:
        parent = next(name for _, name, kind in names if kind == "sessions")
        columns = _columns(which, session)
        op.create_table(
            new, *columns, *_constraints(which, new, parent, session), sqlite_autoincrement=which in NUMBERED
        )
        into = ", ".join(f'"{column.name}"' for column in columns)
        of = ", ".join(f'"{column.name}"' for column in _columns(which, old_session))
        op.execute(f"INSERT INTO {new} ({into}) SELECT {of} FROM {old}")
        if which in NUMBERED:
            op.execute(f"DELETE FROM sqlite_sequence WHERE name = '{new}'")
            numbers = f"SELECT '{new}', seq FROM sqlite_sequence WHERE name = '{old}'"
            op.execute(f"INSERT INTO sqlite_sequence (name, seq) {numbers}")
    for old, new, which in reversed(names):
        op.drop_table(old)
        for of_index in INDEXES.get(which, ()):
            op.create_index(_index(new, of_index), new, list(of_index))


def _rename_in_place(names: list[tuple[str, str, str]], session: str, old_session: str) -> None:
    # All at once, before anything is done: whoever still works has finished then, or waits until it is over.
    op.execute(f"LOCK TABLE {', '.join(old for old, _, _ in names)} IN ACCESS EXCLUSIVE MODE")
    for old, new, which in names:
        op.rename_table(old, new)
        if which == "session_attendees":
            op.alter_column(new, old_session, new_column_name=session)
        pairs = zip(_constraint_names(which, old, old_session), _constraint_names(which, new, session), strict=True)
        for before, after in (*pairs, *_not_null_names(old, new, session, old_session)):
            op.execute(f'ALTER TABLE {new} RENAME CONSTRAINT "{before}" TO "{after}"')
        for of_index in INDEXES.get(which, ()):
            op.execute(f"ALTER INDEX {_index(old, of_index)} RENAME TO {_index(new, of_index)}")
        if which in NUMBERED:
            op.execute(f"ALTER SEQUENCE {old}_id_seq RENAME TO {new}_id_seq")


def _not_null_names(old: str, new: str, session: str, old_session: str) -> Iterator[tuple[str, str]]:
    """From PostgreSQL 18 on, "not null" is a constraint with a name too."""
    found = sa.text("SELECT conname FROM pg_constraint WHERE conrelid = CAST(:table AS regclass) AND contype = 'n'")
    for name in op.get_bind().scalars(found, {"table": new}).all():
        if name.startswith(f"{old}_"):
            column = name.removeprefix(f"{old}_")
            yield (
                name,
                f"{new}_" + (column.replace(old_session, session) if old == "guests" or new == "guests" else column),
            )


def _constraint_names(which: str, table: str, session: str) -> list[str]:
    return [str(constraint.name) for constraint in _constraints(which, table, "", session)]


def _index(table: str, columns: tuple[str, ...]) -> str:
    return f"ix_{table}_{'_'.join(columns)}"


def _constraints(which: str, table: str, parent: str, session: str) -> list[sa.schema.SchemaItem]:
    """The primary key, and what else the table has; `parent` is what sessions are called."""
    keys: dict[str, tuple[str, ...]] = {
        **dict.fromkeys(NUMBERED, ("id",)),
        "assignment_progress": ("workspace", "member", "assignment"),
        "assigned_next_steps": ("workspace", "member"),
        "session_attendees": (session, "member"),
        "anonymous_totals": ("workspace", "area"),
        "handled_events": ("event",),
        "target_days": ("workspace", "member", "area"),
    }
    more: list[sa.schema.SchemaItem] = []
    if which == "sessions":
        more = [sa.UniqueConstraint("workspace", "request", name=f"uq_{table}_workspace_request")]
    if which == "session_attendees":
        more = [sa.ForeignKeyConstraint([session], [f"{parent or table}.id"], name=f"fk_{table}_{session}")]
    return [sa.PrimaryKeyConstraint(*keys[which], name=f"pk_{table}"), *more]


def _columns(which: str, session: str) -> list[sa.Column]:
    match which:
        case "time_off":
            return [
                *(_number(), _id("workspace"), _id("member")),
                sa.Column("first", sa.Date(), nullable=False),
                sa.Column("last", sa.Date(), nullable=True),
                sa.Column("label", sa.String(80), server_default="", nullable=False),
                _moment("created_at"),
            ]
        case "assignment_progress":
            return [
                *(_id("workspace"), _id("member"), _id("assignment", 128), _id("state", 16)),
                sa.Column("due", sa.Date(), nullable=True),
                *(_integer("step"), _moment("changed_at")),
            ]
        case "assignment_steps":
            return [
                *(_number(), _id("workspace"), _id("member"), _id("assignment", 128), _moment("at")),
                *(_id("actor"), _id("act", 16), _words("link"), _words("words")),
            ]
        case "help_requests":
            return [
                *(_number(), _id("workspace"), _id("member"), _id("subject", 128), _words("words", empty=False)),
                *(_moment("at"), _moment("over_at", nullable=True)),
                sa.Column("over_by", sa.String(64), nullable=True),
            ]
        case "assigned_next_steps":
            return [
                *(_id("workspace"), _id("member"), _id("mentor"), _id("subject", 128)),
                *(_integer("minutes"), _words("words"), _moment("at")),
            ]
        case "mentor_notes":
            return [
                *(_number(), _id("workspace"), _id("author"), _id("member"), _words("words", empty=False)),
                sa.Column("shared", sa.Boolean(), server_default=sa.false(), nullable=False),
                _moment("at"),
            ]
        case "sessions":
            return [
                *(_number(), _id("workspace"), _id("host"), _id("title", 150), _moment("starts_at")),
                *(_integer("minutes"), _id("channel"), _id("request", 200)),
                *(_moment("cancelled_at", nullable=True), _moment("created_at")),
            ]
        case "session_attendees":
            return [_integer(session), _id("member"), _id("workspace"), _moment("joined_at")]
        case "anonymous_totals":
            return [_id("workspace"), _id("area"), _integer("minutes")]
        case "handled_events":
            return [_id("event", 200), _moment("at")]
        case "audit_log":
            return [
                *(_number(), _id("workspace"), _moment("at"), _id("actor"), _id("act", 32)),
                *(sa.Column("subject", sa.String(128), server_default="", nullable=False), _words("detail")),
            ]
        case "target_days":
            return [
                *(_id("workspace"), _id("member"), _id("area")),
                sa.Column("day", sa.Date(), nullable=False),
            ]
    raise LookupError(which)


def _id(name: str, length: int = 64) -> sa.Column:
    return sa.Column(name, sa.String(length), nullable=False)


def _number() -> sa.Column:
    return sa.Column("id", sa.Integer(), autoincrement=True, nullable=False)


def _integer(name: str) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=False)


def _moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _words(name: str, *, empty: bool = True) -> sa.Column:
    return sa.Column(name, sa.Text(), server_default="" if empty else None, nullable=False)
