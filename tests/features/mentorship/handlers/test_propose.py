"""Who is whose mentor, through the whole app: asked, agreed to, declined, withdrawn and ended by those whose it is."""

from __future__ import annotations

import pytest

from bot.core.audit import log
from bot.core.people import members
from bot.delivery.rate_limit import Pace
from bot.dispatch.request import Ask
from bot.features.mentorship.handlers import find_mentor, propose, respond
from bot.sandbox.rendering.shown_text import usable_elements
from bot.sandbox.slack_api.fixtures import ANA, BEN, CHIDI, MEI, TEAM_ID, SlackUser
from bot.sandbox.slack_api.journal import ActionResult, ShownItem
from bot.slack.payloads import BadTicket, Sought
from bot.worker.run_once import deliver
from tests.slack_driver import Driver
from tests.slack_world import add_person

FACTS = "hours, last entries, plan, levels, assignments and stuck places"


def labels(shown: ShownItem) -> list[str]:
    return [field.element["text"]["text"] for field in usable_elements(shown)]


def press(driver: Driver, person: SlackUser, shown: ShownItem, label: str) -> str:
    outcome: ActionResult = driver.delivery.click(person.id, shown, labels(shown).index(label) + 1)
    assert not outcome.refused
    return outcome.text


def letter(driver: Driver, person: SlackUser, about: str = "") -> ShownItem:
    """The newest letter to a person, with what is due on its way."""
    deps, now = driver.roadmate.deps, driver.clock.now()
    deliver(deps, now, pace=Pace(deps.clock.monotonic, every=0))
    return next(each for each in driver.slack.workspace.seen_by(person.id)[::-1] if about in each.text)


def again(person: SlackUser) -> Ask:
    """The same button once more, on a message that another client still shows."""
    return Ask(TEAM_ID, person.id, "1", "D1", "r", "button")


def acts(driver: Driver) -> list[str]:
    with driver.roadmate.deps.sessions.read() as session:
        return [each.act for each in log.latest(session, workspace=TEAM_ID)][::-1]


def mentees(driver: Driver, person: SlackUser) -> frozenset[str]:
    deps = driver.roadmate.deps
    with deps.sessions.read() as session:
        return members.asking(session, workspace=TEAM_ID, member=person.id, settings=deps.settings).mentees


def test_an_admin_asks_both_and_it_holds_when_both_agree(driver: Driver) -> None:
    driver.turn(hours=3)  # 15:00 in London, 10:00 in New York, 23:00 in Singapore
    asked = driver.say("ana", "/team mentor @ben for @mei in networking")
    assert asked.text.startswith("I asked Ben and Mei: Ben as the mentor of Mei on Networking.")
    again = driver.say("ana", "/team mentor @ben for @mei").text
    assert "that was asked on Sat 21 Nov by you, and waits for an answer from Ben and Mei." in again
    question = letter(driver, BEN, "asks")
    assert question.text.startswith("Ana asks whether you would be the mentor of Mei on Networking. Mei is asked too.")
    assert "Thank you. Mei has not answered yet" in press(driver, BEN, question, "Accept")
    assert mentees(driver, BEN) == frozenset()
    assert not any("suggests" in each.text for each in driver.slack.workspace.seen_by(MEI.id)), "it is night there"
    driver.turn(hours=10)
    question = letter(driver, MEI, "suggests")
    assert question.text.startswith("Ana suggests Ben as your mentor on Networking.")
    assert f"A mentor sees the {FACTS} of their mentees." in question.text
    assert labels(question) == ["Accept", "No, thanks", "What my mentor sees"]
    window = driver.delivery.click(MEI.id, question, 3).last.view
    assert "this is what Ana, an admin, can see of you" in str(window)
    standing = "Ben as your mentor on Networking: Ana asked on Sat 21 Nov, and it waits for your answer; Ben said yes"
    assert standing in driver.say("mei", "/roadmate mentor").text
    assert f"Ben is your mentor now on Networking and sees your {FACTS}" in press(driver, MEI, question, "Accept")
    assert mentees(driver, BEN) == {MEI.id}
    assert "You are Mei's mentor now" not in letter(driver, BEN).text, "nor is anybody woken by the answer"
    driver.turn(hours=12)
    assert labels(letter(driver, BEN, "You are Mei's mentor now"))[0] == "Their card"
    assert letter(driver, ANA, "Both said").text == "Both said yes: Ben as the mentor of Mei on Networking."
    listed = driver.say("ben", "/roadmate mentees")
    assert "You mentor 1 person.\nMei, on Networking, since Sat 21 Nov" in listed.text
    ended = press(driver, BEN, listed.last, "End")
    assert "Mei as the mentor" not in ended
    assert "You as Mei's mentor on Networking: that is over. I tell Mei, kindly." in ended
    driver.turn(hours=12)
    assert "that has ended; Ben ended it" in letter(driver, MEI, "ended").text
    assert mentees(driver, BEN) == frozenset()
    assert acts(driver) == ["pair.ask", "pair.accept", "pair.accept", "mentor.on", "pair.end"]
    audited = driver.say("ana", "/roadmate audit").text
    assert "Ana: asked for Ben as the mentor of Mei" in audited
    assert "Mei: by that, Ben became a mentor" in audited


