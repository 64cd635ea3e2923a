"""Two weeks of a small team, played with the real app, in which each kind of message that Roadmate starts comes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.frozen import frozen
from bot.rehearsal.patient_trial import open_patient_trial
from bot.sandbox.rendering.shown_text import usable_elements
from bot.sandbox.slack_api.fixtures import BOT, LEARNING
from bot.sandbox.slack_api.journal import ActionResult
from bot.sandbox.terminal.chat import TerminalChat
from bot.settings import Settings
from bot.trial import RoadmateTimetable, TrialRun

MONDAY: Final = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)
END: Final = 14 * DAY + 2 * HOUR


class StoryError(Exception):
    """The story can't go on: what somebody was to press isn't there."""


@frozen
class TeamStory:
    """The team, and the hands of everybody in it."""

    trial: TrialRun
    chat: TerminalChat

    def fill(self, who: str, **fields: str) -> str:
        """Fill the form that is open before somebody, and send it; return what they see then."""
        self.chat.answer(f":as {who}")
        for label, value in fields.items():
            self.chat.answer(f":fill {label}={value}")
        return self.chat.answer(":submit")

    def say(self, who: str, words: str) -> ActionResult:
        """Type a slash command."""
        name, _, rest = words.partition(" ")
        return self.trial.delivery.command(who, name, rest)

    def press(self, who: str, label: str) -> ActionResult:
        """Press the newest button whose label begins so. Raises StoryError where nobody sees one."""
        workspace = self.trial.delivery.workspace
        person = workspace.find_person(who)
        for shown in reversed(workspace.seen_by(person.id if person else "")):
            for number, each in enumerate(usable_elements(shown), start=1):
                if str((each.element.get("text") or {}).get("text", "")).startswith(label):
                    return self.trial.delivery.click(who, shown, number)
        raise StoryError(f"{who} sees no button “{label}”")

    def turn_to(self, moment: datetime) -> None:
        """Turn the clock on, and do at each moment what falls due then."""
        timetable = RoadmateTimetable(self.trial.roadmate)
        timetable.send(self.trial.clock.now())
        while due := timetable.moments(self.trial.clock.now(), moment):
            self.trial.clock.advance_to(due[0])
            timetable.deliver(due[0])
        if moment > self.trial.clock.now():
            self.trial.clock.advance_to(moment)


@contextmanager
def open_story(settings: Settings | None = None) -> Iterator[TeamStory]:
    """Open the team on its first morning; with `settings`, over their content and with their names of commands."""
    with open_patient_trial(MONDAY, settings) as trial:
        yield TeamStory(trial, TerminalChat(trial.delivery, trial.clock, RoadmateTimetable(trial.roadmate)))


def _meet(story: TeamStory) -> None:
    for who in ("ben", "chidi", "mei", "priya"):
        story.say(who, "/roadmate goal 2h")
    story.say("ana", "/team mentor @ben")
    story.say("ana", "/team mentor @ben for @mei")


def _learn(story: TeamStory) -> None:
    story.press("ben", "Accept")
    story.press("mei", "Accept")
    story.say("ana", "/log 1h mentoring @ben: VPC design")
    story.say("mei", "/roadmate level terraform intermediate")
    story.say("mei", "/roadmate stuck terraform state: locks never released")
    story.say("chidi", "/roadmate know docker.image-building, pods, terraform.state-management")
    story.say("chidi", "/roadmate summary on")


def _share(story: TeamStory) -> None:
    story.say("mei", "/roadmate export")
    story.say("ana", "/team export")
    story.say("mei", "/plan networking")
    story.press("mei", "Open")
    story.press("mei", "Hand in")
    story.fill("mei", **{"What you did": "Two regions, one VPN, addresses in the wiki"})
    story.say("ben", "/team @mei")
    story.press("ben", "Praise")
    story.fill("ben", **{"Your words": "Clear notes on the flow logs!"})
    story.say("priya", '/roadmate session "GitOps intro" thu 15:00')
    story.press("priya", "Announce")


def _meet_again(story: TeamStory) -> None:
    story.press("mei", "Join")
    for who in ("ben", "chidi"):
        story.say(who, "/team coverage")
        story.press(who, "Show what I know")
    story.say("ben", "/team coverage")
    story.press("ben", "Suggest a pair")
    story.press("ben", "Ask Chidi")


def _suggest_a_change(story: TeamStory) -> None:
    story.say("priya", "/roadmap docker.image-building suggest")
    story.press("priya", "Text or key terms")
    text = "Layer caching, multi-stage builds, and building for several platforms at once with buildx."
    story.fill("priya", Text=text, **{"Why?": "Half of us have ARM laptops."})


def _join_an_idea(story: TeamStory) -> None:
    story.press("chidi", "I'm in")
    story.press("priya", "I'm in")


def _report_a_question(story: TeamStory) -> None:
    story.press("chidi", "A")
    story.press("chidi", "Question is wrong")
    story.press("priya", "Remind me tomorrow")


def _hand_over(story: TeamStory) -> None:
    story.say("ben", "/roadmate waiting")
    story.press("ben", "Open")
    story.press("ben", "Hand over")
    story.press("ben", "Ana")
    story.press("ben", "Hand over to Ana")


def _tell_the_team(story: TeamStory) -> None:
    story.say("ana", "/roadmate setup")
    story.press("ana", "Keep UTC")
    story.press("ana", "Keep it off")
    story.press("ana", "Post the announcement")


def _remove_from_channel(story: TeamStory) -> None:
    channels = story.trial.delivery.workspace.channels
    channels[LEARNING.id] = replace(LEARNING, members=LEARNING.members - {BOT.id})


def _rest(until: timedelta) -> Callable[[TeamStory], None]:
    """Turn the clock on without a stop, over hours in which nothing new comes."""
    return lambda story: story.trial.clock.advance_to(MONDAY + until)


SCRIPT: Final[tuple[tuple[timedelta, Callable[[TeamStory], None]], ...]] = (
    (0 * HOUR, _meet),
    (6 * HOUR, _learn),
    (7 * HOUR, _share),
    (8 * HOUR, _meet_again),
    (9 * HOUR, _suggest_a_change),
    (3 * DAY + 11 * HOUR, _rest(until=7 * DAY)),
    (7 * DAY + 12 * HOUR, _join_an_idea),
    (7 * DAY + 13 * HOUR, _rest(until=8 * DAY)),
    (8 * DAY + 2 * HOUR, _rest(until=10 * DAY)),
    (10 * DAY + 10 * HOUR, _report_a_question),
    (10 * DAY + 15 * HOUR, _rest(until=11 * DAY + 2 * HOUR)),
    (11 * DAY + 4 * HOUR, _hand_over),
    (11 * DAY + 6 * HOUR, _tell_the_team),
    (11 * DAY + 14 * HOUR, _remove_from_channel),
    (11 * DAY + 14 * HOUR, _rest(until=14 * DAY)),
)
