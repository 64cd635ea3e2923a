from __future__ import annotations

from typing import Any

from bot.listeners import team
from bot.listeners.ask import Ask
from bot.sandbox.journal import Outcome, Shown
from bot.sandbox.shown import buttons

WORLD = Any  # of tests/conftest.py
REFUSED = "The team's page is for admins and mentors. Ask an admin if you should be one."


def labels(shown: Shown) -> list[str]:
    return [field.element["text"]["text"] for field in buttons(shown)]


def press(world: WORLD, user: str, shown: Shown, label: str, *, confirmed: bool = True) -> Outcome:
    outcome: Outcome = world.delivery.click(user, shown, labels(shown).index(label) + 1, confirmed=confirmed)
    assert not outcome.refused
    return outcome


def as_button(member: str, value: str, workspace: str = "T0SANDBOX") -> Ask:
    return Ask(workspace, member, value, "C0LEARNING", "r", "button")


def test_an_admin_sees_each_member_with_figures(world: WORLD) -> None:
    world.say("ben", "/log 2h networking")
    world.say("ben", "/log 3h networking 10 nov")
    world.say("mei", "/leaderboard hide")
    outcome = world.say("ana", "/team")
    assert outcome.text.splitlines() == [
        "The team: 3 members · Week 16-22 Nov",
        "Member · This week · Four weeks · Plan · Assignments · Last entry",
        "Ana · 0 h · 0 h · 0% · 0 of 32 · none yet",
        "Ben · 2 h · 5 h · 1% · 0 of 32 · Sat 21 Nov",
        "Mei · 0 h · 0 h · 0% · 0 of 32 · none yet",
        "Plan counts each area up to the low end of its estimate. /team @member shows one plan.",
    ]
    assert any(block["type"] == "data_table" for block in outcome.last.blocks)


def test_a_member_sees_neither_the_team_nor_another_member(world: WORLD) -> None:
    world.say("ana", "/plan")
    for typed in ("/team", "/team @ana", "/team @chidi", "/team @nobody"):
        assert world.say("ben", typed).text == REFUSED
    assert "Making mentors is for admins." in world.say("ben", "/team mentor @ben").text


def test_a_member_sees_of_themselves_what_a_mentor_sees(world: WORLD) -> None:
    world.say("ben", "/log 2h networking")
    own = world.say("ben", "/team @ben").text
    assert own.startswith("Your plan: 2 h")
    assert "• 2 h on Networking, Sat 21 Nov" in own


def test_a_members_page_is_their_plan_with_the_last_five_entries(world: WORLD) -> None:
    for number in range(1, 7):
        world.say("ben", f"/log {number}h networking {10 + number} nov: secret")
    text = world.say("ana", "/team @ben").text
    assert text.startswith("The plan of Ben: 21 h of 430-700 h")
    assert text.count("• ") == 5
    assert "• 6 h on Networking, Mon 16 Nov" in text
    assert "• 1 h on" not in text
    assert "secret" not in text
    assert "No entries yet." in world.say("ana", "/team @ana").text


def test_an_admin_makes_and_unmakes_a_mentor(world: WORLD) -> None:
    world.say("mei", "/plan")
    made = world.say("ana", "/team mentor @mei")
    assert "Mei is a mentor now" in made.text
    assert "The team:" in world.say("mei", "/team").text
    assert "Making mentors is for admins." in world.say("mei", "/team mentor @mei").text
    again = world.say("ana", "/team mentor @mei")
    assert "Mei is a mentor and sees" in again.text
    asked = press(world, "ana", again.last, "End mentoring", confirmed=False)
    assert "Mei will no longer see the team's hours" in asked.text
    assert "The team:" in world.say("mei", "/team").text
    ended = press(world, "ana", again.last, "End mentoring")
    assert "Mei is no longer a mentor" in ended.text
    assert world.say("mei", "/team").text == REFUSED
    press(world, "ana", ended.last, "Make mentor again")
    assert "The team:" in world.say("mei", "/team").text


def test_somebody_we_never_met_can_be_made_a_mentor_if_slack_knows_them(world: WORLD) -> None:
    assert "Chidi is a mentor now" in world.say("ana", "/team mentor @chidi").text
    assert "The team:" in world.say("chidi", "/team").text


def test_nobody_who_has_left_and_nobody_unknown_becomes_a_mentor(world: WORLD) -> None:
    for typed in ("@lena", "<@U0NOBODY>", "@nobody", "<@U0SANDBOT>"):
        assert "nobody I can find" in world.say("ana", f"/team mentor {typed}").text
    assert "Name one member" in world.say("ana", "/team mentor").text
    assert "Name one member" in world.say("ana", "/team mentor @ben @mei").text


def test_buttons_check_the_role_again(world: WORLD) -> None:
    deps = world.roadmate.deps
    world.say("ben", "/plan")
    for button in (team.make_mentor, team.end_mentor):
        assert "is for admins" in button(deps, as_button("U0SANDBEN", "U0SANDBEN")).message().text
    assert team.overview(deps, as_button("U0SANDBEN", "0")).message().text == REFUSED
    assert world.say("ben", "/team").text == REFUSED


def test_a_settings_admin_sees_the_team(make_world: Any) -> None:
    world = make_world(ROADMATE_ADMINS="U0SANDBEN")
    assert "The team:" in world.say("ben", "/team").text
    assert "Mei is a mentor now" in world.say("ben", "/team mentor @mei").text


def test_a_large_team_comes_in_pages(world: WORLD) -> None:
    deps = world.roadmate.deps
    for number in range(120):
        deps.people.learn("T0SANDBOX", f"U1{number:03d}", f"Member {number:03d}")
    first = world.say("ana", "/team")
    assert "The team: 121 members, page 1 of 5" in first.text
    second = press(world, "ana", first.last, "Next")
    assert "page 2 of 5" in second.text
    assert "Member 029" in second.text
    assert "page 1 of 5" in press(world, "ana", second.last, "Previous").text


def test_another_workspace_has_its_own_team_and_mentors(world: WORLD) -> None:
    deps = world.roadmate.deps
    world.say("ben", "/log 2h networking")
    world.say("ana", "/team mentor @mei")
    there = Ask("T0OTHER", "U0SANDANA", "", "C1", "r1", "command", name="ana")
    text = team.answer(deps, there).message().text
    assert "The team: 1 member ·" in text
    assert "Ben" not in text
    assert "has not used Roadmate here" in team.answer(deps, there.saying("<@U0SANDBEN>")).message().text
    mei = Ask("T0OTHER", "U0SANDMEI", "", "C1", "r2", "command", name="mei")
    assert team.answer(deps, mei).message().text == REFUSED


def test_unknown_words_say_so_harmlessly(world: WORLD) -> None:
    outcome = world.say("ana", "/team <!channel> *x*")
    assert "I do not understand" in outcome.text
    assert "/team mentor @member" in outcome.text
    assert "<!channel>" not in str(outcome.last)


def test_help_stands_in_the_command(world: WORLD) -> None:
    assert "/team mentor @member" in world.say("ben", "/team help").text
