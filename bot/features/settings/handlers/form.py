"""The form for the workspace's settings: opened by admins, saved in one transaction."""

from __future__ import annotations

from bot.calendar import zones
from bot.core.people import members
from bot.core.time_off import absences
from bot.core.time_off.absence import TEAM
from bot.deps import Deps
from bot.dispatch import request
from bot.dispatch.request import Ask, Reply, Submitted
from bot.dispatch.router import Doors
from bot.features.settings.handlers import command
from bot.features.settings.views import form
from bot.features.settings.views.form_parser import read
from bot.features.time_off.handlers import holidays as time_off_holidays
from bot.slack.message import Message
from bot.slack.modals import Choice, Wrong, of_message
from bot.slack.payloads import Stood
from bot.slack.payloads import read as read_ticket


def register(app: Doors, deps: Deps) -> None:
    """The buttons that open it, the form itself, and what its fields offer."""
    app.on_click(deps, "settings.form", open_form)
    app.on_click(deps, "settings.holidays", free_days)
    app.on_submit(deps, "settings.save", save)
    app.on_options(deps, "settings.zone", offer)


def open_form(deps: Deps, ask: Ask) -> Reply:
    """The form for admins; the page for everybody else, and where Slack lets nothing be opened."""
    now = deps.clock.now()
    with deps.sessions.read() as session:
        place, reader = request.read(deps, session, ask)
        today = place.today(now)
        free = absences.set_for(session, workspace=ask.workspace, member=TEAM, since=today)
    return form.form(place, free, today) if reader.is_admin and ask.trigger else command.page(deps, ask)


def save(deps: Deps, sent: Submitted) -> Wrong | Message | None:
    """Set what was changed in the form, all of it or nothing; an untouched form closes."""
    stood = read_ticket(Stood, sent.metadata).fields
    if refused := command.refusal(deps, sent.ask):
        return refused
    values = read(sent.fields, stood)
    if isinstance(values, Wrong):
        return values
    return command.put(deps, sent.ask, values) if values else None


def free_days(deps: Deps, ask: Ask) -> Reply:
    """The team's holidays over the form, which keeps what was typed."""
    shown = of_message(time_off_holidays.show(deps, ask).message(), "Team holidays")
    return form.over(shown)


def offer(deps: Deps, ask: Ask) -> list[Choice]:
    """Time zones like the words typed so far; before the first letter those that people here live in."""
    if ask.text.strip():
        return form.offered(zones.like(ask.text))
    with deps.sessions.read() as session:
        place, _ = request.read(deps, session, ask)
        lived = members.zones(session, workspace=ask.workspace)
    return form.offered(sorted({place.zone.key, "UTC", *(zone for zone in lived if zone and zones.find(zone))}))
