"""Messages about help requests: what a member is stuck with, who is told, whom to ask, and that it is resolved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
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
from bot.frozen import frozen
from bot.slack.blocks import ButtonSpec, action_rows, actions, context, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip, escape, join_words, person_name, plain_person_name
from bot.slack.payloads import EntryDraftPayload
from bot.slack.slash import SLASH
from bot.ui.entry_text import quoted_note

MAX_EXPERTS_SHOWN: Final = 3
_VISIBILITY_TEXT: Final = "Visible to your mentors, lead mentors and admins"
_EXAMPLE: Final = f"`{SLASH}roadmate stuck terraform state: the lock is never released`"


@frozen
class HelpRequestAudience:
    """Those who are told of a help request, mentors or, without `has_mentor`, others; and the experts to ask."""

    notified_names: Sequence[str]
    has_mentor: bool
    experts: Sequence[Expert]
    questions: Sequence[ExpertQuestionPayload]


def find_subject(catalog: Catalog, subject_id: str) -> Subject | None:
    """Return the area, roadmap, topic or assignment of an id; None for none of these any more."""
    if assignment := catalog.find_assignment(subject_id):
        return Subject(assignment[0])
    keys = (f"{kind}:{subject_id}" for kind in ("topic", "roadmap", "area"))
    return next(filter(None, (typeahead.parse_subject_key(catalog, key) for key in keys)), None)


def subject_key(help_request: HelpRequest, catalog: Catalog) -> str:
    """Return the key of its subject; empty for none."""
    found = find_subject(catalog, help_request.subject)
    return typeahead.subject_key(found) if found else ""


def help_request_place(help_request: HelpRequest, catalog: Catalog) -> str:
    """Return what it is about, by name where the content knows it: `State Management, Terraform`, else as typed."""
    if assignment := catalog.find_assignment(help_request.subject):
        return assignment[1].name
    found = find_subject(catalog, help_request.subject)
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
    """Show a help request to its member: who is told, who knows it, and what to read meanwhile."""
    place, note = help_request_place(help_request, catalog), quoted_note(help_request.note)
    before = "" if is_new else " (noted before)"
    head = f"🆘 *You're stuck with {place}*{before}{note}"
    return compose_message(
        section(f"{lead}\n{head}{corrections}\n{_audience_text(audience, is_new=is_new)}".lstrip()),
        section("*Who can help*" if audience.experts else "Nobody has volunteered to help with this yet."),
        experts_views.expert_rows(audience.experts[:MAX_EXPERTS_SHOWN], audience.questions, catalog),
        actions(
            _resolved_button(help_request),
            ButtonSpec("Read about it", "stuck.read", _content_query(help_request, catalog)),
        ),
        context("Visible to your mentors, lead mentors, admins and anyone you ask."),
    )


def render_help_subject_choice(words: str, options: Sequence[tuple[str, HelpRequestPayload]]) -> Message:
    """Ask which of several subjects was meant; nobody is told before one is chosen."""
    buttons = [ButtonSpec(clip(label, 70), "stuck.say", payload.encode()) for label, payload in options]
    other = ButtonSpec("None of these", "stuck.say", HelpRequestPayload(words=words).encode())
    return compose_message(
        section(f"*Which one do you mean by “{escape(clip(words, 200))}”?*"), action_rows([*buttons, other])
    )


def render_confirm_unknown_subject(words: str, notified_names: Sequence[str]) -> Message:
    """Ask before anybody is told of words that the content does not know: they may be a slip of the pen."""
    about = escape(clip(parse_about(words), 80))
    question = f"*Tell {_names_text(notified_names)} that you're stuck with “{about}”?*"
    return compose_message(
        section(f"{question}{quoted_note(parse_note(words))}"),
        actions(
            ButtonSpec("Tell them", "stuck.say", HelpRequestPayload(words=words).encode(), style="primary"),
            ButtonSpec("Don't tell", "stuck.drop"),
        ),
        context("I don't know a focus area, roadmap or topic by that name. Nothing is saved or sent until you say so."),
    )


def render_help_request_discarded() -> Message:
    """Confirm that nothing was saved."""
    return compose_message(section("OK, nothing saved and nobody told."))


def render_open_help_requests(
    help_requests: Sequence[HelpRequest], catalog: Catalog, zone: ZoneInfo, today: date
) -> Message:
    """List the reader's open help requests, each with a button that closes it."""
    if not help_requests:
        return compose_message(
            section(f"You aren't stuck anywhere. {_EXAMPLE} tells your mentor and finds who can help.")
        )
    return compose_message(
        section("🆘 *Where you're stuck*"),
        [_help_request_row(each, catalog, zone, today) for each in help_requests],
        context(f"{_VISIBILITY_TEXT}. Add one: {_EXAMPLE}"),
    )


