"""A year of five kinds of learners, who forget by other models than the one that chooses the questions."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

from bot.calendar.weeks import week_of
from bot.catalog.models import TopicReference
from bot.core import time_off
from bot.core.knowing.asking import shuffle_question
from bot.core.plan import member_plan, next_moves, offered_steps
from bot.core.plan.learning_act import LearningAct
from bot.core.plan.progress import NextStep
from bot.db.engine import Connection
from bot.features.quiz.service import runs
from bot.sandbox.slack_api.fixtures import TEAM_ID
from tests.examples import IS_THOROUGH
from tests.fixtures.team import Team

FIRST_DAY: Final = date(2026, 11, 30)  # a Monday
DAYS: Final = 364 if IS_THOROUGH else 182
SLOTS: Final = DAYS // 7 * 2  # to learn a new topic or look at one again: two a week
KNOWN: Final = 0.8  # the chance to remember a topic above which it counts as known
GUESS: Final = 0.25


@dataclass(frozen=True)
class Forgetting:
    """A way to forget: the chance to remember after so many days, and what a look at the topic does to the strength.

    `strength` is in days, `grow(strength, chance, remembered)` the one after a question and its explanation, or after a
    look at a topic that was learned before.
    """

    name: str
    chance: Callable[[float, float], float]
    grow: Callable[[float, float, bool], float]
    strength: float  # of a topic after its first hour; half of all topics have more


def _exponential(strength: float, days: float) -> float:
    return float(2 ** (-days / strength))


EXPONENTIAL: Final = Forgetting("exponential", _exponential, lambda s, _, ok: s * (2.3 if ok else 1.1), 45)
SPACED: Final = Forgetting(
    "exponential, spacing helps", _exponential, lambda s, p, ok: s * (1.3 + 4 * (1 - p) if ok else 1.2), 45
)
QUICK: Final = Forgetting("exponential, quick", _exponential, lambda s, _, ok: s * (2.3 if ok else 1.1), 20)
POWER: Final = Forgetting(
    "power law", lambda s, days: 1 / (1 + days / s), lambda s, p, ok: s * (1.5 + 3 * (1 - p) if ok else 1.2), 45
)
SLOW_DECAY: Final = Forgetting(
    "power of the logarithm of time",
    lambda s, days: float(0.98 * (1 + 0.35 * days) ** (-1 / s)),
    lambda s, p, ok: s * (1.25 + 1.5 * (1 - p) if ok else 1.1),
    7.5,
)


@dataclass
class Learner:
    """One person of the year; `answers` is the share of question days they answer, `away` their weeks off."""

    id: str
    kind: str
    forgetting: Forgetting
    answers: float = 1.0
    away: tuple[int, ...] = ()
    strengths: dict[str, tuple[float, date]] = field(default_factory=dict)
    first: dict[str, tuple[float, date]] = field(default_factory=dict)
    asked: Counter[date] = field(default_factory=Counter)
    right: int = 0
    refreshed: int = 0

    def __post_init__(self) -> None:
        self.luck = random.Random(self.id)

    def learn(self, topic: str, day: date) -> None:
        """Learn a topic, or look at it again: that does as much as a right answer."""
        if topic in self.strengths:
            self.refreshed += 1
            strength, _ = self.strengths[topic]
            self.strengths[topic] = (self.forgetting.grow(strength, self.remembers(topic, day), True), day)
            return
        strength = self.forgetting.strength * math.exp(self.luck.gauss(0, 0.5))
        self.strengths[topic] = self.first[topic] = (strength, day)

    def is_away(self, day: date) -> bool:
        return (day - FIRST_DAY).days // 7 in self.away

    def remembers(self, topic: str, day: date) -> float:
        strength, since = self.strengths[topic]
        return self.forgetting.chance(strength, (day - since).days)

    def answer(self, topic: str, day: date) -> bool:
        """Answer a question and read why; returns whether it's right, by knowing or by luck."""
        strength, _ = self.strengths[topic]
        likely = self.remembers(topic, day)
        knows = self.luck.random() < likely
        self.strengths[topic] = (self.forgetting.grow(strength, likely, knows), day)
        return knows or self.luck.random() < GUESS

    def known_at(self, day: date, *, with_questions: bool) -> list[float]:
        """Return the chance to remember each topic."""
        held = self.strengths if with_questions else self.first
        return [self.forgetting.chance(strength, (day - since).days) for strength, since in held.values()]


