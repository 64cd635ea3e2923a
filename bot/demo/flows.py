"""What takes more than one press: starting and handing in an assignment, praising, asking, hosting a session."""

from __future__ import annotations

from datetime import timedelta

from bot.demo.acts import Hands
from bot.demo.cast import zone_of
from bot.demo.script import Deed, chooses, one_after_another, presses, says, submits
from bot.sandbox.slack_api.fixtures import SlackUser


def welcomes(who: SlackUser, area: str, hours: str) -> Deed:
    """Return answering the three questions of the welcome that matter."""
    return one_after_another(
        says(who, "/roadmate welcome", "Three questions"), chooses(who, area, area), chooses(who, hours, "")
    )


def starts(who: SlackUser, area: str, title: str, *, due_in_days: int = 0) -> Deed:
    """Return starting an assignment on the page of its area, with a due day if there is one."""

    def do(hands: Hands) -> None:
        hands.say(who, f"/plan {area}", title)
        hands.press(who, f"Open: {title}", title)
        hands.press(who, "Start", "Started")
        if due_in_days:
            due = hands.now().astimezone(zone_of(who)).date() + timedelta(days=due_in_days)
            hands.press(who, f"Open: {title}", title)
            hands.submit(who, {"Due": due.isoformat()}, "")

    return do


def hands_in(who: SlackUser, area: str, title: str, *, link: str, note: str) -> Deed:
    """Return handing an assignment in with a link and a line."""
    return one_after_another(
        says(who, f"/plan {area}", title),
        presses(who, f"Open: {title}", title),
        presses(who, "Hand in", title),
        lambda hands: hands.submit(who, {"Link": link, "What you did": note}, ""),
    )


def sends_back(who: SlackUser, title: str, reason: str) -> Deed:
    """Return sending back what was handed in, with the reason."""
    return one_after_another(
        presses(who, f"Send back: {title}", title), lambda hands: hands.submit(who, {"What is missing": reason}, "")
    )


def signs_off(who: SlackUser, title: str) -> Deed:
    """Return signing off what was handed in."""
    return presses(who, f"Sign off: {title}", "Signed off")


def on_card(who: SlackUser, member: SlackUser, *deeds: Deed) -> Deed:
    """Return opening a member's card and doing these there."""
    return one_after_another(says(who, f"/team @{member.name}", member.real_name.split()[0]), *deeds)


def praises(who: SlackUser, words: str) -> Deed:
    """Return praising on an open card."""
    return one_after_another(presses(who, "Praise", "Your words"), submits(who, "", Your_words=words))


def asks(who: SlackUser, question: str) -> Deed:
    """Return asking on an open card."""
    return one_after_another(presses(who, "Ask", "Your question"), submits(who, "", Your_question=question))


def answers(who: SlackUser, words: str) -> Deed:
    """Return answering what a mentor asked."""
    return one_after_another(presses(who, "Answer", ""), submits(who, "", Your_answer=words))


def notes(who: SlackUser, words: str) -> Deed:
    """Return writing a note for oneself on an open card."""
    return one_after_another(presses(who, "Write a note", "Note"), submits(who, "", Note=words))


def announces(who: SlackUser, session: str) -> Deed:
    """Return hosting a session: `"its title" thu 15:00`."""
    return one_after_another(
        says(who, f"/roadmate session {session}", "Announce this"), presses(who, "Announce", "Announced")
    )


def goes_away(who: SlackUser, days: int, *, starts_in: int = 0) -> Deed:
    """Return telling that one is away for so many days, from today or a later day on."""

    def do(hands: Hands) -> None:
        first = hands.now().astimezone(zone_of(who)).date() + timedelta(days=starts_in)
        last = first + timedelta(days=days - 1)
        hands.say(who, f"/roadmate away {first:%d %b} - {last:%d %b}", "away")

    return do