def render_too_many_help_requests() -> Message:
    """Refuse more open help requests than anybody can help with at a time."""
    words = f"You're already stuck in {MAX_OPEN_HELP_REQUESTS} places, so I didn't add this one."
    return compose_message(section(f"{words} Mark one as solved first: `{SLASH}roadmate stuck`."))


def render_help_request_too_long(words: str) -> Message:
    """Refuse words that are too long, and show them to be shortened."""
    lead = (
        f"That's longer than {MAX_HELP_REQUEST_LENGTH} characters, so nobody was told. "
        "Shorten it, or put the details behind a link."
    )
    return compose_message(section(f"{lead}\nYou typed: {escape(clip(words, 2000))}"), context(f"E.g. {_EXAMPLE}"))


def render_help_request_empty() -> Message:
    """Ask what it is about, where there is only a note or nothing that can be read."""
    return compose_message(section(f"What are you stuck with, and what happens? E.g. {_EXAMPLE}"))


def render_help_request_notification(
    name: str,
    help_request: HelpRequest,
    catalog: Catalog,
    *,
    is_mentor: bool,
    has_mentor: bool = False,
    more: Sequence[ButtonSpec] = (),
) -> Message:
    """Tell a reviewer, the member's own mentor or not, who is stuck with what, and offer the ways on."""
    place, note = help_request_place(help_request, catalog), quoted_note(help_request.note)
    return compose_message(
        section(f"🆘 *{person_name(name)} is stuck with {place}*{note}"),
        actions(
            _card_button(name, help_request),
            ButtonSpec("Mark as solved", "stuck.over", str(help_request.id), state="open"),
            *more,
        ),
        context(_reviewer_note(name, is_mentor=is_mentor, has_mentor=has_mentor)),
    )


def _reviewer_note(name: str, *, is_mentor: bool, has_mentor: bool) -> str:
    """Return why the reader is told."""
    if is_mentor:
        return "You're their mentor. A quick word today helps most."
    if has_mentor:
        return "A quick word today helps most."
    return f"{person_name(name)} has no mentor yet, so I'm telling you. A quick word today helps most."


def render_resolved_notification(name: str, help_request: HelpRequest, catalog: Catalog) -> Message:
    """Tell those who read that a member is stuck that they are not any more."""
    words = f"{person_name(name)} isn't stuck with {help_request_place(help_request, catalog)} anymore."
    return compose_message(section(words), actions(_card_button(name, help_request)))


def render_solved(name: str, help_request: HelpRequest, catalog: Catalog) -> Message:
    """Render what a reviewer was told of a help request, once that is closed."""
    words = f"*Solved:* {person_name(name)} was stuck with {help_request_place(help_request, catalog)}."
    return compose_message(section(words), actions(_card_button(name, help_request)))


def render_nothing_to_answer(name: str, help_request: HelpRequest, catalog: Catalog) -> Message:
    """Tell an expert who was asked that there is nothing to answer any more."""
    solved = f"{person_name(name)} has solved it: {help_request_place(help_request, catalog)}"
    return compose_message(section(f"*{solved}.* Thanks, there's nothing left to answer."))


