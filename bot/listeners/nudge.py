"""The buttons under the weekly nudge: put it off, or end it."""

from __future__ import annotations

from typing import Final

from bot.deps import Deps
from bot.domain import nudge
from bot.listeners.ask import Ask
from bot.listeners.doors import Doors
from bot.services import own_choices, workspaces
from bot.views import nudge as views
from bot.views.message import Answer

NAME: Final = "nudge"


def register(app: Doors, deps: Deps) -> None:
    """The buttons; the ones that book belong to `/log`."""
    app.on_click(deps, "nudge.snooze", snooze)
    app.on_click(deps, "nudge.stop", stop)


def snooze(deps: Deps, ask: Ask) -> Answer:
    """Skip the next nudge to come."""
    now, local = deps.clock.now(), deps.people.meet(ask.workspace, ask.member, ask.name)
    with deps.sessions.begin() as session:
        place = workspaces.find(session, workspace=ask.workspace, settings=deps.settings)
        skipped = nudge.snooze(place.nudge if place else deps.settings.nudge, zone=local.zone, now=now)
        until = nudge.snoozed_until(skipped)
        own_choices.snooze(session, workspace=ask.workspace, member=ask.member, until=until)
    return views.snoozed(skipped, local.today(now))


def stop(deps: Deps, ask: Ask) -> Answer:
    """No more nudges for this person."""
    with deps.sessions.begin() as session:
        own_choices.nudge(session, workspace=ask.workspace, member=ask.member, on=False)
    return views.stopped(deps.settings.command_prefix)
