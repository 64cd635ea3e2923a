"""Give current ids to whoever selects people's rows, and one row where several ids have become one.

While content has renamed ids, each SELECT begins with common table expressions that stand in for the tables with ids:
`WITH ticks AS (...) SELECT ... FROM ticks`. They are plain selections, which databases fold into the statement, and
only rows with renamed ids take longer. So no query has to think of it, and none can forget to. What locks rows (FOR
UPDATE) and what changes them finds ids as booked; so does a SELECT with the execution options `AS_BOOKED`.
"""

from __future__ import annotations

from json import dumps
from typing import Any, Final, Protocol

from sqlalchemy import Connection, Dialect, Table

from bot.db import tables
from bot.db.renamed_ids import AS_BOOKED, CARRIED, NO_RENAMES, RenamedIds, renames_of
from bot.frozen import frozen
from bot.lazy_pattern import lazy_pattern

_MEMBER: Final = ("workspace", "member")
_NEVER_HALVED: Final = frozenset(("area", "roadmap", "assignment", "first_area"))  # the other columns' ids may have /
_MAX_KEPT: Final = 2000  # statements; lists of varying lengths make more and more of them


@frozen
class ResolvedTable:
    """How rows of a table are read whose ids were renamed, and which of them holds where several name one id now.

    `ids` are the columns with ids. `key`: the other columns that tell rows apart; without it each row stays a row.
    The row with the greatest, or the smallest, value of a column holds, and of the same the one with the current id.
    Values of `adds` are added up. Those of `latest` are of the row with the newest last one that has the first.
    """

    table: Table
    ids: tuple[str, ...]
    key: tuple[str, ...] = ()
    greatest: str = ""
    smallest: str = ""
    adds: str = ""
    latest: tuple[str, ...] = ()
    separator: str = "/"  # parts ids in two, the first of which may be an old one


_TABLES: Final = (
    ResolvedTable(tables.entries, ("area", "roadmap", "topic")),
    ResolvedTable(tables.totals, ("subject",), (*_MEMBER, "period"), adds="minutes"),
    ResolvedTable(tables.anonymous_totals, ("area",), ("workspace",), adds="minutes"),
    ResolvedTable(tables.ticks, ("assignment",), _MEMBER, smallest="ticked_at"),
    ResolvedTable(tables.assignment_progress, ("assignment",), _MEMBER, greatest="changed_at"),
    ResolvedTable(tables.assignment_steps, ("assignment",)),
    ResolvedTable(tables.target_days, ("area",), _MEMBER, smallest="day"),
    ResolvedTable(tables.plan_choices, ("area",), (*_MEMBER, "choice"), greatest="at"),
    ResolvedTable(
        tables.levels,
        ("roadmap",),
        _MEMBER,
        greatest="claimed_at",
        latest=("confirmed", "confirmed_by", "confirmed_at"),
    ),
    ResolvedTable(tables.placement_answers, ("roadmap", "question")),
    ResolvedTable(tables.topic_state_acts, ("subject",)),
    ResolvedTable(tables.question_cards, ("topic",), _MEMBER, greatest="reviewed_at"),
    ResolvedTable(tables.asked_questions, ("question", "scope")),
    ResolvedTable(tables.question_reports, ("question",), (*_MEMBER, "version"), smallest="at"),
    ResolvedTable(tables.question_verdicts, ("question",), ("workspace", "version"), greatest="at"),
    ResolvedTable(tables.milestones, ("subject",), (*_MEMBER, "kind"), smallest="day", separator=":"),
    ResolvedTable(tables.helpful_links, ("subject",), (*_MEMBER, "link_hash"), greatest="id"),
    ResolvedTable(tables.help_requests, ("subject",)),
    ResolvedTable(tables.assigned_next_steps, ("subject",)),
    ResolvedTable(tables.offered_steps, ("subject",)),
    ResolvedTable(tables.import_names, ("area", "roadmap", "topic")),
    ResolvedTable(tables.pairs, ("area",)),
    ResolvedTable(tables.members, ("first_area",)),
    ResolvedTable(tables.content_changes, ("item",)),
    ResolvedTable(tables.content_suggestions, ("item",)),
)
RESOLVED_TABLES: Final = {each.table.name: each for each in _TABLES}

_SELECT: Final = lazy_pattern(r"\s*(?:SELECT\b|(WITH\b(?: RECURSIVE\b)?))")
_LOCKS: Final = lazy_pattern(r"\bFOR (?:NO KEY UPDATE|UPDATE|KEY SHARE|SHARE)\b")
_NAMES: Final = lazy_pattern(rf"\b(?:{'|'.join(RESOLVED_TABLES)})\b")


