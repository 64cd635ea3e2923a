"""Words name the subject that hours are booked on, or are asked about."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.catalog.catalog import Catalog
from bot.catalog.lookup.subjects import Subject, SubjectOptions, find_subject, nearest_subjects
from bot.catalog.lookup.typos import Correction
from bot.catalog.models import TopicReference


def find_one(catalog: Catalog, words: str) -> Subject:
    subject = find_subject(catalog, words)
    assert isinstance(subject, Subject), subject
    return subject


def described(subject: Subject) -> str:
    return subject.topic_ref.id if subject.topic_ref else subject.roadmap.id if subject.roadmap else subject.area.id


@pytest.mark.parametrize(
    ("words", "area", "expected"),
    [
        ("networking", "networking", "networking"),
        ("Networks", "networking", "networking"),
        ("iac", "infrastructure-as-code", "infrastructure-as-code"),
        ("Infrastructure as Code", "infrastructure-as-code", "infrastructure-as-code"),
        ("ci/cd", "devops-cicd", "devops-cicd"),
        ("DevOps & CI/CD", "devops-cicd", "devops-cicd"),
        ("devops", "devops-cicd", "devops"),
        ("k8s", "system-architecture", "kubernetes"),
        ("the kubernetes roadmap", "system-architecture", "kubernetes"),
        ("hpa", "system-architecture", "kubernetes.horizontal-pod-autoscaler-hpa"),
        ("aws networking", "networking", "aws.networking"),
        ("networking aws", "networking", "aws.networking"),
        ("cloudflare networking", "networking", "cloudflare"),
        ("terraform modules", "infrastructure-as-code", "terraform.modules"),
        ("docker compose", "devops-cicd", "docker.docker-compose"),
        ("terraform state", "infrastructure-as-code", "terraform.state-management"),
        ("docker build", "devops-cicd", "docker.image-building"),
        ("aws ssl", None, "aws.encryption"),
        ("aws cache", None, "aws.elasticache"),
        ("graphql", "rest-api", "system_design.api-design"),
        ("aws.iam-policies", None, "aws.iam-policies"),
        ("certs", "certifications", "certifications"),
    ],
)
def test_one_subject(real: Catalog, words: str, area: str | None, expected: str) -> None:
    subject = find_one(real, words)
    assert described(subject) == expected
    assert subject.area.id == (area or subject.area.id)
    assert subject.corrections == ()


@pytest.mark.parametrize(
    ("words", "expected", "typed"),
    [
        ("netwroking", "networking", "netwroking"),
        ("kubernets", "kubernetes", "kubernets"),
        ("infrastucture as code", "infrastructure-as-code", "infrastucture code"),
        ("terrafrom modules", "terraform.modules", "terrafrom"),
        ("certificatons", "certifications", "certificatons"),
        ("asw networking", "aws.networking", "asw"),
    ],
)
def test_slips(real: Catalog, words: str, expected: str, typed: str) -> None:
    subject = find_one(real, words)
    assert described(subject) == expected
    assert [taken.typed for taken in subject.corrections] == [typed]


def test_a_name_of_several_roadmaps_asks(real: Catalog) -> None:
    subject = find_subject(real, "secrets management")
    assert isinstance(subject, SubjectOptions)
    assert {described(option) for option in subject.options} == {
        "devops.secrets-management",
        "kubernetes.secrets-management",
        "docker.secrets-management",
    }
    assert described(find_one(real, "docker secrets management")) == "docker.secrets-management"


def test_a_word_of_several_topics_asks_with_few_options(real: Catalog) -> None:
    subject = find_subject(real, "vpc")
    assert isinstance(subject, Subject | SubjectOptions)
    if isinstance(subject, SubjectOptions):
        assert 2 <= len(subject.options) <= 4
        assert "aws.networking" in {described(option) for option in subject.options}


def test_a_category_word_is_too_wide_for_one_topic(real: Catalog) -> None:
    subject = find_subject(real, "security")
    assert isinstance(subject, SubjectOptions)
    assert len(subject.options) == 8


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("state", {"terraform.state-management", "terraform.remote-state-backend"}),
        ("monitoring", {"aws.monitoring-logging", "devops.monitoring-observability"}),
        ("resources", {"kubernetes.workload-resources", "terraform.resource-management"}),
        ("metrics", {"kubernetes.metrics-server", "kubernetes.custom-metrics-scaling"}),
        ("edge", {"cloudflare.edge-computing", "cloudflare.edge-computing-pattern"}),
        ("cdn", {"cloudflare.content-delivery-network-cdn"}),
    ],
)
def test_an_everyday_word_is_what_names_hold_and_not_what_some_topic_lists(
    real: Catalog, words: str, expected: set[str]
) -> None:
    subject = find_subject(real, words)
    options = subject.options if isinstance(subject, SubjectOptions) else (subject,) if subject else ()
    assert expected <= {described(option) for option in options}
    stem = words.removesuffix("s")
    topics = [option.topic_ref.topic for option in options if option.topic_ref]
    assert len(topics) == len(options)
    assert all(stem in f"{each.name} {each.aliases} {each.subtopics}".lower() for each in topics)


def test_an_everyday_word_that_is_only_listed_names_nothing(real: Catalog) -> None:
    listing = [place.id for place in real.topics if "bottlenecks" in place.topic.terms]
    assert len(listing) == 1
    for word in ("bottlenecks", "syscalls"):
        assert not isinstance(find_subject(real, word), Subject)


@pytest.mark.parametrize(
    ("words", "roadmap", "category"),
    [
        ("aws scaling", "aws", "scaling_considerations"),
        ("k8s security", "kubernetes", "security_aspects"),
        ("patterns docker", "docker", "infrastructure_patterns"),
    ],
)
def test_a_category_of_a_roadmap_asks_with_the_roadmap_first(
    real: Catalog, words: str, roadmap: str, category: str
) -> None:
    subject = find_subject(real, words)
    assert isinstance(subject, SubjectOptions)
    assert len(subject.options) == 8
    assert described(subject.options[0]) == roadmap
    places = [option.topic_ref for option in subject.options[1:]]
    assert all(place and (place.roadmap.id, place.category) == (roadmap, category) for place in places)


def test_a_facet_of_a_roadmap_asks_too(real: Catalog) -> None:
    subject = find_subject(real, "docker storage")
    assert isinstance(subject, SubjectOptions)
    assert described(subject.options[0]) == "docker"
    assert all(option.topic_ref and "storage" in option.topic_ref.topic.facets for option in subject.options[1:])


def test_a_slip_leaves_its_neighbour_alone(real: Catalog) -> None:
    for words, expected in (("kubernets asw", ["kubernetes", "aws"]), ("kubernetes awz", ["kubernetes", "aws"])):
        subject = find_subject(real, words)
        assert isinstance(subject, SubjectOptions)
        assert [described(option) for option in subject.options] == expected
    subject = find_subject(real, "kubernets db")
    assert isinstance(subject, SubjectOptions)
    assert subject.corrections == (Correction("kubernets", "Kubernetes"),)


def test_a_roadmap_books_on_its_area_and_a_topic_on_its_first(real: Catalog) -> None:
    for roadmap in real.roadmaps:
        subject = find_one(real, roadmap.id)
        assert (subject.area.id, subject.roadmap, subject.name) == (roadmap.area, roadmap, roadmap.name)
    for place in real.topics:
        subject = find_one(real, place.id)
        assert (subject.area.id, subject.topic_ref) == (place.topic.areas[0], place)


def test_every_topic_by_roadmap_and_name(real: Catalog) -> None:
    for place in real.topics:
        found: set[TopicReference | None] = set()
        for words in (f"{place.roadmap.id} {place.topic.name}", f"{place.topic.name} {place.roadmap.id}"):
            subject = find_subject(real, words)
            options = subject.options if isinstance(subject, SubjectOptions) else (subject,) if subject else ()
            found |= {option.topic_ref for option in options}
        assert place in found, place.id


def test_every_area_by_all_its_names(real: Catalog) -> None:
    for area in real.areas:
        for name in (area.id, area.name, *area.aliases):
            assert described(find_one(real, name)) == area.id


def test_a_slip_between_two_names_asks(sample: Catalog) -> None:
    subject = find_subject(sample, "marna")
    assert isinstance(subject, SubjectOptions)
    assert [described(option) for option in subject.options] == ["marina", "marena"]
    assert subject.typed == "marna"


def test_unknown_words_beside_a_known_name_never_book(real: Catalog) -> None:
    subject = find_subject(real, "aws qqqqq")
    assert isinstance(subject, SubjectOptions)
    assert [described(option) for option in subject.options] == ["aws"]


@pytest.mark.parametrize("words", ["", "   ", "???", "qqqqq", "blah", "reading"])
def test_unknown_words_have_no_likely_subject(real: Catalog, words: str) -> None:
    assert find_subject(real, words) is None
    assert len(nearest_subjects(real, words)) <= 5


def test_what_looks_most_like_it(real: Catalog) -> None:
    assert nearest_subjects(real, "netwk")
    assert nearest_subjects(real, "qqqqq") == ()


def test_taken_is_said_in_words(real: Catalog) -> None:
    assert find_one(real, "netwroking").corrections == (Correction("netwroking", "Networking"),)


@given(words=st.text(max_size=400))
@settings(deadline=None)
def test_any_text_gives_a_subject_a_question_or_nothing(real: Catalog, words: str) -> None:
    subject = find_subject(real, words)
    if isinstance(subject, SubjectOptions):
        assert 1 <= len(subject.options) <= 8
    nearest_subjects(real, words)
