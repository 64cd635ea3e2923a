"""What is called so, what nearly is, and what merely shares words with something."""

from __future__ import annotations

import pytest

from bot.catalog.catalog import Catalog
from bot.catalog.lookup import exact_names
from bot.catalog.lookup.subjects import Subject, Subjects


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("networking", "Networking"),
        ("K8s", "Kubernetes"),
        ("the networking", "Networking"),
        ("vpc flow logs", "VPC Flow Logs"),
        ("terraform modules", "Modules"),
        ("ci/cd", "DevOps and CI/CD"),
        ("aws.vpc-endpoints", "VPC Endpoints"),
    ],
)
def test_a_whole_name_is_exact(catalog: Catalog, words: str, name: str) -> None:
    found = exact_names.exactly(catalog, words)
    assert found is not None
    assert found.name == name
    assert exact_names.nearly(catalog, words) == found


@pytest.mark.parametrize(
    ("words", "name"),
    [("netwroking", "Networking"), ("rollout", "Gradual Rollout"), ("lambda cold starts", "Lambda Concurrency")],
)
def test_a_slip_and_a_part_are_near(catalog: Catalog, words: str, name: str) -> None:
    assert exact_names.exactly(catalog, words) is None
    found = exact_names.nearly(catalog, words)
    assert isinstance(found, Subject)
    assert found.name == name


@pytest.mark.parametrize("words", ["load balancing", "monitoring"])
def test_a_name_of_several_is_near(catalog: Catalog, words: str) -> None:
    assert exact_names.exactly(catalog, words) is None
    assert isinstance(exact_names.nearly(catalog, words), Subjects)


@pytest.mark.parametrize(
    "words", ["aws outage", "networking is down", "break", "training", "lunch", "terraform plan hangs", "coffee", ""]
)
def test_a_word_that_is_shared_is_nothing(catalog: Catalog, words: str) -> None:
    assert exact_names.exactly(catalog, words) is None
    assert exact_names.nearly(catalog, words) is None
