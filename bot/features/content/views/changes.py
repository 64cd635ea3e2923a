"""What a team has changed in the content: listed, and beside what the pack has by now."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, Final

from slackblocks import Block

from bot.calendar import date_text
from bot.features.content.payloads import ChangePayload, ChangesPagePayload, ContentPagePayload, DecidePayload
from bot.features.content.rules import TeamChange
from bot.features.content.views.packs import CHANGES_ACTION, SHOW_ACTION
from bot.frozen import frozen
from bot.setting_values import FORGOTTEN_MEMBER_ID
from bot.slack.blocks import ButtonSpec, ConfirmSpec, actions, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip, escape, person_name

TAKE_BACK_ACTION: Final = "content.revert"
COMPARE_ACTION: Final = "content.compare"
DECIDE_ACTION: Final = "content.decide"
PAGE_SIZE: Final = 8
_MAX_NAME: Final = 60
_MAX_PART: Final = 40
_MAX_VALUE: Final = 1200
_FIELD_NAMES: Final[Mapping[str, str]] = {
    "terms": "key terms",
    "aliases": "other names",
    "areas": "focus areas",
    "minutes": "length in minutes",
    "after": "what comes before it",
    "place": "place in the order",
    "hide_resources": "removed resources",
}
_PART_NAMES: Final[Mapping[str, str]] = {
    "ask": "question",
    "reason": "why",
    "right": "right option",
    "url": "link",
}


@frozen
class ChangesReader:
    """Who reads the changes: their day, people's names, and the packs whose changes they may take back; None: all."""

    today: date
    names: Mapping[str, str]
    packs: Collection[str] | None = ()

    def may_change(self, change: TeamChange) -> bool:
        """Return whether they decide on it."""
        return self.packs is None or change.pack in self.packs

    def name(self, person: str) -> str:
        """Return a person's name; a word for somebody who was deleted, and for all where a guest reads."""
        if person == FORGOTTEN_MEMBER_ID:
            return "someone deleted"
        return person_name(self.names[person]) if person in self.names else "a member"


def render_changes(
    changes: Sequence[TeamChange], reader: ChangesReader, page: ChangesPagePayload, lead: str = ""
) -> Message:
    """Render a page of changes, the latest first, each with one thing to do."""
    shown = changes[page.offset : page.offset + PAGE_SIZE]
    title = "updates to look at" if page.has_update else "changes by your team"
    heading = f"*Content*: {len(changes)} {title if len(changes) != 1 else title.replace('s ', ' ', 1)}"
    return compose_message(
        section(lead) if lead else None,
        section(heading if changes else f"*Content*: no {title}."),
        *(_change_row(each, reader) for each in shown),
        actions(
            *_page_buttons(page, len(changes)), ButtonSpec("All packs", SHOW_ACTION, ContentPagePayload().encode())
        ),
    )


def render_comparison(change: TeamChange, reader: ChangesReader, pack: str) -> Message:
    """Render what the team has beside what the pack has by now, for who may decide with both ways on."""
    pack = escape(pack)
    told = f"{_changed_text(change, reader)}. {pack} has something new here since then."
    return compose_message(
        section(f"*{escape(change.name)}: {changed_name(change)}*\n{told}"),
        section(f"*Yours*\n{_value_text(change.value)}"),
        section(f"*{pack} now*\n{_value_text(change.has)}"),
        section(f"*{pack} before*\n{_value_text(change.had)}"),
        actions(*_ways_on(change) if reader.may_change(change) else ()),
    )


def taken_back_text(change: TeamChange) -> str:
    """Return what taking a change back has done."""
    name = escape(change.name)
    if change.turns_off:
        return f"✅ *{name}* is on again for everyone here."
    return f"↩️ Undone: *{name}* has the pack's own {changed_name(change)} again."


def kept_text(change: TeamChange) -> str:
    """Return that a change stays."""
    return f"✅ Kept yours: {changed_name(change)} of *{escape(change.name)}*."


