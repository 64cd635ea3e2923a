"""What is called so, what nearly is, and what merely shares words with something."""

from __future__ import annotations

import pytest

from bot.catalog.catalog import Catalog
from bot.catalog.lookup import subjects
from bot.catalog.lookup.subjects import Subject, SubjectOptions

OF_ANOTHER_TOPIC = ("Docker Compose", "Terraform Workspaces")  # two have the name, and one of them has it as a whole


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
    found = subjects.find_exact_subject(catalog, words)
    assert found is not None
    assert found.name == name
    assert subjects.find_likely_subject(catalog, words) == found


@pytest.mark.parametrize(
    ("words", "name"),
    [("netwroking", "Networking"), ("rollout", "Gradual Rollout"), ("lambda cold starts", "Lambda Concurrency")],
)
def test_a_slip_and_a_part_are_near(catalog: Catalog, words: str, name: str) -> None:
    assert subjects.find_exact_subject(catalog, words) is None
    found = subjects.find_likely_subject(catalog, words)
    assert isinstance(found, Subject)
    assert found.name == name


@pytest.mark.parametrize("words", ["load balancing", "monitoring"])
def test_a_name_of_several_things_is_likely(catalog: Catalog, words: str) -> None:
    assert subjects.find_exact_subject(catalog, words) is None
    assert isinstance(subjects.find_likely_subject(catalog, words), SubjectOptions)


@pytest.mark.parametrize(
    "words", ["aws outage", "networking is down", "break", "training", "lunch", "terraform plan hangs", "coffee", ""]
)
def test_a_word_that_is_shared_is_nothing(catalog: Catalog, words: str) -> None:
    assert subjects.find_exact_subject(catalog, words) is None
    assert subjects.find_likely_subject(catalog, words) is None


def test_each_topic_is_found_by_its_name_beside_its_roadmaps(catalog: Catalog) -> None:
    """However the name is written: `networking TLS & Certificates`, `text tools (grep, awk, sed, jq) linux`."""
    asked = set()
    for each in catalog.topics:
        for words in (f"{each.roadmap.name} {each.topic.name}", f"{each.topic.name} {each.roadmap.name}"):
            found = [one.topic_ref for one in subjects.list_subjects(subjects.find_subject(catalog, words))]
            assert each in found or words in OF_ANOTHER_TOPIC, words
            assert all(one and one.roadmap is each.roadmap for one in found), words
            if len(found) > 1:
                asked.add(each.topic.name)
    assert len(asked) < 12, asked
