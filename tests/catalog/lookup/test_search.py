from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.catalog.catalog import Catalog
from bot.catalog.entries import Part, Place, Task
from bot.catalog.lookup.search import Match, find, search
from bot.catalog.lookup.words import read


def ids(matches: tuple[Match, ...]) -> list[str]:
    found: list[str] = []
    for match in matches:
        match match.piece:
            case Place():
                found.append(match.piece.id)
            case Part():
                found.append(match.piece.subtopic.id)
            case Task():
                found.append(match.piece.assignment.id)
            case _:
                found.append(match.piece.id)
    return found


def test_every_topic_is_among_the_first_for_its_name(real: Catalog) -> None:
    late = [place.id for place in real.places if place.id not in ids(search(real, place.topic.name)[:5])]
    assert late == []


def test_what_ranks_before_what(sample: Catalog) -> None:
    assert ids(search(sample, "shared berth"))[:2] == ["marina.shared-berth", "marena.shared-berth"]
    assert ids(search(sample, "bends")) == ["marina.knots"]
    assert ids(search(sample, "clove hitch")) == ["marina.knots"]
    assert ids(search(sample, "anchor chains")) == ["marina.floating-pontoon.chains"]
    assert ids(search(sample, "fenders")) == ["marina.shared-berth"]
    assert ids(search(sample, "boats"))[0] == "marina"  # its summary says so; all else stands later
    assert ids(search(sample, "sand"))[:2] == ["marena", "marena.rolling-sand"]
    assert ids(search(sample, "night"))[0] == "seamanship.crossing"


def test_words_beyond_what_is_there_leave_the_best(sample: Catalog) -> None:
    assert ids(search(sample, "storm wall qqqq"))[0] == "marena.storm-wall"
    assert search(sample, "qqqq zzzz") == ()
    assert search(sample, "") == ()


@pytest.mark.parametrize("typed", ["pontoon floating", "FLOATING-PONTOONS", "floatingpontoon", "flaoting", "pontoom"])
def test_slips_and_spellings(sample: Catalog, typed: str) -> None:
    assert ids(search(sample, typed))[0] == "marina.floating-pontoon"


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("blue green", "devops.blue-green-deployment"),
        ("bluegreen", "devops.blue-green-deployment"),
        ("ddos", "cloudflare.ddos-protection"),
        ("cdn", "cloudflare.content-delivery-network-cdn"),
        ("waf", "cloudflare.web-application-firewall-waf"),
        ("hpa", "kubernetes.horizontal-pod-autoscaler-hpa"),
    ],
)
def test_what_is_called_so_comes_before_what_only_has_to_do_with_it(real: Catalog, words: str, first: str) -> None:
    assert ids(search(real, words))[0] == first


def test_the_total_is_counted_before_the_limit(real: Catalog) -> None:
    few = find(real, read("services"), limit=5)
    all_of_them = find(real, read("services"), limit=10_000)
    assert (len(few.matches), few.total) == (5, len(all_of_them.matches))
    assert few.total == all_of_them.total > 50


def test_limit_and_stable_order(real: Catalog) -> None:
    assert len(search(real, "aws")) == 50
    assert len(search(real, "aws", limit=7)) == 7
    assert search(real, "security") == search(real, "security")


def _fastest(real: Catalog, words: str) -> float:
    def once() -> float:
        started = time.perf_counter()
        search(real, words)
        return time.perf_counter() - started

    return min(once() for _ in range(20))


def test_known_words_cost_next_to_nothing(real: Catalog) -> None:
    assert _fastest(real, "canary") < 0.001
    assert _fastest(real, "pod disruption budgets") < 0.001
    assert _fastest(real, "canry deploymnt") < 0.02


@given(text=st.text(max_size=400))
@settings(deadline=None)
def test_any_text_can_be_searched(real: Catalog, text: str) -> None:
    assert len(search(real, text)) <= 50
