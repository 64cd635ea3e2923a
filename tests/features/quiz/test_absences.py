"""Away shifts questions and never piles them up, however somebody's weeks off fall."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.calendar.weeks import week_of
from bot.core import time_off
from bot.db.tables import asked_questions
from bot.features.quiz.service import runs
from bot.sandbox.slack_api.fixtures import TEAM_ID
from tests.examples import examples
from tests.features.quiz.test_jobs import learn
from tests.fixtures.team import Team

MONDAY = date(2026, 11, 23)
WEEKS = 5
SPANS = st.lists(st.tuples(st.integers(0, 7 * WEEKS), st.integers(1, 21)), max_size=3)
PEOPLE = count(1)
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def days_off(spans: list[tuple[int, int]]) -> set[date]:
    return {MONDAY + timedelta(days=first + number) for first, length in spans for number in range(length)}


def be_away(team: Team, user: str, spans: list[tuple[int, int]]) -> None:
    with team.deps.database.begin() as conn:
        for first, length in spans:
            day = MONDAY + timedelta(days=first)
            span = {"first": day, "last": day + timedelta(days=length - 1)}
            time_off.add_time_off(conn, workspace=TEAM_ID, member=user, **span, now=team.clock.now())


def answer_run(team: Team, user: str, run: str) -> int:
    """Answer all that a question day asks; return how much that was."""
    catalog, key = team.deps.catalog.shared(), {"workspace": TEAM_ID, "member": user, "run": run}
    for number in count(1):
        with team.deps.database.begin() as conn:
            asked = runs.ask_next(conn, catalog=catalog, **key, number=number, scope="", now=team.clock.now())
            if asked is None:
                return number - 1
            what = {"question": asked.question, "version": asked.version, "place": number % 4}
            runs.answer_question(conn, catalog=catalog, **key, number=number, **what, now=team.clock.now())
    raise AssertionError


@settings(max_examples=examples(2), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(SPANS, st.booleans()), min_size=6, max_size=6))
def test_questions_come_on_days_here_and_at_most_a_days_worth(
    team: Team, lives: list[tuple[list[tuple[int, int]], bool]]
) -> None:
    team.change_workspace(digest_on=False)
    first_day = max(MONDAY, team.clock.now().date())
    shift = (first_day - MONDAY).days + (-(first_day - MONDAY).days) % 7  # examples share one clock
    people = {f"UAWAY{next(PEOPLE)}": life for life in lives}
    for user, (spans, _) in people.items():
        team.join(user)
        learn(team, user, day=MONDAY - timedelta(days=7))
        be_away(team, user, [(first + shift, length) for first, length in spans])
    asked: dict[str, Counter[date]] = {user: Counter() for user in people}
    for number in range(7 * WEEKS):
        day = MONDAY + timedelta(days=shift + number)
        team.tick(datetime(day.year, day.month, day.day, 10, tzinfo=UTC))
        for row in team.outbox_rows():
            if row.recipient in people and row.kind == "quiz" and row.period == day.isoformat():
                answers = people[row.recipient][1]
                asked[row.recipient][day] = answer_run(team, row.recipient, f"day:{day}") if answers else 1
    for user, (spans, _) in people.items():
        off = {day + timedelta(days=shift) for day in days_off(spans)}
        weeks = Counter(week_of(day) for day in asked[user])
        assert not off & asked[user].keys()
        assert max(asked[user].values(), default=0) <= 3
        assert max(weeks.values(), default=0) <= 2
        assert asked[user] or len(off) > 7 * (WEEKS - 2)
    with team.deps.database.read() as conn:
        rows = conn.execute(asked_questions.select()).all()
    assert all(row.asked_at.date().isoformat() == row.run.removeprefix("day:") for row in rows)
