"""Messages about being stuck: what was said, who is told, whom to ask, and that it is over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from slackblocks import SectionBlock

from bot.calendar import date_text
from bot.catalog.catalog import Catalog
from bot.catalog.lookup import typeahead
from bot.catalog.lookup.subjects import Subject
from bot.features.help_requests.payloads import ExpertQuestionPayload, HelpRequestPayload
from bot.features.help_requests.rules import (
    MAX_HELP_REQUEST_LENGTH,
    MAX_OPEN_HELP_REQUESTS,
    Expert,
    HelpRequest,
    parse_about,
    parse_note,
)
from bot.features.help_requests.views import experts as experts_views
from bot.slack.blocks import ButtonSpec, action_rows, actions, context, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip, escape, join_words, person_name, strip_markup
from bot.slack.payloads import EntryDraftPayload
from bot.ui.entry_text import quoted_note

MAX_EXPERTS_SHOWN: Final = 3
_VISIBILITY_TEXT: Final = "Mentors of yours, lead mentors and admins see it"
_EXAMPLE: Final = "roadmate stuck terraform state: the lock is never released"


@dataclass(frozen=True, slots=True)
class HelpRequestAudience:
    """Who hears of it: the names of mentors, or of others where `own` is false; and whom one may ask."""

    notified_names: Sequence[str]
    has_mentor: bool
    experts: Sequence[Expert]
    questions: Sequence[ExpertQuestionPayload]


def find_subject(catalog: Catalog, subject_id: str) -> Subject | None:
    """The area, roadmap, topic or assignment of an id; None for none of these any more."""
    task = catalog.find_assignment(subject_id)
    if task:
        return Subject(task[0])
    return next(
        filter(
            None,
            (typeahead.parse_subject_key(catalog, f"{kind}:{subject_id}") for kind in ("topic", "roadmap", "area")),
        ),
        None,
    )


def subject_key(help_request: HelpRequest, catalog: Catalog) -> str:
    """The key of its subject; empty for none."""
    found = find_subject(catalog, help_request.subject)
    return typeahead.subject_key(found) if found else ""


def help_request_place(help_request: HelpRequest, catalog: Catalog) -> str:
    """Where it is, by name where the content knows it: `State Management, Terraform`, or the words typed."""
    task, found = catalog.find_assignment(help_request.subject), find_subject(catalog, help_request.subject)
    if task:
        return task[1].name
    return experts_views.subject_label(found) if found else f"“{escape(clip(help_request.about, 80))}”"


def render_help_request(
    help_request: HelpRequest,
    audience: HelpRequestAudience,
    catalog: Catalog,
    *,
    lead: str = "",
    corrections: str = "",
    is_new: bool = True,
) -> Message:
    """One is stuck: who is told, who knows, and what to read meanwhile."""
    noted = "Noted: you" if is_new else "Noted before: you"
    head = f"{'You' if lead else noted} are stuck"
    return compose_message(
        section(
            f"{lead}\n*{head} with {help_request_place(help_request, catalog)}*{quoted_note(help_request.note)}{corrections}\n{_audience_text(audience)}".lstrip()
        ),
        section("*Who knows it*" if audience.experts else "Nobody who knows it has agreed to be asked yet."),
        experts_views.expert_rows(audience.experts[:MAX_EXPERTS_SHOWN], audience.questions, catalog),
        actions(
            _resolved_button(help_request),
            ButtonSpec("Read about it", "stuck.read", _content_query(help_request, catalog)),
        ),
        context(f"{_VISIBILITY_TEXT}; nobody else but whom you ask."),
    )


def render_help_subject_choice(words: str, options: Sequence[tuple[str, HelpRequestPayload]]) -> Message:
    """Words that fit several subjects; nobody is told before one is chosen."""
    presses = [ButtonSpec(clip(label, 70), "stuck.say", ticket.encode()) for label, ticket in options]
    other = ButtonSpec("None of these", "stuck.say", HelpRequestPayload(words=words).encode())
    return compose_message(
        section(f"*Which “{escape(clip(words, 200))}” do you mean?* I keep your words."),
        action_rows([*presses, other]),
    )


def render_confirm_unknown_subject(words: str, notified_names: Sequence[str]) -> Message:
    """Words that the content does not know may be a slip of the pen: nobody is told before that is confirmed."""
    names = join_words([person_name(name) for name in notified_names[:5]])
    return compose_message(
        section(
            f"*Tell {names} that you are stuck with “{escape(clip(parse_about(words), 80))}”?*{quoted_note(parse_note(words))}"
        ),
        actions(
            ButtonSpec("Tell them", "stuck.say", HelpRequestPayload(words=words).encode(), style="primary"),
            ButtonSpec("No", "stuck.drop"),
        ),
        context("I know no focus area, roadmap or topic of that name. Nothing is noted or sent before you say so."),
    )


def render_help_request_discarded() -> Message:
    """Nobody is told after all."""
    return compose_message(section("Fine: nothing was noted, and nobody was told."))


def render_open_help_requests(
    help_requests: Sequence[HelpRequest], catalog: Catalog, zone: ZoneInfo, today: date, prefix: str
) -> Message:
    """Where the reader is stuck, each with a way out."""
    if not help_requests:
        words = "You have not said that you are stuck anywhere."
        return compose_message(section(f"{words} `/{prefix}{_EXAMPLE}` tells your mentor, and finds who knows."))
    return compose_message(
        section("*Where you are stuck*, as you said"),
        [_help_request_row(each, catalog, zone, today) for each in help_requests],
        context(f"{_VISIBILITY_TEXT}. `/{prefix}roadmate stuck` and what with adds another."),
    )


def render_too_many_help_requests(prefix: str) -> Message:
    """More places than anybody can help with at a time."""
    words = f"You are stuck in {MAX_OPEN_HELP_REQUESTS} places already, so I noted no other one."
    return compose_message(section(f"{words} `/{prefix}roadmate stuck` lists them: say first where you are through."))


def render_help_request_too_long(words: str, prefix: str) -> Message:
    """More words than are kept; they are shown, to be shortened."""
    lead = f"That is longer than {MAX_HELP_REQUEST_LENGTH} characters. Nobody was told; say it shorter, or put a link in its place."
    return compose_message(
        section(f"{lead}\nYou typed: {escape(clip(words, 2000))}"), context(f"Like `/{prefix}{_EXAMPLE}`")
    )


def render_help_request_empty(prefix: str) -> Message:
    """Only a note, or nothing that can be read."""
    return compose_message(section(f"With what? Name it, and what happens: `/{prefix}{_EXAMPLE}`"))


def render_help_request_notification(
    name: str, help_request: HelpRequest, catalog: Catalog, *, is_mentor: bool
) -> Message:
    """To a mentor, or (not their `own`) to who stands in for one: who is stuck, with what, and the ways on."""
    short = strip_markup(clip(name, 30))
    why = "who mentor them" if is_mentor else "who lead here, since they have no mentor yet"
    return compose_message(
        section(
            f"*{person_name(name)} is stuck with {help_request_place(help_request, catalog)}*{quoted_note(help_request.note)}"
        ),
        actions(
            ButtonSpec(f"How {short} is doing", "card.open", help_request.member),
            ButtonSpec(f"{short} is through", "stuck.over", str(help_request.id)),
        ),
        context(f"Told to those {why}. A word today helps most."),
    )


def render_resolved_notification(name: str, help_request: HelpRequest, catalog: Catalog) -> Message:
    """To who read that somebody is stuck: they are not any more."""
    press = ButtonSpec(f"How {strip_markup(clip(name, 30))} is doing", "card.open", help_request.member)
    return compose_message(
        section(f"*{person_name(name)} is through with {help_request_place(help_request, catalog)}.*"), actions(press)
    )


def render_help_request_resolved(
    help_request: HelpRequest, catalog: Catalog, *, was_resolved: bool, notified_names: Sequence[str] = ()
) -> Message:
    """The reader is through, of which those who read that they were stuck are `told`."""
    where = help_request_place(help_request, catalog)
    lead = (
        f"It was noted before that you are through with {where}."
        if was_resolved
        else f"*Well done:* through with {where}."
    )
    tell = f" I tell {join_words([person_name(name) for name in notified_names[:5]])}." if notified_names else ""
    found = find_subject(catalog, help_request.subject)
    draft = (
        EntryDraftPayload(subject=typeahead.subject_key(found))
        if found
        else EntryDraftPayload(what=clip(help_request.about, 100))
    )
    return compose_message(
        section(lead + tell),
        actions(ButtonSpec("Log the hours", "log.form", draft.encode()), _still_stuck_button(help_request)),
    )


def render_resolved_for_member(
    name: str, help_request: HelpRequest, catalog: Catalog, *, was_resolved: bool
) -> Message:
    """A mentor says that somebody is through."""
    lead = "It was noted before" if was_resolved else "Noted, and told to them"
    return compose_message(
        section(f"{lead}: {person_name(name)} is through with {help_request_place(help_request, catalog)}.")
    )


def render_resolved_by_mentor(name: str, help_request: HelpRequest, catalog: Catalog) -> Message:
    """To the member: a mentor thinks that they are through."""
    words = f"*{person_name(name)} noted that you are through with {help_request_place(help_request, catalog)}.*"
    return compose_message(section(f"{words} If you are not, say so."), actions(_still_stuck_button(help_request)))


def render_unknown_help_request() -> Message:
    """A number that is nobody's."""
    return compose_message(section("I know of nobody who is stuck there, so nothing was changed."))


