"""Every id that a thing ever had leads to it."""

from __future__ import annotations

import pytest

from bot.catalog.catalog import Catalog
from bot.catalog.renaming import Renames
from tests.catalog.test_hiding import every_id, find, taught_content

RENAMED = {
    "harbour": "marina",
    "haven": "marina",
    "marina.tying": "marina.knots",
    "harbour.strings": "marina.knots",
    "marina/strings": "marina/ropes",
    "sailing": "seamanship",
    "old-sand": "marena",
    "marina.knots/bight": "marina.knots/loop",
    "quays": "marina-marena",
}


def renamed() -> Catalog:
    return Catalog.from_content(taught_content().model_copy(update={"renamed": RENAMED}))


@pytest.mark.parametrize(
    ("old", "now"),
    [
        ("harbour", "marina"),
        ("harbour.knots", "marina.knots"),
        ("haven.tying", "marina.knots"),
        ("harbour.strings", "marina.knots"),
        ("harbour/moorings", "marina/moorings"),
        ("haven/strings", "marina/ropes"),
        ("haven/core_competencies", "marina/core_competencies"),
        ("harbour.floating-pontoon.chains", "marina.floating-pontoon.chains"),
        ("sailing.crossing", "seamanship.crossing"),
        ("quays", "marina-marena"),
        ("harbour.tying/loop", "marina.knots/loop"),
        ("marina.tying/bight", "marina.knots/loop"),
    ],
)
def test_old_ids_lead_to_what_it_is_now(old: str, now: str) -> None:
    catalog = renamed()
    assert catalog.current_id(old) == now
    assert find(catalog, old) == find(catalog, now) is not None
    assert old in catalog.ids_of(now)
    assert catalog.ids_of(old) == catalog.ids_of(now)
    assert catalog.ids_of(now)[0] == now
    assert catalog.renamed_ids[old] == now


@pytest.mark.parametrize("item", ["harbour.gone", "nowhere", "marina.tying.gone", "a/b", "harbour/gone", ""])
def test_what_nobody_knows_stays_as_it_is(item: str) -> None:
    catalog = renamed()
    assert catalog.current_id(item) == item
    assert catalog.ids_of(item) == (item,)
    assert find(catalog, item) is None


def test_the_ids_of_today_are_never_old() -> None:
    catalog = renamed()
    assert [each for each in every_id() if catalog.current_id(each) != each] == []
    assert not set(every_id()) & catalog.renamed_ids.keys()
    assert all(catalog.current_id(old) == now for old, now in catalog.renamed_ids.items())


def test_lists_follow_a_roadmap_by_its_old_id() -> None:
    catalog = renamed()
    assert catalog.list_topics("harbour") == catalog.list_topics("marina") != ()
    assert catalog.path("haven") == catalog.path("marina")
    assert catalog.curriculum("sailing") == catalog.curriculum("seamanship")
    assert catalog.questions("harbour.tying") == catalog.questions("marina.knots") != ()
    assert catalog.lesson("marina.tying") == catalog.lesson("marina.knots")


def test_what_is_hidden_by_an_old_id_is_hidden() -> None:
    content = taught_content().model_copy(update={"renamed": RENAMED, "hidden": frozenset(["harbour.tying"])})
    catalog = Catalog.from_content(content)
    assert catalog.is_hidden("marina.knots")
    assert catalog.is_hidden("marina.tying")


def test_a_circle_ends() -> None:
    assert Renames(frozenset("c"), {"a": "b", "b": "a"}).current_id("a") == "a"
    assert Renames(frozenset("c"), {"a": "a.b"}).current_id("a.x") == "a.x"


def test_without_renames_nothing_is_asked() -> None:
    catalog = Catalog.from_content(taught_content())
    assert catalog.renamed_ids == {}
    assert catalog.ids_of("marina.knots") == ("marina.knots",)


def test_which_pack_a_thing_came_with() -> None:
    catalog = renamed()
    assert [each.id for each in catalog.packs] == ["content"]
    assert {catalog.pack_of(each) for each in (*every_id(), "haven.tying")} == {"content"}
    with pytest.raises(KeyError):
        catalog.pack_of("nowhere")
