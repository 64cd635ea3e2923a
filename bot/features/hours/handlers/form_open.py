"""The form as it opens: from everywhere, and filled with what is known."""

from __future__ import annotations

from bot.catalog.catalog import Catalog
from bot.catalog.lookup import subjects, typeahead
from bot.catalog.lookup.subjects import Subject
from bot.core.ledger import queries
from bot.deps import Deps
from bot.dispatch.request import Ask, Reply, today_of
from bot.dispatch.router import Doors
from bot.features.hours.handlers import form_submit
from bot.features.hours.handlers.form_submit import Book
from bot.features.hours.rules.line_parser import Code, Problem
from bot.features.hours.views import clarifications, form
from bot.features.hours.views.form_parser import SAME
from bot.slack.modals import Choice
from bot.slack.payloads import Draft, number_in, read
from bot.ui.links import is_link


def register(app: Doors, deps: Deps, book: Book) -> None:
    """The form's doors; `book` is what books hours that are understood, with all that is then said."""
    app.on_submit(deps, "log.form", lambda deps, sent: form_submit.submit(deps, sent, book))
    app.on_options(deps, "log.what", offer)
    app.on_shortcut(deps, "log.hours", blank)
    app.on_shortcut(deps, "log.this", linked)
    app.on_click(deps, "log.form", pressed)
    app.on_click(deps, "log.edit", edit)
    app.on_click(deps, "log.amend", form_submit.amend)


def open_form(deps: Deps, ask: Ask, draft: Draft | None = None) -> Reply:
    """The form with the last choices, where the draft says nothing else; words where Slack lets nothing be opened."""
    today, begun = today_of(deps, ask), draft or Draft()
    if not ask.trigger:
        return clarifications.line(Problem(Code.EMPTY, ""), typed="", key=ask.request, today=today)
    catalog = deps.catalog.current()
    if not begun.entry:
        return form.form(_remembering(deps, ask, begun, catalog), catalog=catalog, today=today, key=ask.request)
    entry = form_submit.own(deps, ask, begun.entry)
    if entry is None:
        return form_submit.missing(deps, ask, begun.entry)
    return form.form(begun, catalog=catalog, today=today, key=ask.request, entry=entry)


def blank(deps: Deps, ask: Ask) -> Reply:
    """The global shortcut."""
    return open_form(deps, ask)


def linked(deps: Deps, ask: Ask) -> Reply:
    """The form with the message that the shortcut was chosen on as evidence."""
    return open_form(deps, ask, Draft(evidence=ask.text if is_link(ask.text) else ""))


def pressed(deps: Deps, ask: Ask) -> Reply:
    """A button that opens the form; what it carries stands in there."""
    return open_form(deps, ask, None if ask.text in ("", "-") else read(Draft, ask.text))


def edit(deps: Deps, ask: Ask) -> Reply:
    """The form with one of the member's own entries, whose number the button carries."""
    wanted = number_in(ask.text)
    entry = form_submit.own(deps, ask, wanted)
    if entry is None:
        return form_submit.missing(deps, ask, wanted)
    return open_form(deps, ask, form.of_entry(entry, deps.catalog.current()))


def offer(deps: Deps, ask: Ask) -> list[Choice]:
    """What the field offers for the words typed so far."""
    return form.choices(typeahead.suggest(deps.catalog.current(), ask.text))


def _remembering(deps: Deps, ask: Ask, draft: Draft, catalog: Catalog) -> Draft:
    """The draft, and from the member's last booking what it leaves open: how long, and on what."""
    if draft.what and not draft.subject:
        found = subjects.find(catalog, draft.what)
        draft = draft.model_copy(update={"subject": typeahead.key(found) if isinstance(found, Subject) else ""})
    with deps.sessions.read() as session:
        last = queries.page(session, workspace=ask.workspace, member=ask.member, limit=1).entries
    if not last:
        return draft
    known = form.of_entry(last[0], catalog)
    minutes = draft.minutes if draft.minutes or draft.duration else known.minutes
    subject = draft.subject if draft.subject or draft.what or known.subject == SAME else known.subject
    return draft.model_copy(update={"minutes": minutes, "subject": subject})