def carry_renames(conn: Connection, renames: RenamedIds) -> None:
    """Let a connection carry the renames in force; on SQLite before its transaction begins, which could undo it."""
    if not RenamedIds.were_any or conn.info.get(CARRIED, NO_RENAMES) is renames:
        return
    if conn.dialect.name == "sqlite":
        raw: Any = conn.connection.dbapi_connection
        raw.execute("DROP TABLE IF EXISTS temp.names_of_ids")
        raw.execute("CREATE TEMP TABLE names_of_ids (name TEXT PRIMARY KEY, current_id TEXT) WITHOUT ROWID")
        raw.execute("CREATE INDEX temp.ix_names_of_ids ON names_of_ids (current_id)")
        raw.executemany("INSERT INTO temp.names_of_ids VALUES (?, ?)", list(renames.names.items()))
    conn.info[CARRIED] = renames


def resolve_statement(conn: Connection, sql: str) -> str:
    """Return a statement as it has to be while ids are renamed; the same one where none are, or where it reads none."""
    renames = renames_of(conn)
    if not renames:
        return sql
    key = (conn.dialect.name, sql)
    found = renames.resolved_sql.get(key)
    if found is None:
        if len(renames.resolved_sql) >= _MAX_KEPT:
            renames.resolved_sql.clear()
        found = renames.resolved_sql[key] = _resolve(sql, renames, conn.dialect)
    return found


def resolve_ids_before_execute(
    conn: Connection, _cursor: Any, statement: str, parameters: Any, context: Any, _executemany: bool
) -> tuple[str, Any]:
    """Do so for what SQLAlchemy executes, as its event `before_cursor_execute`."""
    if renames_of(conn) and not (context and AS_BOOKED.items() <= context.execution_options.items()):
        statement = resolve_statement(conn, statement)
    return statement, parameters


def _resolve(sql: str, renames: RenamedIds, dialect: Dialect) -> str:
    start = _SELECT.match(sql)
    if not start or _LOCKS.search(sql):
        return sql
    read = dict.fromkeys(_NAMES.findall(sql))
    if not read:
        return sql
    names: _Names = _SqliteNames() if dialect.name == "sqlite" else _PostgresqlNames()
    parts = (*names.list_all(renames), *(_StandIn(RESOLVED_TABLES[each], dialect, names).sql for each in read))
    own = start[1]
    return f"{own} {', '.join(parts)}, {sql[start.end() :].lstrip()}" if own else f"WITH {', '.join(parts)} {sql}"


class _StandIn:
    """A table with current ids, as a common table expression of the same name: `r` is a row, `o` another one."""

    def __init__(self, rule: ResolvedTable, dialect: Dialect, names: _Names) -> None:
        self._rule, self._names = rule, names
        self._quote = dialect.identifier_preparer.quote
        schema, self._name = dialect.default_schema_name, self._quote(rule.table.name)
        self._from = f"{self._quote(schema)}.{self._name}" if schema else self._name  # the bare name is this expression

    @property
    def sql(self) -> str:
        """The expression: plain, so that databases look up rows by their indexes as without it."""
        columns = ", ".join(f"{self._value(each.name)} AS {self._quote(each.name)}" for each in self._rule.table.c)
        holds = f" WHERE NOT {self._has_old_ids('r')} OR NOT EXISTS ({self._better_row()})" if self._rule.key else ""
        return f"{self._name} AS NOT MATERIALIZED (SELECT {columns} FROM {self._from} AS r{holds})"

    def _value(self, name: str) -> str:
        """Return what a column of `r` has."""
        rule, column = self._rule, f"r.{self._quote(name)}"
        if name in rule.ids:
            return self._current("r", name)
        if name != rule.adds and name not in rule.latest:
            return column
        found = self._sum(name) if name == rule.adds else self._latest(name)
        return f"CASE WHEN {self._has_old_ids('r')} THEN ({found}) ELSE {column} END"

    def _sum(self, name: str) -> str:
        return f"SELECT sum(o.{self._quote(name)}) FROM {self._from} AS o WHERE {self._is_same()}"

    def _latest(self, name: str) -> str:
        first, moment = (f"o.{self._quote(each)}" for each in (self._rule.latest[0], self._rule.latest[-1]))
        newest = f"{first} IS NOT NULL ORDER BY {moment} DESC NULLS LAST, {self._rank('o')} LIMIT 1"
        return f"SELECT o.{self._quote(name)} FROM {self._from} AS o WHERE {self._is_same()} AND {newest}"

    def _better_row(self) -> str:
        """Select a row about the same that holds in place of `r`."""
        is_better = f"{self._rank('o')} < {self._rank('r')}"
        if by := self._rule.greatest or self._rule.smallest:
            own, other = (f"{row}.{self._quote(by)}" for row in "ro")
            is_better = f"({other} {'>' if self._rule.greatest else '<'} {own} OR {other} = {own} AND {is_better})"
        return f"SELECT 1 FROM {self._from} AS o WHERE {self._is_same()} AND {is_better}"

    def _is_same(self) -> str:
        """Return the condition for rows `o` about the same as `r`: by all names of its id, as an index finds them."""
        name, keys = self._rule.ids[0], (f"o.{self._quote(each)} = r.{self._quote(each)}" for each in self._rule.key)
        current, own = self._current("r", name), f"r.{self._quote(name)}"
        found = self._names.all_of(current)
        if half := self._half("r", name):
            found += f" UNION ALL {self._names.all_of(self._names.current(half), _rest_of(own, half))}"
        same_id = f"{self._current('o', name)} = {current}"
        return " AND ".join((*keys, f"o.{self._quote(name)} IN ({found})", same_id))

    def _rank(self, row: str) -> str:
        """Return a text that sorts the row with the current id before those with old ones."""
        column = f"{row}.{self._quote(self._rule.ids[0])}"
        return f"(CASE WHEN {column} = {self._current(row, self._rule.ids[0])} THEN '0' ELSE '1' END || {column})"

    def _current(self, row: str, name: str) -> str:
        """Return the current id of what a column has."""
        column, half = f"{row}.{self._quote(name)}", self._half(row, name)
        by_half = f"{self._names.current(half)} || {_rest_of(column, half)}, " if half else ""
        return f"coalesce({self._names.current(column)}, {by_half}{column})"

    def _has_old_ids(self, row: str) -> str:
        """Return the condition for rows whose id is an old one, or has old ones."""
        column, half = f"{row}.{self._quote(self._rule.ids[0])}", self._half(row, self._rule.ids[0])
        return f"({self._names.has(column)} OR {self._names.has(half)})" if half else self._names.has(column)

    def _half(self, row: str, name: str) -> str:
        """Return the first half of what a column has; empty where its ids have no halves."""
        return "" if name in _NEVER_HALVED else self._names.half(f"{row}.{self._quote(name)}", self._rule.separator)


