"""What the field offers while somebody types, and the values by which an offer comes back."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.catalog.catalog import Catalog
from bot.catalog.lookup.subjects import Subject
from bot.catalog.lookup.typeahead import (
    MAX_OFFERED,
    find_subject_by_ids,
    parse_subject_key,
    subject_key,
    suggest_subjects,
)
from tests.examples import examples


def keys(catalog: Catalog, typed: str) -> list[str]:
    return [subject_key(subject) for subject in suggest_subjects(catalog, typed)]


def test_nothing_typed_offers_the_areas_of_the_plan_and_then_the_roadmaps(real: Catalog) -> None:
    areas = [f"area:{area.id}" for area in real.areas]
    assert keys(real, " ") == areas + [f"roadmap:{roadmap.id}" for roadmap in real.roadmaps]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("networking", "area:networking"),
        ("Netw", "area:networking"),
        ("netwroking", "area:networking"),
        ("k8s", "roadmap:kubernetes"),
        ("aws", "roadmap:aws"),
        ("terra", "roadmap:terraform"),
        ("soft sk", "area:soft-skills"),
        ("vpc en", "topic:aws.vpc-endpoints"),
        ("endpoints vp", "topic:aws.vpc-endpoints"),
        ("horizontal pod", "topic:kubernetes.horizontal-pod-autoscaler-hpa"),
        ("hpa", "topic:kubernetes.horizontal-pod-autoscaler-hpa"),
        ("state man", "topic:terraform.state-management"),
        ("aws.iam-policies", "topic:aws.iam-policies"),
        ("cloudflare networking", "roadmap:cloudflare"),
        ("aws scal", "topic:aws/scaling_considerations"),
        ("docker storage", "topic:docker/storage"),
    ],
)
def test_the_best_comes_first_while_the_word_is_still_unfinished(real: Catalog, typed: str, first: str) -> None:
    assert keys(real, typed)[0] == first


def test_an_unfinished_word_keeps_what_it_began_in_reach(real: Catalog) -> None:
    for place in real.topics:
        name = place.topic.name
        assert f"topic:{place.id}" in keys(real, name[:-1] if len(name) > 4 else name), name


def test_words_for_nothing_offer_nothing(real: Catalog) -> None:
    assert suggest_subjects(real, "qqqqzzzz") == ()


@settings(max_examples=examples(60), deadline=None)
@given(st.text(max_size=40) | st.text("aens tckrvp8/-", max_size=30))
def test_any_words_offer_at_most_a_hundred_different_subjects_that_come_back(real: Catalog, typed: str) -> None:
    found = suggest_subjects(real, typed)
    values = [subject_key(subject) for subject in found]
    assert len(values) == len(set(values)) <= MAX_OFFERED
    assert [parse_subject_key(real, value) for value in values] == list(found)
    assert all(len(value) <= 150 for value in values)  # as long as the value of an option may be


def test_a_subject_booked_on_another_area_keeps_it(real: Catalog) -> None:
    for subject in (
        find_subject_by_ids(real, "networking", "aws"),
        find_subject_by_ids(real, "soft-skills", "aws", "aws.vpc-endpoints"),
        find_subject_by_ids(real, "soft-skills"),
        find_subject_by_ids(real, "cloud-computing", "aws", "aws/storage"),
        find_subject_by_ids(real, "networking", "aws", "aws/storage"),
    ):
        assert isinstance(subject, Subject)
        assert parse_subject_key(real, subject_key(subject)) == subject
    assert find_subject_by_ids(real, "networking", "gone") is None
    assert find_subject_by_ids(real, "networking", "aws", "aws.gone") is None
    assert find_subject_by_ids(real, "juggling") is None


@pytest.mark.parametrize(
    "value",
    ["", "networking", "area:", "area:x", "area:x@networking", "roadmap:x", "topic:aws.x", "topic:@", "aws:aws"],
)
def test_a_value_that_is_not_ours_is_no_subject(real: Catalog, value: str) -> None:
    assert parse_subject_key(real, value) is None


def test_suggestions_are_ready_while_one_types(real: Catalog) -> None:
    typed = ["", "n", "netw", "vpc en", "terraform mod", "security", "load bal", "qqqq"]
    suggest_subjects(real, "x")
    taken = []
    for words in typed * 3:
        start = time.thread_time()
        suggest_subjects(real, words)
        taken.append(time.thread_time() - start)
    assert sorted(taken)[len(taken) // 2] < 0.05  # ten times what it takes
