"""`/team`, its filters, menus, coverage and file, through the whole app: who sees what."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert

from bot.commands import team
from bot.core import audit_log
from bot.core.people import members
from bot.db.tables import assignment_progress, levels, pairs
from bot.delivery.rate_limit import RateLimit
from bot.dispatch.request import Request
from bot.features.one_on_one.handlers import card as one_on_one_card
from bot.features.team import handlers as team_handlers
from bot.sandbox.rendering.shown_text import usable_elements
from bot.sandbox.slack_api.fixtures import ANA, BEN, MEI, TEAM_ID
from bot.sandbox.slack_api.journal import ActionResult, ShownItem
from bot.slack.payloads import PayloadError
from bot.worker.run_once import deliver_due
from tests.fixtures.installed import join_workspace
from tests.slack_driver import Driver

REFUSED = "The team's page is for admins and mentors. An admin can give you access."
LONG_AGO = datetime(2026, 8, 3, tzinfo=UTC)


def labels(shown: ShownItem) -> list[str]:
    return [(each.element.get("text") or each.element["placeholder"])["text"] for each in usable_elements(shown)]


def use(driver: Driver, user: str, shown: ShownItem, label: str, choice: str | None = None) -> ActionResult:
    """Press a button, or choose in a menu."""
    outcome: ActionResult = driver.delivery.click(user, shown, labels(shown).index(label) + 1, choice)
    assert not outcome.refused
    return outcome


def rows(outcome: ActionResult) -> list[str]:
    """Who stands in the table."""
    tables = [block for block in outcome.last.blocks if block["type"] == "data_table"]
    return [row[0]["text"] for table in tables for row in table["rows"][1:]]


def ask(
    member: str, value: str = "{}", workspace: str = TEAM_ID, source: str = "button", request: str = "r"
) -> Request:
    return Request(workspace, member, value, "C0LEARNING", request, source, name=member)


def acts(driver: Driver) -> list[tuple[str, str, str]]:
    """Who did what, newest first."""
    with driver.roadmate.deps.database.read() as conn:
        return [(each.actor, each.act, each.detail) for each in audit_log.list_latest_acts(conn, workspace=TEAM_ID)]


def files(driver: Driver, user: str) -> list[list[dict[str, str]]]:
    """The tables in somebody's direct messages, once everything due has been sent."""
    deps = driver.roadmate.deps
    deliver_due(deps, driver.clock.now(), rate_limit=RateLimit(deps.clock.monotonic, interval=0))
    direct, uploads = driver.slack.workspace.channel(user).id, driver.slack.workspace.uploads.values()
    found = [each.content.decode("utf-8-sig") for each in uploads if each.shared_in == direct]
    return [list(csv.DictReader(io.StringIO(each))) for each in found]


@pytest.fixture
def mentored(driver: Driver) -> Driver:
    """Ana, an admin, and Ben have been here long; Mei mentors Ben, who has had something signed off."""
    for person in ("ana", "ben", "mei"):
        driver.say(person, "/plan")
    now = driver.clock.now()
    both = dict.fromkeys(("mentor_at", "mentee_at", "created_at"), now)
    with driver.roadmate.deps.database.begin() as conn:
        for person in (ANA.id, BEN.id):
            members.update_member(conn, workspace=TEAM_ID, member=person, created_at=LONG_AGO)
        members.set_mentor(conn, workspace=TEAM_ID, member=MEI.id, is_mentor=True, now=now)
        pair = {"workspace": TEAM_ID, "mentor": MEI.id, "mentee": BEN.id, "asked_by": ANA.id, **both}
        conn.execute(insert(pairs).values(pair))
        work = {"workspace": TEAM_ID, "member": BEN.id, "step": 1, "changed_at": now}
        for assignment, state in (("networking.cdn", "signed off"), ("networking.firewall-rules", "handed in")):
            conn.execute(insert(assignment_progress).values(**work, assignment=assignment, state=state))
        level = {"workspace": TEAM_ID, "member": ANA.id, "roadmap": "aws", "claimed": "expert", "claimed_at": now}
        conn.execute(insert(levels).values(**level, confirmed="advanced"))
    driver.say("ben", "/log 1h networking 1 nov")
    return driver


