"""`/roadmap`: content looked up and shared, and what to learn next."""

from __future__ import annotations

from typing import Final

from bot.catalog.models import Roadmap
from bot.core.plan import progress, state
from bot.core.plan.progress import Named
from bot.deps import Deps
from bot.dispatch import share as dispatch_share
from bot.dispatch.request import Ask, today_of
from bot.dispatch.router import Doors
from bot.features.help import views as help_views
from bot.features.hours.handlers import log_command as hours_log_command
from bot.features.roadmap.rules import query
from bot.features.roadmap.rules.results import Choice, Nothing
from bot.features.roadmap.views import pages
from bot.features.roadmap.views import share as share_views
from bot.features.roadmap.views import topic as topic_views
from bot.features.roadmap.views.parts import Reading
from bot.slack.message import Answer, Filled
from bot.slack.mrkdwn import unescape
from bot.slack.payloads import BadTicket, Lookup, Pending, read

NAME = "roadmap"

LONGEST: Final = 400  # characters; the catalog reads no further either
HOUR: Final = 60

Key = tuple[str, str, str, int]


class Shelf:
    """Finished answers by catalog version, command prefix, text and page: the same question is rendered once."""

    def __init__(self, most: int = 2000, longest: int = 100) -> None:
        self._most = most
        self._longest = longest
        self._bodies: dict[Key, Filled] = {}

    def find(self, key: Key) -> Filled | None:
        """The answer, if it is there."""
        return self._bodies.get(key)

    def keep(self, key: Key, answer: Filled) -> None:
        """Put an answer there; a full shelf starts empty again, and long texts, which nobody repeats, stay out."""
        if len(key[2]) > self._longest:
            return
        if len(self._bodies) >= self._most:
            self._bodies = {}
        self._bodies[key] = answer

    def __len__(self) -> int:
        return len(self._bodies)


def register(app: Doors, deps: Deps) -> None:
    """The command and its buttons, which have their finished answers in common."""
    shelf = Shelf()
    app.on_command(deps, NAME, lambda deps, ask: answer(deps, ask, shelf))
    app.on_click(deps, "roadmap.open", lambda deps, ask: respond(deps, ask, _ticket(ask.text), shelf))
    app.on_click(deps, "roadmap.share", share)
    app.on_click(deps, "roadmap.drop", drop)
    app.on_click(deps, "roadmap.log", book)


def answer(deps: Deps, ask: Ask, shelf: Shelf | None = None) -> Answer:
    """Whatever was typed after `/roadmap`."""
    return respond(deps, ask, Lookup.model_construct(query=wording(ask.text), page=0, key=""), shelf)


def respond(deps: Deps, ask: Ask, lookup: Lookup, shelf: Shelf | None = None) -> Answer:
    """A page of what a text asks for; only `next` is about the person who asks."""
    catalog, prefix = deps.catalog.current(), deps.settings.command_prefix
    key = (catalog.version, prefix, lookup.query, lookup.page)
    if shelf is not None and (kept := shelf.find(key)):
        return kept
    reading = Reading(catalog, prefix, lookup)
    if (special := _special(deps, ask, reading)) is not None:
        return special
    made = Filled(pages.page(reading, query.read(catalog, lookup.query)).body())
    if shelf is not None:
        shelf.keep(key, made)
    return made


def wording(text: str) -> str:
    """The text as it is read: entities undone, case and spaces evened out, nothing that cannot be seen."""
    plain = unescape(text) if "&" in text else text
    if not plain.isprintable():
        plain = "".join(letter if letter.isprintable() else " " for letter in plain)
    return " ".join(plain[: LONGEST * 2].casefold().split())[:LONGEST]


def upcoming(
    deps: Deps, ask: Ask, reading: Reading, *, within: Named | None = None, asked_to_share: bool = False
) -> Answer:
    """What to learn next, within a place or where the plan's priority says, by level and by what they have logged."""
    today = today_of(deps, ask)
    with deps.sessions.read() as session:
        known = state.record(session, workspace=ask.workspace, member=ask.member)
    area, roadmap = (within.area, within.via) if within else (None, None)
    road = roadmap if isinstance(roadmap, Roadmap) else None
    step = progress.next_step(reading.catalog, known, area, roadmap=road)
    pending = None
    if step:
        place = reading.catalog.find_topic(step.what.id)
        roadmap, topic = (place.roadmap.id, place.id) if place else (None, None)
        pending = Pending(key=ask.request, minutes=HOUR, area=step.area.id, roadmap=roadmap, topic=topic, day=today)
    return topic_views.coming(reading, step, pending, asked_to_share=asked_to_share)


def offer_to_share(ask: Ask, reading: Reading, words: str) -> Answer:
    """Show what everyone would see, and ask first; a question back is asked before that."""
    lookup = reading.lookup.model_copy(update={"query": words})
    found = query.read(reading.catalog, words)
    if isinstance(found, (Choice, Nothing)):
        return pages.page(Reading(reading.catalog, reading.prefix, lookup, sharing=True), found)
    page = pages.page(Reading(reading.catalog, reading.prefix, lookup, buttons=False), found)
    asking = Reading(reading.catalog, reading.prefix, lookup)
    return share_views.preview(asking, page, ask.request[:200], place=dispatch_share.place(ask))


def share(deps: Deps, ask: Ask) -> Answer:
    """Post what was previewed, once, however often the button is pressed."""
    lookup, catalog = read(Lookup, ask.text), deps.catalog.current()
    event = f"share:{ask.workspace}:{lookup.key}"
    reading = Reading(catalog, deps.settings.command_prefix, lookup, buttons=False)
    page = pages.page(reading, query.read(catalog, lookup.query))
    return dispatch_share.post(deps, ask, event, share_views.shared(reading, page))


def drop(_deps: Deps, _ask: Ask) -> Answer:
    """The person decided against sharing."""
    return share_views.dropped()


def book(deps: Deps, ask: Ask) -> Answer:
    """Book an hour of today on the topic whose page the button stands on."""
    place = deps.catalog.current().find_topic(ask.text)
    if place is None:
        raise BadTicket("topic")
    local = deps.people.meet(ask.workspace, ask.member, ask.name)
    hour = Pending(
        key=ask.request,
        minutes=HOUR,
        area=place.topic.areas[0],
        roadmap=place.roadmap.id,
        topic=place.id,
        day=local.today(deps.clock.now()),
    )
    return hours_log_command.confirm(deps, ask.saying(hour.value()))


def _special(deps: Deps, ask: Ask, reading: Reading) -> Answer | None:
    """What the words of `/roadmap` that name no content ask for; None for content."""
    match reading.lookup.query.split():
        case [*words, "help"] if words[:1] != ["search"]:
            return help_views.command(NAME, reading.prefix)
        case ["search"]:
            return pages.search_for_what(reading)
        case ["next", *words]:
            shared = words[-1:] == ["share"]
            within = words[:-1] if shared else words
            named = progress.find_area(reading.catalog, " ".join(within)) if within else None
            known = named if isinstance(named, Named) else None
            return upcoming(deps, ask, reading, within=known, asked_to_share=shared)
        case [*words, "share"] | ["share", *words]:
            return offer_to_share(ask, reading, " ".join(words))
    return None


def _ticket(value: str) -> Lookup:
    """A button's value: a ticket, or the words themselves. Raises BadTicket."""
    if value.startswith("{"):
        ticket = read(Lookup, value)
        return ticket.model_copy(update={"query": wording(ticket.query)})
    return Lookup(query="" if value == "-" else wording(value))