def changed_name(change: TeamChange) -> str:
    """Return in words what is changed of an item: `key terms`, `resource “RFC 4632”`."""
    kind, dot, slug = change.field.partition(".")
    if dot:
        texts = [each for each in (change.has, change.had, change.value) if isinstance(each, dict)]
        named = next((each[name] for each in texts for name in ("title", "ask") if each.get(name)), slug)
        return f"{escape(kind)} “{escape(clip(str(named), _MAX_PART))}”"
    return _FIELD_NAMES.get(change.field, escape(change.field.replace("_", " ")))


def _change_row(change: TeamChange, reader: ChangesReader) -> Block:
    name = f"*{escape(change.name)}*"
    if change.turns_off:
        text = f"{name} is off, {_by_whom(change, reader)}"
    else:
        text = f"{name}: {changed_name(change)}, {_by_whom(change, reader)}\n{_value_text(change.value, 150)}"
    if change.refusal:
        text += f"\n⚠️ Left out: {escape(change.refusal)}"
    if change.is_updated:
        return section(f"{text}\n⚠️ The pack has something new here.", _compare_button(change))
    return section(text, _take_back_button(change) if reader.may_change(change) else None)


def _by_whom(change: TeamChange, reader: ChangesReader) -> str:
    return f"by {reader.name(change.by)}, {date_text.day_text(change.on, reader.today)}"


def _changed_text(change: TeamChange, reader: ChangesReader) -> str:
    return f"{reader.name(change.by)} changed it on {date_text.day_text(change.on, reader.today)}"


def _take_back_button(change: TeamChange) -> ButtonSpec:
    label = "Turn on" if change.turns_off else "Take back"
    return ButtonSpec(
        label,
        TAKE_BACK_ACTION,
        ChangePayload(change=change.id).encode(),
        confirm=None if change.turns_off else _confirm_theirs(change, "Take back"),
        accessibility_label=f"{label}: {changed_name(change)} of {change.name}"[:75],
    )


def _compare_button(change: TeamChange) -> ButtonSpec:
    payload = ChangePayload(change=change.id)
    label = f"Compare {change.name}"[:_MAX_NAME]
    return ButtonSpec("Compare", COMPARE_ACTION, payload.encode(), accessibility_label=label)


def _ways_on(change: TeamChange) -> tuple[ButtonSpec, ButtonSpec]:
    ours, theirs = (DecidePayload(change=change.id, keeps=keeps).encode() for keeps in (True, False))
    confirm = _confirm_theirs(change, "Take theirs")
    return ButtonSpec("Keep ours", DECIDE_ACTION, ours), ButtonSpec(
        "Take theirs", DECIDE_ACTION, theirs, confirm=confirm
    )


def _confirm_theirs(change: TeamChange, label: str) -> ConfirmSpec:
    name = escape(change.name[:_MAX_NAME])
    return ConfirmSpec(
        "Undo your team's change?",
        f"Everyone here gets the pack's own {changed_name(change)} of {name} again. Hours stay.",
        label,
        "Keep ours",
    )


def _value_text(value: Any, limit: int = _MAX_VALUE) -> str:
    """Return a value as people read it: a text, a list, or the parts of a resource or a question."""
    return f"> {escape(clip(_plain_value(value), limit)).replace(chr(10), chr(10) + '> ')}"


def _plain_value(value: Any) -> str:
    match value:
        case None | "" | []:
            return "nothing"
        case dict():
            return "\n".join(f"{_PART_NAMES.get(key, key)}: {_plain_value(part)}" for key, part in value.items())
        case list():
            return ", ".join(_plain_value(part) for part in value)
        case bool():
            return "yes" if value else "no"
    return str(value)


def _page_buttons(page: ChangesPagePayload, total: int) -> list[ButtonSpec]:
    return [
        ButtonSpec(label, CHANGES_ACTION, page.model_copy(update={"offset": start}).encode())
        for label, start, is_there in (
            ("Newer", max(0, page.offset - PAGE_SIZE), page.offset > 0),
            ("Older", page.offset + PAGE_SIZE, page.offset + PAGE_SIZE < total),
        )
        if is_there
    ]
