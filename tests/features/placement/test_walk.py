"""Whatever is pressed, in whatever order: each question counts once, and nothing that was said oneself is lost."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from bot.core.knowing.asking import shuffle_question
from bot.core.knowing.state_acts import set_states
from bot.core.knowing.states import KnownState, StateSource, TopicState
from bot.dispatch.request import Request
from bot.features.placement import service
from bot.features.placement.handlers import known, questions
from bot.features.placement.payloads import PlacementAnswerPayload, PlacementLevelPayload
from bot.features.placement.rules.choosing import list_askable_questions, topic_height
from bot.features.placement.rules.level import MAX_QUESTIONS, find_likeliest_level, is_decided
from bot.features.placement.service import Placement
from bot.sandbox.slack_api.fixtures import MEI, TEAM_ID
from bot.slack.message import Message
from tests.examples import IS_THOROUGH
from tests.features.placement.steps import level_of, states_of
from tests.slack_driver import Driver

LEVELS = ("beginner", "intermediate", "advanced", "expert")
STEPS = 120


class Walk:
    """Mei with a placement in Linux, pressing what there is and what there was."""

    def __init__(self, driver: Driver, seed: int) -> None:
        self.driver, self.chance, self.number = driver, random.Random(seed), 0
        self.taken: str | None = None
        self.acts: dict[str, Callable[[], None]] = {
            "open": lambda: self._press(questions.open_placement, "linux"),
            "answer": self._answer,
            "old": lambda: self._answer(is_old=True),
            "take": self._take,
            "again": lambda: self._press(questions.start_again, self._level_value()),
            "known": lambda: self._press(known.mark_presumed, self._level_value()),
            "say": self._say_something_oneself,
        }

    def step(self) -> str:
        """Do something, and return what."""
        self.driver.turn(minutes=1, days=self.chance.choice((*[0] * 12, 40)))
        self.number += 1
        act = self.chance.choices(tuple(self.acts), (2, 14, 2, 2, 1, 3, 1))[0]
        self.acts[act]()
        return act

    def placement(self) -> Placement | None:
        with self.driver.roadmate.deps.database.read() as conn:
            return service.find_placement(conn, workspace=TEAM_ID, member=MEI.id, roadmap="linux")

    def _press(self, press: Callable[..., Message], value: str) -> str:
        request = Request(TEAM_ID, MEI.id, value, "C0LEARNING", f"r{self.number}", "button")
        return press(self.driver.roadmate.deps, request).text

    def _asked(self) -> list[int]:
        placement = self.placement()
        return [each.id for each in placement.asked] if placement else [1]

    def _answer(self, *, is_old: bool = False) -> None:
        row = self.chance.choice(self._asked()) if is_old else self._asked()[-1]
        place = self.chance.choice((*[self._right_place(row)] * 4, 0, 1, 2, 3, None))
        self._press(questions.press_answer, PlacementAnswerPayload(asked=row, place=place).encode())

    def _right_place(self, row: int) -> int | None:
        placement = self.placement()
        asked = [each.question for each in placement.asked if each.id == row] if placement else []
        reference = self.driver.roadmate.deps.catalog.shared().find_question(asked[0]) if asked else None
        return shuffle_question(reference, member=MEI.id).right_place if reference else None

    def _level_value(self, level: str | None = None) -> str:
        return PlacementLevelPayload.model_validate({"asked": self._asked()[-1], "level": level}).encode()

    def _take(self) -> None:
        level = self.chance.choice(LEVELS)
        if self._press(questions.take_level, self._level_value(level)).startswith(("✅ Saved", "No change")):
            self.taken = level

    def _say_something_oneself(self) -> None:
        deps = self.driver.roadmate.deps
        topic, state = (
            self.chance.choice(deps.catalog.shared().list_topics("linux")),
            self.chance.choice(list(TopicState)),
        )
        with deps.database.begin() as conn:
            mine = {"workspace": TEAM_ID, "member": MEI.id, "actor": MEI.id, "request": f"own{self.number}"}
            set_states(
                conn,
                **mine,
                states={topic.id: state},
                by=StateSource.SELF,
                now=deps.clock.now(),
                day=deps.clock.now().date(),
            )


def said_oneself(states: dict[str, KnownState]) -> dict[str, KnownState]:
    return {subject: each for subject, each in states.items() if each.by is StateSource.SELF}


@pytest.mark.thorough
@pytest.mark.parametrize("seed", range(8 if IS_THOROUGH else 2))
def test_whatever_is_pressed_each_question_counts_once_and_nothing_is_overwritten(driver: Driver, seed: int) -> None:
    driver.say("mei", "/plan")
    walk, catalog = Walk(driver, seed), driver.roadmate.deps.catalog.shared()
    known_questions = {each.id for each in list_askable_questions(catalog, catalog.roadmap("linux"))}
    marked = 0
    for _ in range(STEPS):
        before, states = walk.placement(), states_of(driver)
        act = walk.step()
        after, now = walk.placement(), states_of(driver)
        assert level_of(driver, "linux") == walk.taken
        if act != "say":
            assert said_oneself(now) == said_oneself(states)
        marked += len(now.keys() - states.keys())
        for topic in now.keys() - states.keys() if act == "known" else ():
            assert after
            assert topic_height(catalog.topic(topic)) < find_likeliest_level(after.answers)
        if after is None:
            continue
        asked = [each.question for each in after.asked]
        assert len(set(asked)) == len(asked)
        assert set(asked) <= known_questions
        assert len(after.answers) <= MAX_QUESTIONS
        assert (after.waiting is None) == is_decided(after.answers)
        if before and before.started_at == after.started_at:
            kept = after.asked[: len(before.asked)]
            changed = [one for one, other in zip(before.asked, kept, strict=True) if one != other]
            assert len(changed) <= 1
            assert all(one.outcome is None for one in changed), "an answer stays as it was given"
    assert marked, "the walk has marked something"
