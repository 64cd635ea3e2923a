"""Who sees what of a member, and what is kept how long, in plain words."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Final

from bot import setting_values
from bot.core.people.visibility import Sight
from bot.features.privacy.rules import privacy
from bot.features.privacy.rules.facts import FACTS
from bot.slack.blocks import Press, actions, context, section
from bot.slack.message import Message, compose
from bot.slack.mrkdwn import clip, count, escape, listed

NAMED: Final = 5  # people of one kind; of more, how many
_CHANGED: Final = "*Changed.* "
SEEN: Final = "seen.show"


def page(sight: Sight, *, prefix: str, fresh: bool = False) -> Message:
    """Who sees the reader's hours as things stand, and what to do about it."""
    return compose(
        section(f"{_CHANGED if fresh else ''}*Who sees what of you*\n" + "\n".join(_who(sight))),
        section("*What is kept how long*\n" + "\n".join(_how_long(sight))),
        actions(
            Press("Show me on boards", "privacy.show") if sight.hidden else Press("Hide from boards", "privacy.hide"),
            Press("Do not name me", "privacy.unname") if sight.askable else Press("Be named in who", "privacy.name"),
            Press("What my mentor sees", SEEN),
        ),
        actions(Press("Export my data", "roadmate.export"), Press("Forget me", "forget.ask")),
        context(
            "Messages that I have sent are in Slack, which keeps them by its own rules. "
            f"`/{prefix}roadmate export` has all that I keep; `/{prefix}roadmate forget me` deletes it."
        ),
    )


def _who(sight: Sight) -> list[str]:
    board = (
        "The leaderboard is off." if not sight.board_on else _choice(sight.hidden, "The leaderboard", "name and hours")
    )
    digest = (
        _choice(sight.hidden, "The weekly digest", "name and what you learned or finished, no hours")
        if sight.names_in_digest
        else "The weekly digest names nobody."
    )
    asked = (
        f"{_asked(sight)} may name you as one to ask."
        if sight.askable
        else "`who`, the digest's suggestion and suggested mentors leave you out."
    )
    return [
        "*You*: everything.",
        f"*Your mentors*, {FACTS}: {people(sight.mentors) or 'you have none'}.",
        f"*Lead mentors*, the same of the whole team: {people(sight.leads) or _no_leads(sight)}.",
        f"*Admins*, the same: {people(sight.admins) or _no_admins(sight)}, and each admin of this Slack workspace.",
        f"*Everybody here*: {board} {digest} {asked} Sessions name who holds and joins them.",
        "*Nobody else*, and guests nothing beyond that. The log that admins read says who looked at you, and when.",
        f"*Notes that mentors keep for themselves* are read by their author alone; {_notes(sight)} on you.",
    ]


def _how_long(sight: Sight) -> list[str]:
    return [
        "Hours, ticks and assignments: as long as you are here, because the plan is made of them.",
        _aged(sight.retention),
        f"Messages that I have sent: {_days(privacy.LETTERS)}.",
        f"A workspace that removes me: {_days(privacy.AFTER_LEAVING)}, its token not a moment.",
        "Of who is forgotten: their hours by area, in one sum with all others who were. Nobody is told of that sum.",
    ]


def _aged(months: int) -> str:
    if months == setting_values.FOREVER:
        return "The log of admins, private notes, ended pairings, past sessions: until an admin sets a retention."
    return (
        f"The log of admins, private notes, ended pairings, past sessions, words on assignments: {months} months. "
        f"Who has left Slack is forgotten after {months} months."
    )


def _choice(hidden: bool, where: str, what: str) -> str:
    return f"{where} leaves you out, since you hide." if hidden else f"{where} shows your {what}."


def people(names: Collection[str]) -> str:
    """By name while they are few, else how many."""
    if len(names) > NAMED:
        return f"{len(names)} people"
    return listed([escape(clip(name.lstrip("@"), 60)) for name in names])


def _asked(sight: Sight) -> str:
    """Where one who agreed to it is named; the digest leaves out who hides."""
    return "`who`" if sight.hidden else "`who`, and the digest with your hours there,"


def _notes(sight: Sight) -> str:
    return f"there {'is' if sight.private_notes == 1 else 'are'} {sight.private_notes or 'none'}"


def _no_leads(sight: Sight) -> str:
    """Where none is named by this title: a mentor of theirs may be one."""
    return "none besides those above" if sight.leads_above else "there are none"


def _no_admins(sight: Sight) -> str:
    """Where none is named by this title: the reader may be one, and so may be who is named above."""
    if sight.admins_above:
        return f"nobody besides {'you and ' if sight.is_admin else ''}those above"
    return "nobody besides you" if sight.is_admin else "nobody whom I have met"


def _days(span: timedelta) -> str:
    return count(span.days, "day")
