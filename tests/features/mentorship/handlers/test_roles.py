"""`/team mentor` and `/team lead`: what admins make of people, and what those see."""

from __future__ import annotations

from typing import Any

from bot.core.audit import log as audit
from bot.core.people import members
from bot.core.people.roles import Role
from bot.dispatch.request import Ask
from bot.features.mentorship.handlers import roles
from bot.sandbox.rendering.shown_text import buttons
from bot.sandbox.slack_api.call_log import Outcome, Shown
from bot.sandbox.slack_api.fixtures import BEN, MEI, TEAM_ID, Person

WORLD = Any  # of tests/conftest.py
FACTS = "hours, last entries, plan, levels, assignments and stuck places"


def labels(shown: Shown) -> list[str]:
    return [field.element["text"]["text"] for field in buttons(shown)]


def press(world: WORLD, user: str, shown: Shown, label: str, *, confirmed: bool = True) -> Outcome:
    outcome: Outcome = world.delivery.click(user, shown, labels(shown).index(label) + 1, confirmed=confirmed)
    assert not outcome.refused
    return outcome


def acts(world: WORLD) -> list[tuple[str, str]]:
    with world.roadmate.deps.sessions.read() as session:
        return [(each.act, each.subject) for each in audit.latest(session, workspace=TEAM_ID)][::-1]


def member(world: WORLD, person: Person) -> members.Member:
    with world.roadmate.deps.sessions.read() as session:
        return members.asking(session, workspace=TEAM_ID, member=person.id, settings=world.roadmate.deps.settings)


def test_a_mentor_sees_nobody_by_that_and_a_lead_mentor_the_team(world: WORLD) -> None:
    made = world.say("ana", "/team mentor @mei")
    assert f"Mei is a mentor now and sees the {FACTS} of their own mentees" in made.text
    assert not member(world, MEI).sees_some
    lead = press(world, "ana", made.last, "Make lead mentor")
    assert "Mei is a lead mentor now and sees with /team" in lead.text
    assert member(world, MEI).sees_team
    again = world.say("ana", "/team lead @mei")
    assert "Mei is a lead mentor and sees" in again.text
    kept = press(world, "ana", again.last, "End lead", confirmed=False)
    assert "Mei will see no more than their own mentees" in kept.text
    assert member(world, MEI).is_lead
    assert "no longer a lead mentor, still a mentor" in press(world, "ana", again.last, "End lead").text
    assert (member(world, MEI).is_mentor, member(world, MEI).is_lead) == (True, False)
    world.say("ana", "/team lead @mei")
    leads = world.say("ana", "/team mentor @mei")
    assert f"Mei is a lead mentor and sees with /team the {FACTS} of the whole team." in leads.text
    assert labels(leads.last) == ["End lead", "End mentoring"]
    ended = press(world, "ana", leads.last, "End mentoring")
    assert "Mei is no longer a mentor" in ended.text
    assert (member(world, MEI).is_mentor, member(world, MEI).is_lead) == (False, False)
    press(world, "ana", ended.last, "Make mentor again")
    assert acts(world) == [
        ("mentor.on", MEI.id),
        ("lead.on", MEI.id),
        ("lead.off", MEI.id),
        ("lead.on", MEI.id),
        ("mentor.off", MEI.id),
        ("mentor.on", MEI.id),
    ]
    assert "made Mei a lead mentor" in world.say("ana", "/roadmate audit").text
    admin = world.say("ana", "/team mentor @ana")
    assert f"Ana is a mentor now and sees, as an admin, with /team the {FACTS} of the whole team." in admin.text
    assert labels(admin.last) == ["End mentoring"]


def test_who_can_be_neither_is_refused_with_the_reason(world: WORLD) -> None:
    world.slack.workspace.add_person(Person("U0GUEST", "gia", "Gia Guest", is_restricted=True))
    for typed, why in (
        ("@lena", "Lena has left this workspace or is an app"),
        ("<@U0SANDBOT>", "has left this workspace or is an app"),
        ("<@U0NOBODY>", "“U0NOBODY” is nobody I can find"),
        ("@no*body", "“no∗body” is nobody I can find"),
        ("<@U0GUEST>", "Gia is a guest here. Guests neither mentor nor are mentored"),
        ("", "Name one member"),
        ("@ben @mei", "Name one member"),
    ):
        for role in Role:
            assert why in world.say("ana", f"/team {role} {typed}").text
    assert acts(world) == []


def test_making_mentors_is_for_admins_whatever_door_it_comes_through(world: WORLD) -> None:
    deps = world.roadmate.deps
    assert "Making mentors is for admins." in world.say("ben", "/team lead @ben").text
    for role in Role:
        for on in (True, False):
            forged = Ask(TEAM_ID, BEN.id, BEN.id, "C0LEARNING", "r", "button")
            assert "is for admins" in roles.pressed(deps, forged, role=role, on=on).text
    assert not member(world, BEN).is_mentor
    assert acts(world) == [("refused.role", BEN.id)] * 5
