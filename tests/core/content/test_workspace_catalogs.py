"""Each workspace has its own content where it changed something, and otherwise the one that all share."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, update

from bot.catalog.catalog import Catalog
from bot.catalog.source import CatalogSource
from bot.clock import AdjustableClock
from bot.core.content import workspace_catalogs
from bot.core.content.content_changes import NewChange, find_change, list_changes, mark_changed, save_change
from bot.core.content.packs_off import roadmap_item
from bot.core.content.workspace_catalogs import WorkspaceCatalogs
from bot.db.engine import Database
from bot.db.tables import content_changes
from tests.fixtures.content import CATALOG_TESTS, Edit

Change = Callable[..., None]
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture(scope="module")
def small_source() -> CatalogSource:
    """Small content, read once."""
    return CatalogSource(CATALOG_TESTS / "sample")


@pytest.fixture
def catalogs(small_source: CatalogSource, database: Database) -> WorkspaceCatalogs:
    return WorkspaceCatalogs(small_source, database)


@pytest.fixture
def change(database: Database, clock: AdjustableClock) -> Change:
    """Write a change, as another process does that doesn't tell this one."""

    def write(workspace: str, item: str, field: str, value: Any) -> None:
        with database.begin() as conn:
            save_change(conn, NewChange(item, field, value), workspace=workspace, by_member="U1", now=clock.now())

    return write


def no_objections(_current: Catalog, _new: Catalog) -> tuple[()]:
    return ()


def text_of(catalog: Catalog, topic: str = "marina.knots") -> str:
    return catalog.topic(topic).topic.text


@SQLITE
def test_without_changes_all_have_the_same(catalogs: WorkspaceCatalogs) -> None:
    assert {id(catalogs.of(f"T{number}")) for number in range(1000)} == {id(catalogs.shared())}


def test_a_change_holds_in_its_workspace_alone_at_once(catalogs: WorkspaceCatalogs, change: Change) -> None:
    shared = text_of(catalogs.shared())
    change("T1", "marina.knots", "text", "Ours.")
    catalogs.changed("T1")
    assert text_of(catalogs.of("T1")) == "Ours."
    assert text_of(catalogs.of("T2")) == text_of(catalogs.shared()) == shared
    assert catalogs.of("T2") is catalogs.shared()
    assert catalogs.of("T1").version != catalogs.shared().version
    change("T1", "marina.knots", "text", None)
    catalogs.changed("T1")
    assert catalogs.of("T1") is catalogs.shared()


def test_another_process_sees_a_change_with_the_next_look(catalogs: WorkspaceCatalogs, change: Change) -> None:
    change("T1", "marina.knots", "text", "Ours.")
    change("T2", roadmap_item("marena"), "hidden", value=True)
    assert catalogs.of("T1") is catalogs.shared()
    catalogs.refresh(no_objections)
    assert text_of(catalogs.of("T1")) == "Ours."
    assert [each.id for each in catalogs.of("T2").roadmaps] == ["marina"]
    assert catalogs.of("T2").find_roadmap("marena") is not None
    change("T1", "marina.knots", "text", "Ours, again.")
    catalogs.refresh(no_objections)
    assert text_of(catalogs.of("T1")) == "Ours, again."


def test_a_row_with_a_lower_id_that_is_committed_later_is_seen(
    catalogs: WorkspaceCatalogs, change: Change, database: Database
) -> None:
    change("T1", "marina.knots", "text", "Ours.")
    with database.begin() as conn:
        conn.execute(delete(content_changes))
    change("T1", "marina.knots", "name", "Knots here")
    catalogs.read_changes()
    with database.begin() as conn:
        row = {"workspace": "T1", "item": "marina.knots", "field": "text", "value": '"Ours."', "by_member": "U1"}
        conn.execute(content_changes.insert().values(id=1, at=AdjustableClock().now(), **row))
        mark_changed(conn, workspace="T1")
    catalogs.read_changes()
    assert text_of(catalogs.of("T1")) == "Ours."
    assert catalogs.of("T1").topic("marina.knots").name == "Knots here"


def test_what_an_older_release_changes_is_seen_without_a_mark(
    catalogs: WorkspaceCatalogs, change: Change, database: Database
) -> None:
    change("T1", "marina.knots", "text", "Ours.")
    catalogs.read_changes()
    with database.begin() as conn:
        row = {"workspace": "T2", "item": "marina.knots", "field": "text", "value": '"Theirs."', "by_member": "U1"}
        conn.execute(content_changes.insert().values(at=AdjustableClock().now(), **row))
    catalogs.read_changes()
    assert (text_of(catalogs.of("T1")), text_of(catalogs.of("T2"))) == ("Ours.", "Theirs.")


