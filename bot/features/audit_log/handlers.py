"""`/roadmate audit`: for admins, who did what that concerns others."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from bot.core.audit import log
from bot.core.audit.record import GROUPS
from bot.core.people import members
from bot.deps import Deps
from bot.dispatch import error_views, request
from bot.dispatch.request import Ask, people_in
from bot.dispatch.router import Doors
from bot.features.audit_log import views
from bot.features.audit_log.views import Reader
from bot.slack.message import Answer
from bot.slack.payloads import offset_in

_PERSON: Final = re.compile(r"[UW][A-Z0-9]{2,62}")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be shown; `unknown` is a word that means nothing here."""

    kind: str = ""
    person: str = ""
    offset: int = 0
    unknown: str = ""


def register(app: Doors, deps: Deps) -> None:
    """The buttons."""
    app.on_click(deps, "audit.show", show)


def show(deps: Deps, ask: Ask) -> Answer:
    """A page of the log, for admins only: everything, one kind of act, what concerns one person, or both."""
    asked = _asked(ask.text)
    if asked.unknown:
        return views.unknown(asked.unknown, deps.settings.command_prefix)
    with deps.sessions.read() as session:
        _, reader = request.read(deps, session, ask)
        if not reader.is_admin:
            return error_views.not_allowed("The audit log", "admins")
        records = log.latest(
            session,
            workspace=ask.workspace,
            offset=asked.offset,
            limit=views.SHOWN + 1,
            beginning=GROUPS.get(asked.kind, ()),
            person=asked.person,
        )
        words = {word for record in records for word in (record.actor, record.subject, *_words(record.detail))}
        names = members.names(session, workspace=ask.workspace, people=words | {asked.person})
    names |= {word: found[1].name for word in words if (found := deps.catalog.current().find_assignment(word))}
    eyes = Reader(reader.zone, reader.today(deps.clock.now()), names)
    return views.page(records, eyes, offset=asked.offset, kind=asked.kind, person=asked.person)


def _words(detail: str) -> list[str]:
    """Ids among them are those of people and assignments."""
    return detail.replace(",", " ").split()


def _asked(text: str) -> Asked:
    """Kinds in one or many, people by mention or, from buttons, by id; how many are newer only buttons say."""
    words, people = people_in(text)
    person = (people[0].id or people[0].name) if people else ""
    asked = Asked(person=person, unknown="" if _PERSON.fullmatch(person) else person)
    for word in words.split():
        kind = next((each for each in (word.casefold(), f"{word.casefold()}s") if each in GROUPS), "")
        if kind:
            asked = replace(asked, kind=kind)
        elif word.isdigit():
            asked = replace(asked, offset=offset_in(word) or 0)
        elif _PERSON.fullmatch(word):
            asked = replace(asked, person=word)
        else:
            asked = replace(asked, unknown=word)
    return asked