def test_a_member_finds_a_mentor_who_fits_with_the_reasons_and_no_hours(driver: Driver) -> None:
    driver.turn(hours=3)
    for name in ("chidi", "ben"):
        driver.say(name, "/roadmate named on")
    driver.say("ben", "/log 4h networking")
    driver.say("chidi", "/log 1h networking")
    page = driver.say("mei", "/roadmate mentor")
    assert "You have no mentor yet.\nWho fits for Networking\nBen: knows Networking best" in page.text
    assert "mentors nobody yet; hardly an hour of the working day in common" in page.text
    assert "4 h" not in page.text
    assert "Nobody to suggest for Blockchain" in driver.say("mei", "/roadmate mentor blockchain").text
    assert "I asked Ben: Ben as your mentor on Networking" in press(driver, MEI, page.last, "Ask Ben")
    own = driver.say("mei", "/roadmate mentor")
    assert "Ben as your mentor on Networking: you asked on Sat 21 Nov, Ben has not answered yet" in own.text
    assert labels(own.last) == ["Withdraw", "Ask Chidi"]
    question = letter(driver, BEN, "Mei asks whether you would be their mentor on Networking.")
    assert "Fine, nothing comes of it. I tell Mei, kindly." in press(driver, BEN, question, "No, thanks")
    driver.turn(hours=12)
    assert "Ben said no, thanks" in letter(driver, MEI, "said no").text
    assert "that is over by now" in respond.accept(driver.roadmate.deps, again(BEN)).text
    assert "Ben said no, thanks on Sat 21 Nov. Let it rest until Sat 19 Dec;" in (
        driver.say("mei", "/roadmate mentor @ben").text
    )
    assert labels(driver.say("mei", "/roadmate mentor").last) == ["Ask Chidi"]
    asked = driver.say("mei", "/roadmate mentor @chidi in cloud")
    assert "I asked Chidi: Chidi as your mentor on Cloud Computing" in asked.text
    assert "that is withdrawn." in press(driver, MEI, asked.last, "Withdraw")
    assert "that is over by now" in respond.accept(driver.roadmate.deps, again(CHIDI).saying("2")).text
    driver.turn(hours=12)
    deliver(driver.roadmate.deps, driver.clock.now(), pace=Pace(driver.roadmate.deps.clock.monotonic, every=0))
    assert not [each for each in driver.slack.workspace.seen_by(CHIDI.id) if "Mei" in each.text]  # not sent, so no word


