"""The form for the workspace's settings: opened by admins, saved in one transaction."""

from __future__ import annotations

from bot.calendar import zones
from bot.core.time_off import absences
from bot.core.time_off.absence import TEAM
from bot.deps import Deps
from bot.dispatch.request import Ask, Reply, Submitted
from bot.dispatch.router import Doors
from bot.features.nudge.service import candidates as nudges
from bot.features.settings.handlers import command as settings
from bot.features.settings.views import form as views
from bot.features.settings.views.form_parser import read
from bot.features.time_off.handlers import holidays
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
        place, reader = settings.read(deps, session, ask)
        today = place.today(now)
        free = absences.set_for(session, workspace=ask.workspace, member=TEAM, since=today)
    return views.form(place, free, today) if reader.is_admin and ask.trigger else settings.page(deps, ask)


def save(deps: Deps, sent: Submitted) -> Wrong | Message | None:
    """Set what was changed in the form, all of it or nothing; an untouched form closes."""
    stood = read_ticket(Stood, sent.metadata).fields
    if refused := settings.refusal(deps, sent.ask):
        return refused
    values = read(sent.fields, stood)
    if isinstance(values, Wrong):
        return values
    return settings.put(deps, sent.ask, values) if values else None


def free_days(deps: Deps, ask: Ask) -> Reply:
    """The team's holidays over the form, which keeps what was typed."""
    shown = of_message(holidays.show(deps, ask).message(), "Team holidays")
    return views.over(shown)


def offer(deps: Deps, ask: Ask) -> list[Choice]:
    """Time zones like the words typed so far; before the first letter those that people here live in."""
    if ask.text.strip():
        return views.offered(zones.like(ask.text))
    with deps.sessions.read() as session:
        place, _ = settings.read(deps, session, ask)
        lived = nudges.zones(session, workspace=ask.workspace)
    return views.offered(sorted({place.zone.key, "UTC", *(zone for zone in lived if zone and zones.find(zone))}))
