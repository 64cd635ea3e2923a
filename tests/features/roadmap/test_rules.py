"""What a query after `/roadmap` is understood as: roadmaps, topics, filters, searches, misspelt words."""

from __future__ import annotations

import time
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.catalog.catalog import Catalog
from bot.catalog.lookup.typos import Correction, QueryOption
from bot.catalog.models import CATEGORIES, CATEGORY_TITLES, TopicReference
from bot.features.roadmap.rules.query import parse_query
from bot.features.roadmap.rules.results import (
    CrossRoadmapTopics,
    NothingFound,
    QueryChoice,
    QueryResult,
    RoadmapIntegrations,
    RoadmapOverview,
    RoadmapPage,
    SearchHits,
    TopicList,
    TopicPage,
)

ROADMAPS = ("devops", "aws", "kubernetes", "docker", "terraform", "cloudflare", "system_design")


def topics(answer: QueryResult) -> TopicList:
    assert isinstance(answer, TopicList), answer
    return answer


def page(answer: QueryResult) -> str:
    assert isinstance(answer, TopicPage), answer
    return answer.topic_ref.id


def roadmap(answer: QueryResult) -> str:
    assert isinstance(answer, RoadmapPage), answer
    return answer.roadmap.id


def shown(answer: QueryResult) -> tuple[TopicReference, ...]:
    match answer:
        case TopicPage():
            return (answer.topic_ref,)
        case TopicList():
            return (*answer.topics, *answer.same_named_topics)
        case SearchHits():
            return tuple(match.topic_ref for match in answer.matches if match.topic_ref)
        case _:
            return ()


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
def test_nothing_typed_is_the_overview(real: Catalog, text: str) -> None:
    assert parse_query(real, text) == RoadmapOverview()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *((name, name) for name in ROADMAPS),
        *((name.upper(), name) for name in ROADMAPS),
        *[("k8s", "kubernetes"), ("kube", "kubernetes"), ("tf", "terraform"), ("amazon web services", "aws")],
        *((name, "system_design") for name in ["system design", "systemdesign", "sysdesign", "System-Design"]),
        *[("aws aws", "aws"), ("show me the aws roadmap", "aws"), ("what is kubernetes?", "kubernetes")],
        *[("Ｄｏｃｋｅｒ", "docker"), ("dev ops", "devops"), (" aws, ", "aws")],
    ],
)
def test_one_roadmap(real: Catalog, text: str, expected: str) -> None:
    answer = parse_query(real, text)
    assert roadmap(answer) == expected
    assert answer.corrections == ()


@pytest.mark.parametrize(
    ("text", "expected", "taken"),
    [
        ("kubernets", "kubernetes", Correction("kubernets", "Kubernetes")),
        ("Kubernates", "kubernetes", Correction("kubernates", "Kubernetes")),
        ("kuberntes", "kubernetes", Correction("kuberntes", "Kubernetes")),
        ("terrafrom", "terraform", Correction("terrafrom", "Terraform")),
        ("terafrom", "terraform", Correction("terafrom", "Terraform")),
        ("clouflare", "cloudflare", Correction("clouflare", "Cloudflare")),
        ("cloudfare", "cloudflare", Correction("cloudfare", "Cloudflare")),
        ("dcoker", "docker", Correction("dcoker", "Docker")),
        ("dockr", "docker", Correction("dockr", "Docker")),
        ("asw", "aws", Correction("asw", "AWS")),
        ("devosp", "devops", Correction("devosp", "DevOps")),
        ("system desing", "system_design", Correction("system desing", "System Design")),
        ("sytem design", "system_design", Correction("sytem design", "System Design")),
        ("terra", "terraform", Correction("terra", "Terraform")),
    ],
)
def test_a_misspelt_roadmap(real: Catalog, text: str, expected: str, taken: Correction) -> None:
    answer = parse_query(real, text)
    assert roadmap(answer) == expected
    assert answer.corrections == (taken,)


@pytest.mark.parametrize("name", ROADMAPS)
@pytest.mark.parametrize("category", CATEGORIES)
def test_every_category_of_every_roadmap_in_any_form(real: Catalog, name: str, category: str) -> None:
    title = real.roadmap(name).name
    words = CATEGORY_TITLES[category].split()  # type: ignore[index]
    expected = {place.id for place in real.list_topics(name) if place.category == category}
    texts = [f"{name} {category}", f"{category} {name}", f"{title} {CATEGORY_TITLES[category]}".upper()]  # type: ignore[index]
    texts += [f"{name}: {'-'.join(words)}", f"{''.join(words).lower()} {name}", f"{name}/{words[0]}s & {words[1]}"]
    for text in texts:
        answer = topics(parse_query(real, text))
        assert {place.id for place in answer.topics} == expected, text
        assert (answer.category, answer.corrections, answer.unmatched_words) == (category, (), ()), text


