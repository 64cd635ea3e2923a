"""A suggestion as its keepers, its author and the list show it, in each state with what can be done about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from slackblocks import Block

from bot.features.suggestions.payloads import SuggestionPayload
from bot.features.suggestions.rules.proposals import SuggestionKind, part_version
from bot.features.suggestions.rules.suggestion import MAX_OPEN, SuggestionState
from bot.features.suggestions.views.fragments import change_lines, keepers_text, part_text
from bot.features.suggestions.views.suggestion_now import SuggestionNow
from bot.slack.blocks import ButtonSpec, ConfirmSpec, actions, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip, escape

TAKE_ACTION: Final = "suggest.take"
BACK_ACTION: Final = "suggest.back"
UNDO_ACTION: Final = "suggest.undo"
WITHDRAW_ACTION: Final = "suggest.withdraw"
_MAX_LABEL: Final = 75
_MAX_PROBLEMS: Final = 3


def render_for_keeper(now: SuggestionNow, lead: str = "") -> Message:
    """Render a suggestion for who may take it over; `lead` says what a press has done."""
    return compose_message(
        section(lead) if lead else None,
        *_shown(now, _keeper_lead(now)),
        *([] if lead and now.suggestion.state is SuggestionState.TAKEN else _state_blocks(now)),
        actions(*_keeper_buttons(now)),
    )


def render_for_author(now: SuggestionNow, lead: str = "") -> Message:
    """Render a suggestion for who made it."""
    return compose_message(
        section(lead) if lead else None,
        *_shown(now, f"💡 Your suggestion for *{now.topic_name}*: {_part(now)}"),
        *_state_blocks(now, is_own=True),
        actions(_withdraw_button(now) if now.suggestion.state is SuggestionState.OPEN else None, _topic_button(now)),
    )


def render_sent(now: SuggestionNow, keepers: Sequence[str], *, may_settle: bool, is_new: bool) -> Message:
    """Confirm that a suggestion was sent, with a way back; who may settle it can do so at once."""
    lead = "✅ Thanks!" if is_new else "You've already suggested this."
    if keepers:
        words = f"{lead} {keepers_text(keepers)}, and you'll hear from me."
    elif may_settle:
        words = f"{lead} You can take it over yourself."
    else:
        words = f"{lead} There's no admin I could tell yet, so it waits."
    take = _take_button(now) if may_settle else None
    return compose_message(section(words), *_change_blocks(now), actions(take, _withdraw_button(now)))


def render_settled_letter(now: SuggestionNow) -> Message:
    """Tell who made a suggestion what became of it."""
    by, topic = now.settled_by, f"*{now.topic_name}*"
    settled = now.suggestion.settled
    match now.suggestion.state:
        case SuggestionState.TAKEN:
            words = f"🎉 {by} took over your suggestion for {topic}. It's in force for everyone here. Thanks!"
        case SuggestionState.SENT_BACK:
            note = f"\n>{escape(settled.note)}" if settled and settled.note else ""
            words = f"↩️ {by} sent back your suggestion for {topic}.{note}"
        case SuggestionState.OPEN:
            words = f"Your suggestion for {topic} is being looked at again."
        case SuggestionState.WITHDRAWN:
            words = f"You withdrew your suggestion for {topic}."
    return compose_message(section(words), *_change_blocks(now), actions(_topic_button(now)))


def render_gone() -> Message:
    """Say that a suggestion isn't there any more."""
    words = "Nothing changed: that suggestion isn't there any more. Its author may have deleted their data."
    return compose_message(section(words))


def render_too_many() -> Message:
    """Say that somebody has as many suggestions waiting as they can have."""
    words = f"{MAX_OPEN} of your suggestions wait already, so I didn't send this one. They are answered one by one."
    return compose_message(section(words), actions(ButtonSpec("Your suggestions", "suggest.list", "{}")))


def render_unfit(now: SuggestionNow, problems: Sequence[str]) -> Message:
    """Say why a suggestion can't be put in force as it is now."""
    lines = "\n".join(f"• {escape(each)}" for each in problems[:_MAX_PROBLEMS])
    return render_for_keeper(now, f"⚠️ This doesn't fit into the content, so nothing changed:\n{lines}")


def taken_text(now: SuggestionNow) -> str:
    """Confirm that a suggestion is in force, and who hears of it."""
    if now.is_off:
        return f"✅ Done: *{now.topic_name}* is off here, and reads like this once it's on.{_author_hears(now)}"
    return f"✅ Done: *{now.topic_name}* reads like this for everyone here.{_author_hears(now)}"


