"""The catalog follows its files, and a broken change keeps the last good one."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.catalog import content_cache
from bot.catalog import source as catalog_source
from bot.catalog.loading.content_files import ContentError
from bot.catalog.models import Content
from bot.catalog.source import CatalogSource

Edit = Callable[[str, str, str], None]

MARINA = "roadmaps/marina.yaml"


def test_the_first_load_has_to_be_right(directory: Path, edit: Edit) -> None:
    edit(MARINA, "level: expert", "level: yes")
    with pytest.raises(ContentError):
        CatalogSource(directory)


def test_a_change_is_taken_over(directory: Path, edit: Edit) -> None:
    source = CatalogSource(directory)
    before = source.current()
    assert not source.refresh()
    edit(MARINA, "name: Knots", "name: Knots and Hitches")
    assert source.refresh()
    assert source.current().topic("marina.knots").topic.name == "Knots and Hitches"
    assert source.current().version != before.version
    assert before.topic("marina.knots").topic.name == "Knots"
    assert not source.refresh()


def test_a_new_roadmap_is_only_a_file(directory: Path) -> None:
    source = CatalogSource(directory)
    text = (directory / MARINA).read_text("utf-8").replace("marina", "lido").replace("Marina", "Lido")
    text = text.replace("[quay, mr]", "[baths]")
    (directory / "roadmaps/lido.yaml").write_text(text, "utf-8")
    assert source.refresh()
    assert [roadmap.id for roadmap in source.current().roadmaps] == ["lido", "marina", "marena"]


def test_a_broken_change_keeps_the_last_good_one(directory: Path, edit: Edit, caplog: pytest.LogCaptureFixture) -> None:
    source = CatalogSource(directory)
    before = source.current()
    edit(MARINA, "level: expert", "level: yes")
    edit(MARINA, "area: seamanship\n", "area: nowhere\n")
    with caplog.at_level(logging.WARNING, catalog_source.__name__):
        assert not source.refresh()
    assert source.current() is before
    assert len(source.problems) == len(caplog.records) == 2
    assert f"{MARINA}:7" in caplog.text
    caplog.clear()
    assert not source.refresh()  # told once, not at every look
    assert not caplog.records
    assert len(source.problems) == 2
    edit(MARINA, "level: yes", "level: expert")
    edit(MARINA, "area: nowhere\n", "area: seamanship\n")
    assert not source.refresh()  # as it was: nothing new
    assert not source.problems
    assert source.current() is before


def test_files_that_vanish_keep_the_last_good_one(directory: Path) -> None:
    source = CatalogSource(directory)
    before = source.current()
    directory.rename(directory.with_name("gone"))
    assert not source.refresh()
    assert source.current() is before
    assert source.problems


def test_checked_content_is_kept_for_the_next_start(directory: Path, edit: Edit, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    first = CatalogSource(directory, cache)
    (kept,) = cache.iterdir()
    stamp = kept.stat().st_mtime_ns
    second = CatalogSource(directory, cache)
    assert second.current().version == first.current().version
    assert kept.stat().st_mtime_ns == stamp
    marked = json.loads(kept.read_text("utf-8"))
    marked["roadmaps"][0]["name"] = "From the cache"
    kept.write_text(json.dumps(marked), "utf-8")
    assert CatalogSource(directory, cache).current().roadmap("marina").name == "From the cache"
    edit(MARINA, "name: Knots", "name: Hitches")
    assert CatalogSource(directory, cache).current().roadmap("marina").name == "Marina"
    assert [path.name for path in cache.iterdir()] != [kept.name]
    assert len(list(cache.iterdir())) == 1


@pytest.mark.parametrize("damage", [b"", b"{", b"null", b'{"roadmaps": []}', b"\xff"])
def test_a_damaged_cache_is_written_again(directory: Path, tmp_path: Path, damage: bytes) -> None:
    cache = tmp_path / "cache"
    good = CatalogSource(directory, cache).current().version
    (kept,) = cache.iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(damage)
    assert CatalogSource(directory, cache).current().version == good
    assert kept.read_bytes() == whole


def test_a_cache_that_cannot_be_written_is_no_reason_to_fail(directory: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    assert CatalogSource(directory, tmp_path / "file").current().version


def test_the_schema_number_was_raised_with_the_models() -> None:
    """When this fails: raise source.SCHEMA, then write the new pair here."""
    shape = json.dumps(Content.model_json_schema(), sort_keys=True).encode()
    assert (content_cache.CACHE_SCHEMA, hashlib.sha256(shape).hexdigest()[:12]) == (11, "32c2f0cec4b0")


@pytest.mark.parametrize("umask", [0o000, 0o022])
def test_what_is_kept_for_the_next_start_is_its_owner_s_alone(umask: int, directory: Path, tmp_path: Path) -> None:
    before = os.umask(umask)
    try:
        CatalogSource(directory, tmp_path / "cache")
    finally:
        os.umask(before)
    [kept] = (tmp_path / "cache").iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_lessons_change_with_the_roadmaps_or_not_at_all(taught: Path, edit: Edit) -> None:
    source = CatalogSource(taught)
    before = source.current()
    edit("lessons/marina.yaml", "minutes: 240", "minutes: 180")
    edit("lessons/marina.yaml", "Tie a bowline", "Tie a sheet bend")
    edit(MARINA, "name: Knots", "name: Knots and Hitches")
    assert source.refresh()
    old, new = before.lesson_details("marina.knots"), source.current().lesson_details("marina.knots")
    assert old is not None
    assert new is not None
    assert old.exercise.task.startswith("Tie a bowline")  # whoever holds the old version sees all of it
    assert new.exercise.task.startswith("Tie a sheet bend")
    lessons = [catalog.lesson("marina.dredging") for catalog in (before, source.current())]
    assert [each.minutes for each in lessons if each] == [240, 180]


def test_broken_lessons_keep_the_last_good_content(taught: Path, edit: Edit) -> None:
    source = CatalogSource(taught)
    before = source.current()
    edit(MARINA, "name: Knots", "name: Knots and Hitches")
    edit("lessons/marina.yaml", "minutes: 240", "minutes: soon")
    assert not source.refresh()
    assert source.current() is before
    assert [str(each).split(": ")[0] for each in source.problems] == ["lessons/marina.yaml:57"]
    (taught / "lessons/marina.yaml").unlink()
    assert not source.refresh()
    assert {each.file for each in source.problems} == {"questions/marina.yaml"}
    (taught / "questions/marina.yaml").unlink()
    assert source.refresh()
    assert source.current().lesson("marina.knots") is None


def test_a_warm_start_has_the_same_lessons(taught: Path, tmp_path: Path) -> None:
    first, second = (CatalogSource(taught, tmp_path / "cache").current() for _ in range(2))
    assert first.version == second.version
    for topic in first.topics:
        assert first.lesson(topic.id) == second.lesson(topic.id)
        assert first.lesson_details(topic.id) == second.lesson_details(topic.id)
        assert [each.question for each in first.questions(topic.id)] == [
            each.question for each in second.questions(topic.id)
        ]


@pytest.mark.parametrize("damage", ["not base64!", "eJw=", "bm90aGluZw==", "eJyrruUCAAIuARA="])
def test_a_lesson_that_is_damaged_in_the_cache_is_none(taught: Path, tmp_path: Path, damage: str) -> None:
    CatalogSource(taught, tmp_path / "cache")
    (kept,) = (tmp_path / "cache").iterdir()
    marked = json.loads(kept.read_text("utf-8"))
    marked["packed_details"]["marina.knots"] = marked["packed_questions"]["marina.knots"] = damage
    kept.write_text(json.dumps(marked), "utf-8")
    catalog = CatalogSource(taught, tmp_path / "cache").current()
    assert catalog.lesson_details("marina.knots") is None
    assert catalog.questions("marina.knots") == ()
    assert catalog.lesson_details("marina.dredging") is not None
