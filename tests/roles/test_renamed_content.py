"""Content renames every id that people's rows name: whatever anybody opens or presses then answers as before.

So do the buttons on messages from before, and no statement finds rows by an id without its old ones.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from typing import Any, Final

import pytest
from sqlalchemy import Connection, event, select, update

from bot.catalog.catalog import Catalog
from bot.core.used_ids import ids_of
from bot.db.resolved_reads import RESOLVED_TABLES
from bot.db.tables import offered_steps
from tests.examples import IS_THOROUGH
from tests.roles.stage import ObservedResponse, RoleScene
from tests.roles.test_every_entry_point import CASES as ALL_CASES
from tests.roles.test_every_entry_point import EntryPointCase

_ID: Final = re.compile(r"(?<![\w./-])[a-z][a-z0-9_-]*(?:\.[a-z0-9-]+)*")
_START_OF_PART: Final = re.compile(r"^|(?<=\.)")
_ALLOWED: Final = [case for case in ALL_CASES if case.allowed]
_KINDS: Final = {(case.entry_point, case.text.split(" ")[0]): case for case in _ALLOWED}  # one of each kind
CASES: Final = _ALLOWED if IS_THOROUGH else list(_KINDS.values())[::6]
TYPED: Final = ("click log.line", "click stuck.say", "click stuck.read")  # they carry what somebody typed

# What changes rows by an id alone, and may: rows under its old ids were taken over just before.
BY_ONE_ID: Final = (
    r"(?:UPDATE|DELETE FROM) levels\b",
    r"DELETE FROM target_days\b",
    r"UPDATE question_verdicts\b",
    r"DELETE FROM milestones\b",  # those of weeks
)


class ChangingSource:
    """The real content, and then the same with old ids."""

    problems = ()

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog

    def current(self) -> Catalog:
        return self.catalog


@pytest.fixture(scope="module")
def source(real: Catalog) -> Any:
    return ChangingSource(real)


class Statements:
    """The statements that are executed, as the database gets them."""

    def __init__(self, scene: RoleScene) -> None:
        self.found: dict[str, bool] = {}  # each, and whether it asked for ids as booked
        event.listen(scene.roadmate.deps.database.engine, "before_cursor_execute", self._note)

    def _note(self, _conn: Connection, _cursor: Any, statement: str, *rest: Any) -> None:
        context = rest[1]
        self.found[statement] = bool(context and context.execution_options.get("ids_as_booked"))


def old_id(item: str) -> str:
    """Return an id of which every part is another one: `was-aws.was-vpc` for `aws.vpc`."""
    return _START_OF_PART.sub("was-", item)


def renamed_by(scene: RoleScene, real: Catalog) -> dict[str, str]:
    """Return an old id for every id of the content that rows or buttons of the scene name."""
    known = frozenset().union(*ids_of(real).values())
    words = {each for case in CASES for each in _ID.findall(f"{case.text} {case.fields}")}
    with scene.roadmate.deps.database.read() as conn:
        for rule in RESOLVED_TABLES.values():
            for row in conn.execute(select(*(rule.table.c[name] for name in rule.ids))):
                words |= {each for value in row if value for each in _ID.findall(value)}
    named = (words & known) | {area.id for area in real.areas} | {roadmap.id for roadmap in real.roadmaps}
    return {old_id(each): each for each in sorted(named)}


def rewrite(text: str, old_ids: dict[str, str]) -> str:
    """Return a text with the old id in place of each id."""
    return _ID.sub(lambda found: old_ids.get(found[0], found[0]), text)


def book_under_old_ids(scene: RoleScene, old_ids: dict[str, str]) -> int:
    """Let all rows of the scene name old ids; return how many ids that changed."""
    changed = 0
    with scene.roadmate.deps.database.begin() as conn:
        columns = [rule.table.c[name] for rule in RESOLVED_TABLES.values() for name in rule.ids]
        for column in (*columns, offered_steps.c.recent):
            for value in conn.execute(select(column).distinct()).scalars().all():
                if value and (old := rewrite(value, old_ids)) != value:
                    conn.execute(update(column.table).where(column == value).values({column: old}))
                    changed += 1
    return changed


def ask(scene: RoleScene, case: EntryPointCase) -> ObservedResponse:
    """Return what the first of those who may is answered, on the scene as it was."""
    scene.restore()
    scene.request_numbers = itertools.count(1000)
    return scene.send(min(case.allowed), case.entry_point, case.text, case.fields)


def says_the_same(now: ObservedResponse, then: ObservedResponse, renames: dict[str, str]) -> bool:
    """Return whether two answers differ in nothing but an old id that a button goes on with."""
    old = re.compile("|".join(sorted(map(re.escape, renames), key=len, reverse=True)))
    return old.sub(lambda found: renames[found[0]], repr(now)) == repr(then)


def test_all_answers_stay_the_same(stage: RoleScene, source: ChangingSource, real: Catalog) -> None:
    before = [ask(stage, case) for case in CASES]
    stage.restore()
    renames = renamed_by(stage, real)
    old_ids = {new: old for old, new in renames.items()}
    assert book_under_old_ids(stage, old_ids) > 10
    assert stage.kept_rows
    stage.kept_rows.keep()
    source.catalog = Catalog.from_content(real.content.model_copy(update={"renamed": renames}))
    stage.roadmate.deps.database.rename_ids(source.catalog.renamed_ids)
    statements = Statements(stage)
    for case, then in zip(CASES, before, strict=True):
        assert ask(stage, case) == then, case.name
        drawn_before = rewrite(case.text, old_ids)
        is_typed = case.entry_point.startswith("/") or case.entry_point in TYPED
        if drawn_before != case.text and not is_typed:
            assert says_the_same(ask(stage, replace(case, text=drawn_before)), then, renames), drawn_before
    assert_no_statement_forgets(statements.found)


def assert_no_statement_forgets(statements: dict[str, bool]) -> None:
    """No SELECT reads a table bare, and nothing else finds rows by an id alone."""
    resolved = 0
    for statement, is_as_booked in statements.items():
        named = [name for name in RESOLVED_TABLES if re.search(rf"\b{name}\b", statement)]
        if statement.startswith(("SELECT", "WITH")):
            is_resolved = bool(re.match(r"WITH (?:RECURSIVE )?\w+ AS NOT MATERIALIZED \(SELECT", statement))
            assert is_resolved or is_as_booked or not named, statement
            resolved += is_resolved
        else:
            for name in named:
                columns = "|".join(f"{name}.{column}" for column in RESOLVED_TABLES[name].ids)
                found = re.search(rf"WHERE .*\b({columns}) = \?", statement, re.DOTALL)
                assert not found or any(re.match(each, statement) for each in BY_ONE_ID), statement
    assert resolved > 50
