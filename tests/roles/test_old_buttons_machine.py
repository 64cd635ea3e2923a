"""Whatever people do, an old button never does more than it said: every button ever shown is pressed at random later.

What a button is about is read from the rows themselves when it is shown and when it is pressed, not from what it
carries: where that has moved on, the press may change nothing.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import count
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from bot.core.plan.offer_memory import NO_OFFERS, OfferMemory
from bot.dispatch.request import FormSubmission, Request
from bot.slack.blocks import split_state
from bot.slack.payloads import PayloadError
from tests.dispatch.button_table import CLICKS, Promise
from tests.roles.stage import OWN_WORKSPACE, PEOPLE, RoleScene

NAMES: Final = {user: name for name, (workspace, user) in PEOPLE.items() if workspace == OWN_WORKSPACE}
GUARDED: Final = {action for action, (how, _) in CLICKS.items() if how in (Promise.STATE, Promise.OWN_STATE)}
OF_WHO_PRESSES: Final = frozenset({"knowing.other"})  # it's about their own next step, whoever it was shown to
ACTS: Final = (
    ("ana", "/team", "mentor <@U0SANDMEI> for <@U0SANDBEN>"),
    ("ana", "/team", "mentor <@U0SANDCHI>"),
    ("ana", "/team", "lead <@U0SANDPRI>"),
    ("ben", "/roadmate", "mentor <@U0SANDPRI>"),
    ("ben", "/roadmate", "mentor"),
    ("chidi", "/roadmate", "mentees"),
    ("olu", "/roadmate", "mentees"),
    ("mei", "/roadmate", "mentees"),
    ("ben", "/roadmate", "stuck terraform state: locks"),
    ("ben", "/roadmate", "stuck"),
    ("ben", "/roadmate", "stuck solved"),
    ("mei", "/roadmate", "sessions"),
    ("ben", "/roadmate", "sessions"),
    ("ben", "/plan", "networking"),
    ("chidi", "/roadmate", "signoffs"),
    ("priya", "/roadmate", "signoffs"),
    ("ben", "/roadmate", "level terraform expert"),
    ("ben", "/roadmate", "away"),
    ("ben", "/roadmate", "away 3-4 dec"),
    ("ben", "/log", "list"),
    ("chidi", "click note.list", '{"member":"U0SANDBEN"}'),
)
FORMS: Final = (
    ("ben", "form session.move", "1", {"day": "2026-11-27", "at": "15:00", "length": "1h"}),
    ("ben", "form session.move", "1", {"day": "2026-11-28", "at": "09:00", "length": "1h"}),
    ("ben", "form work.hand", '{"assignment":"networking.firewall-rules"}', {"words": "again"}),
    ("chidi", "form step.save", '{"member":"U0SANDBEN","key":"%d"}', {"what": "networking.cdn"}),
)


@dataclass(frozen=True)
class OldButton:
    """A button that was shown to somebody, and what it was about at that moment."""

    person: str
    action: str
    value: str
    label: str
    facts: Any


def elements(blocks: Any) -> Iterator[Mapping[str, Any]]:
    """Return every button in blocks."""
    for block in blocks:
        yield from (each for each in block.get("elements", ()) if "action_id" in each)
        if "action_id" in block.get("accessory", {}):
            yield block["accessory"]


class OldButtons(RuleBasedStateMachine):
    """People act, and press what they were shown at any time."""

    stage: RoleScene

    def __init__(self) -> None:
        super().__init__()
        self.stage.restore()
        self.shown: list[OldButton] = []
        self.numbers = count(1)
        self.seen_letters = 0

    @initialize()
    def letters_of_the_scene(self) -> None:
        self.keep_letters()

    @rule(act=st.sampled_from(ACTS))
    def say(self, act: tuple[str, str, str]) -> None:
        self.answer(*act)

    @rule(form=st.sampled_from(FORMS))
    def send_form(self, form: tuple[str, str, str, dict[str, str]]) -> None:
        person, entry, metadata, fields = form
        self.answer(person, entry, metadata % next(self.numbers) if "%d" in metadata else metadata, fields)

    @rule(pick=st.integers(0, 10_000), by_another=st.sampled_from(["", "", "", *sorted(NAMES.values())]))
    def press(self, pick: int, by_another: str) -> None:
        """Press any button ever shown, as the one who saw it or as anybody."""
        if not self.shown:
            return
        old = self.shown[pick % len(self.shown)]
        person = by_another or old.person
        about = person if old.action in OF_WHO_PRESSES else old.person
        before, now = self.stage.rows(), self.facts(old.action, old.value, about)
        drawn = old.facts if about == old.person else False
        text, state = split_state(old.value)
        words = self.answer(person, f"click {old.action}", text, drawn=state)
        after = self.stage.rows()
        if drawn != now:
            assert after == before, f"{old} is old ({now}), and did something: {words[:300]}"
        elif after != before and person == old.person:
            is_done = self.facts(old.action, old.value, person) != now
            assert is_done or old.action in {"session.join", "session.leave"}, f"{old} left open what it is about"

    @rule(pick=st.integers(0, 10_000))
    def press_without_a_state(self, pick: int) -> None:
        """Press what an older release has drawn, which tells no state."""
        drawn = [each for each in self.shown if CLICKS[each.action][0] is Promise.STATE]
        if drawn:
            old, before = drawn[pick % len(drawn)], self.stage.rows()
            self.answer(old.person, f"click {old.action}", split_state(old.value)[0], drawn="")
            assert self.stage.rows() == before, f"{old} tells no state, and did something"

    def answer(
        self, person: str, entry: str, text: str, fields: Mapping[str, str] | None = None, *, drawn: str | None = None
    ) -> str:
        """Ask as somebody, and keep every button of the answer and of the letters that it leaves."""
        kind, _, name = entry.partition(" ")
        workspace, member = PEOPLE[person]
        key = f"m{next(self.numbers)}"
        request = Request(workspace, member, text, "C0LEARNING", key, "button", name=person, trigger_id="t")
        request = replace(request, drawn_state=drawn)
        deps = self.stage.roadmate.deps
        try:
            if kind.startswith("/"):
                reply = self.stage.roadmate.router.answer_command(deps, kind[1:], request)
            else:
                deps, handler = self.stage.roadmate.router.handlers_by_kind()[kind][name]
                reply = handler(deps, FormSubmission(request, fields or {}, text) if kind == "form" else request)
        except PayloadError:
            return "old"
        blocks = () if reply is None or hasattr(reply, "errors") else blocks_of(reply)
        self.keep(person, blocks)
        self.keep_letters()
        return json.dumps(blocks, ensure_ascii=False)

    def keep(self, person: str, blocks: Any) -> None:
        for each in elements(blocks):
            action = str(each["action_id"]).partition("#")[0]
            if action in GUARDED:
                value = str(each["value"])
                facts = self.facts(action, value, person)
                self.shown.append(OldButton(person, action, value, each["text"]["text"], facts))

    def keep_letters(self) -> None:
        for number, recipient, message in self.sql("SELECT id, recipient, message FROM outbox ORDER BY id"):
            if number > self.seen_letters:
                self.seen_letters = number
                if recipient in NAMES:
                    self.keep(NAMES[recipient], json.loads(message)["blocks"])

    def sql(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.stage.live)) as live:
            return live.execute(statement, values).fetchall()

    def facts(self, action: str, value: str, person: str) -> Any:
        """Return what a button is about, as the rows have it."""
        text, _ = split_state(value)
        match action.partition(".")[0], action:
            case "pair", _:
                row = self.sql("SELECT mentor, mentee, mentor_at, mentee_at, ended_at FROM pairs WHERE id = ?", text)
                return [self.pair_facts(PEOPLE[person][1], *each) for each in row]
            case "session", _:
                return self.sql("SELECT starts_at, minutes, cancelled_at FROM sessions WHERE id = ?", text)
            case _, "stuck.over":
                return self.sql("SELECT over_at FROM help_requests WHERE id = ?", text)
            case _, "stuck.again":
                own = self.sql("SELECT member, subject FROM help_requests WHERE id = ?", text)
                of_subject = "SELECT count(*) FROM help_requests WHERE member = ? AND subject = ? AND over_at IS NULL"
                return [self.sql(of_subject, *each) for each in own]
            case "note", _:
                return self.sql("SELECT shared FROM mentor_notes WHERE id = ?", text)
            case "away", _:
                return self.sql("SELECT first, last FROM time_off WHERE id = ?", text)
            case "step", _:
                return self.sql(
                    "SELECT mentor, subject, at FROM assigned_next_steps WHERE member = ?", PEOPLE[person][1]
                )
            case "team", _:
                roles = self.sql(
                    "SELECT is_mentor, is_lead FROM members WHERE workspace = ? AND id = ?", OWN_WORKSPACE, text
                )
                mentees = "SELECT count(*) FROM pairs WHERE mentor = ? AND mentor_at AND mentee_at AND ended_at IS NULL"
                return roles, self.sql(mentees, text) if action == "team.unmentor" else None
            case _, "knowing.other":
                recent = self.sql("SELECT recent FROM offered_steps WHERE member = ?", PEOPLE[person][1])
                offers = OfferMemory.parse(recent[0][0]) if recent else NO_OFFERS
                subject = json.loads(text)["subject"]
                return subject in offers.subjects and subject != offers.current  # something else was offered since
            case "work", _:
                payload = json.loads(text)
                member = payload.get("member") or PEOPLE[person][1]
                steps = "SELECT max(id) FROM assignment_steps WHERE member = ? AND assignment = ? AND act != 'due'"
                return self.sql(steps, member, payload["assignment"])
            case "level", _:
                payload = json.loads(text)
                levels = "SELECT claimed, confirmed FROM levels WHERE member = ? AND roadmap = ?"
                return self.sql(levels, payload["member"], payload["roadmap"])
            case _:
                return self.sql("SELECT count(*) FROM entries")

    @staticmethod
    def pair_facts(reader: str, *row: Any) -> tuple[bool, bool, bool]:
        """Return whether the reader is to answer, whether both have said yes, and whether it is over."""
        mentor, mentee, mentor_at, mentee_at, ended_at = row
        is_asked = (reader == mentor and not mentor_at) or (reader == mentee and not mentee_at)
        return is_asked, bool(mentor_at and mentee_at), bool(ended_at)


def blocks_of(reply: Any) -> Any:
    return reply.view()["blocks"] if hasattr(reply, "view") else reply.to_message().blocks


@pytest.mark.parametrize("examples", [10])
def test_an_old_button_never_does_more_than_it_said(stage: RoleScene, examples: int) -> None:
    machine = type("StagedOldButtons", (OldButtons,), {"stage": stage})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=25,
            deadline=None,
            phases=[Phase.explicit, Phase.generate],
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
