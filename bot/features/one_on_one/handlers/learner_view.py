"""`/roadmate seen-by-mentor`: what others see of oneself, through the same eyes."""

from __future__ import annotations

from bot.core.audit import log
from bot.core.audit.record import Record
from bot.core.people import members, visibility
from bot.deps import Deps
from bot.dispatch.request import Ask, Named, Reply, people_in, reader_of
from bot.dispatch.router import Doors
from bot.features.one_on_one.handlers.access import card_through
from bot.features.one_on_one.rules.note import Remark
from bot.features.one_on_one.service import notes as notes_service
from bot.features.one_on_one.views import learner_view
from bot.features.one_on_one.views.learner_view import Seen
from bot.slack.message import Message
from bot.slack.mrkdwn import unescape
from bot.slack.payloads import person_in


def register(app: Doors, deps: Deps) -> None:
    """The button, on whatever speaks of mentors."""
    app.on_click(deps, "seen.show", shown)


def own(deps: Deps, ask: Ask) -> Message:
    """As a message; a person named after the words is the mentor through whose eyes it is."""
    _, people = people_in(ask.text)
    eyes = people[0] if people else Named("", "")
    return learner_view.message(read(deps, ask, eyes.id, eyes.name), deps.catalog.current(), deps.clock.now())


def shown(deps: Deps, ask: Ask) -> Reply:
    """As a window, so that what the button stands on stays; its value is a mentor's id, or nothing."""
    eyes = "" if ask.text in ("", "-") else person_in(ask.text)
    return learner_view.in_window(read(deps, ask, eyes), deps.catalog.current(), deps.clock.now())


def read(deps: Deps, ask: Ask, eyes: str, name: str = "") -> Seen:
    """The very facts that a mentor gets: those of `eyes` if they may see them, else of the first who may.

    `name` is what they were called, as Slack delivered it.
    """
    with deps.sessions.read() as session:
        member = reader_of(deps, session, ask)
        readers = visibility.seen_by(session, workspace=member.workspace, member=member.id, settings=deps.settings)
        chosen = readers.chosen(eyes)
        looks = log.looks_at(session, member=member, limit=learner_view.LOOKS)
        notes = notes_service.shared_with(session, workspace=ask.workspace, member=member.id, limit=learner_view.NOTES)
        names = members.names(session, workspace=ask.workspace, people={eyes, *_people(looks, notes)})
        card = card_through(deps, session, chosen.id if chosen else "", member)
    wanted = names.get(eyes) or unescape(name) or ("That person" if eyes else "")
    is_blind = wanted and eyes != ask.member and (chosen is None or chosen.id != eyes)
    return Seen(card, readers, chosen, looks, notes, names, wanted if is_blind else "")


def _people(looks: tuple[Record, ...], notes: tuple[Remark, ...]) -> set[str]:
    return {each.actor for each in looks} | {each.author for each in notes}
