"""The packs of a workspace, and one of them with its roadmaps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from slackblocks import Block

from bot.features.content.payloads import ChangesPagePayload, ContentPagePayload, TurnPayload
from bot.features.content.rules import Named, PackState, RoadmapState
from bot.features.suggestions.payloads import PagePayload
from bot.features.suggestions.views import keepers
from bot.features.suggestions.views import lists as suggestion_lists
from bot.slack.blocks import ButtonSpec, ConfirmSpec, actions, context, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import escape, format_count

SHOW_ACTION: Final = "content.show"
TURN_ACTION: Final = "content.turn"
CHANGES_ACTION: Final = "content.changes"
PAGE_SIZE: Final = 10
_MAX_NAME: Final = 60


def render_packs(packs: Sequence[PackState], *, offset: int, is_admin: bool, lead: str = "") -> Message:
    """Render the packs in force, each with one way to open it."""
    shown = packs[offset : offset + PAGE_SIZE]
    changes, updates = sum(each.changes for each in packs), sum(each.updates for each in packs)
    return compose_message(
        section(lead) if lead else None,
        section(f"*Content of this workspace*: {format_count(len(packs), 'pack')}"),
        *(_pack_row(each) for each in shown),
        actions(
            _updates_button(updates),
            _changes_button(changes),
            ButtonSpec("Suggestions", suggestion_lists.PAGE_ACTION, PagePayload().encode()),
            ButtonSpec("Keepers", keepers.PAGE_ACTION) if is_admin else None,
            *_page_buttons("", offset, len(packs)),
        ),
        None if is_admin else context("Admins can turn packs and roadmaps off and on."),
    )


def render_pack(pack: PackState, *, offset: int, is_admin: bool, has_others: bool = True, lead: str = "") -> Message:
    """Render a pack with its roadmaps; for admins with what turns them off and on.

    The pack itself can be turned off where the workspace `has_others` that are on.
    """
    shown = pack.roadmaps[offset : offset + PAGE_SIZE]
    may_turn = is_admin and pack.is_on
    can_turn_pack = is_admin and (has_others or not pack.is_on)
    return compose_message(
        section(lead) if lead else None,
        section(_pack_text(pack)),
        *(_roadmap_row(pack, each, offset, may_turn=may_turn) for each in shown),
        actions(
            _updates_button(pack.updates, pack.info.id),
            _changes_button(pack.changes, pack.info.id),
            _turn_pack_button(pack) if can_turn_pack else None,
            *_page_buttons(pack.info.id, offset, len(pack.roadmaps)),
            ButtonSpec("All packs", SHOW_ACTION, ContentPagePayload().encode()),
        ),
    )


def render_named(named: Sequence[Named], *, is_admin: bool, lead: str = "") -> Message:
    """Render packs and roadmaps that somebody named, each with what turns it off or on for admins."""
    return compose_message(
        section(lead) if lead else None,
        *(row for each in named for row in _named_rows(each, is_admin=is_admin)),
        actions(ButtonSpec("All packs", SHOW_ACTION, ContentPagePayload().encode())),
        None if is_admin else context("Admins can turn packs and roadmaps off and on."),
    )


def turn_payload(named: Named, *, is_on: bool) -> TurnPayload:
    """Return what a button carries that turns something off or on: the page shown then is the one it's on."""
    pack, roadmap = named.pack, named.roadmap
    if roadmap is None:
        return TurnPayload(pack=pack.info.id, is_on=is_on)
    place = pack.roadmaps.index(roadmap)
    return TurnPayload(pack=pack.info.id, roadmap=roadmap.id, is_on=is_on, offset=place - place % PAGE_SIZE)


def unknown_text(words: str, *, has_near: bool) -> str:
    """Return that no pack and no roadmap is called that."""
    return f"No pack or roadmap is called “{words}”. {'Closest:' if has_near else 'What can be off or on:'}"


def ask_what_text(*, is_on: bool) -> str:
    """Ask what should be on or off, by example."""
    way = "on" if is_on else "off"
    return f"What should be {way}? E.g. `content {way} aws`, or pick it below."


def already_text(name: str, *, is_on: bool) -> str:
    """Return that something is on or off as it is."""
    return f"{escape(name)} is already {'on' if is_on else 'off'}."


def turned_text(name: str, *, is_on: bool, has_changed: bool, off_pack: str = "") -> str:
    """Return what a press has done: what happened first, what it means second; `off_pack` keeps a roadmap off."""
    if is_on and off_pack:
        return f"*{escape(name)}* shows up once its pack, *{escape(off_pack)}*, is on. Turn that on below."
    if not has_changed:
        return already_text(name, is_on=is_on)
    name = escape(name)
    if is_on:
        return f"✅ *{name}* is on again for everyone here."
    return f"✅ *{name}* is off. Lists, searches and plans no longer show it. Hours already logged stay."


