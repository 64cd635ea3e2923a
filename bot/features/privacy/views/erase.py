"""The way to be forgotten: what goes and what stays, the last answer, and the letters to those it concerns."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from bot.calendar import format as calendar_format
from bot.core.people.member import spellings
from bot.features.privacy.rules.privacy import Kept, News, PairEnded, SessionOff, Words
from bot.features.privacy.views.privacy_page import people
from bot.slack.blocks import Confirm, Press, actions, context, section
from bot.slack.message import Message, compose
from bot.slack.mrkdwn import clip, count, escape
from bot.timeexpr.durations import parse

# What is counted, in the words for one and for several.
_COUNTED: Final = (
    ("ticks", "assignment that is ticked off", "assignments that are ticked off"),
    ("works", "assignment with its history and words", "assignments with their history and words"),
    ("levels", "level", "levels"),
    ("stucks", "time you were stuck", "times you were stuck"),
    ("notes_about", "note about you", "notes about you"),
    ("notes_by", "note by you about others", "notes by you about others"),
    ("pairs", "pairing", "pairings"),
    ("hosted", "session of yours", "sessions of yours"),
    ("joined", "session that you joined", "sessions that you joined"),
    ("choices", "goal, target day, day away or next step", "goals, target days, days away and next steps"),
    ("letters", "message to you", "messages to you"),
)


def explained(prefix: str) -> Message:
    """What forgetting is, for who typed only that."""
    return compose(
        section(
            f"`/{prefix}roadmate forget me` shows what I keep about you, asks once more and then deletes it. "
            "Nobody can do it for you, and nobody else can be forgotten like this."
        ),
        actions(Press("Show what would go", "forget.ask"), Press("Who sees what", "privacy.open")),
    )


def question(kept: Kept, prefix: str) -> Message:
    """What goes and what stays, before it is done."""
    confirm = Confirm(
        "Forget you for good?",
        f"{_gist(kept)} and all else that I keep about you will be deleted. There is no way back.",
        "Forget me",
    )
    return compose(
        section(f"*This is deleted for good*\n{_listed(kept)}"),
        section(f"*This stays*\n{_stays(kept)}"),
        actions(
            Press("Forget me", "forget.do", style="danger", confirm=confirm),
            Press("Export my data first", "roadmate.export"),
        ),
        context(
            "Those you are paired with, and who joined a coming session of yours, are told that it ended, and no more. "
            f"To be left in peace without losing anything: `/{prefix}roadmate nudge off`, `/{prefix}leaderboard hide`."
        ),
    )


def done(kept: Kept) -> Message:
    """The last answer."""
    stays = " Your hours stay as a part of a sum without your name." if kept.minutes > 0 else ""
    return compose(
        section(
            f"*It is done: you are forgotten.* {_gist(kept)} and all else that I kept about you are deleted.{stays}"
        ),
        context(
            "What I have posted in Slack before is Slack's to keep. "
            "If you write to me again, I will know you as somebody new. All the best!"
        ),
    )


def nothing() -> Message:
    """There was nothing, or it is gone already."""
    return compose(section("There is nothing to forget: I keep nothing about you. All the best!"))


def empty_home(prefix: str) -> Message:
    """What stands on the Home tab of somebody who was forgotten."""
    return compose(section(f"I keep nothing about you. `/{prefix}log 1h networking` would begin anew."))


def words(prefix: str) -> Words:
    """What forgetting has to know of words."""
    return Words(spellings, partial(_told, prefix=prefix))


def _told(news: News, *, prefix: str) -> dict[str, Any]:
    """A letter to somebody it concerns, without the name of who is forgotten and without a reason."""
    return (_pair_ended(news, prefix) if isinstance(news, PairEnded) else _session_off(news)).payload()


def _pair_ended(news: PairEnded, prefix: str) -> Message:
    what, still = ("mentee", "You still mentor") if news.was_mentor else ("mentor", "You are still mentored by")
    left = f"{still} {people(news.left)}." if news.left else f"You have no {what} at the moment."
    typed = "mentees" if news.was_mentor else "mentor"
    return compose(
        section(f"One of your pairings as {'mentor' if news.was_mentor else 'mentee'} has ended. {left}"),
        context(f"`/{prefix}roadmate {typed}` shows how things stand."),
    )


def _session_off(news: SessionOff) -> Message:
    day = calendar_format.spell(news.reader_at.date(), news.now.date())
    title = escape(clip(news.title, 150))
    return compose(section(f"The session “{title}”, {day} {news.reader_at:%H:%M}, does not take place."))


def _listed(kept: Kept) -> str:
    counted = ((getattr(kept, name), one, many) for name, one, many in _COUNTED)
    hours = f", with {parse.spell(kept.minutes)}" if kept.minutes > 0 else ""
    lines = [
        *([f"{count(kept.entries, 'line')} of your ledger{hours}"] if kept.entries else []),
        *(count(number, one, many) for number, one, many in counted if number),
        "your name, time zone, roles and settings, and your name wherever else it stands",
    ]
    return "\n".join(f"• {line}" for line in lines)


def _stays(kept: Kept) -> str:
    if kept.minutes <= 0:
        return "Nothing."
    return (
        f"{parse.spell(kept.minutes)}, added by area to the hours of others who were forgotten, without your name "
        "or a day. Nobody is told of that sum."
    )


def _gist(kept: Kept) -> str:
    return f"{count(kept.entries, 'line')} of your ledger" if kept.entries else "Your settings"