def test_a_name_that_was_taken_out_of_a_text_is_gone_with_the_next_look(
    catalogs: WorkspaceCatalogs, change: Change, database: Database
) -> None:
    change("T1", "marina.knots", "text", "Ask @ben.")
    catalogs.read_changes()
    with database.begin() as conn:
        conn.execute(update(content_changes).values(value='"Ask somebody."'))
        mark_changed(conn, workspace="T1")
    catalogs.read_changes()
    assert text_of(catalogs.of("T1")) == "Ask somebody."


@SQLITE
def test_the_same_changes_are_one_catalog(catalogs: WorkspaceCatalogs, change: Change) -> None:
    for workspace in ("T1", "T2"):
        change(workspace, "marina.knots", "text", f"First of {workspace}.")
        change(workspace, "marina.knots", "text", "Ours.")
    change("T3", "marina.knots", "text", "Others.")
    catalogs.read_changes()
    assert catalogs.of("T1") is catalogs.of("T2")
    assert catalogs.of("T1") is not catalogs.of("T3")


@SQLITE
def test_who_asks_for_content_reads_no_row(catalogs: WorkspaceCatalogs, change: Change, database: Database) -> None:
    change("T1", "marina.knots", "text", "Ours.")
    catalogs.read_changes()
    database.close()
    assert text_of(catalogs.of("T1")) == "Ours."


@SQLITE
def test_changed_files_reach_a_changed_workspace_by_the_job(
    database: Database, change: Change, directory: Path, edit: Edit
) -> None:
    catalogs = WorkspaceCatalogs(CatalogSource(directory), database)
    change("T1", "marina.knots", "text", "Ours.")
    catalogs.read_changes()
    before = catalogs.of("T1")
    edit("roadmaps/marina.yaml", "name: Marina\n", "name: Harbour\n")
    catalogs.refresh(no_objections)
    after = catalogs.of("T1")
    assert after is not before
    assert (after.roadmap("marina").name, text_of(after)) == ("Harbour", "Ours.")
    assert "content_index" in vars(after)  # else whoever searches first waits for it


@SQLITE
def test_what_no_longer_fits_is_left_out_and_told(
    catalogs: WorkspaceCatalogs, change: Change, caplog: pytest.LogCaptureFixture
) -> None:
    change("T1", "marina.knots", "text", "Ours.")
    change("T1", "marina.gone", "text", "Of a topic that isn't there.")
    catalogs.changed("T1")
    assert text_of(catalogs.of("T1")) == "Ours."
    [refused] = catalogs.refused("T1")
    assert refused.change.item == "marina.gone"
    assert "marina.gone" in refused.reason
    assert "left out a change item=marina.gone field=text" in caplog.text
    assert catalogs.refused("T2") == ()


@SQLITE
def test_no_more_catalogs_are_kept_than_memory_has_room_for(
    catalogs: WorkspaceCatalogs, change: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workspace_catalogs, "MAX_CATALOGS", 2)
    for number in range(4):
        change(f"T{number}", "marina.knots", "text", f"Of T{number}.")
    catalogs.read_changes()
    for _ in range(2):
        assert [text_of(catalogs.of(f"T{number}")) for number in range(4)] == [f"Of T{n}." for n in range(4)]
    assert len(catalogs._built) == 2
    kept = catalogs.of("T3")
    catalogs.of("T0")
    assert catalogs.of("T3") is kept


@SQLITE
def test_a_thousand_workspaces_are_told_apart_by_their_changes(catalogs: WorkspaceCatalogs, change: Change) -> None:
    for number in range(0, 1000, 100):
        change(f"T{number}", "marina.knots", "text", f"Kind {number % 300}.")
    catalogs.read_changes()
    assert len({id(catalogs.of(f"T{number}")) for number in range(1000)}) == 4  # three kinds, and the shared one


@SQLITE
def test_threads_that_ask_at_once_get_one_catalog(catalogs: WorkspaceCatalogs, change: Change) -> None:
    change("T1", "marina.knots", "text", "Ours.")
    catalogs.read_changes()
    found: list[Catalog] = []
    threads = [threading.Thread(target=lambda: found.append(catalogs.of("T1"))) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len({id(each) for each in found}) == 1


def test_the_newest_row_of_a_field_holds(database: Database, change: Change) -> None:
    change("T1", "marina.knots", "text", "First.")
    change("T1", "marina.knots", "name", "Knots here")
    change("T1", "marina.knots", "text", "Second.")
    change("T2", "marina.knots", "text", "Another's.")
    change("T1", "marina.knots", "name", None)
    with database.read() as conn:
        [held] = list_changes(conn, workspace="T1")
        assert (held.field, held.value, held.by_member) == ("text", '"Second."', "U1")
        assert find_change(conn, workspace="T1", item="marina.knots", field="text") == held
        assert find_change(conn, workspace="T1", item="marina.knots", field="name") is None
        assert list_changes(conn, workspace="T3") == ()
