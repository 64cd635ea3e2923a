"""`/team mentor` and `/team lead`: admins give and end roles, and what those with a role see."""

from __future__ import annotations

from bot.core import audit_log
from bot.core.people import member as people_member
from bot.core.people import members
from bot.core.people.roles import MentorRole
from bot.dispatch.request import Request
from bot.features.mentorship.handlers import roles
from bot.sandbox.slack_api.fixtures import BEN, MEI, TEAM_ID, SlackUser
from tests.slack_driver import Driver, button_labels
from tests.slack_world import add_person

FACTS = "hours, last entries, plan, levels, assignments and stuck places"


def audited_acts(driver: Driver) -> list[tuple[str, str]]:
    with driver.roadmate.deps.database.read() as conn:
        return [(each.act, each.subject) for each in audit_log.list_latest_acts(conn, workspace=TEAM_ID)][::-1]


def member(driver: Driver, person: SlackUser) -> people_member.Member:
    with driver.roadmate.deps.database.read() as conn:
        return members.read_requester(conn, workspace=TEAM_ID, member=person.id, settings=driver.roadmate.deps.settings)


def test_a_mentor_sees_nobody_yet_and_a_lead_mentor_sees_the_team(driver: Driver) -> None:
    made = driver.say("ana", "/team mentor @mei")
    assert f"Mei is now a mentor and sees the {FACTS} of their own mentees only" in made.text
    assert not member(driver, MEI).may_see_anyone
    lead = driver.press("ana", made.last, "Make lead mentor")
    assert "Mei is now a lead mentor and sees with /team" in lead.text
    assert member(driver, MEI).may_see_team
    again = driver.say("ana", "/team lead @mei")
    assert "Mei is a lead mentor and sees" in again.text
    kept = driver.press("ana", again.last, "End lead", confirmed=False)
    assert "Mei will see no more than their own mentees" in kept.text
    assert member(driver, MEI).is_lead
    assert "no longer a lead mentor but still a mentor" in driver.press("ana", again.last, "End lead").text
    assert (member(driver, MEI).is_mentor, member(driver, MEI).is_lead) == (True, False)
    driver.say("ana", "/team lead @mei")
    leads = driver.say("ana", "/team mentor @mei")
    assert f"Mei is a lead mentor and sees with /team the {FACTS} of the whole team." in leads.text
    assert button_labels(leads.last) == ["End lead", "End mentoring"]
    ended = driver.press("ana", leads.last, "End mentoring")
    assert "Mei is no longer a mentor" in ended.text
    assert (member(driver, MEI).is_mentor, member(driver, MEI).is_lead) == (False, False)
    driver.press("ana", ended.last, "Make mentor again")
    assert audited_acts(driver) == [
        ("mentor.on", MEI.id),
        ("lead.on", MEI.id),
        ("lead.off", MEI.id),
        ("lead.on", MEI.id),
        ("mentor.off", MEI.id),
        ("mentor.on", MEI.id),
    ]
    assert "made Mei a lead mentor" in driver.say("ana", "/roadmate audit").text
    admin = driver.say("ana", "/team mentor @ana")
    assert f"Ana is now a mentor and sees, as an admin, with /team the {FACTS} of the whole team." in admin.text
    assert button_labels(admin.last) == ["End mentoring"]


def test_people_who_cannot_be_mentors_are_refused_with_the_reason(driver: Driver) -> None:
    add_person(driver.slack.workspace, SlackUser("U0GUEST", "gia", "Gia Guest", is_restricted=True))
    for typed, reason in (
        ("@lena", "Lena has left this workspace or is an app"),
        ("<@U0SANDBOT>", "has left this workspace or is an app"),
        ("<@U0NOBODY>", "I can't find “U0NOBODY”"),
        ("@no*body", "I can't find “no∗body”"),
        ("<@U0GUEST>", "Gia is a guest. Guests can't mentor or be mentored."),
        ("", "Name one member"),
        ("@ben @mei", "Name one member"),
    ):
        for role in MentorRole:
            assert reason in driver.say("ana", f"/team {role} {typed}").text
    assert audited_acts(driver) == []


def test_making_mentors_is_for_admins_by_command_and_by_button(driver: Driver) -> None:
    deps = driver.roadmate.deps
    assert "Making mentors is for admins." in driver.say("ben", "/team lead @ben").text
    for role in MentorRole:
        for is_given in (True, False):
            forged = Request(TEAM_ID, BEN.id, BEN.id, "C0LEARNING", "r", "button")
            assert "is for admins" in roles.press_role(deps, forged, role=role, is_given=is_given).text
    assert not member(driver, BEN).is_mentor
    assert audited_acts(driver) == [("refused.role", BEN.id)] * 5
