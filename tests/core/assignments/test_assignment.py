"""The stages of an assignment: which act fits which, and where it leads."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import product

import pytest

from bot.core.assignments.assignment import Act, History, Stage, Step, Work, after, can_be_due, is_late, may

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
TODAY = date(2026, 11, 21)
LEADS = {  # every pair that is allowed; no other one is
    (None, Act.START): Stage.STARTED,
    (None, Act.HAND_IN): Stage.HANDED_IN,
    (None, Act.DUE): Stage.STARTED,
    (Stage.STARTED, Act.HAND_IN): Stage.HANDED_IN,
    (Stage.STARTED, Act.DUE): Stage.STARTED,
    (Stage.HANDED_IN, Act.TAKE_BACK): Stage.STARTED,
    (Stage.HANDED_IN, Act.SIGN_OFF): Stage.SIGNED_OFF,
    (Stage.HANDED_IN, Act.SEND_BACK): Stage.SENT_BACK,
    (Stage.HANDED_IN, Act.DUE): Stage.HANDED_IN,
    (Stage.SENT_BACK, Act.HAND_IN): Stage.HANDED_IN,
    (Stage.SENT_BACK, Act.DUE): Stage.SENT_BACK,
    (Stage.SIGNED_OFF, Act.SEND_BACK): Stage.SENT_BACK,
}


@pytest.mark.parametrize(("stage", "act"), list(product([None, *Stage], Act)))
def test_each_act_fits_its_stages_alone_and_leads_on(stage: Stage | None, act: Act) -> None:
    assert may(stage, act) is ((stage, act) in LEADS)
    if may(stage, act):
        assert after(stage, act) is LEADS[stage, act]


def work(stage: Stage, due: date | None = None) -> Work:
    return Work("U1", "networking.cdn", stage, due, 3, NOON)


@pytest.mark.parametrize("stage", Stage)
def test_late_is_only_what_is_the_members_turn_and_whose_day_has_passed(stage: Stage) -> None:
    turn = stage in (Stage.STARTED, Stage.SENT_BACK)
    assert is_late(work(stage, date(2026, 11, 20)), TODAY) is turn
    assert not is_late(work(stage, TODAY), TODAY)
    assert not is_late(work(stage), TODAY)


def test_a_due_day_changes_neither_what_led_to_the_stage_nor_what_was_handed_in() -> None:
    acts = (Act.START, Act.HAND_IN, Act.SEND_BACK, Act.DUE)
    steps = tuple(Step(number, NOON, "U1", act) for number, act in enumerate(acts, start=1))
    history = History(work(Stage.SENT_BACK), steps)
    assert history.turn.id == 3
    assert history.handed_in == steps[1]
    assert History(work(Stage.STARTED), steps[:1]).handed_in is None


def test_a_due_day_lies_within_two_years() -> None:
    days = [date(2026, 11, 20), TODAY, date(2028, 11, 22), date(2028, 11, 23)]
    assert [can_be_due(day, TODAY) for day in days] == [False, True, True, False]
