"""The catalog finds content by id and cannot be changed."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.catalog.catalog import Catalog
from bot.catalog.loading import loader

Edit = Callable[[str, str, str], None]


def test_lookups(sample: Catalog) -> None:
    assert sample.roadmap("marina").name == "Marina"
    assert sample.area("weather").optional
    place = sample.topic("marina.stern-first")
    assert (place.roadmap.id, place.category_title, place.id) == (
        "marina",
        "Deployment Strategies",
        "marina.stern-first",
    )
    area, assignment = sample.assignment("weather.log")
    assert (area.id, assignment.name) == ("weather", "A weather log")


def test_what_is_not_there(sample: Catalog) -> None:
    for look_up in (sample.roadmap, sample.area, sample.topic, sample.assignment):
        with pytest.raises(KeyError):
            look_up("gone")
    for find in (
        sample.find_roadmap,
        sample.find_area,
        sample.find_topic,
        sample.find_subtopic,
        sample.find_assignment,
    ):
        assert find("gone") is None
    assert sample.find_assignment("weather.log") == sample.assignment("weather.log")


def test_order(sample: Catalog) -> None:
    assert [roadmap.id for roadmap in sample.roadmaps] == ["marina", "marena"]
    assert [area.id for area in sample.areas] == ["seamanship", "weather"]
    assert [place.id for place in sample.topics][:3] == ["marina.knots", "marina.shared-berth", "marina.stern-first"]
    assert len(sample.list_topics("marena")) == 5


def test_cannot_be_changed(sample: Catalog) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        sample.version = "other"  # type: ignore[misc]


def test_the_version_is_the_content(directory: Path, edit: Edit, sample: Catalog) -> None:
    assert Catalog.from_content(loader.load_directory(directory)).version == sample.version
    edit("plan.yaml", "Handling a boat.", "Handling a ship.")
    assert Catalog.from_content(loader.load_directory(directory)).version != sample.version


def test_export_of_any_roadmap(sample: Catalog) -> None:
    marina, marena = sample.plugin_configuration()["roadmaps"]
    assert list(marina) == ["id", "name", "categories", "maturity_levels", "services"]
    assert marina["services"] == ["ropes", "moorings"]
    assert list(marena) == ["id", "name", "categories"]