def test_short_words_for_categories(real: Catalog) -> None:
    for word, category in {
        "core": "core_competencies",
        "skills": "core_competencies",
        "deployments": "deployment_strategies",
        "strategies": "deployment_strategies",
        "patterns": "infrastructure_patterns",
        "scale": "scaling_considerations",
        "scalability": "scaling_considerations",
        "secure": "security_aspects",
    }.items():
        assert topics(parse_query(real, f"aws {word}")).category == category
        answer = parse_query(real, word)
        assert isinstance(answer, CrossRoadmapTopics)
        having = {one.id for one in real.roadmaps if category in one.categories}
        assert (answer.category, {place.roadmap.id for place in answer.topics}) == (category, having)


def test_a_facet_comes_before_a_category_and_before_words(real: Catalog) -> None:
    facet = topics(parse_query(real, "aws networking")).facet
    assert facet is not None
    assert facet.id == "networking"
    assert topics(parse_query(real, "system design scaling")).category == "scaling_considerations"
    answer = topics(parse_query(real, "cloudflare security"))
    assert answer.category == "security_aspects"
    assert [place.id for place in answer.same_named_topics] == ["cloudflare.security"]


def test_filters_meet(real: Catalog) -> None:
    for words in permutations(["aws", "beginner", "compute"]):
        answer = topics(parse_query(real, " ".join(words)))
        assert answer.facet is not None
        assert (answer.level, answer.facet.id) == ("beginner", "compute")
        assert answer.topics
        assert all(p.topic.level == "beginner" and "compute" in p.topic.facets for p in answer.topics)
    answer = topics(parse_query(real, "kubernetes security rbac"))
    assert answer.words == ("rbac",)
    assert all(place.category == "security_aspects" for place in answer.topics)


def test_filters_that_leave_nothing_give_way_and_say_so(sample: Catalog) -> None:
    answer = topics(parse_query(sample, "marina scaling beginner"))
    assert [place.id for place in answer.topics] == ["marina.dredging"]
    assert (answer.category, answer.level, answer.unmatched_words) == ("scaling_considerations", None, ("beginner",))
    answer = topics(parse_query(sample, "marina knots dunes"))
    assert [place.id for place in answer.topics] == ["marina.knots"]
    assert (answer.words, answer.unmatched_words) == (("knots",), ("dunes",))


def test_words_of_another_roadmap(real: Catalog) -> None:
    answer = parse_query(real, "aws kyverno")
    assert isinstance(answer, RoadmapPage)
    assert (answer.roadmap.id, answer.unmatched_words) == ("aws", ("kyverno",))
    assert [place.id for place in answer.topics_elsewhere] == ["kubernetes.policy-management"]
    assert parse_query(real, "aws qqqqq") == RoadmapPage(real.roadmap("aws"), unmatched_words=("qqqqq",))


def test_words_filter_within_the_roadmap(real: Catalog) -> None:
    answer = topics(parse_query(real, "ec2 aws"))
    assert answer.words == ("ec2",)
    assert len(answer.topics) > 3
    assert {place.roadmap.id for place in answer.topics} == {"aws"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kubernetes hpa", "kubernetes.horizontal-pod-autoscaler-hpa"),
        ("hpa", "kubernetes.horizontal-pod-autoscaler-hpa"),
        ("Horizontal Pod Autoscaler", "kubernetes.horizontal-pod-autoscaler-hpa"),
        ("docker swarm", "docker.orchestration-integration"),
        ("aws waf", "aws.aws-waf"),
        ("docker image scanning", "docker.image-scanning"),
        ("scanning images docker", "docker.image-scanning"),
        ("aws.compute-services", "aws.compute-services"),
        ("aws autoscaling", "aws.auto-scaling"),
        ("compose docker", "docker.compose"),
        ("search infrastructure system design", "system_design.search-infrastructure"),
    ],
)
def test_one_topic(real: Catalog, text: str, expected: str) -> None:
    answer = parse_query(real, text)
    assert expected in {place.id for place in shown(answer)}, answer
    assert isinstance(answer, TopicPage | TopicList)


def test_every_topic_by_name_and_roadmap_and_by_id(real: Catalog) -> None:
    for place in real.topics:
        assert page(parse_query(real, place.id)) == place.id
        for text in (f"{place.roadmap.name} {place.topic.name}", f"{place.topic.name.lower()} {place.roadmap.id}"):
            assert place in shown(parse_query(real, text)), text


