"""Who keeps which content: the page on which admins choose them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from slackblocks import Block

from bot.core.people.roles import IneligibleReason
from bot.features.suggestions.payloads import KeeperPayload, PackPayload, PagePayload
from bot.features.suggestions.views.lists import PAGE_ACTION as SUGGESTIONS_ACTION
from bot.frozen import frozen
from bot.slack.blocks import ButtonSpec, MenuSpec, action_rows, actions, context, section
from bot.slack.message import Message, compose_message
from bot.slack.modals import Modal, build_modal, person_input
from bot.slack.mrkdwn import clip, escape, join_words, person_name, plain_person_name
from bot.slack.slash import SLASH

PAGE_ACTION: Final = "keepers.open"
ADD_ACTION: Final = "keepers.add"
SAVE_FORM: Final = "keepers.save"
REMOVE_ACTION: Final = "keepers.remove"
MEMBER_FIELD: Final = "member"
ONE_AT_A_TIME: Final = "Nothing changed: name one member at a time, like `keepers @ana`."
PER_PAGE: Final = 10
_MAX_LABEL: Final = 75
_MAX_BUTTONS: Final = 4


@frozen
class PackKeepers:
    """A pack, and who keeps it here, by id with their names; nobody where admins do."""

    pack: str
    name: str
    keepers: Mapping[str, str]


def render_keepers(packs: Sequence[PackKeepers], lead: str = "", *, offset: int = 0) -> Message:
    """Render who gets suggestions, pack by pack, with ways to change that; a page of them, from `offset` on."""
    blocks: list[Block] = [section(lead)] if lead else []
    blocks.append(section("*Keepers*: who gets suggestions to change the content"))
    for each in packs[offset : offset + PER_PAGE]:
        blocks += [section(_pack_text(each)), *_button_rows(each)]
    pages = [
        ButtonSpec(label, PAGE_ACTION, PagePayload(offset=start).encode())
        for label, start in (("Back", offset - PER_PAGE), ("More", offset + PER_PAGE))
        if 0 <= start < len(packs)
    ]
    blocks += action_rows([*pages, ButtonSpec("Suggestions", SUGGESTIONS_ACTION, PagePayload().encode())])
    blocks.append(context("Admins can always take suggestions over too."))
    return compose_message(*blocks)


def render_add_form(pack: PackKeepers) -> Modal:
    """Ask who shall keep a pack."""
    hint = "Gets suggestions to change this content, and can take them over for everyone here."
    return build_modal(
        "Add a keeper",
        section(f"*{escape(pack.name)}*"),
        person_input(MEMBER_FIELD, "Keeper", hint=hint),
        callback_id=SAVE_FORM,
        submit_label="Add",
        close_label="Cancel",
        metadata=PackPayload(pack=pack.pack).encode(),
    )


def added_text(name: str, pack: PackKeepers, *, is_new: bool) -> str:
    """Say that somebody keeps a pack."""
    is_keeper = f"{person_name(name)} is a keeper of *{escape(pack.name)}*"
    return f"✅ {is_keeper} now and gets suggestions for it." if is_new else f"{is_keeper} already."


def removed_text(name: str, pack: PackKeepers, *, was_keeper: bool) -> str:
    """Say that somebody doesn't keep a pack any more."""
    who = f"{person_name(name)} isn't a keeper of *{escape(pack.name)}* any more"
    return f"✅ {who}." if was_keeper else f"{who}. Nothing changed."


def unfit_text(reason: IneligibleReason, name: str) -> str:
    """Say why somebody can't be a keeper."""
    who = person_name(name)
    return {
        IneligibleReason.UNKNOWN: f"I can't find {who} here. Ask them to write to me once, then try again.",
        IneligibleReason.LEFT: f"{who} has left, so they can't be a keeper.",
        IneligibleReason.GUEST: f"{who} is a guest here. Only members can be keepers.",
    }[reason]


def unread_text(words: str) -> str:
    """Say that words name nobody, and how somebody is named."""
    return f"I don't know “{escape(clip(words, 60))}” here. Name a member with @, like `keepers @ana`."


def unknown_person_text(name: str) -> str:
    """Say that Slack knows nobody by a name."""
    return f"Nobody here is called “@{person_name(name)}”. Choose the name from Slack's list while you type it."


def unknown_pack_text(name: str) -> str:
    """Say that no pack has a name, or ask for one where there are several."""
    if not name:
        return "A keeper of which pack? Name it behind the member, or press *Add a keeper* below it."
    return f"No pack is called “{escape(clip(name, 60))}”. Here they all are:"


def render_gone_pack() -> Message:
    """Say that a pack is not in force any more."""
    return compose_message(
        section(f"Nothing changed: that pack isn't in force any more. All keepers: `{SLASH}roadmate content keepers`.")
    )


def _pack_text(pack: PackKeepers) -> str:
    names = clip(join_words([person_name(each) for each in pack.keepers.values()]), 1000)
    return f"*{escape(pack.name)}*: {names or 'the admins, as nobody was chosen'}"


def _button_rows(pack: PackKeepers) -> Sequence[Block]:
    add = ButtonSpec(
        "Add a keeper",
        ADD_ACTION,
        PackPayload(pack=pack.pack).encode(),
        accessibility_label=clip(f"Add a keeper of {pack.name}", _MAX_LABEL),
    )
    if len(pack.keepers) > _MAX_BUTTONS:
        options = [
            (plain_person_name(name, 40), KeeperPayload(pack=pack.pack, member=member).encode())
            for member, name in pack.keepers.items()
        ]
        return [block] if (block := actions(add, MenuSpec("Remove a keeper", REMOVE_ACTION, options))) else []
    return action_rows([add, *(_remove_button(pack, member, name) for member, name in pack.keepers.items())])


def _remove_button(pack: PackKeepers, member: str, name: str) -> ButtonSpec:
    shown = plain_person_name(name, 40)
    label = clip(f"Remove {shown} as a keeper of {pack.name}", _MAX_LABEL)
    payload = KeeperPayload(pack=pack.pack, member=member)
    return ButtonSpec(f"Remove {shown}", REMOVE_ACTION, payload.encode(), accessibility_label=label)
