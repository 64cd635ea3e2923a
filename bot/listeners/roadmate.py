"""`/roadmate`: help, one's own goal, nudge and day, and the workspace's settings."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from bot.db.sessions import Session
from bot.deps import Deps
from bot.domain import choices
from bot.domain.absence import TEAM, Absence
from bot.domain.choices import Choice, Wrong
from bot.domain.member import Member
from bot.domain.weeks import week_of
from bot.domain.workspace import LOOKED_AHEAD, Workspace
from bot.listeners import away, files, holidays
from bot.listeners.ask import Ask
from bot.listeners.doors import Doors
from bot.services import absences, goals, members, own_choices, streaks, workspaces
from bot.slack import SlackFailure
from bot.views import help as help_page
from bot.views import settings as views
from bot.views.message import Answer, Message
from bot.views.text import unescape

NAME = "roadmate"
_USUAL: Final = frozenset({"off", "none", "default", "reset"})
_AHEAD: Final = timedelta(weeks=LOOKED_AHEAD + 1)


def register(app: Doors, deps: Deps) -> None:
    """The command and its buttons."""
    app.on_command(deps, NAME, answer)
    app.on_click(deps, "roadmate.goal", goal)
    app.on_click(deps, "roadmate.set", setting)
    away.register(app, deps)
    holidays.register(app, deps)


def answer(deps: Deps, ask: Ask) -> Answer:
    """Whatever was typed after `/roadmate`."""
    deps.people.meet(ask.workspace, ask.member, ask.name)
    first, _, rest = unescape(ask.text).strip().partition(" ")
    rest = rest.strip()
    match first.casefold():
        case "" | "help":
            return help_page.everything(deps.settings.command_prefix)
        case "goal":
            return goal(deps, ask.saying(rest))
        case "nudge":
            return nudge(deps, ask.saying(rest))
        case "away" | "absent" | "holiday" | "vacation":
            return away.answer(deps, ask.saying(rest))
        case "day":
            return day(deps, ask.saying(rest))
        case "export":
            return files.export(deps, ask)
        case "settings" | "setting":
            return setting(deps, ask.saying(rest)) if rest else settings(deps, ask)
        case _:
            return views.not_understood(unescape(ask.text), deps.settings.command_prefix)


def goal(deps: Deps, ask: Ask) -> Answer:
    """One's own weekly goal, shown or set; set, it holds from the running week on, or from the next if this is met."""
    if not ask.text:
        return _own_goal(deps, ask, fresh=False)
    minutes = None if ask.text.casefold() in _USUAL else choices.read_goal(ask.text)
    if isinstance(minutes, Wrong):
        return views.wrong(minutes, deps.settings.command_prefix)
    with deps.sessions.begin() as session:
        week = week_of(_read(deps, session, ask)[1].today(deps.clock.now()))
        goals.set_goal(session, workspace=ask.workspace, member=ask.member, minutes=minutes, week=week)
    return _own_goal(deps, ask, fresh=True)


def nudge(deps: Deps, ask: Ask) -> Answer:
    """One's own weekly nudge, shown or switched; switched on, it no longer waits for a snooze to end."""
    on = choices.read_switch(ask.text)
    if not ask.text:
        return _own_nudge(deps, ask, fresh=False)
    if on is None:
        return views.wrong(Wrong(choices.Why.SWITCH, "own nudge", ask.text), deps.settings.command_prefix)
    with deps.sessions.begin() as session:
        own_choices.nudge(session, workspace=ask.workspace, member=ask.member, on=on)
    return _own_nudge(deps, ask, fresh=True)


def day(deps: Deps, ask: Ask) -> Answer:
    """The time at which one's own day starts, shown or set; what is booked stays on its day."""
    minutes = None if ask.text.casefold() in _USUAL else choices.read_day_start(ask.text)
    if ask.text and isinstance(minutes, Wrong):
        return views.wrong(minutes, deps.settings.command_prefix)
    if not isinstance(minutes, Wrong):
        with deps.sessions.begin() as session:
            own_choices.start_day(session, workspace=ask.workspace, member=ask.member, minutes=minutes)
        deps.people.forget(ask.workspace, ask.member)
    with deps.sessions.read() as session:
        _, member = _read(deps, session, ask)
    return views.day_start(member, fresh=bool(ask.text), prefix=deps.settings.command_prefix)


