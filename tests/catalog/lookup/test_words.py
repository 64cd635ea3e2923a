from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog.lookup import edit_distance, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Blue-Green", "bluegreen"),
        ("blue & green", "Blue and Greens"),
        ("CI/CD", "cicd"),
        ("system_design", "System Design"),
        ("policies", "policy"),
        ("caches", "cache"),
        ("patches", "patch"),
        ("classes", "class"),
        ("Infrastructure as Code", "infrastructure code"),
        ("ＡＷＳ", "aws"),
        ("Don't", "dont"),
        ("For_each", "each"),
    ],
)
def test_written_differently_and_still_the_same(one: str, other: str) -> None:
    assert words.key(one) == words.key(other)


@pytest.mark.parametrize("word", ["aws", "dns", "kubernetes", "tls", "ddos", "sss", "ecs", "access", "redis", "status"])
def test_what_only_looks_like_a_plural(word: str) -> None:
    assert words.fold(word) == word


def test_words_keep_what_was_typed() -> None:
    assert [word.typed for word in words.read("The Canary, Deployments & +more+")] == ["canary", "deployments", "more"]
    assert [word.typed for word in words.read("to the")] == ["to", "the"]
    assert words.read(" -_/.,+&!? ") == ()


def test_brackets_hold_another_name() -> None:
    assert words.keys("Horizontal Pod Autoscaler (HPA)") == (
        ("horizontalpodautoscalerhpa", "horizontalpodautoscaler"),
        ("hpa",),
    )


@given(st.text(max_size=2000))
def test_any_text_has_words(text: str) -> None:
    assert len(words.read(text)) <= words.MAX_WORDS
    assert words.key(text) == "".join(words.folded(text))


@pytest.mark.parametrize(
    ("typed", "word", "slips"),
    [
        ("kubernets", "kubernetes", 1),
        ("terrafrom", "terraform", 1),
        ("dcoker", "docker", 1),
        ("asw", "aws", 1),
        ("aes", "aws", None),
        ("saws", "aws", None),
        ("http3", "http2", None),
        ("rust", "dust", None),
        ("swarm", "aws", None),
        ("ku", "k8", None),
        ("doc", "docker", None),
    ],
)
def test_how_near(typed: str, word: str, slips: int | None) -> None:
    assert edit_distance.distance(typed, word) == slips
    found = edit_distance.nearest(typed, [word])
    assert (found[0] if found else None) == slips


def test_a_tie_names_all() -> None:
    assert edit_distance.nearest("marna", ["marina", "marena", "moraine"]) == (1, ("marina", "marena"))