def test_pairs_that_cannot_be_are_refused_with_the_reason(driver: Driver) -> None:
    add_person(driver.slack.workspace, SlackUser("U0GUEST", "gia", "Gia Guest", is_restricted=True))
    for typed, why in (
        ("@ben for @ben", "A pair takes two"),
        ("for @ben", "Name two people"),
        ("@ben for @mei @chidi", "Name two people"),
        ("@lena for @mei", "Lena has left this workspace or is an app"),
        ("@ben for <@U0SANDBOT>", "has left this workspace or is an app"),
        ("@ben for <@U0GUEST>", "Gia is a guest here"),
        ("@ben for @nobody", "“nobody” is nobody I can find"),
        ("@ben for @mei in xyzzy", "xyzzy"),
    ):
        assert why in driver.say("ana", f"/team mentor {typed}").text
    assert "Pairing others is for admins" in driver.say("ben", "/team mentor @ben for @mei").text
    assert "A pair takes two" in driver.say("ben", "/roadmate mentor @ben").text
    assert "Ask one at a time" in driver.say("ben", "/roadmate mentor @mei @chidi").text
    guest = Ask(TEAM_ID, "U0GUEST", f"<@{BEN.id}>", "C0LEARNING", "r", "command")
    assert "Pairing others is for admins" in find_mentor.answer(driver.roadmate.deps, guest).text
    for page in (find_mentor.answer, find_mentor.mentees):
        assert "Mentoring is for members" in page(driver.roadmate.deps, guest.saying("")).text
    assert acts(driver) == ["refused.pair", "refused.pair"]


def test_an_admin_who_offers_oneself_has_agreed_and_what_is_forged_does_nothing(driver: Driver) -> None:
    deps = driver.roadmate.deps
    driver.turn(hours=3)
    driver.say("chidi", "/plan")
    assert driver.say("ana", "/team mentor @ana for @ben").text.startswith("I asked Ben: you as Ben's mentor.")
    question = letter(driver, BEN, "Ana offers to be your mentor.")
    for answer in (respond.accept, respond.decline, respond.end):
        forged = Ask(TEAM_ID, CHIDI.id, "1", "D1", "r", "button")
        assert "is for the two" in answer(deps, forged).text
        for other in (forged.saying("999"), Ask("T0OTHER", BEN.id, "1", "D1", "r", "button")):
            deps.people.meet(other.workspace, other.member)
            assert "is for the two" in answer(deps, other).text
        with pytest.raises(BadTicket):
            answer(deps, forged.saying("1; DROP"))
    for value in (Sought(mentor=BEN.id, area="nowhere").value(), "{}"):
        with pytest.raises(BadTicket):
            propose.press(deps, Ask(TEAM_ID, CHIDI.id, value, "D1", "r", "button"))
    others = Ask(TEAM_ID, CHIDI.id, Sought(mentor=BEN.id, mentee=MEI.id).value(), "D1", "r", "button")
    assert "Pairing others is for admins" in propose.press(deps, others).text
    assert "Ana is your mentor now" in press(driver, BEN, question, "Accept")
    assert "Ana as your mentor: that holds since Sat 21 Nov." in respond.decline(deps, again(BEN)).text
    assert mentees(driver, ANA) == {BEN.id}
    holding = driver.say("ana", "/team mentor @ana for @ben")
    assert "that holds since Sat 21 Nov" in holding.text
    role = driver.say("ana", "/team mentor @ana")
    assert "1 pair ended, and I told the mentee." in press(driver, ANA, role.last, "End mentoring")
    assert "since Ana mentors nobody any more" in letter(driver, BEN, "has ended").text
    assert "that is over by now" in press(driver, ANA, holding.last, "End")
    driver.say("ana", "/team mentor @ben for @chidi")
    press(driver, BEN, letter(driver, BEN, "asks whether"), "No, thanks")
    no = letter(driver, ANA, "said no")
    assert no.text == "Ben said no, thanks to this: Ben as the mentor of Chidi."
    assert labels(no) == [], "who only proposed it needs neither consolation nor a mentor"


def test_who_left_is_neither_agreed_with_nor_waited_for(driver: Driver) -> None:
    driver.turn(hours=3)
    driver.say("ana", "/team mentor @ben for @chidi")
    question = letter(driver, BEN, "asks")
    add_person(driver.slack.workspace, SlackUser(CHIDI.id, "chidi", CHIDI.real_name, deleted=True))
    driver.roadmate.deps.people.refresh(TEAM_ID, CHIDI.id)
    assert "that is over by now" in press(driver, BEN, question, "Accept")
    assert "since Chidi is no member here any more" in letter(driver, BEN, "no member").text
    assert "since Chidi is no member here any more" in letter(driver, ANA, "no member").text
    assert acts(driver) == ["pair.ask", "pair.lapse"]
