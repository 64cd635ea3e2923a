"""`/roadmate audit`: for admins, who did what that concerns others."""

from __future__ import annotations

import re
from typing import Final

from bot.deps import Deps
from bot.domain.audit import GROUPS
from bot.listeners import settings
from bot.listeners.ask import Ask, people_in
from bot.listeners.doors import Doors
from bot.services import audit, members
from bot.views import audit as views
from bot.views import problem
from bot.views.audit import Reader
from bot.views.message import Answer
from bot.views.tickets import offset_in

_PERSON: Final = re.compile(r"[UW][A-Z0-9]{2,62}")


def register(app: Doors, deps: Deps) -> None:
    """The buttons."""
    app.on_click(deps, "audit.show", show)


def show(deps: Deps, ask: Ask) -> Answer:
    """A page of the log, for admins only: everything, one kind of act, or what concerns one person."""
    which, offset = _asked(ask.text)
    if which and which not in GROUPS and not _PERSON.fullmatch(which):
        return views.unknown(which, deps.settings.command_prefix)
    with deps.sessions.read() as session:
        _, reader = settings.read(deps, session, ask)
        if not reader.is_admin:
            return problem.not_allowed("The audit log", "admins")
        records = audit.latest(
            session,
            workspace=ask.workspace,
            offset=offset,
            limit=views.SHOWN + 1,
            beginning=GROUPS.get(which, ()),
            person="" if which in GROUPS else which,
        )
        people = {word for record in records for word in (record.actor, record.subject, *record.detail.split())}
        names = members.names(session, workspace=ask.workspace, people=people | {which})
    return views.page(records, Reader(reader.zone, reader.today(deps.clock.now()), names), offset=offset, which=which)


def _asked(text: str) -> tuple[str, int]:
    """What is asked for, a kind of act or a person's id, and how many acts are newer, which only buttons say."""
    words, people = people_in(text)
    first, *rest = words.casefold().split() or [""]
    if people:
        return people[0].id or people[0].name, 0
    if first.isdigit():
        return "", offset_in(first) or 0
    return first if first in GROUPS else first.upper(), (offset_in(rest[0]) or 0) if rest else 0
