"""Two replicas at one placement: each press counts once, on either database; and forgetting leaves nothing behind."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.core.people.erasures import MemberGone
from bot.db.engine import Database
from bot.db.tables import placement_answers, topic_state_acts
from bot.deps import Deps
from bot.dispatch.request import Request, Response
from bot.features.placement.handlers import known, known_list, questions
from bot.features.placement.payloads import PlacementAnswerPayload, PlacementLevelPayload
from bot.slack.message import Message
from tests.features.placement.steps import answer_up_to, as_button, level_of, placement_of, states_of
from tests.slack_driver import Driver


@pytest.fixture
def replicas(driver: Driver, open_database: Callable[[], Database]) -> Iterator[tuple[Deps, Deps]]:
    """Two processes' deps: each with a database of its own on the same data."""
    other = open_database()
    yield driver.roadmate.deps, replace(driver.roadmate.deps, database=other)
    other.close()


def press_on_both(replicas: tuple[Deps, Deps], act: Callable[[Deps, Request], Response], value: str) -> list[str]:
    """Press twice on each replica at once; return what each press was answered."""

    def press(at: int) -> str:
        said = act(replicas[at % 2], replace(as_button(value), key=f"press{at}"))
        assert isinstance(said, Message)
        return said.text

    with ThreadPoolExecutor(4) as threads:
        return list(threads.map(press, range(4)))


def test_one_placement_is_started_and_started_anew_once(driver: Driver, replicas: tuple[Deps, Deps]) -> None:
    driver.say("mei", "/plan")
    said = press_on_both(replicas, questions.open_placement, "aws")
    assert len(set(said)) == 1
    assert len(placement_of(driver).asked) == 1
    answer_up_to(driver, driver.say("mei", "/roadmate placement aws"), height=1)
    driver.turn(minutes=1)
    again = PlacementLevelPayload(asked=placement_of(driver).asked[-1].id).encode()
    said = press_on_both(replicas, questions.start_again, again)
    assert all("AWS, question 1 of 8" in each for each in said)
    assert len(placement_of(driver).asked) == 1


def test_one_answer_counts(driver: Driver, replicas: tuple[Deps, Deps]) -> None:
    driver.say("mei", "/roadmate placement aws")
    value = PlacementAnswerPayload(asked=placement_of(driver).asked[0].id, place=0).encode()
    said = press_on_both(replicas, questions.press_answer, value)
    assert sum("already answered that one" in each for each in said) == 3
    assert [len(placement_of(driver).asked), len(placement_of(driver).answers)] == [2, 1]


def test_one_level_is_taken_and_its_topics_are_marked_once(driver: Driver, replicas: tuple[Deps, Deps]) -> None:
    answer_up_to(driver, driver.say("mei", "/roadmate placement aws"), height=1)
    value = PlacementLevelPayload(asked=placement_of(driver).asked[-1].id, level="intermediate").encode()
    taken = press_on_both(replicas, questions.take_level, value)
    assert sum(each.startswith("✅ Saved") for each in taken) == 1
    assert level_of(driver) == "intermediate"
    marked = press_on_both(replicas, known.mark_presumed, value)
    assert sum(each.startswith("✅ Marked") for each in marked) == 1
    with driver.roadmate.deps.database.read() as conn:
        rows = conn.execute(select(topic_state_acts.c.subject)).scalars().all()
    assert len(rows) == len(set(rows)) == len(states_of(driver))


def test_a_group_is_marked_once(driver: Driver, replicas: tuple[Deps, Deps]) -> None:
    driver.say("mei", "/plan")
    said = press_on_both(replicas, known_list.mark_group, "docker")
    assert sum(each.startswith("✅ Marked 53 topics") for each in said) == 1
    assert sum(each.startswith("Nothing left to mark in Docker.") for each in said) == 3


@pytest.mark.parametrize(
    "act", [questions.press_answer, questions.take_level, known.mark_presumed, known.pick_presumed]
)
def test_nothing_is_written_for_somebody_who_was_forgotten(
    driver: Driver, act: Callable[[Deps, Request], Response]
) -> None:
    answer_up_to(driver, driver.say("mei", "/roadmate placement aws"), height=1)
    asked = placement_of(driver).asked[-1].id
    driver.press("mei", driver.say("mei", "/roadmate forget me"), "Forget me")
    value = f'{{"asked":{asked}}}'
    with contextlib.suppress(MemberGone):
        said = act(driver.roadmate.deps, as_button(value))
        assert isinstance(said, Message)
        assert said.text.startswith("This button has expired.")
    with driver.roadmate.deps.database.read() as conn:
        assert conn.execute(select(placement_answers.c.id)).all() == []
        assert conn.execute(select(topic_state_acts.c.id)).all() == []
