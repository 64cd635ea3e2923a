"""The stages of an assignment: which act fits which, and where it leads."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import product

import pytest

from bot.core.assignments.workflow import (
    AssignmentAction,
    AssignmentHistory,
    AssignmentProgress,
    AssignmentStage,
    AssignmentStep,
    can_be_due,
    is_allowed,
    is_late,
    stage_after,
)

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
TODAY = date(2026, 11, 21)
LEADS = {  # every pair that is allowed; no other one is
    (None, AssignmentAction.START): AssignmentStage.STARTED,
    (None, AssignmentAction.HAND_IN): AssignmentStage.HANDED_IN,
    (None, AssignmentAction.SET_DUE): AssignmentStage.STARTED,
    (AssignmentStage.STARTED, AssignmentAction.HAND_IN): AssignmentStage.HANDED_IN,
    (AssignmentStage.STARTED, AssignmentAction.SET_DUE): AssignmentStage.STARTED,
    (AssignmentStage.HANDED_IN, AssignmentAction.TAKE_BACK): AssignmentStage.STARTED,
    (AssignmentStage.HANDED_IN, AssignmentAction.SIGN_OFF): AssignmentStage.SIGNED_OFF,
    (AssignmentStage.HANDED_IN, AssignmentAction.SEND_BACK): AssignmentStage.SENT_BACK,
    (AssignmentStage.HANDED_IN, AssignmentAction.SET_DUE): AssignmentStage.HANDED_IN,
    (AssignmentStage.SENT_BACK, AssignmentAction.HAND_IN): AssignmentStage.HANDED_IN,
    (AssignmentStage.SENT_BACK, AssignmentAction.SET_DUE): AssignmentStage.SENT_BACK,
    (AssignmentStage.SIGNED_OFF, AssignmentAction.SEND_BACK): AssignmentStage.SENT_BACK,
}


@pytest.mark.parametrize(("stage", "act"), list(product([None, *AssignmentStage], AssignmentAction)))
def test_each_act_fits_its_stages_alone_and_leads_on(stage: AssignmentStage | None, act: AssignmentAction) -> None:
    assert is_allowed(stage, act) is ((stage, act) in LEADS)
    if is_allowed(stage, act):
        assert stage_after(stage, act) is LEADS[stage, act]


def work(stage: AssignmentStage, due: date | None = None) -> AssignmentProgress:
    return AssignmentProgress("U1", "networking.cdn", stage, due, 3, NOON)


@pytest.mark.parametrize("stage", AssignmentStage)
def test_only_assignments_past_their_due_day_on_the_members_turn_are_late(stage: AssignmentStage) -> None:
    turn = stage in (AssignmentStage.STARTED, AssignmentStage.SENT_BACK)
    assert is_late(work(stage, date(2026, 11, 20)), TODAY) is turn
    assert not is_late(work(stage, TODAY), TODAY)
    assert not is_late(work(stage), TODAY)


def test_a_due_day_changes_neither_what_led_to_the_stage_nor_what_was_handed_in() -> None:
    acts = (AssignmentAction.START, AssignmentAction.HAND_IN, AssignmentAction.SEND_BACK, AssignmentAction.SET_DUE)
    steps = tuple(AssignmentStep(number, NOON, "U1", act) for number, act in enumerate(acts, start=1))
    history = AssignmentHistory(work(AssignmentStage.SENT_BACK), steps)
    assert history.last_transition.id == 3
    assert history.last_hand_in == steps[1]
    assert AssignmentHistory(work(AssignmentStage.STARTED), steps[:1]).last_hand_in is None


def test_a_due_day_lies_within_two_years() -> None:
    days = [date(2026, 11, 20), TODAY, date(2028, 11, 22), date(2028, 11, 23)]
    assert [can_be_due(day, TODAY) for day in days] == [False, True, True, False]
