"""What is kept of a placement: whose it is, in its order, and each answer once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.db.engine import Database
from bot.features.placement import service
from bot.features.placement.rules.choosing import AskableQuestion
from bot.features.placement.rules.level import Outcome
from bot.features.placement.service import OPEN_FOR

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
KEY = {"workspace": "T1", "member": "U1", "roadmap": "aws"}


def ask(database: Database, number: int, started_at: datetime = NOW, **key: str) -> None:
    question = AskableQuestion(f"aws.topic-{number}/q", f"aws.topic-{number}", "core", number % 4)
    with database.begin() as conn:
        service.add_question(
            conn, **(KEY | key), started_at=started_at, number=number, question=question, version="v", now=started_at
        )


def answer(database: Database, asked: service.AskedQuestion, outcome: Outcome) -> None:
    with database.begin() as conn:
        service.record_outcome(conn, asked=asked, outcome=outcome, now=NOW)


def find(database: Database, **key: str) -> service.Placement | None:
    with database.read() as conn:
        return service.find_placement(conn, **(KEY | key))


def test_questions_come_back_in_their_order_and_the_first_answer_stays(database: Database) -> None:
    for number in (1, 2, 3):
        ask(database, number)
    placement = find(database)
    assert placement
    assert [each.number for each in placement.asked] == [1, 2, 3]
    first, second, third = placement.asked
    assert placement.waiting == third
    assert placement.answers == ()
    answer(database, first, Outcome.RIGHT)
    answer(database, first, Outcome.WRONG)
    answer(database, second, Outcome.VOID)
    answer(database, third, Outcome.UNSURE)
    placement = find(database)
    assert placement
    assert placement.waiting is None
    assert [(each.question, each.outcome) for each in placement.answers] == [
        ("aws.topic-1/q", Outcome.RIGHT),
        ("aws.topic-3/q", Outcome.UNSURE),
    ]
    assert not placement.is_finished, "three answers are too few"
    assert placement.void_questions == {"aws.topic-2/q"}
    assert placement.finished_at == NOW


def test_the_last_placement_counts_and_each_persons_is_their_own(database: Database) -> None:
    ask(database, 1)
    ask(database, 2, NOW + timedelta(days=1))
    ask(database, 3, member="U2")
    ask(database, 4, roadmap="docker")
    ask(database, 5, workspace="T2")
    last = find(database)
    assert last
    assert [each.number for each in last.asked] == [2]
    assert find(database, member="U3") is None
    with database.read() as conn:
        assert service.list_questions_asked(conn, **KEY) == {"aws.topic-1/q", "aws.topic-2/q"}
        [own] = last.asked
        mine = {"workspace": "T1", "member": "U1"}
        assert service.find_asked_question(conn, **mine, asked=own.id) == own
        for other in ({"member": "U2"}, {"workspace": "T2"}):
            assert service.find_asked_question(conn, **(mine | other), asked=own.id) is None


def test_it_can_be_gone_on_with_for_a_month(database: Database) -> None:
    ask(database, 1)
    placement = find(database)
    assert placement
    assert not placement.is_over(NOW + OPEN_FOR)
    assert placement.is_over(NOW + OPEN_FOR + timedelta(seconds=1))
