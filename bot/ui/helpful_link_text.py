"""Write links that helped colleagues, and ask whether one is to be kept for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.catalog.catalog import Catalog
from bot.core.helpful_links import HelpfulLink, LinkOfHours
from bot.core.link_rules import short_address
from bot.frozen import frozen
from bot.slack.blocks import ButtonSpec, MenuSpec, actions, section
from bot.slack.message import MAX_MESSAGE_TEXT, Message, compose_message
from bot.slack.mrkdwn import clip, escape, format_count, join_words, short_person_name

MAX_LINK_TEXT: Final = 60
MAX_NAMES: Final = 3
MAX_LINKS: Final = 5  # on the page of a topic
KEEP: Final = "helpful.keep"


@frozen
class LinkSubject:
    """What a link is kept for: a topic, a roadmap or an area; `command` opens its page."""

    id: str
    name: str
    label: str
    command: str


def find_subject(catalog: Catalog, subject: str) -> LinkSubject | None:
    """Return what the content has under an id that links are kept for; None for what it has lost."""
    if topic := catalog.find_topic(subject):
        return LinkSubject(topic.id, topic.name, topic.label, f"roadmap {topic.id}")
    if roadmap := catalog.find_roadmap(subject):
        return LinkSubject(roadmap.id, roadmap.name, roadmap.name, f"roadmap {roadmap.name}")
    area = catalog.find_area(subject)
    return LinkSubject(area.id, area.name, area.name, f"plan {area.name}") if area else None


def helpful_lines(links: Sequence[HelpfulLink], catalog: Catalog) -> str:
    """Return what helped with a topic, roadmap or area, with a heading; empty where nothing was kept."""
    if not links:
        return ""
    lines = [f"• {helpful_link(each.link, each.subject, catalog)} ({helped_text(each)})" for each in links[:MAX_LINKS]]
    return "\n".join(("*What helped us*", *lines))


def add_helpful_links(message: Message, links: Sequence[HelpfulLink], catalog: Catalog) -> Message:
    """Show what helped with a roadmap or an area below the head of its page."""
    if not links:
        return message
    shown, (head, *rest) = compose_message(section(helpful_lines(links, catalog))), message.blocks
    return replace(
        message, text=clip(f"{message.text}\n{shown.text}", MAX_MESSAGE_TEXT), blocks=(head, *shown.blocks, *rest)
    )


def helpful_link(link: str, subject: str, catalog: Catalog) -> str:
    """Return a link that people can press, by its name."""
    label = escape(link_name(link, subject, catalog)).replace("|", "/")
    return f"<{link.replace('&', '&amp;')}|{label}>"


def link_name(link: str, subject: str, catalog: Catalog) -> str:
    """Return the title that the topic's lesson has for a link, or its address without what says nothing."""
    details = catalog.lesson_details(subject)
    titles = {each.url: each.title for each in details.resources.values()} if details else {}
    return titles.get(link) or clip(short_address(link), MAX_LINK_TEXT)


def helped_text(link: HelpfulLink) -> str:
    """Return who found a link helpful: `helped Ana, Ben and 2 others`."""
    names = [short_person_name(each) for each in link.names[:MAX_NAMES]]
    others = link.people - len(names)
    if not names:
        return f"helped {format_count(others, 'colleague')}"
    return f"helped {join_words([*names, *([format_count(others, 'other')] if others else [])])}"


def add_keep_question(message: Message, asked: Sequence[LinkOfHours], catalog: Catalog) -> Message:
    """Ask below logged hours whether their links helped, with one button or one menu that keeps them for others."""
    known = [(each, subject) for each in asked if (subject := find_subject(catalog, each.subject))]
    if not known:
        return message
    if len(known) == 1:
        link, subject = known[0]
        words = f"💡 Did the link help? Keep it for others, on the page of *{escape(subject.name)}*."
        label = clip(f"Keep the link for {subject.name}", 75)
        question = compose_message(
            section(words, ButtonSpec("Keep for others", KEEP, str(link.entry), accessibility_label=label))
        )
    else:
        options = [(_option_text(link, subject, catalog), str(link.entry)) for link, subject in known]
        question = compose_message(
            section("💡 Did a link help? Keep it for others, on the page of its topic."),
            actions(MenuSpec("Keep for others", KEEP, options)),
        )
    return replace(message, text=f"{message.text}\n{question.text}", blocks=(*message.blocks, *question.blocks))


def _option_text(link: LinkOfHours, subject: LinkSubject, catalog: Catalog) -> str:
    return clip(f"{clip(subject.name, 35)}: {link_name(link.link, link.subject, catalog)}", 75)
