"""Pairs through the whole app: proposed, accepted, declined, withdrawn and ended."""

from __future__ import annotations

import pytest

from bot.core import audit_log
from bot.core.people import members
from bot.delivery.rate_limit import RateLimit
from bot.dispatch.request import Request
from bot.features.mentorship.handlers import find_mentor, pairing
from bot.features.mentorship.payloads import MentorRequestPayload
from bot.sandbox.slack_api.fixtures import ANA, BEN, CHIDI, MEI, TEAM_ID, SlackUser
from bot.sandbox.slack_api.journal import ShownItem
from bot.slack.payloads import PayloadError
from bot.worker.run_once import deliver_due
from tests.fixtures.installed import join_workspace
from tests.slack_driver import Driver, button_labels
from tests.slack_world import add_person

FACTS = "hours, last entries, plan, levels, assignments and stuck places"


def deliver(driver: Driver) -> None:
    deps = driver.roadmate.deps
    deliver_due(deps, driver.clock.now(), rate_limit=RateLimit(deps.clock.monotonic, interval=0))


def newest_message(driver: Driver, person: SlackUser, about: str = "") -> ShownItem:
    """Return the newest message to a person, once what is due is sent."""
    deliver(driver)
    return next(each for each in driver.slack.workspace.seen_by(person.id)[::-1] if about in each.text)


def repeated_press(person: SlackUser) -> Request:
    """Return the same button once more, on a message that another client still shows."""
    return Request(TEAM_ID, person.id, "1", "D1", "r", "button")


def audited_acts(driver: Driver) -> list[str]:
    with driver.roadmate.deps.database.read() as conn:
        return [each.act for each in audit_log.list_latest_acts(conn, workspace=TEAM_ID)][::-1]


def mentees(driver: Driver, person: SlackUser) -> frozenset[str]:
    deps = driver.roadmate.deps
    with deps.database.read() as conn:
        return members.read_requester(conn, workspace=TEAM_ID, member=person.id, settings=deps.settings).mentees


def test_an_admin_asks_both_and_the_pair_begins_when_both_agree(driver: Driver) -> None:
    driver.turn(hours=3)  # 15:00 in London, 10:00 in New York, 23:00 in Singapore
    asked = driver.say("ana", "/team mentor @ben for @mei in networking")
    assert asked.text.startswith("Asked Ben and Mei about mentoring on Networking. I'll tell you their answers.")
    again = driver.say("ana", "/team mentor @ben for @mei").text
    assert "You asked on Sat 21 Nov: Ben as the mentor of Mei on Networking. Waiting for Ben and Mei." in again
    question = newest_message(driver, BEN, "suggests you mentor")
    assert question.text.startswith("Ana suggests you mentor Mei on Networking. Would you? I'm asking them too.")
    assert "Thanks! Waiting for Mei; I'll let you know." in driver.press(BEN.id, question, "Accept").text
    assert mentees(driver, BEN) == frozenset()
    assert not any("suggests" in each.text for each in driver.slack.workspace.seen_by(MEI.id)), "it is night there"
    driver.turn(hours=10)
    question = newest_message(driver, MEI, "suggests")
    assert question.text.startswith("Ana suggests Ben as your mentor on Networking.")
    assert f"A mentor sees their mentees' {FACTS}." in question.text
    assert button_labels(question) == ["Accept", "No, thanks", "What my mentor sees"]
    window = driver.delivery.click(MEI.id, question, 3).last.view
    assert "You don't have a mentor. Ana, an admin, can see this page" in str(window)
    waiting = "Ben as your mentor on Networking: Ana asked on Sat 21 Nov, waiting for your answer; Ben said yes"
    assert waiting in driver.say("mei", "/roadmate mentor").text
    assert (
        f"Ben is now your mentor on Networking and sees your {FACTS}" in driver.press(MEI.id, question, "Accept").text
    )
    assert mentees(driver, BEN) == {MEI.id}
    assert "You're now Mei's mentor" not in newest_message(driver, BEN).text, "nor is anybody woken by the answer"
    driver.turn(hours=12)
    assert button_labels(newest_message(driver, BEN, "You're now Mei's mentor"))[0] == "Their card"
    assert newest_message(driver, ANA, "both agreed").text == "✅ Ben is now Mei's mentor on Networking: both agreed."
    listed = driver.say("ben", "/roadmate mentees")
    assert "You mentor 1 person.\nMei, on Networking, since Sat 21 Nov" in listed.text
    ended = driver.press(BEN.id, listed.last, "End").text
    assert "Mei as the mentor" not in ended
    assert "Mentoring with Mei on Networking has ended. I'll let Mei know." in ended
    driver.turn(hours=12)
    assert "Mentoring with Ben on Networking has ended: Ben ended it." in newest_message(driver, MEI, "ended").text
    assert mentees(driver, BEN) == frozenset()
    assert audited_acts(driver) == ["pair.ask", "pair.accept", "pair.accept", "mentor.on", "pair.end"]
    audited = driver.say("ana", "/roadmate audit").text
    assert "Ana: asked Ben to mentor Mei" in audited
    assert "Mei: agreed to a pair, so Ben became a mentor" in audited