def five_learners() -> list[Learner]:
    return [
        Learner("U1", "steady", SPACED),
        Learner("U2", "forgets quickly", QUICK),
        Learner("U3", "away two weeks, three times", EXPONENTIAL, away=(9, 10, 25, 26, 40, 41)),
        Learner("U4", "answers every second time", POWER, answers=0.5),
        Learner("U5", "slow decay", SLOW_DECAY),
    ]


def live_through(team: Team) -> list[Learner]:
    """Let five people learn what comes next twice a week, be asked on their question days and answer, for a year."""
    learners = five_learners()
    for learner in learners:
        team.join(learner.id)
        for week in learner.away:
            first = FIRST_DAY + timedelta(weeks=week)
            with team.deps.database.begin() as conn:
                days = {"first": first, "last": first + timedelta(days=6)}
                time_off.add_time_off(conn, workspace=TEAM_ID, member=learner.id, **days, now=team.clock.now())
    for number in range(DAYS):
        day = FIRST_DAY + timedelta(days=number)
        team.turn_to(datetime(day.year, day.month, day.day, 10, tzinfo=UTC))
        if day.weekday() in (1, 3):
            _ask(team, learners, day)
        if day.weekday() in (2, 5):
            for learner in learners:
                learner.learn(_log_next_topic(team, learner.id, day), day)
    return learners


def _log_next_topic(team: Team, member: str, day: date) -> str:
    """Log an hour on the topic that comes next for a member, and return it; an assignment is left for another week."""
    key, catalog = {"workspace": TEAM_ID, "member": member}, team.deps.catalog.shared()
    with team.deps.database.begin() as conn:
        record = member_plan.read_learning_record(conn, **key, now=team.clock.now())
        step = next_moves.choose_next_step(catalog, record)
        while step and not isinstance(step.subject, TopicReference):
            step = _offer(conn, team, key, LearningAct.on_step(step), day)
    assert step
    assert isinstance(step.subject, TopicReference)
    team.book(member, 60, day, step.area.id, step.subject.id)
    with team.deps.database.begin() as conn:
        _offer(conn, team, key, replace(LearningAct.on_step(step), steps=()), day)
    return step.subject.id


def _offer(conn: Connection, team: Team, key: dict[str, str], act: LearningAct, day: date) -> NextStep | None:
    record = member_plan.read_learning_record(conn, **key, now=team.clock.now())
    catalog = team.deps.catalog.shared()
    return offered_steps.offer_next_step(
        conn, **key, catalog=catalog, record=record, act=act, today=day, now=team.clock.now()
    )


def table(learners: list[Learner]) -> str:
    """Return what the year brought, one line for each learner."""
    end = FIRST_DAY + timedelta(days=DAYS)
    rows = [
        ["", "forgets by", "asked", "right", "learned", "refreshed", "known with", "without", "mean with", "without"]
    ]
    for each in learners:
        having, lacking = (each.known_at(end, with_questions=has) for has in (True, False))
        count, total = each.asked.total(), len(having)
        known = [f"{sum(chance >= KNOWN for chance in held)} of {SLOTS}" for held in (having, lacking)]
        means = [f"{sum(held) / total:.2f}" for held in (having, lacking)]
        learned = [str(total), str(each.refreshed)]
        rows.append(
            [each.kind, each.forgetting.name, str(count), f"{each.right / count:.0%}", *learned, *known, *means]
        )
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)


def most_in_a_week(learner: Learner) -> int:
    weeks: Counter[str] = Counter()
    for day, count in learner.asked.items():
        weeks[week_of(day)] += count
    return max(weeks.values())


def _ask(team: Team, learners: list[Learner], day: date) -> None:
    """Send what is due, and let everybody who got questions answer them."""
    team.tick(team.clock.now())
    period, catalog = day.isoformat(), team.deps.catalog.shared()
    reached = {row.recipient for row in team.outbox_rows() if row.kind == "quiz" and row.period == period}
    for learner in learners:
        if learner.id not in reached or learner.luck.random() > learner.answers:
            continue
        key = {"workspace": TEAM_ID, "member": learner.id, "run": f"day:{period}"}
        for number in (1, 2, 3):
            with team.deps.database.begin() as conn:
                asked = runs.ask_next(conn, catalog=catalog, **key, number=number, scope="", now=team.clock.now())
                if asked is None:
                    break
                reference = catalog.find_question(asked.question)
                assert reference
                is_right = learner.answer(asked.topic, day)
                place = shuffle_question(reference, member=learner.id).right_place
                runs.answer_question(
                    conn,
                    catalog=catalog,
                    **key,
                    number=number,
                    question=asked.question,
                    version=asked.version,
                    place=place if is_right else (place + 1) % 4,
                    now=team.clock.now(),
                )
            learner.asked[day] += 1
            learner.right += is_right
