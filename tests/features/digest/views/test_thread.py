"""The digest's thread: everything, in order, on pages that Slack takes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.catalog.catalog import Catalog
from bot.features.digest.rules import Digest, DigestLearner, FinishedAssignment
from bot.features.digest.views import thread
from bot.sandbox.validation.rules import check_message
from bot.slack.message import MAX_MESSAGE_TEXT, Message

TODAY = date(2026, 11, 23)
WEEK = Digest(
    week="2026-W47",
    minutes=210,
    minutes_before=30,
    people_count=2,
    areas=(("networking", 180), ("rest-api", 30)),
    learners=(
        DigestLearner("Ana", (("networking", None), ("rest-api", None))),
        DigestLearner("@Mei", (("networking", None),)),
    ),
    finished_assignments=(FinishedAssignment("networking.cdn", ("Ana", "Mei", "Ben", "Zoe")),),
)


def pages(digest: Digest, catalog: Catalog) -> tuple[Message, ...]:
    return thread.render_thread(digest, catalog=catalog, today=TODAY)


def test_a_small_team_fits_on_a_page(catalog: Catalog) -> None:
    [page] = pages(WEEK, catalog)
    assert page.text.splitlines() == [
        "In detail, Mon 16 Nov to Sun 22 Nov",
        "By area",
        "Networking: 3 h",
        "REST API Design &amp; Development: 30 min",
        "Assignments done",
        "Content delivery network: Ana, Mei, Ben, Zoe",
        "Who learned what",
        "Ana: Networking, REST API Design &amp; Development",
        "Mei: Networking",
    ]


def test_what_was_signed_off_has_a_line_of_its_own(catalog: Catalog) -> None:
    finished = FinishedAssignment("networking.cdn", ("Ana", "Mei", "Ben"), 2)
    [page] = pages(replace(WEEK, finished_assignments=(finished,)), catalog)
    assert "\nContent delivery network, signed off: Ana, Mei\nContent delivery network: Ben\n" in page.text


def test_topics_are_listed_with_their_area(catalog: Catalog) -> None:
    topic = next(each for each in catalog.topics if each.topic.areas[0] == "networking")
    learner = DigestLearner("Ana", (("networking", topic.id), ("blockchain", None), ("gone-area", "gone.topic")))
    [page] = pages(replace(WEEK, learners=(learner,)), catalog)
    expected = f"Ana: Networking ({topic.roadmap.name} {topic.topic.name}), Blockchain, gone-area"
    assert page.text.splitlines()[-1] == expected.replace("&", "&amp;")


def test_a_part_of_a_roadmap_is_listed_by_its_name(catalog: Catalog) -> None:
    learner = DigestLearner("Ana", (("cloud-computing", "aws/scaling_considerations"),))
    [page] = pages(replace(WEEK, learners=(learner,)), catalog)
    assert page.text.splitlines()[-1] == "Ana: Cloud Computing (AWS Scaling Considerations)"


@pytest.mark.parametrize(
    "digest",
    [replace(WEEK, with_details=False), replace(WEEK, minutes=0, areas=(), learners=(), finished_assignments=())],
    ids=["not wanted", "quiet"],
)
def test_there_may_be_no_thread(catalog: Catalog, digest: Digest) -> None:
    assert pages(digest, catalog) == ()


def test_five_hundred_people_are_all_listed_once(catalog: Catalog) -> None:
    topics = tuple((each.topic.areas[0], each.id) for each in catalog.topics)
    learners = tuple(DigestLearner(f"Person {number:03} & Company", topics) for number in range(500))
    done = (FinishedAssignment("networking.cdn", tuple(learner.name for learner in learners)),)
    thread_pages = pages(replace(WEEK, learners=learners, finished_assignments=done), catalog)
    text = "\n".join(page.text for page in thread_pages)
    assert [text.count(f"\nPerson {number:03} &amp; Company: ") for number in range(500)] == [1] * 500
    assert [text.count(f"Person {number:03} ") for number in range(500)] == [2] * 500
    assert f"(1 of {len(thread_pages)})" in thread_pages[0].text
    for page in thread_pages:
        check_message(page.post_arguments(), posted=True)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.one_of(
        st.text(max_size=200), st.sampled_from(["&" * 200, "<!channel>", "*_~`" * 50, "👩‍💻" * 60, "@here"])
    ),
    size=st.integers(1, 1500),
)
def test_any_team_fits_and_notifies_nobody(catalog: Catalog, name: str, size: int) -> None:
    names = tuple(f"{name}{number}" for number in range(size))
    topics = tuple((each.topic.areas[0], each.id) for each in catalog.topics[:8])
    assignments = [assignment.id for area in catalog.areas for assignment in area.assignments]
    learners = tuple(DigestLearner(each, topics) for each in names)
    done = tuple(FinishedAssignment(each, names[:50]) for each in assignments)
    thread_pages = pages(replace(WEEK, learners=learners, finished_assignments=done), catalog)
    assert 1 <= len(thread_pages) <= thread.MAX_PAGES + 1
    for page in thread_pages:
        check_message(page.post_arguments(), posted=True)
        check_message(page.plain_fallback().post_arguments(), posted=True)
        assert len(page.text) < MAX_MESSAGE_TEXT
        assert "<" not in page.text


def test_lines_beyond_the_last_page_are_counted(catalog: Catalog) -> None:
    learners = tuple(DigestLearner("x" * 40, (("networking", None),) * 9) for _ in range(5000))
    thread_pages = pages(replace(WEEK, learners=learners, areas=(), finished_assignments=()), catalog)
    named = sum(page.text.count("x" * 39) for page in thread_pages)
    assert thread_pages[-1].text.endswith(f"and {5000 - named} more lines that would be too long for a thread")
    assert 0 < named < 5000