def refused_text(name: str, reason: str) -> str:
    """Return that something can't be turned off, and why."""
    return f"⚠️ I can't turn off {escape(name)}. {escape(reason)}"


def _pack_row(pack: PackState) -> Block:
    payload = ContentPagePayload(pack=pack.info.id)
    label = f"Open {pack.info.name[:_MAX_NAME]}"
    return section(_pack_text(pack), ButtonSpec("Open", SHOW_ACTION, payload.encode(), accessibility_label=label))


def _pack_text(pack: PackState) -> str:
    version = f" {escape(pack.info.version)}" if pack.info.version else ""
    if not pack.is_on:
        return f"*{escape(pack.info.name)}*{version}: off for this workspace"
    off = len(pack.roadmaps) - pack.roadmaps_on
    counts = f"{format_count(pack.roadmaps_on, 'roadmap')}, {format_count(pack.topics_on, 'topic')}"
    lines = [f"*{escape(pack.info.name)}*{version}: on", f"{counts}{f', {off} off' if off else ''}"]
    if pack.changes:
        lines.append(f"{format_count(pack.changes, 'change')} by your team")
    if pack.updates:
        lines.append(f"⚠️ {format_count(pack.updates, 'update')} to look at")
    return "\n".join(lines)


def _named_rows(named: Named, *, is_admin: bool) -> Iterator[Block]:
    """Yield the row of what is named; of a roadmap that its pack keeps off the pack's row too."""
    pack, roadmap = named.pack, named.roadmap
    if roadmap:
        offset = turn_payload(named, is_on=named.is_on).offset
        yield _roadmap_row(pack, roadmap, offset, may_turn=is_admin and pack.is_on)
    if roadmap is None or not pack.is_on:
        yield section(_pack_text(pack), _turn_pack_button(pack) if is_admin else None)


def _roadmap_row(pack: PackState, roadmap: RoadmapState, offset: int, *, may_turn: bool) -> Block:
    state = "on" if roadmap.is_on and pack.is_on else "off"
    text = f"*{escape(roadmap.name)}*: {state}, {format_count(roadmap.topics, 'topic')}"
    return section(text, _turn_roadmap_button(pack, roadmap, offset) if may_turn else None)


def _turn_roadmap_button(pack: PackState, roadmap: RoadmapState, offset: int) -> ButtonSpec:
    payload = TurnPayload(pack=pack.info.id, roadmap=roadmap.id, is_on=not roadmap.is_on, offset=offset)
    return _turn_button(payload, roadmap.name, "")


def _turn_pack_button(pack: PackState) -> ButtonSpec:
    payload = TurnPayload(pack=pack.info.id, is_on=not pack.is_on)
    return _turn_button(payload, pack.info.name, " the pack")


def _turn_button(payload: TurnPayload, name: str, what: str) -> ButtonSpec:
    verb = "Turn on" if payload.is_on else "Turn off"
    label = f"{verb} {name[:_MAX_NAME]}"
    return ButtonSpec(
        f"{verb}{what}",
        TURN_ACTION,
        payload.encode(),
        confirm=None if payload.is_on else _confirm_off(name),
        accessibility_label=label,
    )


def _confirm_off(name: str) -> ConfirmSpec:
    shown = escape(name[:_MAX_NAME])
    return ConfirmSpec(
        f"Turn off {name[:_MAX_NAME]}?",
        f"Lists, searches and plans of this workspace no longer show {shown}. "
        "Hours and sign-offs stay, and you can turn it on again.",
        "Turn off",
        "Leave it on",
    )


def _changes_button(number: int, pack: str = "") -> ButtonSpec | None:
    payload = ChangesPagePayload(pack=pack)
    return ButtonSpec(f"Your changes ({number})", CHANGES_ACTION, payload.encode()) if number else None


def _updates_button(number: int, pack: str = "") -> ButtonSpec | None:
    payload = ChangesPagePayload(pack=pack, has_update=True)
    return ButtonSpec(f"Updates ({number})", CHANGES_ACTION, payload.encode(), style="primary") if number else None


def _page_buttons(pack: str, offset: int, total: int) -> list[ButtonSpec]:
    return [
        ButtonSpec(label, SHOW_ACTION, ContentPagePayload(pack=pack, offset=start).encode())
        for label, start, is_there in (
            ("Back", max(0, offset - PAGE_SIZE), offset > 0),
            ("More", offset + PAGE_SIZE, offset + PAGE_SIZE < total),
        )
        if is_there
    ]
