"""What a learner's mentor sees of them: the same card, who may look at it, and who did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from slackblocks import Block

from bot.catalog.catalog import Catalog
from bot.core.audit.record import Record
from bot.core.people.member import Member
from bot.core.people.visibility import Readers
from bot.features.one_on_one.rules.card import Card
from bot.features.one_on_one.rules.note import Remark
from bot.features.one_on_one.views.facts import day_of, facts
from bot.features.one_on_one.views.wording import quote
from bot.slack.blocks import Press, actions, context, divider, section
from bot.slack.message import Message, compose
from bot.slack.modals import Modal, window
from bot.slack.mrkdwn import escape, listed, person

NOTES: Final = 5
LOOKS: Final = 5
NAMED: Final = 10
_SEEN: Final = {"work": "assignments"}


@dataclass(frozen=True, slots=True)
class Seen:
    """The card as `eyes` has it, who may see it, the newest looks, and the notes that are shared with the reader.

    `blind` is the name of who was asked for and sees nothing.
    """

    card: Card
    readers: Readers
    eyes: Member | None
    looks: tuple[Record, ...]
    notes: tuple[Remark, ...]
    names: Mapping[str, str]
    blind: str = ""


def message(seen: Seen, catalog: Catalog, now: datetime) -> Message:
    """As a message, with a chart."""
    return compose(_blocks(seen, catalog, now, drawn=True), text=compose(_blocks(seen, catalog, now, drawn=False)).text)


def in_window(seen: Seen, catalog: Catalog, now: datetime) -> Modal:
    """As a window, where Slack draws no charts."""
    return window("What my mentor sees", _blocks(seen, catalog, now, drawn=False))


def _blocks(seen: Seen, catalog: Catalog, now: datetime, *, drawn: bool) -> list[Block]:
    others = [each for each in seen.readers.mentors if seen.eyes and each.id != seen.eyes.id]
    notes = [section(_note(each, seen)) for each in seen.notes]
    row = actions(*(Press(f"As {each.name.lstrip('@')} sees it", "seen.show", each.id) for each in others[:5]))
    blocks = [
        section(f"*{person(seen.blind)} sees nothing of you.*") if seen.blind else None,
        section(f"*{_title(seen)}*\n{_readers(seen)}"),
        section(_looks(seen)),
        divider(),
        *facts(seen.card, catalog, now, drawn=drawn),
        divider(),
        *notes,
        row,
        context(
            "Notes that mentors keep to themselves are theirs alone and stand here for nobody else. "
            "The buttons that they have send you praise, a question, a nudge or a next step."
        ),
    ]
    return [block for block in blocks if block]


def _title(seen: Seen) -> str:
    if seen.eyes is None:
        return "Nobody but you sees this now"
    name = person(seen.eyes.name)
    if seen.eyes in seen.readers.mentors:
        return f"What your mentor sees of you, as {name} sees it"
    role = "a lead mentor" if seen.eyes in seen.readers.leads else "an admin"
    return f"{'What' if seen.readers.mentors else 'You have no mentor; this is what'} {name}, {role}, can see of you"


def _readers(seen: Seen) -> str:
    groups = (
        ("Your mentors", seen.readers.mentors),
        ("Lead mentors", seen.readers.leads),
        ("Admins", seen.readers.admins),
    )
    lines = [f"{title}: {_people(found)}." for title, found in groups if found]
    return f"Who can see it: {' '.join(lines)} Nobody else." if lines else "There is no mentor and no admin here."


def _people(found: Sequence[Member]) -> str:
    names = [person(each.name) for each in found[:NAMED]]
    more = len(found) - len(names)
    return listed([*names, f"{more} more"] if more else names)


def _looks(seen: Seen) -> str:
    if not seen.looks:
        return "*Nobody has looked yet.* Every look at this is written down."
    lines = [_look(each, seen) for each in seen.looks]
    return "\n".join(["*Who looked last*", *lines])


def _look(look: Record, seen: Seen) -> str:
    """`• Ben at your card, Sat 21 Nov 12:00`."""
    zone, who = seen.card.member.zone, person(seen.names.get(look.actor, "somebody who has left"))
    day = day_of(look.at, zone, seen.card.facts.today)
    kind, _, what = look.act.partition(".")
    did = f"at your {_SEEN.get(what, escape(what))}" if kind == "look" else "asked for a table with your line in it"
    return f"• {who} {did}, {day} {look.at.astimezone(zone):%H:%M}"


def _note(note: Remark, seen: Seen) -> str:
    who = person(seen.names.get(note.author, "your mentor"))
    day = day_of(note.at, seen.card.member.zone, seen.card.facts.today)
    return f"*{who} shared a note with you, {day}:*\n{quote(note.words)}"
