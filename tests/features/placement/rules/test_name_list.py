"""How a list of what somebody knows is read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog.catalog import Catalog
from bot.catalog.source import CatalogSource
from bot.features.placement.rules.name_list import MAX_NAMES, find_group, read_names, split_names

POD = "kubernetes.pod-as-unit-pattern"


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("vpc, pods;dns", ("vpc", "pods", "dns")),
        ("these: vpc\n- pods\n2. dns\n• nat.", ("vpc", "pods", "dns", "nat")),
        ("already vpc, vpc", ("vpc",)),
        ("“vpc”, 'pods', `dns`", ("vpc", "pods", "dns")),
        (" , ;\n- ,,", ()),
        ("", ()),
        ("CI/CD, 12-factor", ("CI/CD", "12-factor")),
    ],
)
def test_names_are_parted(words: str, names: tuple[str, ...]) -> None:
    assert split_names(words) == names


@pytest.mark.parametrize(
    ("words", "topics"),
    [
        ("auto scaling, dns resolution", {"aws.auto-scaling", "networking.dns-resolution"}),
        ("aws.auto-scaling", {"aws.auto-scaling"}),
        ("AUTO SCALING\nauto scaling", {"aws.auto-scaling"}),
        ("vpc; pods", {"aws.vpc-architecture", POD}),
        ("pods and vpc", {"aws.vpc-architecture", POD}),
        ("auto scalng", {"aws.auto-scaling"}),
        ("terrafrom state", {"terraform.state-management"}),
        ("docker: compose, networking", {"docker.docker-compose", "docker.networking"}),
        (
            "docker:\n- networking\naws: networking; vpc",
            {"docker.networking", "aws.networking", "aws.vpc-architecture"},
        ),
        ("how to use pods, all about vpc", {POD, "aws.vpc-architecture"}),
        ("pods very well", {POD}),
    ],
)
def test_topics_are_found(catalog: Catalog, words: str, topics: set[str]) -> None:
    found = read_names(catalog, words)
    assert set(found.topics) == topics
    assert not found.groups
    assert not found.unclear


def test_a_slip_is_told(catalog: Catalog) -> None:
    found = read_names(catalog, "auto scalng, terrafrom state, vpc")
    assert {typed: each.id for typed, each in found.slips.items()} == {
        "auto scalng": "aws.auto-scaling",
        "terrafrom state": "terraform.state-management",
    }


@pytest.mark.parametrize(
    ("words", "key", "roadmaps"),
    [
        ("docker", "docker", ["docker"]),
        ("kubernets", "kubernetes", ["kubernetes"]),
        ("networking", "networking", ["networking"]),
        ("blockchain", "blockchain", ["blockchain"]),
        ("soft skills", "area:soft-skills", ["leadership", "devops", "system_design"]),
        ("aws security", "aws/security_aspects", ["aws"]),
    ],
)
def test_a_roadmap_an_area_or_a_part_is_a_group(catalog: Catalog, words: str, key: str, roadmaps: list[str]) -> None:
    found = read_names(catalog, f"{words}, vpc")
    assert list(found.groups) == [key]
    assert set(found.topics) == {"aws.vpc-architecture"}
    group = found.groups[key]
    assert [each.id for each in group.roadmaps] == roadmaps
    assert group.topics
    assert find_group(catalog, key) == group
    assert found.only_roadmap is None


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("networking area", "area:networking"),
        ("the Cloud Computing area", "area:cloud-computing"),
        ("docker roadmap", "docker"),
        ("all aws topics", "aws"),
    ],
)
def test_what_is_called_an_area_or_a_roadmap_is_no_topic(catalog: Catalog, words: str, key: str) -> None:
    found = read_names(catalog, words)
    assert (list(found.groups), found.topics, found.unclear) == ([key], {}, {})


def test_a_roadmap_alone_is_told_apart(catalog: Catalog) -> None:
    for words in ("docker", "these: docker", "dockr", "docker:", "docker very well", "how to use docker"):
        roadmap = read_names(catalog, words).only_roadmap
        assert roadmap
        assert roadmap.id == "docker"
    assert read_names(catalog, "docker, kubernetes").only_roadmap is None
    assert read_names(catalog, "docker, foobarbaz").only_roadmap is None
    assert read_names(catalog, "cloud computing").only_roadmap is None


@pytest.mark.parametrize("key", ["", "cobol", "area:cobol", "aws/cobol", "aws.auto-scaling", "area:"])
def test_a_group_that_is_not_there_is_none(catalog: Catalog, key: str) -> None:
    assert find_group(catalog, key) is None


def test_what_is_unclear_has_what_is_near(catalog: Catalog) -> None:
    found = read_names(catalog, "nat, foobarbaz")
    assert "aws.nat-gateway-instance" in {each.id for each in found.unclear["nat"]}
    assert found.unclear["foobarbaz"] == ()
    for nonsense in ("nothing", "you are busy", "nothing about docker"):
        assert read_names(catalog, nonsense).unclear == {nonsense: ()}, nonsense
    assert {each.name for each in read_names(catalog, "helm").unclear["helm"]} == {"Package Management"}
    assert not found.topics


def test_a_list_that_is_too_long_says_how_much_was_left_out(catalog: Catalog) -> None:
    found = read_names(catalog, ", ".join(f"foobarbaz{number}" for number in range(MAX_NAMES + 5)))
    assert len(found.unclear) == MAX_NAMES
    assert found.left_out == 5


def test_after_much_nonsense_whole_names_are_still_found(catalog: Catalog) -> None:
    found = read_names(catalog, ", ".join([*(f"foobarbaz{number}" for number in range(20)), "vpc", "docker"]))
    assert set(found.topics) == {"aws.vpc-architecture"}
    assert set(found.groups) == {"docker"}
    assert len(found.unclear) == 20


@given(words=st.lists(st.text(max_size=20), max_size=5))
def test_no_name_of_a_list_is_lost(source: CatalogSource, words: list[str]) -> None:
    catalog = source.current()
    for typed in split_names(", ".join(words)):
        found = read_names(catalog, typed)
        assert found.topics or found.groups or found.unclear


@given(topic=st.integers(0, 600))
def test_every_topic_is_found_by_its_id_and_its_full_label_is_never_unknown(source: CatalogSource, topic: int) -> None:
    topics = source.current().topics
    each = topics[topic % len(topics)]
    assert set(read_names(source.current(), each.id).topics) == {each.id}


def test_of_names_joined_by_and_only_the_one_with_a_slip_is_told(catalog: Catalog) -> None:
    found = read_names(catalog, "dokcer compose and vpc architecture")
    assert {each.name for each in found.topics.values()} == {"Docker Compose", "VPC Architecture"}
    assert list(found.slips) == ["dokcer compose"]
