"""Messages about links that were kept for colleagues."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from slackblocks import Block

from bot.catalog.catalog import Catalog
from bot.core.helpful_links import HelpfulLink, KeptLink
from bot.core.link_rules import LinkProblem
from bot.slack.blocks import ButtonSpec, ConfirmSpec, actions, context, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip, escape
from bot.slack.slash import SLASH
from bot.ui.helpful_link_text import LinkSubject, find_subject, helped_text, helpful_link, link_name

LINKS_PER_PAGE: Final = 10
MAX_LABEL: Final = 75


def render_kept(kept: KeptLink, subject: LinkSubject, catalog: Catalog, *, is_new: bool, is_hidden: bool) -> Message:
    """Confirm that a link is kept, and offer to show the owner's name."""
    link, page = _link(kept, catalog), f"the page of *{escape(subject.name)}*"
    lead = f"✅ Kept {link} for others, on {page}" if is_new else f"You keep {link} for others, on {page}"
    return _render_own(f"{lead}, {_name_text(kept.named, is_hidden)}.", kept, subject, is_new=is_new)


def render_naming(
    kept: KeptLink, subject: LinkSubject, catalog: Catalog, *, is_named: bool, is_hidden: bool
) -> Message:
    """Confirm whether the owner is named beside a link."""
    link, where = _link(kept, catalog), f"on the page of *{escape(subject.name)}*"
    if is_named and is_hidden:
        words = f"✅ Saved. You're hidden, so your name is beside {link} only once you show yourself again."
    elif is_named:
        words = f"✅ Your name is beside {link} now, {where}. Only members of this workspace see it."
    else:
        words = f"✅ Your name isn't beside {link} any more, {where}."
    return _render_own(words, replace(kept, named=is_named), subject)


def render_taken_back(kept: KeptLink, subject: LinkSubject, catalog: Catalog) -> Message:
    """Confirm that the reader's word for a link is gone, with a way back."""
    words = f"↩️ Taken back: you don't recommend {_link(kept, catalog)} for *{escape(subject.name)}* any more."
    again = ButtonSpec("Keep it again", "helpful.keep", str(kept.entry))
    return compose_message(section(words), actions(again, _open_button(subject)))


def render_for_admin(kept: KeptLink, subject: LinkSubject, catalog: Catalog) -> Message:
    """Show an admin a link that others kept, to remove it."""
    link = _link(kept, catalog)
    confirm = ConfirmSpec("Remove it?", f"It goes from the page of {subject.name}, for everyone.", "Remove")
    remove = ButtonSpec("Remove", "helpful.remove", str(kept.id), style="danger", confirm=confirm)
    return compose_message(
        section(f"{link} is on the page of *{escape(subject.name)}*, kept by colleagues."),
        actions(remove, _open_button(subject), ButtonSpec("All links", "helpful.list", "0")),
    )


def render_removed(kept: KeptLink, subject: LinkSubject, catalog: Catalog) -> Message:
    """Confirm that a link is gone from a topic."""
    words = f"✅ Removed {_link(kept, catalog)} from the page of *{escape(subject.name)}*. The audit log has it."
    return compose_message(section(words), actions(ButtonSpec("All links", "helpful.list", "0")))


def render_not_own_hours() -> Message:
    """Say that a button belongs to somebody else's hours, or to hours that were undone."""
    words = (
        "I can't find those hours among yours, so I kept nothing. Only the person who logged them can keep the link."
    )
    return _beside(section(words))


def render_nothing_to_keep() -> Message:
    """Say that the hours have no link or no topic any more."""
    words = f"Those hours have no link any more, so I kept nothing. `{SLASH}log list` shows them."
    return _beside(section(words))


def render_not_for_others(problem: LinkProblem) -> Message:
    """Say why a link is not kept."""
    match problem:
        case LinkProblem.GIVES_ACCESS:
            words = "I didn't keep that link: it looks like it has a password, key or token in it. Only you see it."
        case LinkProblem.ONE_PERSONS:
            words = (
                "I didn't keep that link: colleagues can't open it, as it leads to your own machine or a private chat."
            )
        case LinkProblem.NO_PAGE:
            words = "I didn't keep that link: it isn't the address of a web page."
    return _beside(section(words))


