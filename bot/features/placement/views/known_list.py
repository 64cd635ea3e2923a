"""The answer to a list of what is known: what was marked, what is a whole roadmap or area, and what was unclear."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from slackblocks import Block

from bot.catalog.models import Roadmap, TopicReference
from bot.features.placement.rules.known import MarkedTopics
from bot.features.placement.rules.name_list import MAX_NAMES, MAX_UNCLEAR, NamedTopics, TopicGroup
from bot.features.placement.views.known import render_marked
from bot.frozen import frozen
from bot.slack.blocks import ButtonSpec, MenuSpec, actions, context, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip, escape, format_count, join_words
from bot.slack.slash import SLASH

EXAMPLE: Final = "roadmate know auto scaling, dns resolution"
MAX_GROUPS: Final = 5  # with buttons of their own
MAX_SLIPS: Final = 6  # that are told one by one
MAX_PICKS: Final = 3  # roadmaps of an area
MAX_OPTIONS: Final = 3


@frozen
class OfferedGroup:
    """A group that was named, with its topics that nothing is said of; whether questions can find a level in it."""

    group: TopicGroup
    left: tuple[TopicReference, ...]
    can_be_placed: bool


def render_know_help(roadmaps: Sequence[Roadmap]) -> Message:
    """Ask what is known: a roadmap's list to pick from, or topics to type."""
    if not roadmaps:
        return compose_message(section("There are no topics yet."))
    menu = MenuSpec("Pick a roadmap", "know.open", [(each.name, each.id) for each in roadmaps])
    words = f"What do you know already? Pick a list, or type topics: `{SLASH}{EXAMPLE}`."
    return compose_message(section(words), actions(menu))


def render_list_answer(named: NamedTopics, marked: MarkedTopics | None, groups: Sequence[OfferedGroup]) -> Message:
    """Say what was marked of a list, ask about whole roadmaps and areas, and name what was unclear."""
    shown, is_alone = groups[:MAX_GROUPS], len(groups) == 1
    notes = [*_slip_lines(named), *map(_group_line, shown), *_unclear_lines(named)]
    if len(groups) > len(shown):
        more = join_words([escape(each.group.name) for each in groups[MAX_GROUPS:]])
        notes.append(f"Send me {more} again for their topics.")
    rows = [row for each in shown if (row := _group_row(each, with_level=is_alone))]
    if options := _option_row(named):
        rows.append(options)
    if marked:
        return render_marked(marked, notes=notes, rows=rows)
    hint = context(f"Type topics with commas, like `{SLASH}{EXAMPLE}`, or a roadmap for its list.")
    return compose_message(section("\n".join(notes)), *rows, None if groups else hint)


def render_nothing_left(group: TopicGroup) -> Message:
    """Say that something is marked already on each topic of a group."""
    words = f"Nothing left to mark in {escape(group.name)}."
    return compose_message(section(words), actions(ButtonSpec("What's next", "roadmap.open", "next")))


def _slip_lines(named: NamedTopics) -> Iterable[str]:
    read = [f"“{escape(clip(typed, 60))}” as *{escape(each.name)}*" for typed, each in named.slips.items()]
    if len(read) > MAX_SLIPS:
        read = [*read[:MAX_SLIPS], f"{len(read) - MAX_SLIPS} more names with slips in them"]
    if read:
        yield f"I read {join_words(read)}."


def _group_line(offered: OfferedGroup) -> str:
    name, total, left = escape(offered.group.name), len(offered.group.topics), len(offered.left)
    if not total:
        return f"*{name}* has no topics to mark."
    if not left:
        return f"*{name}*: nothing left to mark."
    so_far = f", {left} of them not marked yet" if left < total else ""
    return f"*{name}* has {format_count(total, 'topic')}{so_far}. All of them, or some?"


def _group_row(offered: OfferedGroup, *, with_level: bool) -> Block | None:
    group, left = offered.group, len(offered.left)
    if not left:
        return None
    roadmap = group.whole_roadmap if with_level and offered.can_be_placed else None
    return actions(
        ButtonSpec(clip(f"I know all {left} of {group.name}", 70), "know.all", group.key),
        *(ButtonSpec(clip(f"Pick from {each.name}", 70), "know.open", each.id) for each in group.roadmaps[:MAX_PICKS]),
        ButtonSpec(clip(f"Find my {roadmap.name} level", 70), "placement.open", roadmap.id) if roadmap else None,
    )


def _unclear_lines(named: NamedTopics) -> Iterable[str]:
    for typed, near in list(named.unclear.items())[:MAX_UNCLEAR]:
        word = escape(clip(typed, 60))
        options = join_words([escape(each.label) for each in near[:MAX_OPTIONS]], "or")
        yield f"Which topic is “{word}”? {options}?" if options else f"I don't know a topic “{word}”."
    if len(named.unclear) > MAX_UNCLEAR:
        yield f"I don't know {len(named.unclear) - MAX_UNCLEAR} more of these names."
    if named.left_out:
        yield f"I read the first {MAX_NAMES} names. Send me the other {named.left_out} again."


def _option_row(named: NamedTopics) -> Block | None:
    """Return buttons that mark what the first unclear name may mean."""
    near = next((each for each in named.unclear.values() if each), ())
    labels = [ButtonSpec(clip(f"I know {each.label}", 70), "know.mark", each.id) for each in near[:MAX_OPTIONS]]
    return actions(*labels) if labels else None
