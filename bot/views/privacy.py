"""Who sees what of a member, and what is kept how long, in plain words."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Final

from bot.domain import durations, privacy
from bot.domain.privacy import Sight
from bot.views.message import Message, compose
from bot.views.parts import Press, actions, context, section
from bot.views.text import clip, count, escape, listed

NAMED: Final = 5  # people of one kind; of more, how many
_CHANGED: Final = "*Changed.* "
SEEN: Final = "seen.show"


def page(sight: Sight, *, former: tuple[int, int] | None, prefix: str, fresh: bool = False) -> Message:
    """Who sees the reader's hours as things stand, and what to do about it; `former` tells of who was forgotten."""
    return compose(
        section(f"{_CHANGED if fresh else ''}*Who sees what of you*\n" + "\n".join(_who(sight))),
        section("*What is kept how long*\n" + "\n".join(_how_long(sight, former))),
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
        "`who`, and the digest with your hours there, may name you as one to ask."
        if sight.askable
        else "`who`, the digest's suggestion and suggested mentors leave you out."
    )
    return [
        "*You*: everything.",
        f"*Your mentors*, hours, plan and assignments: {people(sight.mentors) or 'you have none'}.",
        f"*Lead mentors*, the same of the whole team: {people(sight.leads) or 'there are none'}.",
        f"*Admins*, the same: {people(sight.admins) or 'nobody beside you'}, and each admin of this Slack workspace.",
        f"*Everybody here*: {board} {digest} {asked} Sessions name who holds and joins them.",
        "*Nobody else*, and guests nothing beyond that. The log that admins read says who looked at you, and when.",
        f"*Notes that mentors keep for themselves* are seen by their author alone; there are {_notes(sight)} on you.",
    ]


def _how_long(sight: Sight, former: tuple[int, int] | None) -> list[str]:
    sums = f" So far there are about {durations.spell(former[1])} of {former[0]} people." if former else ""
    return [
        "Hours, ticks and assignments: as long as you are here, because the plan is made of them.",
        _aged(sight.retention),
        f"Messages that I have sent: {_days(privacy.LETTERS)}.",
        f"A workspace that removes me: {_days(privacy.AFTER_LEAVING)}, its token not a moment.",
        f"Of who is forgotten: the sum of hours by area, told to nobody before it is {privacy.LEAST} people's.{sums}",
    ]


def _aged(months: int) -> str:
    if months == privacy.FOREVER:
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


def _notes(sight: Sight) -> str:
    return str(sight.private_notes) if sight.private_notes else "none"


def _days(span: timedelta) -> str:
    return count(span.days, "day")