def _audience_text(audience: HelpRequestAudience) -> str:
    if not audience.notified_names:
        return "There is no mentor or admin whom I could tell. Whom you ask below hears of it."
    names = join_words([person_name(name) for name in audience.notified_names[:5]])
    if audience.has_mentor:
        return f"I tell your {'mentor' if len(audience.notified_names) == 1 else 'mentors'}, {names}."
    return f"You have no mentor yet, so I tell {names}."


def _help_request_row(help_request: HelpRequest, catalog: Catalog, zone: ZoneInfo, today: date) -> SectionBlock:
    since = _day_text(help_request.at, zone, today)
    return section(
        f"*{help_request_place(help_request, catalog)}*, since {since}{quoted_note(help_request.note)}",
        _resolved_button(help_request),
    )


def _day_text(at: datetime, zone: ZoneInfo, today: date) -> str:
    return date_text.day_text(at.astimezone(zone).date(), today)


def _resolved_button(help_request: HelpRequest) -> ButtonSpec:
    return ButtonSpec("I am through", "stuck.over", str(help_request.id))


def _still_stuck_button(help_request: HelpRequest) -> ButtonSpec:
    return ButtonSpec("Still stuck", "stuck.again", str(help_request.id))


def _content_query(help_request: HelpRequest, catalog: Catalog) -> str:
    """What `/roadmap` answers with the content that helps."""
    found = find_subject(catalog, help_request.subject)
    if found is None:
        return f"search {clip(help_request.about, 200)}"
    return found.topic_ref.id if found.topic_ref else found.name