class _Names(Protocol):
    """All names of ids that have several, in a kind of database: expressions that look one up."""

    def list_all(self, renames: RenamedIds) -> tuple[str, ...]:
        """Return the common table expressions that the others need."""

    def current(self, name: str) -> str:
        """Return the current id of a name; NULL for one that isn't among them."""

    def has(self, name: str) -> str:
        """Return the condition that a name is among them; false for NULL."""

    def all_of(self, current: str, rest: str = "") -> str:
        """Select all names of a current id, each with `rest` behind it."""

    def half(self, name: str, separator: str) -> str:
        """Return what a name has before the separator."""


class _SqliteNames:
    """A temporary table of the connection, as `carry_renames` makes it: a look-up costs no more with many names."""

    def list_all(self, renames: RenamedIds) -> tuple[str, ...]:  # noqa: ARG002  (PostgreSQL's are in the statement)
        return ()

    def current(self, name: str) -> str:
        return f"(SELECT current_id FROM temp.names_of_ids WHERE name = {name})"

    def has(self, name: str) -> str:
        return f"({name} IN (SELECT name FROM temp.names_of_ids))"

    def all_of(self, current: str, rest: str = "") -> str:
        return f"SELECT name{rest and ' || '}{rest} FROM temp.names_of_ids WHERE current_id = {current}"

    def half(self, name: str, separator: str) -> str:
        return f"substr({name}, 1, instr({name} || '{separator}', '{separator}') - 1)"


class _PostgresqlNames:
    """Two constants in JSON, read once for a statement: its transactions that only read can make no table."""

    def list_all(self, renames: RenamedIds) -> tuple[str, ...]:
        by_id: dict[str, list[str]] = {}
        for name, current in renames.names.items():
            by_id.setdefault(current, []).append(name)
        return (f"names_of_ids(names, ids) AS (SELECT '{dumps(renames.names)}'::jsonb, '{dumps(by_id)}'::jsonb)",)

    def current(self, name: str) -> str:
        return f"((SELECT names FROM names_of_ids) ->> {name})"

    def has(self, name: str) -> str:
        return f"({self.current(name)} IS NOT NULL)"

    def all_of(self, current: str, rest: str = "") -> str:
        names = f"jsonb_array_elements_text((SELECT ids FROM names_of_ids) -> {current}) AS each(name)"
        return f"SELECT each.name{rest and ' || '}{rest} FROM {names}"

    def half(self, name: str, separator: str) -> str:
        return f"split_part({name}, '{separator}', 1)"


def _rest_of(name: str, half: str) -> str:
    return f"substr({name}, length({half}) + 1)"