def test_every_subtopic_by_id(real: Catalog) -> None:
    for place in real.topics:
        for subtopic in place.topic.subtopics:
            assert page(parse_query(real, subtopic.id)) == place.id


@pytest.mark.parametrize(
    "text", ["aws kubernetes", "kubernetes aws", "aws + k8s", "AWS & Kubernetes", "k8s, aws", "aws and kubernets"]
)
def test_two_roadmaps(real: Catalog, text: str) -> None:
    answer = parse_query(real, text)
    assert isinstance(answer, RoadmapIntegrations)
    assert {each.id for each in answer.roadmaps} == {"aws", "kubernetes"}
    assert [section.id for section in answer.sections] == ["aws-kubernetes"]


def test_a_roadmap_that_another_one_has_as_a_part_is_that_part_unless_they_are_joined(real: Catalog) -> None:
    for text in ("aws networking", "networking aws", "kubernetes observability"):
        answer = parse_query(real, text)
        assert isinstance(answer, TopicList | TopicPage), text
        assert shown(answer)[0].roadmap.id in ("aws", "kubernetes")
    for text in ("aws + networking", "aws and networking", "networking & aws", "networking with aws"):
        answer = parse_query(real, text)
        assert isinstance(answer, RoadmapIntegrations)
        assert {each.id for each in answer.roadmaps} == {"aws", "networking"}


def test_every_pair_has_something_to_show(real: Catalog) -> None:
    for one, other in permutations(ROADMAPS, 2):
        answer = parse_query(real, f"{one} {other}")
        assert isinstance(answer, RoadmapIntegrations)
        assert [each.id for each in answer.roadmaps] == [one, other]
        assert answer.sections or answer.related_topics


def test_a_slip_does_not_swallow_the_word_beside_it(real: Catalog) -> None:
    answer = parse_query(real, "kubernets asw")
    assert isinstance(answer, RoadmapIntegrations)
    assert [each.id for each in answer.roadmaps] == ["kubernetes", "aws"]
    assert answer.corrections == (Correction("kubernets", "Kubernetes"), Correction("asw", "AWS"))
    page_of_one = parse_query(real, "kubernets db")
    assert isinstance(page_of_one, RoadmapPage)
    assert page_of_one.corrections == (Correction("kubernets", "Kubernetes"),)
    assert page_of_one.unmatched_words == ("db",)


@pytest.mark.parametrize("typed", ["awz", "awss"])
def test_what_may_be_another_roadmap_is_asked_about(real: Catalog, typed: str) -> None:
    answer = parse_query(real, f"kuberntes {typed}")
    assert answer == QueryChoice(
        typed,
        (QueryOption("Kubernetes and AWS", "kubernetes aws"), QueryOption("Only Kubernetes", "kubernetes")),
        (Correction("kuberntes", "Kubernetes"),),
    )
    assert isinstance(parse_query(real, "kubernetes aws"), RoadmapIntegrations)
    alone = parse_query(real, typed)
    assert isinstance(alone, NothingFound)
    assert alone.words == (typed,)
    assert QueryOption("AWS", "aws") in alone.suggestions
    assert isinstance(parse_query(real, f"aws {typed}"), RoadmapPage)


def test_three_roadmaps_and_words(real: Catalog) -> None:
    answer = parse_query(real, "terraform aws k8s modules")
    assert isinstance(answer, RoadmapIntegrations)
    assert [each.id for each in answer.sections] == ["aws-kubernetes", "terraform-aws-kubernetes"]
    assert answer.words == ("modules",)
    assert answer.related_topics


def test_levels_everywhere(real: Catalog) -> None:
    answer = parse_query(real, "Experts")
    assert isinstance(answer, CrossRoadmapTopics)
    assert {place.topic.level for place in answer.topics} == {"expert"}
    answer = parse_query(real, "scaling advanced")
    assert isinstance(answer, CrossRoadmapTopics)
    assert (answer.category, answer.level) == ("scaling_considerations", "advanced")
    assert {(p.category, p.topic.level) for p in answer.topics} == {("scaling_considerations", "advanced")}
    answer = parse_query(real, "beginner storage")
    assert isinstance(answer, CrossRoadmapTopics)
    assert (answer.level, answer.words) == ("beginner", ("storage",))
    answer = parse_query(real, "beginner networking")
    assert isinstance(answer, TopicList)
    assert (answer.roadmap.id, answer.level) == ("networking", "beginner")