def undone_text(now: SuggestionNow, *, was_in_force: bool) -> str:
    """Confirm that a suggestion isn't in force any more and waits again."""
    if not was_in_force:
        return f"↩️ *{now.topic_name}* has been changed again since, so I left it. The suggestion waits again."
    return f"↩️ Undone: *{now.topic_name}* reads as it did before. The suggestion waits again."


def _author_hears(now: SuggestionNow) -> str:
    settled = now.suggestion.settled
    is_own = settled is None or settled.by == now.suggestion.member
    return "" if is_own else f" I'll let {now.author} know."


def _shown(now: SuggestionNow, lead: str) -> list[Block]:
    reason = f"\n*Why*: {escape(now.suggestion.reason)}" if now.suggestion.reason else ""
    return [section(f"{lead}{reason}"), *_change_blocks(now)]


def _keeper_lead(now: SuggestionNow) -> str:
    return f"💡 {now.author} suggests a change to *{now.topic_name}*: {_part(now)}"


def _part(now: SuggestionNow) -> str:
    proposal = now.suggestion.proposal
    return part_text(proposal.target, takes_out=proposal.takes_out)


def _change_blocks(now: SuggestionNow) -> list[Block]:
    """Return what changes: against what was in force then, or is now while it still waits."""
    suggestion = now.suggestion
    is_open = suggestion.state is SuggestionState.OPEN and not now.is_gone
    lines = change_lines(suggestion.proposal, now.part if is_open else suggestion.proposal.before, now.titles)
    words = "\n".join(lines)
    return [section(clip(words, 2990))] if words else []


def _state_blocks(now: SuggestionNow, *, is_own: bool = False) -> list[Block]:
    is_withdrawn = now.suggestion.state is SuggestionState.WITHDRAWN
    words = "You withdrew this." if is_own and is_withdrawn else _state_text(now)
    return [section(words)] if words else []


def _state_text(now: SuggestionNow) -> str:
    settled = now.suggestion.settled
    match now.suggestion.state:
        case SuggestionState.TAKEN:
            return f"✅ Taken over by {now.settled_by}: it's in force for everyone here."
        case SuggestionState.SENT_BACK:
            note = f" “{escape(settled.note)}”" if settled and settled.note else ""
            return f"↩️ Sent back by {now.settled_by}.{note}"
        case SuggestionState.WITHDRAWN:
            return f"{now.author} withdrew this."
    if now.is_gone:
        return "⚠️ The content doesn't have this any more, so there's nothing to change."
    if now.says_so_already:
        return "✅ The content says this already."
    if now.has_moved_on:
        return f"⚠️ This has changed since {now.author} wrote it. *Before* shows what's in force now."
    return ""


def _keeper_buttons(now: SuggestionNow) -> list[ButtonSpec]:
    match now.suggestion.state:
        case SuggestionState.OPEN:
            back = ButtonSpec("Send back", BACK_ACTION, _payload(now), accessibility_label=_label("Send back", now))
            return [back] if now.is_gone else [_take_button(now), back]
        case SuggestionState.TAKEN:
            return [ButtonSpec("Undo", UNDO_ACTION, _payload(now), accessibility_label=_label("Undo", now))]
    return []


def _take_button(now: SuggestionNow) -> ButtonSpec:
    label = "Take over anyway" if now.has_moved_on and not now.says_so_already else "Take over"
    return ButtonSpec(label, TAKE_ACTION, _payload(now), style="primary", accessibility_label=_label(label, now))


def _withdraw_button(now: SuggestionNow) -> ButtonSpec:
    confirm = ConfirmSpec("Withdraw it?", "Nobody looks at this suggestion any more.", "Withdraw")
    label = _label("Withdraw", now)
    return ButtonSpec("Withdraw", WITHDRAW_ACTION, _payload(now), confirm=confirm, accessibility_label=label)


def _topic_button(now: SuggestionNow) -> ButtonSpec | None:
    if now.topic_ref is None:
        return None
    label = clip(f"Open {now.topic_ref.name}", _MAX_LABEL)
    return ButtonSpec("See the topic", "roadmap.open", now.topic_ref.id, accessibility_label=label)


def _label(verb: str, now: SuggestionNow) -> str:
    name = now.topic_ref.name if now.topic_ref else now.suggestion.topic
    return clip(f"{verb}: {SuggestionKind(now.suggestion.proposal.target.kind).value} of {name}", _MAX_LABEL)


def _payload(now: SuggestionNow) -> str:
    suggestion = now.suggestion
    return SuggestionPayload(
        suggestion=suggestion.id, state=suggestion.state.value, seen=part_version(now.part)
    ).encode()
