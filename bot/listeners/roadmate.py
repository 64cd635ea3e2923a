"""`/roadmate`: help, one's own goal and nudge, and the workspace's settings."""

from __future__ import annotations

from bot.db.sessions import Session
from bot.deps import Deps
from bot.domain import choices
from bot.domain.choices import Choice, Wrong
from bot.domain.member import Member
from bot.domain.workspace import Workspace
from bot.listeners.ask import Ask
from bot.listeners.doors import Doors
from bot.services import members, workspaces
from bot.slack import SlackFailure
from bot.views import help as help_page
from bot.views import settings as views
from bot.views.message import Answer, Message
from bot.views.text import unescape

NAME = "roadmate"
_NO_GOAL = frozenset({"off", "none", "default", "reset"})


def register(app: Doors, deps: Deps) -> None:
    """The command and its buttons."""
    app.on_command(deps, NAME, answer)
    app.on_click(deps, "roadmate.goal", goal)
    app.on_click(deps, "roadmate.set", setting)


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
        case "settings" | "setting":
            return setting(deps, ask.saying(rest)) if rest else settings(deps, ask)
        case _:
            return views.not_understood(unescape(ask.text), deps.settings.command_prefix)


def goal(deps: Deps, ask: Ask) -> Answer:
    """One's own weekly goal, shown or set."""
    if not ask.text:
        return views.own_goal(*_where(deps, ask), deps.clock.now(), fresh=False)
    minutes = None if ask.text.casefold() in _NO_GOAL else choices.read_goal(ask.text)
    if isinstance(minutes, Wrong):
        return views.wrong(minutes, deps.settings.command_prefix)
    with deps.sessions.begin() as session:
        members.change(session, workspace=ask.workspace, member=ask.member, goal_minutes=minutes)
    return views.own_goal(*_where(deps, ask), deps.clock.now(), fresh=True)


def nudge(deps: Deps, ask: Ask) -> Answer:
    """One's own weekly nudge, shown or switched; switched on, it no longer waits for a snooze to end."""
    on = choices.read_switch(ask.text)
    if not ask.text:
        return views.own_nudge(*_where(deps, ask), deps.clock.now(), fresh=False)
    if on is None:
        return views.wrong(Wrong(choices.Why.SWITCH, "own nudge", ask.text), deps.settings.command_prefix)
    with deps.sessions.begin() as session:
        values = {"nudged": True, "snoozed_until": None} if on else {"nudged": False}
        members.change(session, workspace=ask.workspace, member=ask.member, **values)
    return views.own_nudge(*_where(deps, ask), deps.clock.now(), fresh=True)


def settings(deps: Deps, ask: Ask) -> Answer:
    """The workspace's settings in force."""
    with deps.sessions.read() as session:
        workspace, reader = _read(deps, session, ask)
        origins = workspaces.origins(session, workspace=ask.workspace, settings=deps.settings)
        names = None if reader.is_admin else _admins(deps, session, ask)
    return views.page(workspace, origins, names, deps.clock.now(), deps.settings.command_prefix)


def setting(deps: Deps, ask: Ask) -> Answer:
    """One setting, changed by an admin."""
    if refusal := _refusal(deps, ask):
        return refusal
    name, _, words = ask.text.partition(" ")
    choice = choices.read_setting(name, words.strip())
    if isinstance(choice, Wrong):
        return views.wrong(choice, deps.settings.command_prefix)
    channel = choice.values.get("learning_channel")
    absent = isinstance(channel, str) and not _is_in(deps, ask, channel)
    return _change(deps, ask, choice, absent=absent)


def _change(deps: Deps, ask: Ask, choice: Choice, *, absent: bool) -> Message:
    with deps.sessions.begin() as session:
        if not _read(deps, session, ask)[1].is_admin:
            return views.not_admin(_admins(deps, session, ask))
        workspaces.change(session, workspace=ask.workspace, **choice.values)
        workspace, reader = _read(deps, session, ask)
    return views.changed(choice.setting, workspace, reader, deps.clock.now(), absent=absent)


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


def _where(deps: Deps, ask: Ask) -> tuple[Workspace, Member]:
    with deps.sessions.read() as session:
        return _read(deps, session, ask)


def _read(deps: Deps, session: Session, ask: Ask) -> tuple[Workspace, Member]:
    workspace = workspaces.get(session, workspace=ask.workspace, settings=deps.settings)
    return workspace, members.asking(session, workspace=ask.workspace, member=ask.member, settings=deps.settings)


def _admins(deps: Deps, session: Session, ask: Ask) -> list[str]:
    return [each.name for each in members.admins(session, workspace=ask.workspace, settings=deps.settings)]
