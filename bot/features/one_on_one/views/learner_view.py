"""What a member's mentor sees of them: the same card, who may look at it, and who did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from slackblocks import Block

from bot.catalog.catalog import Catalog
from bot.core.audit_log import AuditRecord
from bot.core.people.member import Member
from bot.core.people.visibility import CardViewers
from bot.features.one_on_one.rules.card import MentorNote, OneOnOneCard
from bot.features.one_on_one.views.card_facts import card_fact_blocks, local_day_text, quote_lines
from bot.frozen import frozen
from bot.slack.blocks import ButtonSpec, actions, context, divider, section
from bot.slack.message import Message, compose_message
from bot.slack.modals import Modal, build_modal
from bot.slack.mrkdwn import escape, join_words, person_name

MAX_SHARED_NOTES: Final = 5
MAX_LOOKS: Final = 5
MAX_NAMED_VIEWERS: Final = 10
_PAGE_NAMES: Final = {"work": "assignments"}


@frozen
class LearnerView:
    """The card as `viewer` sees it, who may see it, the newest looks, and the notes that are shared with the reader.

    `refused_name` is the name of a person who was asked for and sees nothing.
    """

    card: OneOnOneCard
    viewers: CardViewers
    viewer: Member | None
    looks: tuple[AuditRecord, ...]
    notes: tuple[MentorNote, ...]
    names: Mapping[str, str]
    refused_name: str = ""


def render_learner_view(view: LearnerView, catalog: Catalog, now: datetime) -> Message:
    """Render the view as a message, with a chart."""
    return compose_message(
        _learner_view_blocks(view, catalog, now, with_chart=True),
        text=compose_message(_learner_view_blocks(view, catalog, now, with_chart=False)).text,
    )


def render_learner_view_modal(view: LearnerView, catalog: Catalog, now: datetime) -> Modal:
    """Render the view as a window, where Slack draws no charts."""
    return build_modal("What my mentor sees", _learner_view_blocks(view, catalog, now, with_chart=False))


def _learner_view_blocks(view: LearnerView, catalog: Catalog, now: datetime, *, with_chart: bool) -> list[Block]:
    others = [each for each in view.viewers.mentors if view.viewer and each.id != view.viewer.id][:5]
    notes = [section(_shared_note_text(each, view)) for each in view.notes]
    other_viewers = [ButtonSpec(f"As {each.name.lstrip('@')} sees it", "seen.show", each.id) for each in others]
    blocks = [
        section(f"*{person_name(view.refused_name)} can't see anything about you.*") if view.refused_name else None,
        section(f"*{_title_text(view)}*\n{_viewers_text(view)}"),
        section(_looks_text(view)),
        divider(),
        *card_fact_blocks(view.card, catalog, now, with_chart=with_chart),
        divider(),
        *notes,
        actions(*other_viewers),
        context(
            "Private mentor notes aren't shown here. Mentors also have buttons to send you praise, a question, a nudge "
            "or a next step."
        ),
    ]
    return [block for block in blocks if block]


def _title_text(view: LearnerView) -> str:
    if view.viewer is None:
        return "Only you can see this now"
    name = person_name(view.viewer.name)
    if view.viewer in view.viewers.mentors:
        return f"What your mentor {name} sees about you"
    role = "a lead mentor" if view.viewer in view.viewers.leads else "an admin"
    if view.viewers.mentors:
        return f"What {name}, {role}, can see about you"
    return f"You don't have a mentor. {name}, {role}, can see this page"


def _viewers_text(view: LearnerView) -> str:
    groups = (
        ("your mentors", view.viewers.mentors),
        ("lead mentors", view.viewers.leads),
        ("admins", view.viewers.admins),
    )
    lines = [f"{title} ({_names_text(members)})" for title, members in groups if members]
    return f"Who can see it: {join_words(lines)}. Nobody else." if lines else "There's no mentor or admin here yet."


def _names_text(members: Sequence[Member]) -> str:
    names = [person_name(each.name) for each in members[:MAX_NAMED_VIEWERS]]
    more = len(members) - len(names)
    return join_words([*names, f"{more} more"] if more else names)


def _looks_text(view: LearnerView) -> str:
    if not view.looks:
        return "Nobody has looked yet. You'll see every look here."
    lines = [_look_line(each, view) for each in view.looks]
    return "\n".join(["*Last looks*", *lines])


def _look_line(look: AuditRecord, view: LearnerView) -> str:
    """Return `• Ben looked at your card, Sat 21 Nov 12:00`."""
    zone, who = view.card.member.zone, person_name(view.names.get(look.actor, "someone who has left"))
    day = local_day_text(look.at, zone, view.card.facts.today)
    kind, _, page = look.act.partition(".")
    did = "exported a table that includes you"
    if kind == "look":
        did = f"looked at your {_PAGE_NAMES.get(page, escape(page))}"
    return f"• {who} {did}, {day} {look.at.astimezone(zone):%H:%M}"


def _shared_note_text(note: MentorNote, view: LearnerView) -> str:
    who = person_name(view.names.get(note.author, "your mentor"))
    day = local_day_text(note.at, view.card.member.zone, view.card.facts.today)
    return f"*{who} shared a note with you, {day}:*\n{quote_lines(note.words)}"