def render_help_request_resolved(
    help_request: HelpRequest, catalog: Catalog, *, was_resolved: bool, notified_names: Sequence[str] = ()
) -> Message:
    """Confirm to the member that they are through, and name those who are told."""
    place = help_request_place(help_request, catalog)
    words = f"{place} is already marked as solved." if was_resolved else f"🎉 Solved: *{place}*. Well done!"
    notified = f" I'll tell {_names_text(notified_names)}." if notified_names else ""
    found = find_subject(catalog, help_request.subject)
    draft = (
        EntryDraftPayload(subject=typeahead.subject_key(found))
        if found
        else EntryDraftPayload(what=clip(help_request.about, 100))
    )
    return compose_message(
        section(words + notified),
        actions(ButtonSpec("Log the hours", "log.form", draft.encode()), _still_stuck_button(help_request)),
    )


def render_resolved_for_member(
    name: str, help_request: HelpRequest, catalog: Catalog, *, was_resolved: bool
) -> Message:
    """Confirm to a mentor that the member is through."""
    place, who = help_request_place(help_request, catalog), person_name(name)
    if was_resolved:
        return compose_message(section(f"{place} is already marked as solved for {who}."))
    return compose_message(section(f"✅ Marked as solved: {place}. I'll let {who} know."))


def render_resolved_by_mentor(name: str, help_request: HelpRequest, catalog: Catalog) -> Message:
    """Tell the member that a mentor closed their help request."""
    words = f"{person_name(name)} marked *{help_request_place(help_request, catalog)}* as solved."
    return compose_message(section(f"{words} Not yet? Press Still stuck."), actions(_still_stuck_button(help_request)))


def render_unknown_help_request() -> Message:
    """Refuse a number that is no help request."""
    return compose_message(section("I can't find that one. Nothing changed."))


def _audience_text(audience: HelpRequestAudience, *, is_new: bool) -> str:
    """Return who hears of it; of what was noted before they have heard."""
    if not audience.notified_names:
        return "You have no mentor yet, so only people you ask will know."
    names, is_one = _names_text(audience.notified_names), len(audience.notified_names) == 1
    if not is_new:
        return f"{names} {'knows' if is_one else 'know'} already."
    if audience.has_mentor:
        return f"I'm telling your {'mentor' if is_one else 'mentors'}, {names}."
    return f"You have no mentor yet, so I'm telling {names}."


def _names_text(names: Sequence[str]) -> str:
    return join_words([person_name(name) for name in names[:5]])


def _help_request_row(help_request: HelpRequest, catalog: Catalog, zone: ZoneInfo, today: date) -> SectionBlock:
    since = date_text.day_text(help_request.at.astimezone(zone).date(), today)
    return section(
        f"*{help_request_place(help_request, catalog)}*, since {since}{quoted_note(help_request.note)}",
        _resolved_button(help_request, help_request_place(help_request, catalog)),
    )


def _card_button(name: str, help_request: HelpRequest) -> ButtonSpec:
    return ButtonSpec(f"How {plain_person_name(name, 30)} is doing", "card.open", help_request.member)


def _resolved_button(help_request: HelpRequest, place: str = "") -> ButtonSpec:
    label = f"Solved: {place}" if place else ""
    return ButtonSpec("Solved it", "stuck.over", str(help_request.id), state="open", accessibility_label=label)


def _still_stuck_button(help_request: HelpRequest) -> ButtonSpec:
    return ButtonSpec("Still stuck", "stuck.again", str(help_request.id), state="over")


def _content_query(help_request: HelpRequest, catalog: Catalog) -> str:
    """Return what to ask `/roadmap` for the content that helps."""
    found = find_subject(catalog, help_request.subject)
    if found is None:
        return f"search {clip(help_request.about, 200)}"
    if found.part:
        return f"{found.part.roadmap.name} {found.part.name}"
    return found.topic_ref.id if found.topic_ref else found.name
