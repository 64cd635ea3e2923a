"""`/roadmate content`: packs and roadmaps on and off, what the team changed, and updates under its changes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import insert, update

from bot.core.audit_log import list_latest_acts
from bot.core.content.content_changes import list_changes
from bot.db.tables import content_keepers, members
from bot.deps import Deps
from bot.dispatch.request import Request
from bot.features.content import handlers
from bot.features.content.payloads import ChangePayload, TurnPayload
from bot.sandbox.slack_api.fixtures import BEN, TEAM_ID, SlackUser
from bot.sandbox.slack_api.journal import ActionResult
from bot.slack.message import AnyMessage
from bot.slack.payloads import ButtonPayload
from tests.features.content.conftest import SourceOfTwoPacks
from tests.slack_driver import Driver, button_labels, shown_by

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
Change = Callable[..., None]
KNOTS = "marina.knots"


def open_pack(driver: Driver, who: str, pack: str) -> ActionResult:
    return driver.say(who, f"/roadmate content {pack}")


def pressed(
    driver: Driver, who: SlackUser, handler: Callable[[Deps, Request], AnyMessage], payload: ButtonPayload
) -> str:
    """Return what somebody is told who presses a button that they were not shown."""
    request = Request(TEAM_ID, who.id, payload.encode(), "C0LEARNING", "pressed", "button")
    return handler(driver.roadmate.deps, request).to_message().text


def texts_of(driver: Driver) -> list[str]:
    with driver.roadmate.deps.database.read() as conn:
        return [each.value for each in list_changes(conn, workspace=TEAM_ID)]


def acts_of(driver: Driver) -> list[tuple[str, str]]:
    with driver.roadmate.deps.database.read() as conn:
        acts = list_latest_acts(conn, workspace=TEAM_ID, prefixes=["content.", "refused."])
        return [(each.act, each.detail) for each in acts]


@SQLITE
def test_everybody_sees_the_packs_and_admins_what_turns_them_off(driver: Driver) -> None:
    driver.say("ana", "/plan")
    packs = driver.say("ben", "/roadmate packs")
    text = shown_by(packs).text
    assert "Content of this workspace: 2 packs" in text
    assert "Harbour 1.0.0: on\n1 roadmap, 6 topics" in text
    assert "Sky 0.2.0: on\n1 roadmap, 5 topics" in text
    assert "Admins can turn packs and roadmaps off and on." in text
    assert button_labels(packs) == ["Open", "Open", "Suggestions"]
    for_ana = driver.say("ana", "/roadmate content")
    assert button_labels(for_ana) == ["Open", "Open", "Suggestions", "Keepers"]
    assert "Harbour" in shown_by(driver.press("ana", for_ana, "Keepers")).text
    assert "suggest" in shown_by(driver.press("ben", packs, "Suggestions")).text.casefold()
    opened = driver.press("ben", driver.say("ben", "/roadmate content"), "Open")
    assert "Marina: on, 6 topics" in shown_by(opened).text
    assert button_labels(opened) == ["All packs"]
    assert button_labels(open_pack(driver, "ana", "Sky")) == ["Turn off", "Turn off the pack", "All packs"]


def test_a_roadmap_that_is_off_is_in_no_list_and_its_hours_stay(driver: Driver) -> None:
    driver.say("ana", "/plan")
    driver.say("ben", "/log 2h marena")
    assert "Marena" in shown_by(driver.say("ben", "/roadmap")).text
    off = driver.press("ana", open_pack(driver, "ana", "sky"), "Turn off")
    assert "✅ Marena is off. Lists, searches and plans no longer show it." in shown_by(off).text
    assert "0 roadmaps, 0 topics, 1 off\n1 change by your team" in shown_by(off).text
    assert "Marena" not in shown_by(driver.say("ben", "/roadmap")).text
    assert "Marena is off in this workspace." in shown_by(driver.say("ben", "/roadmap Marena")).text
    assert "2 h" in shown_by(driver.say("ben", "/log list")).text
    assert "Marena" in shown_by(driver.say("ben", "/log list")).text
    on = driver.press("ana", off, "Turn on")
    assert "✅ Marena is on again for everyone here." in shown_by(on).text
    assert "Marena" in shown_by(driver.say("ben", "/roadmap")).text
    assert acts_of(driver) == [("content.on", "roadmap:marena"), ("content.off", "roadmap:marena")]
    log = shown_by(driver.say("ana", "/roadmate audit settings")).text
    assert "turned off the roadmap marena" in log


@SQLITE
def test_a_pack_that_is_off_is_off_with_all_it_has_and_the_last_one_stays(driver: Driver) -> None:
    driver.say("ana", "/plan")
    off = driver.press("ana", open_pack(driver, "ana", "sky"), "Turn off the pack")
    assert "Sky is off" in shown_by(off).text
    assert button_labels(off) == ["Turn on the pack", "All packs"]
    assert [each.id for each in driver.roadmate.deps.catalog.of(TEAM_ID).roadmaps] == ["marina"]
    assert "Turn off the pack" not in button_labels(open_pack(driver, "ana", "harbour"))
    refused = driver.press("ana", open_pack(driver, "ana", "harbour"), "Turn off")
    assert "⚠️ I can't turn off Marina. Every roadmap is hidden: leave at least one." in shown_by(refused).text
    assert acts_of(driver) == [("content.off", "pack:sky")]
    listed = shown_by(driver.say("ben", "/roadmate content changes")).text
    assert "Sky is off, by Ana, " in listed
    driver.press("ana", off, "Turn on the pack")
    assert driver.roadmate.deps.catalog.of(TEAM_ID) is driver.roadmate.deps.catalog.shared()


@SQLITE
def test_a_second_press_and_a_member_change_nothing(driver: Driver) -> None:
    driver.say("ana", "/plan")
    driver.say("ben", "/plan")
    first, second = open_pack(driver, "ana", "sky"), open_pack(driver, "ana", "sky")
    driver.press("ana", first, "Turn off")
    assert "Marena is already off." in shown_by(driver.press("ana", second, "Turn off")).text
    assert len(acts_of(driver)) == 1
    payload = TurnPayload(pack="sky", roadmap="marena", is_on=True)
    assert "is for admins" in pressed(driver, BEN, handlers.turn, payload)
    assert acts_of(driver)[0] == ("refused.content", "")
    assert len(texts_of(driver)) == 1


def test_a_change_is_listed_and_taken_back(driver: Driver, change: Change) -> None:
    driver.say("ana", "/plan")
    change(KNOTS, "text", "Tie them *our* way.")
    change(KNOTS, "terms", ["Reef knot", "Sheet bend"])
    listed, older = (driver.say("ana", "/roadmate content changes") for _ in range(2))
    text = shown_by(listed).text
    assert "Content: 2 changes by your team" in text
    assert "Knots (Marina): key terms, by Ana, " in text
    assert "Reef knot, Sheet bend" in text
    assert "Tie them ∗our∗ way." in text
    assert "2 changes by your team" in shown_by(driver.say("ben", "/roadmate content")).text
    assert "Take back" not in button_labels(driver.say("ben", "/roadmate content changes"))
    back = driver.press("ana", listed, "Take back")
    assert "↩️ Undone: Knots (Marina) has the pack's own key terms again." in shown_by(back).text
    assert driver.roadmate.deps.catalog.of(TEAM_ID).topic(KNOTS).topic.terms != ("Reef knot", "Sheet bend")
    assert driver.roadmate.deps.catalog.of(TEAM_ID).topic(KNOTS).topic.text == "Tie them *our* way."
    assert "Nothing changed." in shown_by(driver.press("ana", older, "Take back")).text
    assert acts_of(driver) == [("content.revert", f"{KNOTS} terms")]


@SQLITE
def test_a_keeper_decides_on_their_pack_alone(driver: Driver, change: Change) -> None:
    driver.say("ana", "/plan")
    driver.say("ben", "/plan")
    change(KNOTS, "text", "Ours.")
    change("marena.dunes", "text", "Ours too.")
    with driver.roadmate.deps.database.begin() as conn:
        conn.execute(insert(content_keepers).values(workspace=TEAM_ID, pack="harbour", member=BEN.id))
    listed = driver.say("ben", "/roadmate content changes")
    assert button_labels(listed).count("Take back") == 1
    assert "Undone: Knots (Marina)" in shown_by(driver.press("ben", listed, "Take back")).text
    with driver.roadmate.deps.database.read() as conn:
        [left] = list_changes(conn, workspace=TEAM_ID)
    refused = pressed(driver, BEN, handlers.take_back, ChangePayload(change=left.id))
    assert "is for admins and the pack's keepers" in refused
    assert texts_of(driver) == ['"Ours too."']


@SQLITE
def test_what_no_longer_fits_is_listed_with_the_reason(driver: Driver, change: Change) -> None:
    driver.say("ana", "/plan")
    change("marina.gone", "text", "Of a topic that isn't there.")
    listed = driver.say("ana", "/roadmate content changes")
    assert "⚠️ Left out: " in shown_by(listed).text
    driver.press("ana", listed, "Take back")
    assert texts_of(driver) == []


def test_an_update_under_a_change_is_shown_until_somebody_decides(
    driver: Driver, change: Change, source: SourceOfTwoPacks
) -> None:
    driver.say("ana", "/plan")
    change(KNOTS, "text", "Ours.")
    assert "update" not in shown_by(driver.say("ana", "/roadmate content")).text
    source.reword(KNOTS, "Theirs, anew.")
    driver.roadmate.deps.catalog.refresh(lambda _current, _new: ())
    assert "⚠️ 1 update to look at" in shown_by(driver.say("ben", "/roadmate content")).text
    compared = driver.press("ana", driver.say("ana", "/roadmate content updates"), "Compare")
    text = shown_by(compared).text
    assert "Harbour has something new here since then." in text
    assert text.index("Yours") < text.index("Ours.") < text.index("Harbour now") < text.index("Theirs, anew.")
    assert "The first thing to learn" in text  # what it was
    kept = driver.press("ana", compared, "Keep ours")
    assert "✅ Kept yours: text of Knots (Marina)." in shown_by(kept).text
    assert "no updates to look at" in shown_by(driver.say("ana", "/roadmate content updates")).text
    assert driver.roadmate.deps.catalog.of(TEAM_ID).topic(KNOTS).topic.text == "Ours."
    source.reword(KNOTS, "Theirs, once more.")
    driver.roadmate.deps.catalog.refresh(lambda _current, _new: ())
    again, older = (driver.press("ana", driver.say("ana", "/roadmate content updates"), "Compare") for _ in range(2))
    assert "Theirs, anew." in shown_by(again).text
    driver.press("ana", again, "Take theirs")
    assert driver.roadmate.deps.catalog.of(TEAM_ID).topic(KNOTS).topic.text == "Theirs, once more."
    assert [act for act, _ in acts_of(driver)] == ["content.revert", "content.keep"]
    assert "Nothing changed." in shown_by(driver.press("ana", older, "Keep ours")).text


@SQLITE
def test_a_guest_reads_what_changed_without_names(driver: Driver, change: Change) -> None:
    driver.say("ana", "/plan")
    driver.say("ben", "/plan")
    change(KNOTS, "text", "Ours.")
    with driver.roadmate.deps.database.begin() as conn:
        conn.execute(update(members).where(members.c.id == BEN.id).values(is_guest=True))
    text = shown_by(driver.say("ben", "/roadmate content changes")).text
    assert "Knots (Marina): text, by a member, " in text
    assert "Ana" not in text


@SQLITE
def test_words_that_name_no_pack(driver: Driver) -> None:
    assert "I don't know “moon” here" in shown_by(driver.say("ana", "/roadmate content moon")).text
    assert "no changes by your team" in shown_by(driver.say("ana", "/roadmate content changes")).text


@SQLITE
def test_off_and_on_by_name(driver: Driver) -> None:
    driver.say("ana", "/plan")
    driver.say("ben", "/plan")
    assert "is for admins" in shown_by(driver.say("ben", "/roadmate content off marena")).text
    asked = driver.say("ana", "/roadmate content off Marena")
    assert shown_by(asked).text.startswith("Marena: on, 5 topics")
    assert button_labels(asked) == ["Turn off", "All packs"]  # which asks first
    assert "Marena is off. Lists" in shown_by(driver.press("ana", asked, "Turn off")).text
    again = driver.say("ana", "/roadmate content turn the marena roadmap off")
    assert shown_by(again).text.startswith("Marena is already off.\nMarena: off")
    assert button_labels(driver.say("ben", "/roadmate content marena")) == ["All packs"]
    assert "✅ Marena is on again for everyone here." in shown_by(driver.say("ana", "/roadmate content on marena")).text
    assert "Marena is already on." in shown_by(driver.say("ana", "/roadmate content on marena")).text
    both = driver.say("ana", "/roadmate content off marina, marena please")
    assert button_labels(both) == ["Turn off", "Turn off", "All packs"]
    assert "What should be off? E.g. content off aws" in shown_by(driver.say("ana", "/roadmate content off")).text
    assert "“ben”" in shown_by(driver.say("ana", "/roadmate content @ben")).text
    near = driver.say("ana", "/roadmate content off marinna")
    assert "No pack or roadmap is called “marinna”. Closest:\nMarina: on" in shown_by(near).text
    nothing = shown_by(driver.say("ana", "/roadmate content off weather")).text
    assert "No pack or roadmap is called “weather”. What can be off or on:" in nothing


@SQLITE
def test_a_roadmap_whose_pack_is_off_leads_to_its_pack(driver: Driver) -> None:
    driver.say("ana", "/plan")
    off = driver.press("ana", driver.say("ana", "/roadmate content off marena"), "Turn off")
    pack = driver.say("ana", "/roadmate content off sky pack")
    assert button_labels(pack) == ["Turn off the pack", "All packs"]
    driver.press("ana", pack, "Turn off the pack")
    for told in (driver.press("ana", off, "Turn on"), driver.say("ana", "/roadmate content on marena")):
        assert "Marena shows up once its pack, Sky, is on. Turn that on below." in shown_by(told).text
        assert "Turn on the pack" in button_labels(told)
    named = driver.say("ana", "/roadmate content marena")
    assert button_labels(named) == ["Turn on the pack", "All packs"]
    assert "Sky is on again" in shown_by(driver.say("ana", "/roadmate content enable sky")).text
    assert "Marena" in shown_by(driver.say("ben", "/roadmap")).text


@SQLITE
def test_every_command_says_that_a_roadmap_is_off_in_place_of_guessing(driver: Driver) -> None:
    driver.say("ana", "/plan")
    driver.say("ben", "/plan")
    page = driver.say("ben", "/roadmate level marena")
    part = next(each.id for each in driver.roadmate.deps.catalog.shared().parts if each.roadmap.id == "marena")
    driver.press("ana", driver.say("ana", "/roadmate content off marena"), "Turn off")
    for words in (
        *("/roadmap marena", "/roadmap marena next", "/roadmap next marena", "/roadmap path marena"),
        f"/roadmap {part}",
        *("/roadmap quiz marena", "/roadmate placement marena", "/roadmate level marena", "/team coverage marena"),
        *("/roadmate level marena beginner", "/roadmate who marena", "/plan marena", "/log list marena"),
    ):
        assert "Marena is off in this workspace." in shown_by(driver.say("ben", words)).text, words
    searched = shown_by(driver.say("ben", "/roadmap marena wind")).text
    assert searched.startswith("Marena is off in this workspace."), searched
    assert "E.g. /roadmate level marina intermediate." in shown_by(driver.say("ben", "/roadmate level zzz")).text
    asked = driver.say("ben", "/log 1h marena")
    assert shown_by(asked).text.startswith("Marena is off in this workspace. Log it elsewhere?")
    assert "✅ Logged 1 h on Weather" in shown_by(driver.press("ben", asked, "Weather")).text
    noted = driver.say("ben", "/log 2h marena (gales)")
    assert shown_by(noted).text.startswith("Marena is off in this workspace. Log it elsewhere?")
    driver.press("ben", noted, "Weather")
    assert "gales" in shown_by(driver.say("ben", "/log list")).text  # nothing typed is lost
    assert "Marena is off in this workspace." in shown_by(driver.press("ben", page, "That's me")).text
