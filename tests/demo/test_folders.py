"""What is kept between runs is whole, of the code that made it, and one process's at a time."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.demo.folders import DemoFolders, HistoryFolder, HistoryState, code_version

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
STATE = HistoryState("1", 7, date(2026, 8, 31), NOON, (NOON,))


def test_a_folder_is_what_it_says_only_once_it_is_closed(tmp_path: Path) -> None:
    folder = HistoryFolder(tmp_path)
    assert folder.read_state() is None
    (tmp_path / "roadmate.db").touch()
    folder.close({"messages": []}, STATE)
    assert (folder.read_state(), folder.read_workspace()) == (STATE, {"messages": []})
    folder.mark_open()
    assert folder.read_state() is None


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"version": "1"}'])
def test_a_damaged_folder_holds_nothing(damage: str, tmp_path: Path) -> None:
    (tmp_path / "about.json").write_text(damage)
    assert HistoryFolder(tmp_path).read_state() is None


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("workspace.json", '{"messa'),
        ("workspace.json", None),
        ("roadmate.db", "no database, but longer than the sixteen bytes it begins with"),
        ("roadmate.db", None),
    ],
)
def test_a_folder_with_a_damaged_file_holds_nothing(file: str, content: str | None, tmp_path: Path) -> None:
    folder = HistoryFolder(tmp_path)
    (tmp_path / "roadmate.db").touch()
    folder.close({"messages": []}, STATE)
    if content is None:
        (tmp_path / file).unlink()
    else:
        (tmp_path / file).write_text(content)
    assert folder.read_state() is None


def test_a_moment_without_a_zone_is_damage() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        HistoryState.decode(STATE.encode() | {"reached": "2026-11-25T12:00:00"})


def test_what_is_made_takes_its_place_whole_and_a_failure_leaves_what_was_there(tmp_path: Path) -> None:
    folders = DemoFolders(tmp_path)
    place = folders.find_history("1", 7)
    for text in ("first", "second"):
        with folders.making() as made:
            made.close(text, STATE)
            folders.put(made, place)
    with pytest.raises(ZeroDivisionError), folders.making() as made:
        made.close(1 / 0, STATE)
    assert place.read_workspace() == "second"
    assert [each.name for each in tmp_path.iterdir()] == [place.path.name]


def test_other_codes_histories_go(tmp_path: Path) -> None:
    folders = DemoFolders(tmp_path)
    for version in ("1", "2"):
        with folders.making() as made:
            made.close(version, STATE)
            folders.put(made, folders.find_history(version, 7))
    folders.drop_other_histories(folders.find_history("2", 7))
    assert [each.name for each in tmp_path.iterdir()] == ["history-2-7"]


def test_what_a_power_cut_left_behind_goes(tmp_path: Path) -> None:
    left, young = tmp_path / ".making-left", tmp_path / ".making-young"
    for folder in (left, young):
        folder.mkdir()
    os.utime(left, (0, 0))
    with DemoFolders(tmp_path).making():
        assert not left.exists()
        assert young.exists()


def test_one_process_at_a_time_has_the_working_copy(tmp_path: Path) -> None:
    folders = DemoFolders(tmp_path)
    with folders.holding_work() as first, folders.holding_work() as second:
        assert (first, second) == (True, False)
    with folders.holding_work() as again:
        assert again


def test_the_version_changes_with_the_content(tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").write_text("areas: []")
    before = code_version(tmp_path)
    assert code_version(tmp_path) == before
    (tmp_path / "plan.yaml").write_text("areas: [1]")
    assert code_version(tmp_path) != before
