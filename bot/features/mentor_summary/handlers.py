"""`/roadmate mentoring`: the mentors' Monday message, on or off, and the way from it to somebody's plan."""

from __future__ import annotations

from bot.calendar import schedule
from bot.deps import Deps
from bot.dispatch import error_views
from bot.dispatch.request import Ask, reader_of
from bot.dispatch.router import Doors
from bot.features.mentor_summary import rules, service, views
from bot.features.plan.handlers import pages as plan_pages
from bot.features.settings import rules as settings_rules
from bot.slack import modals
from bot.slack.message import Answer
from bot.slack.modals import Modal
from bot.slack.payloads import Opened, read


def register(app: Doors, deps: Deps) -> None:
    """The button of messages of older versions; newer ones open the card."""
    app.on_click(deps, views.PLAN, show_plan)


def answer(deps: Deps, ask: Ask) -> Answer:
    """Whatever was typed after `/roadmate mentoring`."""
    on, now, prefix = settings_rules.read_switch(ask.text), deps.clock.now(), deps.settings.command_prefix
    if ask.text and on is None:
        return views.unclear(ask.text, prefix)
    with deps.sessions.begin() as session:
        reader = reader_of(deps, session, ask)
        if not (reader.sees_team or reader.is_mentor):
            return error_views.not_allowed("The mentor's summary", "admins and mentors")
        if on is not None:
            service.switch(session, member=reader, on=on, now=now)
        is_on = service.is_on(session, member=reader)
    _, coming = schedule.following(rules.SLOT, reader.zone, now)
    return views.switched(
        on=is_on,
        fresh=on is not None,
        coming=coming.astimezone(reader.zone),
        today=reader.today(now),
        prefix=prefix,
    )


def show_plan(deps: Deps, ask: Ask) -> Modal:
    """A member's plan in a window, so that the message with the others stays."""
    member = read(Opened, ask.text).member
    return modals.of_message(plan_pages.show(deps, ask, member or ask.member, None).message(), "Their plan")
