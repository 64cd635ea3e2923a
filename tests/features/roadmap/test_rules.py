from __future__ import annotations

import time
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.catalog.catalog import Catalog
from bot.catalog.entries import TITLES, Place
from bot.catalog.lookup.typos import Option, Taken
from bot.catalog.models import CATEGORIES
from bot.features.roadmap.rules.query import read
from bot.features.roadmap.rules.results import (
    Answer,
    Choice,
    Everywhere,
    Integrations,
    Matches,
    Nothing,
    Overview,
    RoadmapPage,
    TopicPage,
    Topics,
)

ROADMAPS = ("devops", "aws", "kubernetes", "docker", "terraform", "cloudflare", "system_design")


def topics(answer: Answer) -> Topics:
    assert isinstance(answer, Topics), answer
    return answer


def page(answer: Answer) -> str:
    assert isinstance(answer, TopicPage), answer
    return answer.place.id


def roadmap(answer: Answer) -> str:
    assert isinstance(answer, RoadmapPage), answer
    return answer.roadmap.id


def shown(answer: Answer) -> tuple[Place, ...]:
    match answer:
        case TopicPage():
            return (answer.place,)
        case Topics():
            return (*answer.places, *answer.also)
        case Matches():
            return tuple(match.place for match in answer.matches if match.place)
        case _:
            return ()


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
def test_nothing_typed_is_the_overview(real: Catalog, text: str) -> None:
    assert read(real, text) == Overview()


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
    answer = read(real, text)
    assert roadmap(answer) == expected
    assert answer.taken == ()


@pytest.mark.parametrize(
    ("text", "expected", "taken"),
    [
        ("kubernets", "kubernetes", Taken("kubernets", "Kubernetes")),
        ("Kubernates", "kubernetes", Taken("kubernates", "Kubernetes")),
        ("kuberntes", "kubernetes", Taken("kuberntes", "Kubernetes")),
        ("terrafrom", "terraform", Taken("terrafrom", "Terraform")),
        ("terafrom", "terraform", Taken("terafrom", "Terraform")),
        ("clouflare", "cloudflare", Taken("clouflare", "Cloudflare")),
        ("cloudfare", "cloudflare", Taken("cloudfare", "Cloudflare")),
        ("dcoker", "docker", Taken("dcoker", "Docker")),
        ("dockr", "docker", Taken("dockr", "Docker")),
        ("asw", "aws", Taken("asw", "AWS")),
        ("devosp", "devops", Taken("devosp", "DevOps")),
        ("system desing", "system_design", Taken("system desing", "System Design")),
        ("sytem design", "system_design", Taken("sytem design", "System Design")),
        ("terra", "terraform", Taken("terra", "Terraform")),
    ],
)
def test_a_misspelt_roadmap(real: Catalog, text: str, expected: str, taken: Taken) -> None:
    answer = read(real, text)
    assert roadmap(answer) == expected
    assert answer.taken == (taken,)


@pytest.mark.parametrize("name", ROADMAPS)
@pytest.mark.parametrize("category", CATEGORIES)
def test_every_category_of_every_roadmap_in_any_form(real: Catalog, name: str, category: str) -> None:
    title = real.roadmap(name).name
    words = TITLES[category].split()  # type: ignore[index]
    expected = {place.id for place in real.topics_in(name) if place.category == category}
    texts = [f"{name} {category}", f"{category} {name}", f"{title} {TITLES[category]}".upper()]  # type: ignore[index]
    texts += [f"{name}: {'-'.join(words)}", f"{''.join(words).lower()} {name}", f"{name}/{words[0]}s & {words[1]}"]
    for text in texts:
        answer = topics(read(real, text))
        assert {place.id for place in answer.places} == expected, text
        assert (answer.category, answer.taken, answer.dropped) == (category, (), ()), text


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
        assert topics(read(real, f"aws {word}")).category == category
        answer = read(real, word)
        assert isinstance(answer, Everywhere)
        assert (answer.category, len({place.roadmap.id for place in answer.places})) == (category, 7)


def test_a_facet_comes_before_a_category_and_before_words(real: Catalog) -> None:
    facet = topics(read(real, "aws networking")).facet
    assert facet is not None
    assert facet.id == "networking"
    assert topics(read(real, "system design scaling")).category == "scaling_considerations"
    answer = topics(read(real, "cloudflare security"))
    assert answer.category == "security_aspects"
    assert [place.id for place in answer.also] == ["cloudflare.security"]


def test_filters_meet(real: Catalog) -> None:
    for words in permutations(["aws", "beginner", "compute"]):
        answer = topics(read(real, " ".join(words)))
        assert answer.facet is not None
        assert (answer.level, answer.facet.id) == ("beginner", "compute")
        assert answer.places
        assert all(p.topic.level == "beginner" and "compute" in p.topic.facets for p in answer.places)
    answer = topics(read(real, "kubernetes security rbac"))
    assert answer.words == ("rbac",)
    assert all(place.category == "security_aspects" for place in answer.places)