def test_a_member_is_shown_mentors_with_reasons_but_no_hours_and_asks_one(driver: Driver) -> None:
    driver.turn(hours=3)
    for name in ("chidi", "ben"):
        driver.say(name, "/roadmate named on")
    driver.say("ben", "/log 4h networking")
    driver.say("chidi", "/log 1h networking")
    page = driver.say("mei", "/roadmate mentor")
    assert "You don't have a mentor yet.\nMentors who fit for Networking\nBen: knows Networking best" in page.text
    assert "no mentees yet; less than 1 h of your working day in common" in page.text
    assert "4 h" not in page.text
    assert (
        "No match for Blockchain yet. I only suggest people who opted in"
        in driver.say("mei", "/roadmate mentor blockchain").text
    )
    assert "Asked Ben to be your mentor on Networking" in driver.press(MEI.id, page.last, "Ask Ben").text
    own = driver.say("mei", "/roadmate mentor")
    assert "Ben as your mentor on Networking: you asked on Sat 21 Nov, waiting for Ben" in own.text
    assert button_labels(own.last) == ["Withdraw", "Ask Chidi"]
    question = newest_message(driver, BEN, "Mei asks you to be their mentor on Networking.")
    assert "No problem. I'll let Mei know." in driver.press(BEN.id, question, "No, thanks").text
    driver.turn(hours=12)
    assert "Ben said no to mentoring you" in newest_message(driver, MEI, "said no").text
    assert "is already over. Nothing changed." in pairing.press_accept(driver.roadmate.deps, repeated_press(BEN)).text
    assert "Ben said no on Sat 21 Nov. You can ask again from Sat 19 Dec;" in (
        driver.say("mei", "/roadmate mentor @ben").text
    )
    assert button_labels(driver.say("mei", "/roadmate mentor").last) == ["Ask Chidi"]
    asked = driver.say("mei", "/roadmate mentor @chidi in cloud")
    assert "Asked Chidi to be your mentor on Cloud Computing" in asked.text
    assert "Withdrawn: Chidi as your mentor" in driver.press(MEI.id, asked.last, "Withdraw").text
    assert (
        "is already over. Nothing changed."
        in pairing.press_accept(driver.roadmate.deps, repeated_press(CHIDI).with_text("2")).text
    )
    driver.turn(hours=12)
    deliver(driver)
    assert not [each for each in driver.slack.workspace.seen_by(CHIDI.id) if "Mei" in each.text]  # not sent, so no word


def test_pairs_that_cannot_be_are_refused_with_the_reason(driver: Driver) -> None:
    add_person(driver.slack.workspace, SlackUser("U0GUEST", "gia", "Gia Guest", is_restricted=True))
    for typed, reason in (
        ("@ben for @ben", "A pair needs two people"),
        ("for @ben", "Name both"),
        ("@ben for @mei @chidi", "Name both"),
        ("@lena for @mei", "Lena has left this workspace or is an app"),
        ("@ben for <@U0SANDBOT>", "has left this workspace or is an app"),
        ("@ben for <@U0GUEST>", "Gia is a guest."),
        ("@ben for @nobody", "I can't find “nobody”"),
        ("@ben for @mei in xyzzy", "xyzzy"),
    ):
        assert reason in driver.say("ana", f"/team mentor {typed}").text
    assert "Pairing others is for admins" in driver.say("ben", "/team mentor @ben for @mei").text
    assert "A pair needs two people" in driver.say("ben", "/roadmate mentor @ben").text
    assert "Ask one person at a time" in driver.say("ben", "/roadmate mentor @mei @chidi").text
    guest = Request(TEAM_ID, "U0GUEST", f"<@{BEN.id}>", "C0LEARNING", "r", "command")
    assert "Pairing others is for admins" in find_mentor.answer_mentor(driver.roadmate.deps, guest).text
    for page in (find_mentor.answer_mentor, find_mentor.show_mentees):
        assert "Mentoring is for members" in page(driver.roadmate.deps, guest.with_text("")).text
    assert audited_acts(driver) == ["refused.pair", "refused.pair"]


