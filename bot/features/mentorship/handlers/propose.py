"""Asking two people to be mentor and mentee: an admin asks both, a member asks for a mentor of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.core.people import roles as people_roles
from bot.core.people.member import Member
from bot.core.people.pair import REST
from bot.core.plan import progress
from bot.core.plan.progress import Doubt
from bot.db.engine import Connection, Unavailable
from bot.deps import Deps
from bot.dispatch.request import Ask, Named, reader_of
from bot.dispatch.router import Doors
from bot.features.mentorship.handlers import notify, respond, roles
from bot.features.mentorship.handlers.notify import note, refused
from bot.features.mentorship.service import pairs
from bot.features.mentorship.views import replies
from bot.features.mentorship.views import roles as roles_views
from bot.features.mentorship.views.notifications import question
from bot.slack.blocks import Press
from bot.slack.message import Message
from bot.slack.mrkdwn import unescape
from bot.slack.payloads import BadTicket, Sought, read
from bot.ui import which_area


@dataclass(frozen=True, slots=True)
class Wish:
    """Two people whom somebody wants to be paired, and for which area, empty for everything."""

    mentor: Named
    mentee: Named
    area: str = ""


def register(app: Doors, deps: Deps) -> None:
    """The buttons."""
    app.on_click(deps, "pair.ask", press)
    respond.register(app, deps)


def propose(deps: Deps, ask: Ask, people: tuple[Named, ...], words: str) -> Message:
    """An admin asks two people to be mentor and mentee."""
    with deps.sessions.begin() as session:
        reader = reader_of(deps, session, ask)
        if not reader.is_admin:
            return refused(deps, session, reader, "Pairing others", "admins")
    if len(people) == 1 and ask.text.count("@") > 1:
        return replies.oneself()
    if len(people) != 2:
        return replies.name_both(deps.settings.command_prefix)
    area = area_in(deps, words)
    return which(deps, area, Wish(*people)) if isinstance(area, Doubt) else request(deps, ask, Wish(*people, area))


def press(deps: Deps, ask: Ask) -> Message:
    """A button names the mentor and the area, and the mentee where that is not who presses."""
    sought = read(Sought, ask.text)
    if sought.area and deps.catalog.current().find_area(sought.area) is None:
        raise BadTicket("area")
    return request(deps, ask, Wish(Named(sought.mentor, ""), Named(sought.mentee or ask.member, ""), sought.area))


def request(deps: Deps, ask: Ask, wish: Wish) -> Message:
    """Ask whoever has not said yes by asking; people we have not met are asked of Slack first, for who may ask."""
    with deps.sessions.read() as session:
        may = _may(reader_of(deps, session, ask), wish)
    for person in (wish.mentor, wish.mentee) if may else ():
        roles.meet(deps, ask, person)
    with deps.sessions.begin() as session:
        reader = reader_of(deps, session, ask)
        if not _may(reader, wish):
            return refused(deps, session, reader, "Pairing others", "admins", of=wish.mentee.id)
        for person in (wish.mentor, wish.mentee):
            found = roles.find(deps, session, ask, person.id)
            if why := people_roles.unfit(found):
                return roles_views.unfit(why, found.name if found else unescape(person.name) or person.id)
        return replies.oneself() if wish.mentor.id == wish.mentee.id else _ask(deps, session, reader, wish)


def area_in(deps: Deps, words: str) -> str | Doubt:
    """The id of the area that the words name, empty for none."""
    typed = words.removeprefix("in ").removeprefix("on ").strip()
    found = progress.find_area(deps.catalog.current(), typed) if typed else None
    return found if isinstance(found, Doubt) else found.area.id if found else ""


def which(deps: Deps, doubt: Doubt, wish: Wish) -> Message:
    """Words that name no single area: a button for each that they may mean, which asks the same."""
    two = {"mentor": wish.mentor.id, "mentee": wish.mentee.id}
    known = wish.mentor.id and wish.mentee.id
    options = [(area.name, Sought(**two, area=area.id).value()) for area in doubt.options] if known else []
    presses = [Press(name, "pair.ask", value) for name, value in options]
    return which_area.which_area(doubt, presses, f"{deps.settings.command('plan')} networking")


def _may(reader: Member, wish: Wish) -> bool:
    """Admins pair anybody, a member asks for a mentor of their own; who has left or is a guest does neither."""
    return (reader.is_admin or reader.id == wish.mentee.id) and people_roles.unfit(reader) is None


def _ask(deps: Deps, session: Connection, reader: Member, wish: Wish) -> Message:
    now, two = deps.clock.now(), {"mentor": wish.mentor.id, "mentee": wish.mentee.id}
    if resting := None if reader.is_admin else _resting(deps, session, reader, two):
        return resting
    asked = pairs.ask(
        session, workspace=reader.workspace, **two, area=wish.area, asked_by=reader.id, agreed=(reader.id,), now=now
    )
    if asked is None:
        pair = pairs.between(session, workspace=reader.workspace, **two)
        if pair is None:
            raise Unavailable("a pair that ended while it was asked for")
        return replies.already(notify.told(deps, session, pair, reader.id, reader.zone), reader.today(now))
    note(session, reader, "ask", asked, deps)
    to = [each for each in two.values() if asked.waits_for(each)]
    notify.send(deps, session, asked, about="ask", say=question, to=to)
    return replies.asked(notify.told(deps, session, asked, reader.id, reader.zone))


def _resting(deps: Deps, session: Connection, reader: Member, two: Mapping[str, str]) -> Message | None:
    """Nobody is asked the same again and again: a no is let rest for some weeks."""
    since = deps.clock.now() - REST
    no = pairs.declined(session, workspace=reader.workspace, mentor=two["mentor"], mentee=two["mentee"], since=since)
    if no is None or no.ended_at is None:
        return None
    days = [(no.ended_at + rest).astimezone(reader.zone).date() for rest in (timedelta(0), REST)]
    return replies.not_again(notify.told(deps, session, no, reader.id, reader.zone), *days)
