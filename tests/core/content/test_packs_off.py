"""A pack that is off hides all that it has by now, and nothing of another pack."""

from __future__ import annotations

from typing import Final

import pytest

from bot.catalog.catalog import Catalog
from bot.catalog.layers.applying import apply_overlay
from bot.catalog.layers.changes import fit_changes
from bot.catalog.layers.single_change import HIDDEN, Change
from bot.catalog.models import PackInfo
from bot.core.content.packs_off import pack_item, pack_named, roadmap_item, spell_out

HARBOUR: Final = PackInfo(id="harbour", name="Harbour", roadmaps=("marina",), areas=("seamanship",))
SKY: Final = PackInfo(id="sky", name="Sky", roadmaps=("marena",), areas=("weather",))


@pytest.fixture
def two_packs(sample: Catalog) -> Catalog:
    """Two packs, with a roadmap and an area each."""
    return Catalog.from_content(sample.content.model_copy(update={"packs": (HARBOUR, SKY)}))


def changed(shared: Catalog, *changes: Change) -> Catalog:
    overlay, refused = fit_changes(shared.content, spell_out(changes, shared))
    assert refused == ()
    return Catalog.from_content(apply_overlay(shared.content, overlay))


def test_a_pack_that_is_off_hides_its_roadmaps(two_packs: Catalog) -> None:
    found = changed(two_packs, Change(pack_item("sky"), HIDDEN, value=True))
    assert [each.id for each in found.roadmaps] == ["marina"]
    assert found.find_roadmap("marena") is not None
    assert found.topics == two_packs.list_topics("marina")


def test_an_area_goes_unless_another_pack_has_something_in_it(two_packs: Catalog) -> None:
    in_weather = {each.roadmap.id for each in two_packs.topics if "weather" in each.topic.areas}
    in_seamanship = {each.roadmap.id for each in two_packs.topics if "seamanship" in each.topic.areas}
    assert (in_weather, in_seamanship) == ({"marina", "marena"}, {"marina"})
    without_sky = changed(two_packs, Change(pack_item("sky"), HIDDEN, value=True))
    assert [each.id for each in without_sky.areas] == ["seamanship", "weather"]
    without_harbour = changed(two_packs, Change(pack_item("harbour"), HIDDEN, value=True))
    assert [each.id for each in without_harbour.areas] == ["weather"]


def test_other_changes_stay_as_they_are(two_packs: Catalog) -> None:
    text = Change("marina.knots", "text", "Ours.")
    gone, on = Change(pack_item("gone"), HIDDEN, value=True), Change(pack_item("sky"), HIDDEN, value=False)
    assert list(spell_out([text, gone, on], two_packs)) == [text]


def test_a_pack_and_a_roadmap_of_it_off_are_no_contradiction(two_packs: Catalog) -> None:
    both = (Change(pack_item("sky"), HIDDEN, value=True), Change(roadmap_item("marena"), HIDDEN, value=True))
    found = [each.item for each in spell_out(both, two_packs)]
    assert found.count(roadmap_item("marena")) == 1


def test_what_a_change_is_about_is_told_by_its_item() -> None:
    assert pack_named(pack_item("sky")) == "sky"
    assert pack_named(roadmap_item("sky")) == pack_named("sky.knots") == ""