def test_filters_that_leave_nothing_give_way_and_say_so(sample: Catalog) -> None:
    answer = topics(read(sample, "marina scaling beginner"))
    assert [place.id for place in answer.places] == ["marina.dredging"]
    assert (answer.category, answer.level, answer.dropped) == ("scaling_considerations", None, ("beginner",))
    answer = topics(read(sample, "marina knots dunes"))
    assert [place.id for place in answer.places] == ["marina.knots"]
    assert (answer.words, answer.dropped) == (("knots",), ("dunes",))


def test_words_of_another_roadmap(real: Catalog) -> None:
    answer = read(real, "aws kyverno")
    assert isinstance(answer, RoadmapPage)
    assert (answer.roadmap.id, answer.dropped) == ("aws", ("kyverno",))
    assert [place.id for place in answer.also] == ["kubernetes.policy-management"]
    assert read(real, "aws qqqqq") == RoadmapPage(real.roadmap("aws"), dropped=("qqqqq",))


def test_words_filter_within_the_roadmap(real: Catalog) -> None:
    answer = topics(read(real, "ec2 aws"))
    assert answer.words == ("ec2",)
    assert len(answer.places) > 3
    assert {place.roadmap.id for place in answer.places} == {"aws"}


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
    answer = read(real, text)
    assert expected in {place.id for place in shown(answer)}, answer
    assert isinstance(answer, TopicPage | Topics)


def test_every_topic_by_name_and_roadmap_and_by_id(real: Catalog) -> None:
    for place in real.places:
        assert page(read(real, place.id)) == place.id
        for text in (f"{place.roadmap.name} {place.topic.name}", f"{place.topic.name.lower()} {place.roadmap.id}"):
            assert place in shown(read(real, text)), text


def test_every_subtopic_by_id(real: Catalog) -> None:
    for place in real.places:
        for subtopic in place.topic.subtopics:
            assert page(read(real, subtopic.id)) == place.id


@pytest.mark.parametrize(
    "text", ["aws kubernetes", "kubernetes aws", "aws + k8s", "AWS & Kubernetes", "k8s, aws", "aws and kubernets"]
)
def test_two_roadmaps(real: Catalog, text: str) -> None:
    answer = read(real, text)
    assert isinstance(answer, Integrations)
    assert {each.id for each in answer.roadmaps} == {"aws", "kubernetes"}
    assert [section.id for section in answer.sections] == ["aws-kubernetes"]


def test_every_pair_has_something_to_show(real: Catalog) -> None:
    for one, other in permutations(ROADMAPS, 2):
        answer = read(real, f"{one} {other}")
        assert isinstance(answer, Integrations)
        assert [each.id for each in answer.roadmaps] == [one, other]
        assert answer.sections or answer.related


def test_a_slip_does_not_swallow_the_word_beside_it(real: Catalog) -> None:
    answer = read(real, "kubernets asw")
    assert isinstance(answer, Integrations)
    assert [each.id for each in answer.roadmaps] == ["kubernetes", "aws"]
    assert answer.taken == (Taken("kubernets", "Kubernetes"), Taken("asw", "AWS"))
    page_of_one = read(real, "kubernets db")
    assert isinstance(page_of_one, RoadmapPage)
    assert page_of_one.taken == (Taken("kubernets", "Kubernetes"),)
    assert page_of_one.dropped == ("db",)


@pytest.mark.parametrize("typed", ["awz", "awss"])
def test_what_may_be_another_roadmap_is_asked_about(real: Catalog, typed: str) -> None:
    answer = read(real, f"kuberntes {typed}")
    assert answer == Choice(
        typed,
        (Option("Kubernetes and AWS", "kubernetes aws"), Option("Only Kubernetes", "kubernetes")),
        (Taken("kuberntes", "Kubernetes"),),
    )
    assert isinstance(read(real, "kubernetes aws"), Integrations)
    alone = read(real, typed)
    assert isinstance(alone, Nothing)
    assert alone.words == (typed,)
    assert Option("AWS", "aws") in alone.suggestions
    assert isinstance(read(real, f"aws {typed}"), RoadmapPage)


def test_three_roadmaps_and_words(real: Catalog) -> None:
    answer = read(real, "terraform aws k8s modules")
    assert isinstance(answer, Integrations)
    assert [each.id for each in answer.sections] == ["aws-kubernetes", "terraform-aws-kubernetes"]
    assert answer.words == ("modules",)
    assert answer.related