def test_an_admin_sees_each_member_with_figures_and_finds_their_way(mentored: Driver) -> None:
    first = mentored.say("ana", "/team")
    assert first.text.splitlines()[:5] == [
        "The team: 3 members · Week 16-22 Nov",
        "Member · State · Waiting · This week · Four weeks · Last entry · Plan",
        "Ana · nothing assigned yet · 0 · 0 h · 0 h · none yet · 0%",
        "Ben · quiet: no entry for 20 days · 1 · 0 h of 2 h · 1 h of 8 h · Sun 1 Nov · under 1%",
        "Mei · new: joined today · 0 · 0 h of 2 h · - · none yet · 0%",
    ]
    area = use(mentored, "ana", first.last, "Area", "Networking")
    assert rows(area) == ["Ben"]
    assert "· 0 h · 1 h · Sun 1 Nov · 2%" in area.text
    both = use(mentored, "ana", area.last, "State", "behind (0)")
    assert "The team in Networking, behind: 0 of 3 members" in both.text
    assert "The team, behind: 0 of 3" in use(mentored, "ana", both.last, "Area", "Every area").text
    for words, names in (
        ("quiet", ["Ben"]),
        ("handed in", ["Ben"]),
        ("unassigned", ["Ana"]),
        ("networking quiet", ["Ben"]),
        ("handed in aws", []),
        ("handed in networking", ["Ben"]),
    ):
        assert rows(mentored.say("ana", f"/team {words}")) == names, words
    told = mentored.say("ana", "/team <!channel> *x*")
    assert "I don't know an area, state or member" in told.text
    assert "<!channel>" not in str(told.last)
    for words, said in (
        ("networking @ben", "I don't know an area, state or member “networking @ben”."),
        ("mentor @ben off", "Nothing changed. To end it, type /team mentor @member and press “End mentoring”"),
        (
            "networking foobar",
            "I don't know an area, state or member “networking foobar”. Did you mean one",
        ),
        ("stcuk", "Showing stuck (you typed “stcuk”).\nThe team, stuck: 0 of 3 members"),
        ("networking quite", "Showing quiet (you typed “quite”).\nThe team in Networking, quiet: 1 of 3 members"),
        ("export networking", "Do you mean /team export?"),
        ("states", "Which state?"),
        ("asdf", "I don't know an area, state or member “asdf”.\nTry"),
        ("mentor ben for priya", "Name both:"),
        ("mentor ben for @mei", "Name both:"),
        ("lead ben", "Name one member:"),
        ("BEN", "Do you mean a member?"),
    ):
        assert mentored.say("ana", f"/team {words}").text.startswith(said), words
    assert "/team networking stuck" in mentored.say("ben", "/team help").text
    card_of_ben = use(mentored, "ana", mentored.say("ana", "/team ben").last, "Ben: card").last
    assert "four weeks 1 h of 8 h" in str(card_of_ben.view)
    assert [labels(mentored.say("mei", f"/team {name}").last) for name in ("ben", "ana")] == [
        ["Ben: card", "Help"],
        ["Help"],
    ]


def test_who_is_stuck_in_an_area_is_found_before_their_first_hour_there(mentored: Driver) -> None:
    mentored.say("mei", "/roadmate stuck terraform state")
    for words, names in (
        ("terraform stuck", ["Mei"]),
        ("terraform", ["Mei"]),
        ("networking stuck", []),
        ("stuck", ["Mei"]),
    ):
        assert rows(mentored.say("ana", f"/team {words}")) == names, words
    assert "· four weeks" not in mentored.say("ana", "/team @mei").text  # joined today


def test_a_mentor_sees_mentees_alone_and_others_nothing(mentored: Driver) -> None:
    page = mentored.say("mei", "/team")
    assert "Your mentees: 1 mentee" in page.text
    assert rows(page) == ["Ben"]
    assert [each["text"]["text"] for each in usable_elements(page.last)[2].element["options"]] == ["Ben"]
    assert "Ana" not in str(page.last.blocks)
    covered = use(mentored, "mei", page.last, "Coverage")
    assert "Coverage of your mentees: 1 mentee" in covered.text
    assert "One person only: Networking (Ben)." in covered.text
    assert "AWS · nobody · - · - · roadmap" in covered.text
    assert "AWS · 1 person · Ana (advanced) · advanced · roadmap" in mentored.say("ana", "/team coverage signoffs").text
    assert rows(use(mentored, "mei", covered.last, "Your mentees")) == ["Ben"]
    with mentored.roadmate.deps.database.begin() as conn:
        members.update_member(conn, workspace=TEAM_ID, member=MEI.id, is_guest=True)
    for typed in ("/team", "/team coverage signoffs", "/team export", "/team stuck"):
        refused = mentored.say("mei", typed)
        assert "is for admins and mentors." in refused.text
        assert not usable_elements(refused.last)
    deps, before = mentored.roadmate.deps, len(acts(mentored))
    assert team.press_page(deps, ask(BEN.id)).to_message().text == REFUSED
    assert "is for admins" in team_handlers.answer_sign_offs(deps, ask(BEN.id)).to_message().text
    assert "is for admins" in team_handlers.answer_export(deps, ask(BEN.id)).to_message().text
    assert acts(mentored)[: len(acts(mentored)) - before] == [(BEN.id, "refused.team", "")] * 3
    assert files(mentored, BEN.id) == []
    for forged in ("x", '{"state": "rich"}', '{"area": "nowhere"}', '{"page": -1}', '{"member": "U1"}'):
        with pytest.raises(PayloadError):
            team.press_page(deps, ask(ANA.id, forged))


