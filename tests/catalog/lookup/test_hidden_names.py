"""A roadmap that is hidden is found by its names, where nothing that is shown has them."""

from __future__ import annotations

import pytest

from bot.catalog.catalog import Catalog
from bot.catalog.lookup.hidden_names import find_hidden_roadmap
from bot.catalog.lookup.subjects import find_subject, list_subjects


@pytest.fixture(scope="module")
def without_marina(sample: Catalog) -> Catalog:
    return Catalog.from_content(sample.content.model_copy(update={"hidden": frozenset({"marina"})}))


@pytest.mark.parametrize("words", ["Marina", "marina", " quay ", "MR"])
def test_it_is_found_by_each_of_its_names(without_marina: Catalog, sample: Catalog, words: str) -> None:
    found = find_hidden_roadmap(without_marina, words)
    assert found is not None
    assert found.id == "marina"
    assert find_hidden_roadmap(sample, words) is None


@pytest.mark.parametrize("words", ["", "...", "marena", "weather", "seamanship", "marina knots"])
def test_other_words_are_not_its_names(without_marina: Catalog, words: str) -> None:
    assert find_hidden_roadmap(without_marina, words) is None


def test_what_is_shown_goes_first(sample: Catalog) -> None:
    marina, marena = sample.content.roadmaps
    twin = marena.model_copy(update={"aliases": ("quay",)})
    content = sample.content.model_copy(update={"roadmaps": (marina, twin), "hidden": frozenset({"marina"})})
    assert find_hidden_roadmap(Catalog.from_content(content), "quay") is None


@pytest.mark.parametrize("words", ["marina", "marina reading", "quay"])
def test_its_name_is_no_slip_of_another_name(without_marina: Catalog, words: str) -> None:
    found = find_subject(without_marina, words)  # the other roadmap is called Marena
    assert found is None or not any(each.roadmap for each in list_subjects(found))