def test_levels_everywhere(real: Catalog) -> None:
    answer = read(real, "Experts")
    assert isinstance(answer, Everywhere)
    assert {place.topic.level for place in answer.places} == {"expert"}
    answer = read(real, "scaling advanced")
    assert isinstance(answer, Everywhere)
    assert (answer.category, answer.level) == ("scaling_considerations", "advanced")
    assert {(p.category, p.topic.level) for p in answer.places} == {("scaling_considerations", "advanced")}
    answer = read(real, "beginner networking")
    assert isinstance(answer, Everywhere)
    assert (answer.level, answer.words) == ("beginner", ("networking",))


def test_words_that_name_no_roadmap(real: Catalog) -> None:
    for text in ("search canary", "canary", "SEARCH: Canary!"):
        answer = read(real, text)
        assert isinstance(answer, Matches)
        assert answer.words == ("canary",)
        assert "devops.canary-deployment" in {place.id for place in shown(answer)}
    answer = read(real, "canry")
    assert isinstance(answer, Matches)
    assert answer.taken == (Taken("canry", "canary"),) or answer.taken[0].meant.lower() == "canary"
    answer = read(real, "canary qqqqq")
    assert isinstance(answer, Matches)
    assert answer.dropped == ("qqqqq",)


def test_ci_cd_in_all_its_forms(real: Catalog) -> None:
    for text in ("ci/cd", "cicd", "CI CD", "ci-cd"):
        assert "devops.ci-cd-pipeline" in {place.id for place in shown(read(real, text))}
        assert "devops.ci-cd-pipeline" in {place.id for place in shown(read(real, f"devops {text}"))}


def test_an_exact_word_is_never_a_near_miss(real: Catalog) -> None:
    for text in ("core", "swarm", "docker swarm", "canary", "s3", "ecs", "eks", "pods", "alb", "waf", "aks"):
        assert read(real, text).taken == ()
    answer = read(real, "swarm")
    assert isinstance(answer, Matches)


def test_a_slip_between_two_names_asks(sample: Catalog) -> None:
    assert read(sample, "marna scaling") == Choice(
        "marna scaling", (Option("Marina", "marina scaling"), Option("Marena", "marena scaling"))
    )
    for option in (Option("Marina", "marina scaling"), Option("Marena", "marena scaling")):
        assert topics(read(sample, option.query)).roadmap.name == option.name


def test_slips_in_filters(real: Catalog) -> None:
    answer = topics(read(real, "dockr scalling"))
    assert (answer.roadmap.id, answer.category) == ("docker", "scaling_considerations")
    assert answer.taken == (Taken("dockr", "Docker"), Taken("scalling", "Scaling Considerations"))
    facet = topics(read(real, "aws netwroking")).facet
    assert facet is not None
    assert facet.id == "networking"


def test_nothing_at_all(real: Catalog) -> None:
    assert read(real, "qqqqq") == Nothing(("qqqqq",), ())
    assert read(real, "???") == Nothing((), ())
    answer = read(real, "zzzzz")
    assert isinstance(answer, Nothing)


def test_the_search_keyword_is_not_searched_for(real: Catalog) -> None:
    assert read(real, "search xyzzyplugh") == Nothing(("xyzzyplugh",), ())
    assert isinstance(read(real, "search"), TopicPage | Matches | Nothing | Topics)


def test_a_search_says_how_many_there_are(real: Catalog) -> None:
    for text in ("services", "cloud", "search aws"):
        answer = read(real, text)
        assert isinstance(answer, Matches)
        assert len(answer.matches) == 50 < answer.total
    answer = read(real, "canary")
    assert isinstance(answer, Matches)
    assert answer.total == len(answer.matches)


def _check(catalog: Catalog, text: str) -> None:
    answer = read(catalog, text)
    if isinstance(answer, Topics | Everywhere):
        assert answer.places
    if isinstance(answer, Matches):
        assert 1 <= len(answer.matches) <= answer.total
    if isinstance(answer, Choice):
        assert 2 <= len(answer.options) <= 10


@given(text=st.text(max_size=600))
@settings(deadline=None)
def test_any_text_gets_an_answer(real: Catalog, text: str) -> None:
    _check(real, text)


WORDS = [*ROADMAPS, "system", "design", "scaling", "securty", "beginner", "networking", "k8s", "and", "search", "ci/cd"]
WORDS += [
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


@given(words=st.lists(st.sampled_from(WORDS), max_size=12))
@settings(deadline=None)
def test_any_words_get_an_answer(real: Catalog, words: list[str]) -> None:
    _check(real, " ".join(words))


@pytest.mark.parametrize(
    "text", ["system aws design", "kubernets " * 40, "qwert asdfg zxcvb " * 30, "a" * 3000, "💥" * 500, "x y z " * 200]
)
def test_long_nonsense_is_quick(real: Catalog, text: str) -> None:
    read(real, text)
    started = time.perf_counter()
    read(real, text)
    assert time.perf_counter() - started < 0.5
