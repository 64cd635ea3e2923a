"""Words name the subject that hours are booked on, or are asked about."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz, process

from bot.catalog.catalog import Catalog
from bot.catalog.lookup.subjects import (
    JoinedSubjects,
    Subject,
    SubjectOptions,
    find_subject,
    list_subjects,
    nearest_subjects,
)
from bot.catalog.lookup.typos import Correction
from bot.catalog.lookup.word_matching import FILLER_WORDS, JOINING_WORDS, folded_words, name_key
from bot.catalog.models import TopicReference


def find_one(catalog: Catalog, words: str) -> Subject:
    subject = find_subject(catalog, words)
    assert isinstance(subject, Subject), subject
    return subject


def described(subject: Subject) -> str:
    area, roadmap, place = subject.ledger_ids
    return place or roadmap or area


def described_options(catalog: Catalog, words: str) -> dict[str, str]:
    """Return the ids that a question offers, each with the words that it keeps."""
    subject = find_subject(catalog, words)
    assert isinstance(subject, SubjectOptions), subject
    return {described(option): option.rest for option in subject.options}


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
        ("aws vpc", None, "aws.vpc-architecture"),
        ("lambda cold starts", None, "aws.lambda-concurrency"),
        ("security groups", None, "aws.vpc-security-groups"),
        ("docker linux", None, "docker.capabilities-dropping"),
        ("cloudflare argo", None, "cloudflare.cache-tiering"),
        ("aws monitoring and logging", None, "aws.monitoring-logging"),
        ("some networking", "networking", "networking"),
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
        ("infra as coee", "infrastructure-as-code", "infra coee"),
        ("clodus", "cloud-computing", "clodus"),
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
    subject = find_subject(real, "nat")
    assert isinstance(subject, SubjectOptions)
    assert {described(option) for option in subject.options} == {
        "aws.nat-gateway-instance",
        "gcp.cloud-nat",
        "networking.nat",
    }


def test_an_alias_that_leads_its_topics_name_stays_that_topics(real: Catalog) -> None:
    assert any("VPC" in place.topic.name for place in real.topics if place.roadmap.id != "aws")
    assert described(find_one(real, "vpc")) == "aws.vpc-architecture"


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
    options = list_subjects(find_subject(real, words))
    assert expected <= {described(option) for option in options}
    stem = words.removesuffix("s")
    topics = [option.topic_ref.topic for option in options if option.topic_ref]
    assert len(topics) == len(options)
    assert all(stem in f"{each.name} {each.aliases} {each.subtopics}".lower() for each in topics)


def test_an_everyday_word_that_is_only_listed_names_nothing(real: Catalog) -> None:
    for word in ("bottlenecks", "faults"):
        assert not isinstance(find_subject(real, word), Subject)


@pytest.mark.parametrize(
    ("words", "expected", "name"),
    [
        ("aws scaling", "aws/scaling_considerations", "Scaling Considerations (AWS)"),
        ("aws security", "aws/security_aspects", "Security Aspects (AWS)"),
        ("k8s security", "kubernetes/security_aspects", "Security Aspects (Kubernetes)"),
        ("patterns docker", "docker/infrastructure_patterns", "Infrastructure Patterns (Docker)"),
        ("docker storage", "docker/storage", "Storage (Docker)"),
        ("aws compute", "aws/compute", "Compute (AWS)"),
        ("AWS/storage", "aws/storage", "Storage (AWS)"),
        ("aws scalling", "aws/scaling_considerations", "Scaling Considerations (AWS)"),
    ],
)
def test_a_category_and_a_facet_of_a_roadmap_are_subjects(real: Catalog, words: str, expected: str, name: str) -> None:
    subject = find_one(real, words)
    assert (described(subject), subject.label, subject.rest) == (expected, name, "")
    assert subject.roadmap is not None
    assert subject.area.id == subject.roadmap.area
    assert subject.part is not None
    assert all(topic.roadmap is subject.roadmap for topic in subject.part.topics)


def test_every_part_of_a_roadmap_is_found_by_its_id(real: Catalog) -> None:
    for part in real.parts:
        assert find_one(real, part.id).part is part
        assert part.topics
    assert len({part.id for part in real.parts}) == len(real.parts)


def test_a_slip_leaves_its_neighbour_alone(real: Catalog) -> None:
    assert described_options(real, "kubernets asw") == {"kubernetes": "asw", "aws": "kubernets"}
    assert list(described_options(real, "kubernetes awz")) == ["kubernetes", "aws"]
    subject = find_one(real, "kubernets db")
    assert (subject.rest, subject.corrections) == ("db", (Correction("kubernets", "Kubernetes"),))


@pytest.mark.parametrize(
    ("words", "expected", "rest"),
    [
        ("networking workshop", "networking", "workshop"),
        ("networking (workshop)", "networking", "workshop"),
        ("networking - workshop", "networking", "workshop"),
        ("networking (subnets)", "networking.subnetting", ""),
        ("networking: subnets, then routing", "networking", "subnets, then routing"),
        ("terraform state locking notes", "terraform.state-management", "notes"),
        ("terraform modules for a client", "terraform.modules", "for a client"),
        ("networking what is a mask for", "networking.subnetting", "what"),
        ("aws what is a mask for", "aws", "what is a mask"),
        ("the networking of Chapter 3", "networking", "Chapter 3"),
        ("aws scaling with Ben", "aws/scaling_considerations", "with Ben"),
        ("aws, qqqqq", "aws", "qqqqq"),
        ("networking https://docs.aws.com/vpc?x=1", "networking", "https://docs.aws.com/vpc?x=1"),
        ("networking 🎉", "networking", "🎉"),
        ("ci/cd C++ builds", "devops-cicd", "C++ builds"),
        ("kubernets foo bar", "kubernetes", "foo bar"),
        ("aws.iam-policies (chapter 2)", "aws.iam-policies", "chapter 2"),
        ("resource-level encryption breakfast", "terraform.resource-level-encryption", "breakfast"),
        ("magecart slides", "cloudflare.page-shield", "slides"),
        ("ddos protection 7 chapters", "cloudflare.ddos-protection", "7 chapters"),
        ("worked on cloud", "cloud-computing", ""),
        ("infra as coee diagrams", "infrastructure-as-code", "diagrams"),
        ("arch lecture", "system-architecture", "lecture"),
    ],
)
def test_a_name_and_words_that_name_nothing_are_a_subject_and_the_rest(
    real: Catalog, words: str, expected: str, rest: str
) -> None:
    subject = find_one(real, words)
    assert (described(subject), subject.rest) == (expected, rest)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("read networking", {"networking": "read"}),
        ("notes on kubernetes pods", {"kubernetes.pod-as-unit-pattern": "notes"}),
        ("qqqqq, aws", {"aws": "qqqqq"}),
        ("docker compose networking", {"docker.docker-compose": "networking", "networking": "docker compose"}),
        ("aws qqqqq terraform", {"aws": "qqqqq terraform", "terraform": "aws qqqqq"}),
    ],
)
def test_words_before_a_name_and_two_names_are_asked_about(real: Catalog, words: str, expected: dict[str, str]) -> None:
    assert described_options(real, words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("cloud platforms", {"cloud-computing", "devops.cloud-platforms"}),
        ("at rest", {"rest-api", "terraform.resource-level-encryption"}),
        ("docker builds", {"docker.image-building", "docker/images"}),
    ],
)
@pytest.mark.parametrize("beside", ["", " breakfast"])
def test_a_name_of_two_things_asks_which(real: Catalog, words: str, expected: set[str], beside: str) -> None:
    assert described_options(real, words + beside) == dict.fromkeys(expected, beside.strip())


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("selinux", "docker.apparmor-selinux"),
        ("prometheus", "observability.prometheus"),
        ("argo", "devops.gitops"),
        ("lambda", "aws.lambda-concurrency"),
        ("grpc", "system_design.service-communication"),
        ("nginx", "networking.proxies"),
        ("rollout", "cloudflare.gradual-rollout"),
        ("iam", "aws.iam-policies"),
        ("meetup", "hands-on-practice"),
        ("indexing", "system_design.database-design"),
        ("redundancy", "system_design.reliability-patterns"),
        ("collections", "system_design.analytics-pipeline"),
        ("security notes", "system_design.security-considerations"),
    ],
)
def test_a_match_by_a_side_word_is_asked_about(real: Catalog, words: str, meant: str) -> None:
    assert meant in described_options(real, words)


def test_one_word_books_only_by_a_whole_name(real: Catalog) -> None:
    names = real.vocabulary
    for word in real.search_index.spelling_by_word.values():
        subject = find_subject(real, word)
        if isinstance(subject, Subject):
            key = name_key(word)
            assert key in names.areas or key in names.roadmaps or names.find_topics(key), word


@pytest.mark.parametrize("words", ["k8s", "bgp", "ci/cd", "iac", "hpa", "alb", "rbac", "gitops", "cdn", "net"])
def test_short_names_of_everyday_book_straight(real: Catalog, words: str) -> None:
    assert find_one(real, words).rest == ""


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("aws, terraform", ["aws", "terraform"]),
        ("docker and kubernetes", ["docker", "kubernetes"]),
        ("aws + terraform", ["aws", "terraform"]),
        ("aws & terrafrom", ["aws", "terraform"]),
        ("aws/terraform", ["aws", "terraform"]),
        ("aws and networking", ["aws", "networking"]),
        ("docker, kubernetes and hpa", ["docker", "kubernetes", "kubernetes.horizontal-pod-autoscaler-hpa"]),
        ("monitoring and logging, aws", ["aws.monitoring-logging", "aws"]),
        ("infrastructure as code and ci/cd", ["infrastructure-as-code", "devops-cicd"]),
        ("aws scaling, docker storage", ["aws/scaling_considerations", "docker/storage"]),
        ("resource-level encryption / faas", ["terraform.resource-level-encryption", "aws.serverless-deployment"]),
    ],
)
def test_joined_names_are_several_subjects(real: Catalog, words: str, expected: list[str]) -> None:
    found = find_subject(real, words)
    assert isinstance(found, JoinedSubjects)
    assert [described(each) for each in found.subjects] == expected
    assert all(each.rest == "" for each in found.subjects)


def test_joined_names_as_a_question_keep_the_other_name(real: Catalog) -> None:
    found = find_subject(real, "aws & terrafrom")
    assert isinstance(found, JoinedSubjects)
    assert [option.rest for option in found.as_options.options] == ["terrafrom", "aws"]
    assert found.as_options.corrections == (Correction("terrafrom", "Terraform"),)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("ci/cd", "devops-cicd"),
        ("DevOps & CI/CD", "devops-cicd"),
        ("monitoring and logging", "aws.monitoring-logging"),
        ("docker, docker", "docker"),
    ],
)
def test_a_name_that_has_an_and_in_it_is_one_subject(real: Catalog, words: str, expected: str) -> None:
    assert described(find_one(real, words)) == expected


WORDS = st.sampled_from(
    [
        *(
            "networking",
            "netwroking",
            "aws",
            "k8s",
            "kubernets",
            "terraform",
            "docker compose",
            "ci/cd",
            "vpc",
            "linux",
        ),
        *("scaling", "storage", "state", "argo", "security", "of", "on", "some", "the", "and", ",", "+", "&", "-"),
        *("qqq", "Ben", "chapter", "3", "notes", "1.31", "C++", "https://x.example/aws", "(part", "two)", "plans:"),
        *("déjà", "http2", "how to", "rest", "subnets", "monitoring", "rollout", "operators", "x_y", "🎉"),
    ]
)


@given(words=st.lists(WORDS, min_size=1, max_size=7).map(" ".join))
def test_no_word_is_lost(real: Catalog, words: str) -> None:
    found = find_subject(real, words)
    subjects = found.as_options.options if isinstance(found, JoinedSubjects) else list_subjects(found)
    corrections = () if found is None or isinstance(found, JoinedSubjects) else found.corrections
    for subject in (*subjects, *(nearest_subjects(real, words) if found is None else ())):
        kept = {word for text in (subject.rest, *all_names(subject)) for word in folded_words(text)}
        joined = "".join(name_key(name) for name in all_names(subject))
        corrected = {word for each in (*corrections, *subject.corrections) for word in folded_words(each.typed)}
        for word in folded_words(words):
            is_near = process.extractOne(word, kept, scorer=fuzz.ratio, score_cutoff=80)
            assert is_near or word in joined or word in corrected or is_filler(word), (word, subject)


def all_names(subject: Subject) -> list[str]:
    """Return all names of a subject, as the content has them."""
    names = [subject.area.id, subject.area.name, *subject.area.aliases]
    if subject.roadmap:
        names += [subject.roadmap.id, subject.roadmap.name, *subject.roadmap.aliases]
    if subject.topic_ref:
        topic = subject.topic_ref.topic
        names += [topic.id, topic.name, *topic.aliases, *topic.terms]
    return [*names, subject.part.name, *subject.part.aliases] if subject.part else names


def is_filler(word: str) -> bool:
    return word in JOINING_WORDS or word in FILLER_WORDS


def test_a_roadmap_books_on_its_area_and_a_topic_on_its_first(real: Catalog) -> None:
    for roadmap in real.roadmaps:
        subject = find_one(real, roadmap.id)
        booked = roadmap if roadmap.id != roadmap.area else None  # a name of both is the area's
        assert (subject.area.id, subject.roadmap) == (roadmap.area, booked)
        assert subject.name == (booked or subject.area).name
    for place in real.topics:
        subject = find_one(real, place.id)
        assert (subject.area.id, subject.topic_ref) == (place.topic.areas[0], place)


def test_every_topic_by_roadmap_and_name(real: Catalog) -> None:
    for place in real.topics:
        found: set[TopicReference | None] = set()
        for words in (f"{place.roadmap.id} {place.topic.name}", f"{place.topic.name} {place.roadmap.id}"):
            found |= {option.topic_ref for option in list_subjects(find_subject(real, words))}
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
