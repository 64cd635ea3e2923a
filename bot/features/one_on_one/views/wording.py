"""What a one-to-one card says in words: questions, praise, and the names of people and things."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.catalog.catalog import Catalog
from bot.features.one_on_one.rules.card import name_of
from bot.features.one_on_one.rules.questions import Praise, Question, Topic
from bot.slack.mrkdwn import bare, clip, escape

_QUESTIONS: Final[Mapping[Topic, str]] = {
    Topic.STUCK: "What have you tried on “{what}” so far, and where does it stop?",
    Topic.SENT_BACK: "Is it clear what {what} still needs, and what would you change first?",
    Topic.OVERDUE: "What does {what} need to get done: more time, help, or a smaller first piece?",
    Topic.NEVER: "What would make a first hour easy for you to find?",
    Topic.QUIET: "What has had your time lately, and which hour of a week could you keep for learning?",
    Topic.BEHIND: "Does your weekly goal still fit the weeks that you have?",
    Topic.STALLED: "What is the smallest piece of {what} that you could show me next?",
    Topic.SIGNED: "Where could you use at work what you did for {what}?",
    Topic.LEVEL: "What can you do in {what} now that you could not do before?",
    Topic.NEW: "What do you want to have learned when you have been here for three months?",
    Topic.PRACTICE: "Which assignment of {what} would you try with what you know by now?",
    Topic.ONE_AREA: "What draws you to {what}, and what do you leave aside for it?",
    Topic.WAITING: "What would you do otherwise if you began {what} again?",
    Topic.HOURS: "What was the most useful thing that you learned in {what}?",
    Topic.STEP: "What do you need to begin with {what}?",
    Topic.WISH: "What would you like to be able to do in three months?",
    Topic.HELP: "What could I do that would help you most?",
}
_PRAISE: Final[Mapping[Praise, str]] = {
    Praise.SIGNED: "{what} is signed off: well done.",
    Praise.FINISHED: "You finished {what}: well done.",
    Praise.LEVEL: "Your level in {what} is confirmed: that is real progress.",
    Praise.ON_TRACK: "You keep at it, {what} above all. It shows.",
    Praise.HOURS: "Good to see your hours in {what}. Keep going.",
}


def question(each: Question, catalog: Catalog) -> str:
    """A question as a mentor would ask it, plain text."""
    return _QUESTIONS[each.topic].format(what=_named(each.subject, catalog))


def praise(found: tuple[Praise, str] | None, catalog: Catalog) -> str:
    """A sentence that fits, plain text; empty where nothing speaks for itself."""
    return _PRAISE[found[0]].format(what=_named(found[1], catalog)) if found else ""


def title(words: str, name: str) -> str:
    """A window's title with a name in it."""
    return f"{words} {bare(name.lstrip('@'))}"


def thing(subject: str, catalog: Catalog) -> str:
    """An assignment, topic, area or roadmap by its name."""
    return clip(escape(name_of(catalog, subject)), 100)


def quote(words: str) -> str:
    """All that somebody wrote, as a quotation."""
    return "\n".join(f"> {line}" for line in escape(words).splitlines())


def _named(subject: str, catalog: Catalog) -> str:
    return clip(" ".join(name_of(catalog, subject).split()), 150)