def settings(deps: Deps, ask: Ask) -> Answer:
    """The workspace's settings in force."""
    with deps.sessions.read() as session:
        workspace, reader = _read(deps, session, ask)
        origins = workspaces.origins(session, workspace=ask.workspace, settings=deps.settings)
        names = None if reader.is_admin else _admins(deps, session, ask)
        today = workspace.today(deps.clock.now())
        free = absences.set_for(session, workspace=ask.workspace, member=TEAM, since=today)
    return views.page(workspace, origins, names, deps.clock.now(), deps.settings.command_prefix, holidays=free)


def setting(deps: Deps, ask: Ask) -> Answer:
    """One setting, changed by an admin."""
    name, _, words = ask.text.partition(" ")
    if name.casefold() in (choices.HOLIDAYS, "holiday"):
        return holidays.answer(deps, ask.saying(words))
    if refusal := _refusal(deps, ask):
        return refusal
    choice = choices.read_setting(name, words.strip())
    if isinstance(choice, Wrong):
        return views.wrong(choice, deps.settings.command_prefix)
    channel = choice.values.get("learning_channel")
    absent = isinstance(channel, str) and not _is_in(deps, ask, channel)
    return _change(deps, ask, choice, absent=absent)


def _change(deps: Deps, ask: Ask, choice: Choice, *, absent: bool) -> Message:
    with deps.sessions.begin() as session:
        workspace, reader = _read(deps, session, ask)
        if not reader.is_admin:
            return views.not_admin(_admins(deps, session, ask))
        goal, since = choice.values.get("goal_minutes"), ""
        if isinstance(goal, int):
            week = week_of(workspace.today(deps.clock.now()))
            held = goals.set_goal(session, workspace=ask.workspace, member=TEAM, minutes=goal, week=week)
            since = views.from_when(waits=held > week)
        else:
            workspaces.change(session, workspace=ask.workspace, **choice.values)
        workspace, reader = _read(deps, session, ask)
        days = _days_away(deps, session, ask, reader)
    deps.changes.note_all(ask.workspace)
    return views.changed(choice.setting, workspace, reader, deps.clock.now(), absent=absent, absences=days, since=since)


def _refusal(deps: Deps, ask: Ask) -> Message | None:
    """Checked before anything is asked of Slack, and again in the transaction that changes something."""
    with deps.sessions.read() as session:
        is_admin = _read(deps, session, ask)[1].is_admin
        return None if is_admin else views.not_admin(_admins(deps, session, ask))


def _is_in(deps: Deps, ask: Ask, channel: str) -> bool:
    """Whether we are known to be in the channel; not known counts as no."""
    try:
        return deps.slack.is_in(ask.workspace, channel)
    except SlackFailure:
        return False


def _own_goal(deps: Deps, ask: Ask, *, fresh: bool) -> Message:
    with deps.sessions.read() as session:
        workspace, member = _read(deps, session, ask)
        today = member.today(deps.clock.now())
        return views.own_goal(
            workspace,
            member,
            deps.clock.now(),
            fresh=fresh,
            week=goals.standing(session, workspace=ask.workspace, member=ask.member, today=today),
            streak=streaks.read(session, workspace=ask.workspace, member=ask.member, today=today),
            absences=_days_away(deps, session, ask, member),
        )


def _own_nudge(deps: Deps, ask: Ask, *, fresh: bool) -> Message:
    with deps.sessions.read() as session:
        workspace, member = _read(deps, session, ask)
        days = _days_away(deps, session, ask, member)
    return views.own_nudge(workspace, member, deps.clock.now(), fresh=fresh, absences=days)


def _days_away(deps: Deps, session: Session, ask: Ask, member: Member) -> tuple[Absence, ...]:
    """As far ahead as a next nudge is looked for."""
    today = member.today(deps.clock.now())
    return absences.of_member(
        session, workspace=ask.workspace, member=ask.member, since=today - timedelta(days=7), until=today + _AHEAD
    )


def _read(deps: Deps, session: Session, ask: Ask) -> tuple[Workspace, Member]:
    workspace = workspaces.get(session, workspace=ask.workspace, settings=deps.settings)
    return workspace, members.asking(session, workspace=ask.workspace, member=ask.member, settings=deps.settings)


def _admins(deps: Deps, session: Session, ask: Ask) -> list[str]:
    return [each.name for each in members.admins(session, workspace=ask.workspace, settings=deps.settings)]