def render_not_own_link() -> Message:
    """Say that a link is another person's to change."""
    return compose_message(section("Nothing changed: only the person who kept that link, or an admin, can change it."))


def render_gone() -> Message:
    """Say that a link was taken back, or that its topic is gone."""
    words = "Nothing changed: that link was taken back, or its topic is no longer there."
    return compose_message(section(words), actions(ButtonSpec("All links", "helpful.list", "0")))


def render_links(
    links: Sequence[HelpfulLink], catalog: Catalog, *, offset: int, is_own: bool, is_admin: bool
) -> Message:
    """Render a page of links; past the end it is the first page."""
    if not links:
        return _render_none(is_own=is_own)
    offset = offset if 0 <= offset < len(links) else 0
    page = links[offset : offset + LINKS_PER_PAGE]
    where = f" ({offset + 1}-{offset + len(page)} of {len(links)})" if len(links) > LINKS_PER_PAGE else ""
    title, turn = ("Links you kept", "helpful.mine") if is_own else ("What helped us", "helpful.list")
    return compose_message(
        section(f"*{title}*, newest first{where}"),
        [_row(each, catalog, is_admin=is_admin) for each in page],
        actions(
            ButtonSpec("Newer", turn, str(max(0, offset - LINKS_PER_PAGE))) if offset else None,
            ButtonSpec("Older", turn, str(offset + LINKS_PER_PAGE)) if offset + LINKS_PER_PAGE < len(links) else None,
            ButtonSpec("All links", "helpful.list", "0") if is_own else ButtonSpec("Mine", "helpful.mine", "0"),
        ),
    )


def _render_none(*, is_own: bool) -> Message:
    how = f"Log hours with a link, like `{SLASH}log 1h vpc peering https://...`, and press *Keep for others*."
    words = "You haven't kept any links yet." if is_own else "Nobody has kept a link yet."
    return compose_message(section(f"💡 {words} {how}"))


def _row(each: HelpfulLink, catalog: Catalog, *, is_admin: bool) -> Block:
    subject = find_subject(catalog, each.subject)
    name, link = subject.label if subject else each.subject, link_name(each.link, each.subject, catalog)
    words = f"{helpful_link(each.link, each.subject, catalog)} ({helped_text(each)})\n{escape(name)}"
    if each.is_own or is_admin:
        label = clip(f"Change {link} for {name}", MAX_LABEL)
        return section(words, ButtonSpec("Change", "helpful.open", str(each.id), accessibility_label=label))
    if subject is None:
        return section(words)
    label = clip(f"Open {name} with {link}", MAX_LABEL)
    return section(words, replace(_open_button(subject), label="Open", accessibility_label=label))


def _render_own(words: str, kept: KeptLink, subject: LinkSubject, *, is_new: bool = False) -> Message:
    naming = (
        ButtonSpec("Hide my name", "helpful.unname", str(kept.id))
        if kept.named
        else ButtonSpec("Show my name", "helpful.name", str(kept.id))
    )
    return compose_message(
        section(words),
        actions(naming, ButtonSpec("Take it back", "helpful.drop", str(kept.id)), _open_button(subject)),
        context(f"All links: `{SLASH}roadmate links`.") if is_new else None,
    )


def _name_text(is_named: bool, is_hidden: bool) -> str:
    if not is_named:
        return "without your name"
    return "with your name once you aren't hidden" if is_hidden else "with your name"


def _open_button(subject: LinkSubject) -> ButtonSpec:
    label = clip(f"Open {subject.name}", MAX_LABEL)
    return ButtonSpec(clip(label, 40), "roadmate.say", subject.command, accessibility_label=label)


def _link(kept: KeptLink, catalog: Catalog) -> str:
    return helpful_link(kept.link, kept.subject, catalog)


def _beside(*blocks: Block) -> Message:
    return replace(compose_message(*blocks), keeps_pressed=True)
