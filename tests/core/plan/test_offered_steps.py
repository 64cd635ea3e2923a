"""What was offered is remembered in the transaction of the act, and begins anew with a change of the plan."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert, update

from bot.catalog.catalog import Catalog
from bot.core.plan import member_plan, offered_steps
from bot.core.plan.learning_act import LearningAct
from bot.core.plan.next_moves import choose_next_step
from bot.core.plan.progress import NextStep
from bot.db.engine import Connection, Database
from bot.db.tables import coverage_members, members
from bot.db.tables import offered_steps as offered

MONDAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def offer(conn: Connection, catalog: Catalog, act: LearningAct, today: date = MONDAY) -> NextStep | None:
    record = member_plan.read_learning_record(conn, workspace="T1", member="U1", now=NOON)
    return offered_steps.offer_next_step(
        conn, workspace="T1", member="U1", catalog=catalog, record=record, act=act, today=today, now=NOON
    )


def test_each_offer_is_another_and_is_what_is_shown_until_the_next(database: Database, catalog: Catalog) -> None:
    place = LearningAct(catalog.area("devops-cicd"), catalog.roadmap("docker"))
    offered = []
    for day in range(7):
        with database.begin() as conn:
            step = offer(conn, catalog, place, MONDAY + timedelta(days=day))
        assert step is not None
        with database.read() as conn:
            record = member_plan.read_learning_record(conn, workspace="T1", member="U1", now=NOON)
            other = member_plan.read_learning_record(conn, workspace="T1", member="U2", now=NOON)
        shown = choose_next_step(catalog, record)
        assert shown is not None
        assert shown.subject == step.subject
        assert record.offers.current == step.subject.id
        assert not other.offers.offers
        offered.append(step.subject.id)
    assert len(set(offered)) == 7
    assert [subject for _, subject in record.offers.offers] == offered


def test_a_new_week_keeps_the_two_offers_before(database: Database, catalog: Catalog) -> None:
    place = LearningAct(catalog.area("networking"))
    with database.begin() as conn:
        first = [offer(conn, catalog, place) for _ in range(4)]
        again = offer(conn, catalog, place, MONDAY + timedelta(days=7))
        record = member_plan.read_learning_record(conn, workspace="T1", member="U1", now=NOON)
    assert again is not None
    assert first[0] is not None
    assert again.subject == first[0].subject
    assert [week for week, _ in record.offers.offers] == ["2026-W48", "2026-W48", "2026-W49"]


def test_what_was_taken_back_with_its_transaction_was_never_offered(database: Database, catalog: Catalog) -> None:
    place = LearningAct(catalog.area("networking"))
    with pytest.raises(ZeroDivisionError), database.begin() as conn:
        first = offer(conn, catalog, place)
        raise ZeroDivisionError
    with database.begin() as conn:
        again = offer(conn, catalog, place)
    assert first is not None
    assert again is not None
    assert again.subject == first.subject


def test_a_change_of_the_plan_begins_anew(database: Database, catalog: Catalog) -> None:
    with database.begin() as conn:
        offer(conn, catalog, LearningAct(catalog.area("soft-skills")))
        offered_steps.forget_offers(conn, workspace="T1", member="U1")
        record = member_plan.read_learning_record(conn, workspace="T1", member="U1", now=NOON)
    shown = choose_next_step(catalog, record)
    assert shown is not None
    assert shown.area.id == "networking"


def test_what_others_have_next_is_seen_where_both_agreed_to_show_what_they_learn(
    database: Database, catalog: Catalog
) -> None:
    now = datetime(2026, 11, 23, 9, tzinfo=UTC)

    def shared(member: str) -> dict[str, str]:
        return dict(member_plan.read_learning_record(conn, workspace="T1", member=member, now=NOON).shared)

    with database.begin() as conn:
        for member, name, agreed in (("U1", "Ana", True), ("U2", "Ben", True), ("U3", "Mei", False)):
            conn.execute(insert(members).values(workspace="T1", id=member, name=name, created_at=now, profile_at=now))
            conn.execute(insert(offered).values(workspace="T1", member=member, subject=f"a.{name}", recent=""))
            if agreed:
                conn.execute(insert(coverage_members).values(workspace="T1", member=member, agreed_at=now))
        assert (shared("U1"), shared("U2"), shared("U3")) == ({"a.Ben": "Ben"}, {"a.Ana": "Ana"}, {})
        for change in ({"hidden": True}, {"is_guest": True}, {"is_active": False}):
            unchanged = {"hidden": False, "is_guest": False, "is_active": True}
            conn.execute(update(members).where(members.c.id == "U2").values(**unchanged | change))
            assert shared("U1") == {}
        conn.execute(update(members).where(members.c.id == "U2").values(hidden=True, is_guest=False, is_active=True))
        assert shared("U2") == {}
