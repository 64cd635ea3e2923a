"""Words are compared whatever their case, plural and separators; slips are counted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog.lookup import word_matching


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
def test_spellings_of_one_name_have_one_key(one: str, other: str) -> None:
    assert word_matching.name_key(one) == word_matching.name_key(other)


@pytest.mark.parametrize("word", ["aws", "dns", "kubernetes", "tls", "ddos", "sss", "ecs", "access", "redis", "status"])
def test_a_word_that_only_looks_like_a_plural_stays(word: str) -> None:
    assert word_matching.fold_word(word) == word


def test_words_keep_what_was_typed() -> None:
    assert [word.typed for word in word_matching.parse_words("The Canary, Deployments & +more+")] == [
        "canary",
        "deployments",
        "more",
    ]
    assert [word.typed for word in word_matching.parse_words("to the")] == ["to", "the"]
    assert word_matching.parse_words(" -_/.,+&!? ") == ()


def test_brackets_hold_another_name() -> None:
    assert word_matching.name_keys("Horizontal Pod Autoscaler (HPA)") == (
        ("horizontalpodautoscalerhpa", "horizontalpodautoscaler"),
        ("hpa",),
    )


@given(st.text(max_size=2000))
def test_any_text_has_words(text: str) -> None:
    assert len(word_matching.parse_words(text)) <= word_matching.MAX_WORDS
    assert word_matching.name_key(text) == "".join(word_matching.folded_words(text))


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
        # the first letter of a short word has to be right
        ("rost", "rust", 1),
        ("bcdef", "acdef", None),
        ("bcdefg", "acdefg", 1),
        # one slip up to seven letters, two up to eleven, then three
        ("abxxefg", "abcdefg", None),
        ("abxxefgh", "abcdefgh", 2),
        ("abxxxfghijk", "abcdefghijk", None),
        ("abxxxfghijkl", "abcdefghijkl", 3),
        ("abxxxxghijkl", "abcdefghijkl", None),
        # of two lengths the shorter counts
        ("abcdefg", "abcdefgxx", None),
        ("abcdefgxx", "abcdefg", None),
    ],
)
def test_slips_are_counted_as_far_as_the_length_allows(typed: str, word: str, slips: int | None) -> None:
    assert word_matching.count_slips(typed, word) == slips
    nearest = word_matching.nearest_words(typed, [word])
    assert (nearest[0] if nearest else None) == slips


def test_a_tie_names_all() -> None:
    assert word_matching.nearest_words("marna", ["marina", "marena", "moraine"]) == (1, ("marina", "marena"))
