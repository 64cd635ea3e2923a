"""The list of suggestions: what waits, and what was settled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from slackblocks import Block

from bot.calendar import date_text
from bot.catalog.catalog import Catalog
from bot.features.suggestions.payloads import PagePayload, SuggestionPayload
from bot.features.suggestions.rules.suggestion import Suggestion, SuggestionState
from bot.features.suggestions.views.fragments import gist_text, part_text
from bot.frozen import frozen
from bot.slack.blocks import ButtonSpec, actions, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip, escape, person_name
from bot.slack.slash import SLASH

PAGE_ACTION: Final = "suggest.list"
SHOW_ACTION: Final = "suggest.show"
PER_PAGE: Final = 10
_STATES: Final[Mapping[SuggestionState, str]] = {
    SuggestionState.OPEN: "waiting",
    SuggestionState.TAKEN: "taken over",
    SuggestionState.SENT_BACK: "sent back",
    SuggestionState.WITHDRAWN: "withdrawn",
}

_MAX_GIST: Final = 100


@frozen
class SuggestionPage:
    """One page of suggestions; `total` are all of the same sort, `is_own` where the reader sees only their own."""

    suggestions: Sequence[Suggestion]
    offset: int
    total: int
    is_settled: bool
    is_own: bool


@frozen
class ListReader:
    """Where somebody reads a list, and which day it is there."""

    today: date
    zone: ZoneInfo


def render_list(page: SuggestionPage, names: Mapping[str, str], catalog: Catalog, reader: ListReader) -> Message:
    """Render a page of suggestions, each with a way to open it."""
    other = ButtonSpec(
        "What waits" if page.is_settled else "Settled",
        PAGE_ACTION,
        PagePayload(is_settled=not page.is_settled).encode(),
    )
    if not page.suggestions:
        return compose_message(section(_nothing_text(page)), actions(other))
    first, last = page.offset + 1, page.offset + len(page.suggestions)
    where = f" ({first}-{last} of {page.total})" if page.total > len(page.suggestions) else f" ({page.total})"
    return compose_message(
        section(f"*{_title(page)}*{where}"),
        [_row(each, names, catalog, reader) for each in page.suggestions],
        actions(
            _turn("Newer", page, page.offset - PER_PAGE) if page.offset else None,
            _turn("Older", page, page.offset + PER_PAGE) if last < page.total else None,
            other,
        ),
    )


def _title(page: SuggestionPage) -> str:
    if page.is_own:
        return "Your settled suggestions" if page.is_settled else "Your suggestions that wait"
    return "Settled suggestions" if page.is_settled else "Suggestions that wait"


def _nothing_text(page: SuggestionPage) -> str:
    if page.is_settled:
        return "No suggestion is settled yet."
    how = f"On a topic's page, like `{SLASH}roadmap aws.rds-proxy`, pick *Suggest a change* in the menu."
    return f"💡 {'None of your suggestions waits.' if page.is_own else 'No suggestion waits.'} {how}"


def _turn(label: str, page: SuggestionPage, offset: int) -> ButtonSpec:
    payload = PagePayload(is_settled=page.is_settled, offset=max(0, offset))
    return ButtonSpec(label, PAGE_ACTION, payload.encode())


def _row(each: Suggestion, names: Mapping[str, str], catalog: Catalog, reader: ListReader) -> Block:
    topic_ref = catalog.find_topic(each.topic)
    name = topic_ref.label if topic_ref else each.topic
    about = part_text(each.proposal.target, takes_out=each.proposal.takes_out)
    author = person_name(names.get(each.member, "Somebody"))
    settled = each.settled
    by = f" by {person_name(names.get(settled.by, 'a keeper'))}" if settled and settled.by != each.member else ""
    state = "" if each.state is SuggestionState.OPEN else f", {_STATES[each.state]}{by}"
    gist = escape(clip(gist_text(each.proposal), _MAX_GIST))
    day = date_text.day_text(each.at.astimezone(reader.zone).date(), reader.today)
    words = f"*{escape(name)}*: {about}\n{gist}\nfrom {author}, {day}{state}"
    payload = SuggestionPayload(suggestion=each.id, state=each.state.value)
    label = f"Open {clip(name, 30)}: {clip(gist_text(each.proposal), 30)} ({each.id})"
    return section(words, ButtonSpec("Open", SHOW_ACTION, payload.encode(), accessibility_label=label))
