"""The digest's thread: everything, in order, on pages that Slack takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.catalog.catalog import Catalog
from bot.features.digest.rules import Digest, DigestLearner, Win, WinKind
from bot.features.digest.views import thread
from bot.features.leaderboard.rules import MemberMinutes, rank_members
from bot.sandbox.validation.rules import check_message
from bot.slack.message import MAX_MESSAGE_TEXT, Message
from tests.examples import examples

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
    wins=(Win(WinKind.FINISHED, ("Ana", "Mei", "Ben", "Zoe"), "networking.cdn"), Win(WinKind.GOAL, ("Ana",))),
)


def pages(digest: Digest, catalog: Catalog) -> tuple[Message, ...]:
    return thread.render_thread(digest, catalog=catalog, today=TODAY)


def test_a_small_team_fits_on_a_page(catalog: Catalog) -> None:
    [page] = pages(WEEK, catalog)
    assert page.text.splitlines() == [
        "Details, 16-22 Nov",
        "By area",
        "Networking: 3 h",
        "REST API Design &amp; Development: 30 min",
        "Well done",
        "🎉 Ana, Mei, Ben and Zoe finished Content delivery network",
        "Who learned what",
        "Ana: Networking, REST API Design &amp; Development",
        "Mei: Networking",
    ]


def test_a_topic_is_named_with_its_roadmap_unless_the_area_is_called_so(catalog: Catalog) -> None:
    topics = (("networking", "networking.dhcp"), ("networking", "aws.vpc-architecture"))
    [page] = pages(replace(WEEK, learners=(DigestLearner("Ana", topics),)), catalog)
    assert "Ana: Networking (DHCP, AWS VPC Architecture)" in page.text


def test_what_the_message_says_in_full_is_not_said_again(catalog: Catalog) -> None:
    small = replace(WEEK, areas=(("networking", 210),), wins=(Win(WinKind.GOAL, ("Ana",)),), learners=())
    assert pages(small, catalog) == ()
    talks = tuple(Win(WinKind.TALK, ("Ana",), f"Talk {number}") for number in range(7))
    [page] = pages(replace(small, wins=talks), catalog)
    assert page.text.splitlines()[1:] == [
        "Well done",
        "👏 Ana gave a talk: Talk 5",
        "👏 Ana gave a talk: Talk 6",
    ]


def board_of(catalog: Catalog, rows: Sequence[MemberMinutes]) -> list[str]:
    [page] = pages(replace(WEEK, leaderboard=rank_members(rows)), catalog)
    lines = page.text.splitlines()
    return lines[1 : lines.index("Hidden members aren't shown.")] if "Leaderboard" in page.text else []


def test_the_leaderboard_has_the_first_five_ranks_with_ties(catalog: Catalog) -> None:
    rows = [MemberMinutes(f"U{n}", f"P{n}", minutes) for n, minutes in enumerate((300, 240, 240, 180, 60, 60, 30))]
    assert board_of(catalog, rows) == [
        "Leaderboard",
        *("1. P0: 5 h", "2. P1: 4 h", "2. P2: 4 h", "4. P3: 3 h", "5. P4: 1 h", "5. P5: 1 h"),
    ]


def test_a_leaderboard_by_goal_shows_shares_alone(catalog: Catalog) -> None:
    rows = (MemberMinutes("U1", "Ana", 300, 125), MemberMinutes("U2", "Ben", 600, 80), MemberMinutes("U3", "Mei", 1, 0))
    assert board_of(catalog, rows) == [
        "Leaderboard, by share of each person's goal",
        *("1. Ana: 125%", "2. Ben: 80%", "3. Mei: under 1%"),
    ]


def test_a_long_tie_is_counted_and_one_person_is_no_board(catalog: Catalog) -> None:
    assert board_of(catalog, [MemberMinutes(f"U{n:02}", f"P{n:02}", 60) for n in range(40)])[-1] == (
        "and 32 more with 1 h"
    )
    assert board_of(catalog, [MemberMinutes("U1", "Ana", 60)]) == []


def test_mentoring_is_a_sum(catalog: Catalog) -> None:
    [page] = pages(replace(WEEK, mentoring_minutes=150), catalog)
    assert page.text.splitlines()[-1] == "Mentoring: 2 h 30 min"


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
    [replace(WEEK, with_details=False), replace(WEEK, minutes=0, areas=(), learners=(), wins=())],
    ids=["not wanted", "quiet"],
)
def test_there_may_be_no_thread(catalog: Catalog, digest: Digest) -> None:
    assert pages(digest, catalog) == ()


def test_five_hundred_people_are_all_listed_once(catalog: Catalog) -> None:
    topics = tuple((each.topic.areas[0], each.id) for each in catalog.topics)
    learners = tuple(DigestLearner(f"Person {number:03} & Company", topics) for number in range(500))
    done = (Win(WinKind.FINISHED, tuple(learner.name for learner in learners), "networking.cdn"),)
    thread_pages = pages(replace(WEEK, learners=learners, wins=done), catalog)
    text = "\n".join(page.text for page in thread_pages)
    assert [text.count(f"\nPerson {number:03} &amp; Company: ") for number in range(500)] == [1] * 500
    assert [text.count(f"Person {number:03} ") for number in range(500)] == [2] * 500
    assert f"(1 of {len(thread_pages)})" in thread_pages[0].text
    for page in thread_pages:
        check_message(page.post_arguments(), posted=True)


@settings(max_examples=examples(15), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
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
    done = tuple(Win(WinKind.FINISHED, names[:50], each) for each in assignments)
    thread_pages = pages(replace(WEEK, learners=learners, wins=done), catalog)
    assert 1 <= len(thread_pages) <= thread.MAX_PAGES + 1
    for page in thread_pages:
        check_message(page.post_arguments(), posted=True)
        check_message(page.plain_fallback().post_arguments(), posted=True)
        assert len(page.text) < MAX_MESSAGE_TEXT
        assert "<" not in page.text


def test_lines_beyond_the_last_page_are_counted(catalog: Catalog) -> None:
    learners = tuple(DigestLearner("x" * 40, (("networking", None),) * 9) for _ in range(5000))
    thread_pages = pages(replace(WEEK, learners=learners, areas=(), wins=()), catalog)
    named = sum(page.text.count("x" * 39) for page in thread_pages)
    assert thread_pages[-1].text.endswith(f"and {5000 - named:,} more lines that didn't fit into a thread")
    assert 0 < named < 5000
