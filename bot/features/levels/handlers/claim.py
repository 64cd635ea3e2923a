"""`/roadmate level`: members say how far they are in a roadmap, and mentors are asked to confirm it."""

from __future__ import annotations

from collections.abc import Mapping

from bot.catalog.lookup import subjects
from bot.catalog.lookup.subjects import Subject
from bot.catalog.models import Roadmap
from bot.core.levels import level as levels_level
from bot.core.levels import levels
from bot.core.people import members
from bot.core.people.member import Member
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch.request import Ask, Reply, Submitted, in_words, reader_of
from bot.dispatch.router import Doors
from bot.features.levels import views
from bot.features.levels.handlers import notify_mentors
from bot.slack.message import Message
from bot.slack.payloads import BadTicket

_NONE = frozenset({"off", "none", "remove"})


def register(app: Doors, deps: Deps) -> None:
    """The buttons of the pages and letters, and the form."""
    app.on_click(deps, "level.open", open_form)
    app.on_click(deps, "level.claim", claim)
    app.on_submit(deps, "level.save", save)


def answer(deps: Deps, ask: Ask) -> Reply:
    """Whatever was typed after `/roadmate level`."""
    words = in_words(ask.text).casefold().split()
    if not words:
        return open_form(deps, ask)
    level, rest = _level_in(words)
    slip = _slip(deps, words) if level is None else None
    if slip:
        return views.meant(*slip, deps.catalog.current())
    found = _roadmap(deps, " ".join(rest)) if rest else None
    if found:
        return _put(deps, ask, {found.id: level}) if level is not None else _one(deps, ask, found)
    roadmap = _roadmap(deps, " ".join(words[:-1])) if len(words) > 1 else None
    if roadmap:
        return _one(deps, ask, roadmap, wrong=words[-1])
    return views.which(" ".join(rest), level, deps.catalog.current().roadmaps, deps.settings.command_prefix)


def open_form(deps: Deps, ask: Ask) -> Reply:
    """A menu for each roadmap; a page where Slack lets nothing be opened."""
    if not ask.trigger:
        return _everything(deps, ask)
    with deps.sessions.read() as session:
        mine = levels.of_member(session, workspace=ask.workspace, member=ask.member)
        alone = not notify_mentors.has_mentors(reader_of(deps, session, ask))
    return views.form(deps.catalog.current(), {each.roadmap: each.claimed for each in mine}, alone=alone)


def claim(deps: Deps, ask: Ask) -> Reply:
    """A button names a roadmap, or a roadmap and the level in it."""
    item, _, level = ask.text.partition(" ")
    roadmap = deps.catalog.current().find_roadmap(item)
    if roadmap is None or (level and level not in levels_level.ORDER):
        raise BadTicket("level")
    return _put(deps, ask, {roadmap.id: level}) if level else _one(deps, ask, roadmap)


def save(deps: Deps, sent: Submitted) -> Message:
    """Take what was changed in the form; an emptied menu removes what was said."""
    known = {each.id for each in deps.catalog.current().roadmaps}
    wanted = {item: level for item, level in sent.fields.items() if item in known}
    if any(level and level not in levels_level.ORDER for level in wanted.values()):
        raise BadTicket("level")
    with deps.sessions.read() as session:
        mine = levels.of_member(session, workspace=sent.ask.workspace, member=sent.ask.member)
    stands = {each.roadmap: each.claimed for each in mine}
    return _put(deps, sent.ask, {item: level for item, level in wanted.items() if level != stands.get(item, "")})


def _put(deps: Deps, ask: Ask, wanted: Mapping[str, str]) -> Message:
    """Say levels of oneself, empty for none any more, and ask the mentors about what is new."""
    place = {"workspace": ask.workspace, "member": ask.member}
    with deps.sessions.begin() as session:
        reader = reader_of(deps, session, ask)
        said = levels.say(session, **place, wanted=wanted, now=deps.clock.now())
        notify_mentors.renew(
            deps, session, reader, {each.before.claimed_at for each in said if each.before and each.overtakes}
        )
        new = [each.after for each in said if each.after and each.asks]
        names = [each.name for each in notify_mentors.ask(deps, session, reader, new)]
        lead = views.saved(said, names, deps.catalog.current(), alone=not notify_mentors.has_mentors(reader))
        return _page(deps, session, reader, lead=lead)


def _one(deps: Deps, ask: Ask, roadmap: Roadmap, *, wrong: str = "") -> Message:
    with deps.sessions.read() as session:
        reader = reader_of(deps, session, ask)
        line = _lines(deps, session, reader).get(roadmap.id, "")
    alone, prefix = not notify_mentors.has_mentors(reader), deps.settings.command_prefix
    return views.one(roadmap, deps.catalog.current(), line, prefix, wrong=wrong, alone=alone)


def _everything(deps: Deps, ask: Ask) -> Message:
    with deps.sessions.read() as session:
        return _page(deps, session, reader_of(deps, session, ask))


def _page(deps: Deps, session: Connection, reader: Member, *, lead: str = "") -> Message:
    lines = _lines(deps, session, reader)
    return views.everything(deps.catalog.current(), lines, deps.settings.command_prefix, lead=lead)


def _lines(deps: Deps, session: Connection, reader: Member) -> dict[str, str]:
    """What one has said of each roadmap, and what mentors said to it."""
    mine = levels.of_member(session, workspace=reader.workspace, member=reader.id)
    said_by = {each.confirmed_by for each in mine if each.confirmed_by}
    names = members.names(session, workspace=reader.workspace, people=said_by)
    today, alone = reader.today(deps.clock.now()), not notify_mentors.has_mentors(reader)
    return {each.roadmap: views.standing(each, names, reader.zone, today, alone=alone) for each in mine}


def _level_in(words: list[str]) -> tuple[str | None, list[str]]:
    """The level among the words, empty for `off`, None for none; and the other words."""
    for number, word in enumerate(words):
        level = "" if word in _NONE else levels_level.read(word)
        if level is not None:
            return level, words[:number] + words[number + 1 :]
    return None, words


def _slip(deps: Deps, words: list[str]) -> tuple[str, str, Roadmap] | None:
    """A word that is nearly a level, that level, and the roadmap that the other words name."""
    for number, word in enumerate(words):
        level, rest = levels_level.near(word), " ".join(words[:number] + words[number + 1 :])
        roadmap = _roadmap(deps, rest) if level and rest else None
        if level and roadmap:
            return word, level, roadmap
    return None


def _roadmap(deps: Deps, words: str) -> Roadmap | None:
    """The roadmap of a name, or of a topic in it."""
    found = subjects.find(deps.catalog.current(), words)
    return found.roadmap if isinstance(found, Subject) else None
