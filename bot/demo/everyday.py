"""Everyday life: who sits down to learn when, by habit and seed, and how they tell Roadmate."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import time
from typing import Final

from bot.demo import script
from bot.demo.cast import HANNA, TOMAS
from bot.demo.diaries import ana, ben, chidi, hanna, mei, priya, tomas
from bot.demo.script import Act, Deed
from bot.frozen import frozen
from bot.lazy_pattern import lazy_pattern
from bot.sandbox.slack_api.fixtures import ANA, BEN, CHIDI, MEI, PRIYA, SlackUser

_LENGTH: Final = lazy_pattern(r"(?:(\d)h)?(?:(\d+)m?)?")
_NEAR_ENOUGH: Final = 15  # minutes that may lack of a week's goal once somebody has sat down often enough


@frozen
class Habit:
    """How somebody learns in an ordinary week: on which days, around which hour, how often, for how long in all."""

    who: SlackUser
    diary: tuple[str, ...]
    days: tuple[str, ...]
    hours: tuple[int, int]  # on their own clock, between which they log
    sittings: tuple[int, int]
    least: int = 0  # minutes, for those who don't let a week go by without their goal
    first_week: int = 0
    away: frozenset[int] = frozenset()
    light: frozenset[int] = frozenset()  # weeks of holidays and of too much else: one sitting at most


HABITS: Final = (
    Habit(ANA, ana.DIARY, ("mon", "wed", "thu"), (9, 18), (2, 3), away=frozenset({5}), light=frozenset({4, 9})),
    Habit(BEN, ben.DIARY, ("tue", "wed", "fri"), (10, 18), (1, 3), light=frozenset({3, 6, 9})),
    Habit(CHIDI, chidi.DIARY, ("mon", "tue", "wed", "thu"), (9, 19), (3, 3), 180, away=frozenset({12, 13})),
    Habit(HANNA, hanna.DIARY, ("mon", "wed", "fri"), (9, 17), (2, 3), away=frozenset({2}), light=frozenset({7, 9})),
    Habit(MEI, mei.DIARY, ("mon", "tue", "thu", "fri"), (10, 19), (3, 4), 180),
    Habit(
        PRIYA, priya.DIARY, ("mon", "tue", "thu", "fri"), (11, 19), (2, 4), away=frozenset({7}), light=frozenset({9})
    ),
    Habit(TOMAS, tomas.DIARY, ("mon", "tue", "wed", "thu"), (10, 18), (3, 3), first_week=11),
)


class Everyday:
    """The sittings of everybody, week by week; the same seed makes the same life."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._weeks: list[list[Act]] = []
        self._next_line = dict.fromkeys((habit.who.id for habit in HABITS), 0)

    def acts(self, week: int) -> Sequence[Act]:
        """Return what everybody logs in a week that is counted from 0."""
        while len(self._weeks) <= week:
            number = len(self._weeks)
            self._weeks.append([act for habit in HABITS for act in self._sittings(habit, number)])
        return self._weeks[week]

    def _sittings(self, habit: Habit, week: int) -> Iterator[Act]:
        if week < habit.first_week or week in habit.away:
            return
        chance = random.Random(f"{self._seed} {habit.who.id} {week}")  # noqa: S311  (no secret: a life to look at)
        lines = self._lines(habit, chance, is_light=week in habit.light)
        days = sorted(chance.sample(range(len(habit.days)), min(len(lines), len(habit.days))))
        for place, line in zip((*days, *days[-1:] * len(lines)), lines, strict=False):
            at = time(chance.randrange(*habit.hours), chance.randrange(2, 58))
            day = script.DAYS.index(habit.days[place])
            yield Act(week, day, at, habit.who, logs(habit.who, line, chance.random()))

    def _lines(self, habit: Habit, chance: random.Random, *, is_light: bool) -> list[str]:
        wanted = chance.randint(*habit.sittings)
        if is_light:
            return [self._take(habit)] if wanted > 1 else []
        lines = [self._take(habit) for _ in range(wanted)]
        while sum(map(minutes_of, lines)) + _NEAR_ENOUGH < habit.least or (
            sum(map(minutes_of, lines)) < habit.least and len(lines) <= wanted
        ):
            lines.append(self._take(habit))
        return lines

    def _take(self, habit: Habit) -> str:
        """Return the next line of a diary; after its end the subjects come again, with nothing said of them."""
        number = self._next_line[habit.who.id]
        self._next_line[habit.who.id] += 1
        line = habit.diary[number % len(habit.diary)]
        return line if number < len(habit.diary) else line.partition(":")[0]


def minutes_of(line: str) -> int:
    """Return the minutes that a line of a diary begins with."""
    found = _LENGTH.match(line)
    assert found, line
    return int(found[1] or 0) * 60 + int(found[2] or 0)


def logs(who: SlackUser, line: str, chance: float) -> Deed:
    """Return logging a line: mostly by the command, now and then in the channel for all to see, or directly."""
    if chance < 0.6:
        return script.says(who, f"/log {line}", "Logged")
    if chance < 0.85:
        return lambda hands: hands.log_in_channel(who, f"log {line}")
    return script.tells(who, f"log {line}", "Logged")