def test_words_that_name_no_roadmap(real: Catalog) -> None:
    for text in ("search canary", "canary", "SEARCH: Canary!"):
        answer = parse_query(real, text)
        assert isinstance(answer, SearchHits)
        assert answer.words == ("canary",)
        assert "devops.canary-deployment" in {place.id for place in shown(answer)}
    answer = parse_query(real, "canry")
    assert isinstance(answer, SearchHits)
    assert answer.corrections == (Correction("canry", "canary"),) or answer.corrections[0].meant.lower() == "canary"
    answer = parse_query(real, "canary qqqqq")
    assert isinstance(answer, SearchHits)
    assert answer.unmatched_words == ("qqqqq",)


def test_ci_cd_in_all_its_forms(real: Catalog) -> None:
    for text in ("ci/cd", "cicd", "CI CD", "ci-cd"):
        assert "devops.ci-cd-pipeline" in {place.id for place in shown(parse_query(real, text))}
        assert "devops.ci-cd-pipeline" in {place.id for place in shown(parse_query(real, f"devops {text}"))}


def test_an_exact_word_is_never_a_near_miss(real: Catalog) -> None:
    for text in ("core", "swarm", "docker swarm", "canary", "s3", "ecs", "eks", "pods", "alb", "waf", "aks"):
        assert parse_query(real, text).corrections == ()
    answer = parse_query(real, "swarm")
    assert isinstance(answer, SearchHits)


def test_a_slip_between_two_names_asks(sample: Catalog) -> None:
    assert parse_query(sample, "marna scaling") == QueryChoice(
        "marna scaling", (QueryOption("Marina", "marina scaling"), QueryOption("Marena", "marena scaling"))
    )
    for option in (QueryOption("Marina", "marina scaling"), QueryOption("Marena", "marena scaling")):
        assert topics(parse_query(sample, option.query)).roadmap.name == option.name


def test_slips_in_filters(real: Catalog) -> None:
    answer = topics(parse_query(real, "dockr scalling"))
    assert (answer.roadmap.id, answer.category) == ("docker", "scaling_considerations")
    assert answer.corrections == (Correction("dockr", "Docker"), Correction("scalling", "Scaling Considerations"))
    facet = topics(parse_query(real, "aws netwroking")).facet
    assert facet is not None
    assert facet.id == "networking"


def test_nothing_at_all(real: Catalog) -> None:
    assert parse_query(real, "qqqqq") == NothingFound(("qqqqq",), ())
    assert parse_query(real, "???") == NothingFound((), ())
    answer = parse_query(real, "zzzzz")
    assert isinstance(answer, NothingFound)


def test_the_search_keyword_is_not_searched_for(real: Catalog) -> None:
    assert parse_query(real, "search xyzzyplugh") == NothingFound(("xyzzyplugh",), ())
    assert isinstance(parse_query(real, "search"), TopicPage | SearchHits | NothingFound | TopicList)


def test_a_search_says_how_many_there_are(real: Catalog) -> None:
    for text in ("services", "search services"):
        answer = parse_query(real, text)
        assert isinstance(answer, SearchHits)
        assert len(answer.matches) == 50 < answer.total
    answer = parse_query(real, "canary")
    assert isinstance(answer, SearchHits)
    assert answer.total == len(answer.matches)


def _check(catalog: Catalog, text: str) -> None:
    answer = parse_query(catalog, text)
    if isinstance(answer, TopicList | CrossRoadmapTopics):
        assert answer.topics
    if isinstance(answer, SearchHits):
        assert 1 <= len(answer.matches) <= answer.total
    if isinstance(answer, QueryChoice):
        assert 2 <= len(answer.options) <= 10


@given(text=st.text(max_size=600))
@settings(deadline=None)
def test_any_text_gets_an_answer(real: Catalog, text: str) -> None:
    _check(real, text)


QUERY_WORDS = [
    *ROADMAPS,
    "system",
    "design",
    "scaling",
    "securty",
    "beginner",
    "networking",
    "k8s",
    "and",
    "search",
    "ci/cd",
]
QUERY_WORDS += [
    "compose",
    "modules",
    "hpa",
    "qqq",
    "show",
    "+",
    "kubernets",
    "expert",
    "patterns",
    "storage",
    "blue",
    "green",
]


@given(words=st.lists(st.sampled_from(QUERY_WORDS), max_size=12))
@settings(deadline=None)
def test_any_words_get_an_answer(real: Catalog, words: list[str]) -> None:
    _check(real, " ".join(words))


@pytest.mark.parametrize(
    "text", ["system aws design", "kubernets " * 40, "qwert asdfg zxcvb " * 30, "a" * 3000, "💥" * 500, "x y z " * 200]
)
def test_long_nonsense_is_quick(real: Catalog, text: str) -> None:
    parse_query(real, text)
    started = time.perf_counter()
    parse_query(real, text)
    assert time.perf_counter() - started < 0.5