def test_who_may_not_see_the_team_is_led_to_what_everybody_may(driver: Driver) -> None:
    refused = driver.say("mei", "/team")
    assert driver.press("mei", refused, "What the team holds").text.startswith("What the team holds")


def test_a_mentor_without_mentees_learns_why_there_is_nothing(driver: Driver) -> None:
    driver.say("mei", "/plan")
    driver.say("ana", "/team mentor @mei")
    driver.say("ben", "/plan")
    for typed in ("/team", "/team export"):
        assert driver.say("mei", typed).text.startswith("You don't have any mentees yet"), typed
    for typed in ("/team @ben", "/plan @ben"):
        assert driver.say("mei", typed).text == "You don't mentor Ben. Your mentees: /roadmate mentees."
    deps = driver.roadmate.deps
    assert "You don't mentor that member." in str(one_on_one_card.open_card(deps, ask(MEI.id, BEN.id)))
    driver.say("ben", "/roadmate mentor @mei")
    told = driver.say("mei", "/team")
    assert "Mentoring Ben is waiting for your answer: /roadmate mentees." in told.text
    assert "Ben as your mentee" in use(driver, "mei", told.last, "Answer").text


def test_the_file_comes_once_holds_what_one_may_see_and_is_written_down(mentored: Driver) -> None:
    deps = mentored.roadmate.deps
    with deps.database.begin() as conn:
        members.update_member(conn, workspace=TEAM_ID, member=BEN.id, name="=HYPERLINK(1)")
    for _ in range(2):  # Slack's retry
        told = team_handlers.answer_export(deps, ask(ANA.id, request="r7")).to_message().text
        assert "the table of the team as a file in a direct message" in told
    assert "already on its way" in team_handlers.answer_export(deps, ask(ANA.id, request="r8")).to_message().text
    assert "the table of your mentees" in team_handlers.answer_export(deps, ask(MEI.id, request="r9")).to_message().text
    ((ben, ana, third),) = files(mentored, ANA.id)
    assert (ana["member"], ana["name"], third["name"]) == (ANA.id, "Ana", "Mei")
    assert (ben["name"], ben["state"]) == ("'=HYPERLINK(1)", "quiet")
    assert ben["reasons"] == "no entry for 20 days; 1 h of 8 h in four weeks"
    figures = ("week_minutes", "week_goal_minutes", "four_weeks_minutes", "networking_minutes", "signed_off", "waiting")
    assert [ben[name] for name in (*figures, "last_entry")] == ["0", "120", "60", "60", "1", "1", "2026-11-01"]
    assert [each["member"] for table in files(mentored, MEI.id) for each in table] == [BEN.id]
    asked = [each for each in acts(mentored) if each[1] == "export.team"]
    assert asked == [(MEI.id, "export.team", "mentees"), (ANA.id, "export.team", "team")]
    assert "asked for the table of their mentees" in mentored.say("ana", "/roadmate audit").text


def test_who_lost_the_role_since_gets_no_file(mentored: Driver) -> None:
    deps = mentored.roadmate.deps
    team_handlers.answer_export(deps, ask(MEI.id, request="r1"))
    with deps.database.begin() as conn:
        members.set_mentor(conn, workspace=TEAM_ID, member=MEI.id, is_mentor=False, now=mentored.clock.now())
    assert files(mentored, MEI.id) == []
    assert "you can't see anyone's hours now" in mentored.slack.workspace.seen_by(MEI.id)[-1].text


def test_a_large_team_comes_in_pages_that_keep_the_filter(driver: Driver) -> None:
    deps = driver.roadmate.deps
    for number in range(60):
        deps.directory.save_profile(TEAM_ID, f"U1{number:03d}", f"Member {number:03d}")
    first = driver.say("ana", "/team new")
    assert "The team, new: 61 of 61 members, page 1 of 3" in first.text
    second = use(driver, "ana", first.last, "Next")
    assert "The team, new: 61 of 61 members, page 2 of 3" in second.text
    assert rows(second)[0] == "Member 024"
    assert "page 1 of 3" in use(driver, "ana", second.last, "Previous").text


def test_another_workspace_has_its_own_team(mentored: Driver) -> None:
    deps = mentored.roadmate.deps
    join_workspace(deps, "T0OTHER", ANA.id, is_admin=True)
    text = team.answer_team(deps, ask(ANA.id, "", workspace="T0OTHER", source="command")).to_message().text
    assert "The team: 1 member ·" in text
    assert "Ben" not in text
    join_workspace(deps, "T0OTHER", MEI.id)
    assert team.answer_team(deps, ask(MEI.id, "", workspace="T0OTHER", source="command")).to_message().text == REFUSED