def test_an_admin_who_offers_themselves_has_agreed_and_forged_buttons_do_nothing(driver: Driver) -> None:
    deps = driver.roadmate.deps
    driver.turn(hours=3)
    driver.say("chidi", "/plan")
    assert driver.say("ana", "/team mentor @ana for @ben").text.startswith("Asked Ben if you may be their mentor.")
    question = newest_message(driver, BEN, "Ana offers to be your mentor.")
    join_workspace(deps, "T0OTHER", BEN.id)
    for answer in (pairing.press_accept, pairing.press_decline, pairing.press_end):
        forged = Request(TEAM_ID, CHIDI.id, "1", "D1", "r", "button")
        assert "is for the two" in answer(deps, forged).text
        for other in (forged.with_text("999"), Request("T0OTHER", BEN.id, "1", "D1", "r", "button")):
            deps.directory.ensure_member(other.workspace, other.member)
            assert "is for the two" in answer(deps, other).text
        with pytest.raises(PayloadError):
            answer(deps, forged.with_text("1; DROP"))
    for value in (MentorRequestPayload(mentor=BEN.id, area="nowhere").encode(), "{}"):
        with pytest.raises(PayloadError):
            pairing.press_ask_pair(deps, Request(TEAM_ID, CHIDI.id, value, "D1", "r", "button"))
    others = Request(
        TEAM_ID, CHIDI.id, MentorRequestPayload(mentor=BEN.id, mentee=MEI.id).encode(), "D1", "r", "button"
    )
    assert "Pairing others is for admins" in pairing.press_ask_pair(deps, others).text
    assert "Ana is now your mentor" in driver.press(BEN.id, question, "Accept").text
    assert "Ana has been your mentor since Sat 21 Nov." in pairing.press_decline(deps, repeated_press(BEN)).text
    assert mentees(driver, ANA) == {BEN.id}
    existing = driver.say("ana", "/team mentor @ana for @ben")
    assert "You've been Ben's mentor since Sat 21 Nov" in existing.text
    role = driver.say("ana", "/team mentor @ana")
    assert "1 pair ended, and I told the mentee." in driver.press(ANA.id, role.last, "End mentoring").text
    assert "Mentoring with Ana has ended: Ana is no longer a mentor." in newest_message(driver, BEN, "has ended").text
    assert "is already over. Nothing changed." in driver.press(ANA.id, existing.last, "End").text
    driver.say("ana", "/team mentor @ben for @chidi")
    driver.press(BEN.id, newest_message(driver, BEN, "suggests you mentor"), "No, thanks")
    declined = newest_message(driver, ANA, "said no")
    assert declined.text == "Ben said no to mentoring Chidi."
    assert button_labels(declined) == [], "who only proposed it needs neither consolation nor a mentor"


def test_a_mentee_declines_an_admins_proposal_and_the_others_are_told(driver: Driver) -> None:
    driver.turn(hours=3)
    driver.say("ana", "/team mentor @chidi for @ben")
    question = newest_message(driver, BEN, "Ana suggests Chidi as your mentor. OK for you? I'm asking them too.")
    declined = driver.press(BEN.id, question, "No, thanks").text
    assert "No problem. I'll let" in declined
    assert audited_acts(driver) == ["pair.ask", "pair.decline"]
    assert newest_message(driver, ANA, "said no").text == "Ben said no to Chidi as a mentor."
    assert "is already over. Nothing changed." in pairing.press_accept(driver.roadmate.deps, repeated_press(BEN)).text
    assert mentees(driver, CHIDI) == frozenset()
    assert "You can ask again from Sat 19 Dec" in driver.say("ben", "/roadmate mentor @chidi").text
    assert "Asked Chidi and Ben" in driver.say("ana", "/team mentor @chidi for @ben").text, "admins may ask again"


def test_a_member_who_left_is_neither_paired_nor_waited_for(driver: Driver) -> None:
    driver.turn(hours=3)
    driver.say("ana", "/team mentor @ben for @chidi")
    question = newest_message(driver, BEN, "suggests you mentor")
    add_person(driver.slack.workspace, SlackUser(CHIDI.id, "chidi", CHIDI.real_name, deleted=True))
    driver.roadmate.deps.directory.refresh_profile(TEAM_ID, CHIDI.id)
    assert "is already over. Nothing changed." in driver.press(BEN.id, question, "Accept").text
    assert "Chidi is no longer a member here" in newest_message(driver, BEN, "no longer a member").text
    assert "Chidi is no longer a member here" in newest_message(driver, ANA, "no longer a member").text
    assert audited_acts(driver) == ["pair.ask", "pair.lapse"]
