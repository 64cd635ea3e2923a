"""What holds for every layer: twice is once, order is no matter, ids stay, and YAML says the same as the rows."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.catalog.catalog import Catalog
from bot.catalog.item_index import index_content
from bot.catalog.layers.applying import apply_overlay
from bot.catalog.layers.changes import fit_changes, parse_changes
from bot.catalog.layers.overlay_files import dump_overlay, lay_over, parse_overlay
from bot.catalog.layers.overlay_parts import put_together, take_apart
from bot.catalog.layers.single_change import HIDDEN, PLACE, QUESTION, RESOURCE, Change
from bot.catalog.loading.content_files import ContentProblem
from bot.catalog.models import Content
from tests.examples import examples

TEXTS = st.text(
    st.characters(exclude_categories=["Cc", "Cs"], include_characters="\n\t"), min_size=1, max_size=40
).filter(str.strip)
WORDS = st.sampled_from(["Sails", "yes", "1.10", "1e3", "null", "# no", "a: b", "'", '"', "- x", "*a", "0x1F", "12:30"])
NAMES = st.one_of(TEXTS, WORDS)
TOPICS = ("marina.knots", "marina.shared-berth", "marina.stern-first", "marina.dredging", "marena.dunes")
ORDERED = ("marina", "marena", "seamanship", "weather", "marina.shared-berth")
RESOURCES = st.fixed_dictionaries(
    {
        "title": NAMES,
        "url": st.sampled_from(["https://a.example/1", "https://b.example/2"]),
        "kind": st.sampled_from(["docs", "video"]),
        "minutes": st.integers(5, 100),
    }
)
QUESTIONS = st.fixed_dictionaries({"ask": NAMES, "right": st.integers(1, 4)})


def one_change(items: tuple[str, ...], field: str, values: st.SearchStrategy[Any]) -> st.SearchStrategy[Change]:
    return st.builds(Change, st.sampled_from(items), st.just(field), values)


CHANGES = st.lists(
    st.one_of(
        one_change((*TOPICS, *ORDERED, "marina/ropes", "marina.knots/jam", "weather.log"), HIDDEN, st.booleans()),
        one_change(ORDERED, PLACE, st.integers(1, 9)),
        one_change(("seamanship", "weather"), "hours", st.sampled_from(["10-20", "varies"])),
        one_change((*TOPICS, "marina", "weather", "marina/core_competencies", "weather.log"), "name", NAMES),
        one_change((*TOPICS, "weather.log"), "text", NAMES),
        one_change(TOPICS, "terms", st.lists(NAMES, max_size=3)),
        one_change(TOPICS, "level", st.sampled_from(["beginner", "expert", "unheard_of"])),
        one_change(TOPICS, "areas", st.sampled_from([["weather"], ["weather", "seamanship"], ["nowhere"]])),
        one_change(TOPICS, "after", st.lists(st.sampled_from(TOPICS), max_size=2)),
        one_change(TOPICS, "minutes", st.integers(5, 300)),
        one_change(TOPICS, f"{RESOURCE}wiki", RESOURCES),
        one_change(TOPICS, "hide_resources", st.just(["https://harbour.example/knots"])),
        one_change(("marina.knots",), f"{QUESTION}jam", QUESTIONS),
        one_change(("marina.knots", "marina.gone", "nowhere"), "name", NAMES),
    ),
    max_size=12,
    unique_by=lambda change: (change.item, change.field),
)


def ids_of(content: Content) -> list[set[str]]:
    index, _, _ = index_content(content)
    return [set(getattr(index, kind)) for kind in index.__slots__]


@settings(max_examples=examples(30))
@given(changes=CHANGES)
def test_any_changes_that_fit_make_sound_content(content: Content, changes: list[Change]) -> None:
    overlay, _ = fit_changes(content, changes)
    changed = apply_overlay(content, overlay)
    assert apply_overlay(changed, overlay) == changed
    assert ids_of(changed) == ids_of(content)
    catalog = Catalog.from_content(changed)
    assert catalog.areas
    assert catalog.roadmaps
    for roadmap in catalog.roadmaps:
        assert catalog.path(roadmap.id)

    assert put_together(tuple(take_apart(overlay))) == overlay

    problems: list[ContentProblem] = []
    text = dump_overlay(overlay)
    assert parse_overlay("overlay.yaml", text.encode(), problems).model == overlay, problems
    assert Catalog.from_content(lay_over(content, "overlay.yaml", text.encode())).version == catalog.version


@settings(max_examples=examples(20))
@given(changes=CHANGES, numbers=st.randoms(use_true_random=False))
def test_changes_one_by_one_in_any_order_are_as_all_at_once(
    content: Content, changes: list[Change], numbers: Any
) -> None:
    overlay, refused = fit_changes(content, [each for each in changes if each.field != PLACE])
    fitting = [each for each in changes if each.field != PLACE and each not in [other.change for other in refused]]
    numbers.shuffle(fitting)
    one_by_one = content
    for change in fitting:
        one_by_one = apply_overlay(one_by_one, parse_changes([change]))
    assert one_by_one == apply_overlay(content, overlay)
