"""`/roadmate stuck`: one says where one is stuck, mentors are told, and who knows can be asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Final

from bot.catalog.lookup import subjects, typeahead
from bot.catalog.lookup.subjects import Subject, Subjects
from bot.core.audit import log
from bot.core.people import members, pairs
from bot.core.people.member import Member
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch import error_views
from bot.dispatch.request import Ask, Reply, in_words, reader_of
from bot.dispatch.router import Doors
from bot.features.help_requests.handlers import notify_mentors
from bot.features.help_requests.rules.experts import Knower, Plea
from bot.features.help_requests.rules.request import LONGEST, Stuck, about, adds, is_same
from bot.features.help_requests.service import experts, requests
from bot.features.help_requests.views import stuck as stuck_views
from bot.features.help_requests.views.stuck import Told
from bot.features.hours.views.booked import distinct, guessed
from bot.features.roadmap import handlers as roadmap_handlers
from bot.slack import modals
from bot.slack.message import Answer, Message
from bot.slack.payloads import BadTicket, Question, Trouble, number_in, read

_OFF: Final = frozenset({"off", "over", "done", "through", "fixed", "solved", "resolved", "unstuck"})


def register(app: Doors, deps: Deps) -> None:
    """The buttons of the answers and letters."""
    app.on_click(deps, "stuck.say", settle)
    app.on_click(deps, "stuck.drop", drop)
    app.on_click(deps, "stuck.over", over)
    app.on_click(deps, "stuck.again", again)
    app.on_click(deps, "stuck.read", look_up)


def answer(deps: Deps, ask: Ask) -> Answer:
    """Whatever was typed after `/roadmate stuck`."""
    words = in_words(ask.text)
    if not words or words.casefold().rstrip(".! ") in _OFF:
        return _everything(deps, ask, end=bool(words))
    if ended := _named_over(deps, ask, words):
        return over(deps, ask.saying(str(ended.id)))
    if not _is_member(deps, ask):
        return _for_members()
    if len(words) > LONGEST:
        return stuck_views.too_long(words, deps.settings.command_prefix)
    if not about(words):
        return stuck_views.without_words(deps.settings.command_prefix)
    return _about(deps, ask, words)


def settle(deps: Deps, ask: Ask) -> Answer:
    """One of several subjects was chosen for the words, or none of them."""
    chosen = read(Trouble, ask.text)
    found = typeahead.read(deps.catalog.current(), chosen.subject) if chosen.subject else None
    if chosen.subject and found is None:
        raise BadTicket("subject")
    return _say(deps, ask, _id(found), " ".join(chosen.words.split()))


def drop(_deps: Deps, _ask: Ask) -> Message:
    """The member tells nobody after all."""
    return stuck_views.dropped()


def over(deps: Deps, ask: Ask) -> Answer:
    """The member, or a mentor of theirs, says that they are through."""
    number, now = number_in(ask.text), deps.clock.now()
    with deps.sessions.begin() as session:
        reader, found = reader_of(deps, session, ask), requests.find(session, workspace=ask.workspace, stuck=number)
        if found is None or not reader.may_see(found.member):
            return _refused(deps, session, reader, found)
        ended = requests.finish(session, workspace=ask.workspace, stuck=found.id, by=reader.id, now=now)
        if found.member != reader.id:
            return _over_for(deps, session, reader, found, ended=ended)
        told = notify_mentors.end(deps, session, reader, found, by=reader.id) if ended else ()
    return stuck_views.over(found, deps.catalog.current(), already=not ended, told=told)


def again(deps: Deps, ask: Ask) -> Answer:
    """One is not through after all: mentors are told as before."""
    number = number_in(ask.text)
    with deps.sessions.begin() as session:
        reader, found = reader_of(deps, session, ask), requests.find(session, workspace=ask.workspace, stuck=number)
        if found is None or found.member != reader.id:
            return _refused(deps, session, reader, found)
    return _say(deps, ask, found.subject, found.words)


def look_up(deps: Deps, ask: Ask) -> Reply:
    """The content that helps, in a window, so that whom to ask stays."""
    return modals.of_message(roadmap_handlers.answer(deps, ask).message(), "Read about it")


def page(
    deps: Deps,
    session: Connection,
    reader: Member,
    stuck: Stuck,
    *,
    lead: str = "",
    took: str = "",
    is_news: bool = True,
) -> Message:
    """Where one is stuck, who is told and whom to ask; `lead` and `took` are said besides."""
    catalog, workspace = deps.catalog.current(), reader.workspace
    subject = stuck_views.subject(catalog, stuck.subject)
    knowers: tuple[Knower, ...] = ()
    if subject:
        knowers = experts.best(session, workspace=workspace, catalog=catalog, subject=subject, but=reader.id)
    guides = pairs.guides_of(session, workspace=workspace, member=reader.id, settings=deps.settings)
    own = pairs.mentors_of(session, workspace=workspace, mentee=reader.id)
    key = stuck_views.key(stuck, catalog)
    pleas = [Plea(reader.id, each.member, key, stuck.words, f"s{stuck.id}") for each in knowers[: stuck_views.KNOWERS]]
    put = questions(session, workspace, pleas)
    told = Told([each.name for each in guides], any(each.id in own for each in guides), knowers, put)
    return stuck_views.page(stuck, told, catalog, lead=lead, took=took, is_news=is_news)


def questions(session: Connection, workspace: str, pleas: Sequence[Plea]) -> list[Question]:
    """What buttons may still ask: nobody is asked the same thing twice."""
    already = experts.put_already(session, workspace=workspace, pleas=pleas)
    return [Question.model_validate(asdict(plea)) for plea in pleas if plea not in already]


def _about(deps: Deps, ask: Ask, words: str) -> Answer:
    """What the words are about, asked where that is several things, or nothing that the content knows."""
    catalog = deps.catalog.current()
    found = subjects.find(catalog, about(words))
    if isinstance(found, Subjects):
        labels = distinct(found.options)
        tickets = [Trouble(subject=typeahead.key(each), words=words) for each in found.options]
        return stuck_views.which(words, list(zip(labels, tickets, strict=True)))
    if found is None and (names := _unasked(deps, ask, words)):
        return stuck_views.shall_i(words, names)
    return _say(deps, ask, _id(found), words, took=guessed(found) if found else "")


def _unasked(deps: Deps, ask: Ask, words: str) -> list[str]:
    """Who would be told of words that the content does not know; nobody where just that was said before."""
    place = {"workspace": ask.workspace, "member": ask.member}
    with deps.sessions.read() as session:
        if any(is_same(each, "", words) and not adds(each, words) for each in requests.open_ones(session, **place)):
            return []
        return [each.name for each in pairs.guides_of(session, **place, settings=deps.settings)]


def _say(deps: Deps, ask: Ask, subject: str, words: str, *, took: str = "") -> Message:
    """Write it down and tell the mentors, once for the same words."""
    now, workspace = deps.clock.now(), ask.workspace
    with deps.sessions.begin() as session:
        reader = reader_of(deps, session, ask)
        if reader.is_guest or not reader.is_active:
            return _for_members()
        said = requests.say(session, workspace=workspace, member=reader.id, subject=subject, words=words, now=now)
        if said is None:
            return stuck_views.too_many(deps.settings.command_prefix)
        if said.is_news:
            notify_mentors.tell(deps, session, reader, said)
        return page(deps, session, reader, said.stuck, took=took, is_news=said.is_news)


def _everything(deps: Deps, ask: Ask, *, end: bool) -> Answer:
    """Where one is stuck; the only place is over at a word. A guest is nowhere, but who became one may end it."""
    with deps.sessions.read() as session:
        reader = reader_of(deps, session, ask)
        mine = requests.open_ones(session, workspace=ask.workspace, member=ask.member)
    if end and len(mine) == 1:
        return over(deps, ask.saying(str(mine[0].id)))
    if not mine and reader.is_guest:
        return _for_members()
    today, prefix = reader.today(deps.clock.now()), deps.settings.command_prefix
    return stuck_views.everything(mine, deps.catalog.current(), reader.zone, today, prefix)


def _named_over(deps: Deps, ask: Ask, words: str) -> Stuck | None:
    """The place of theirs that `fixed terraform state`, or `terraform state fixed`, says is over."""
    typed = words.split()
    rest = next((left for end, left in ((typed[0], typed[1:]), (typed[-1], typed[:-1])) if end.casefold() in _OFF), [])
    found = subjects.find(deps.catalog.current(), " ".join(rest)) if rest else None
    subject = _id(found) if isinstance(found, Subject) else ""
    with deps.sessions.read() as session:
        mine = requests.open_ones(session, workspace=ask.workspace, member=ask.member) if rest else ()
    return next((each for each in mine if is_same(each, subject, " ".join(rest))), None)


def _over_for(deps: Deps, session: Connection, reader: Member, stuck: Stuck, *, ended: bool) -> Message:
    """A mentor said it, of which the member hears once."""
    catalog, now = deps.catalog.current(), deps.clock.now()
    workspace, default = reader.workspace, deps.settings.timezone
    member = members.find(session, workspace=workspace, member=stuck.member, default=default)
    if ended and member:
        notify_mentors.end(deps, session, member, stuck, by=reader.id)
        letter = stuck_views.over_by(reader.name, stuck, catalog)
        notify_mentors.write(deps, session, member, f"over:{stuck.id}", letter, by=reader)
    if ended:
        log.note(session, workspace=workspace, actor=reader.id, act="stuck.over", now=now, subject=stuck.member)
    return stuck_views.over_for(member.name if member else stuck.member, stuck, catalog, already=not ended)


def _refused(deps: Deps, session: Connection, reader: Member, stuck: Stuck | None) -> Message:
    """A number that is nobody's, or not the reader's to speak of."""
    if stuck is None:
        return stuck_views.unknown()
    log.refused(session, reader=reader, what="stuck", now=deps.clock.now(), subject=stuck.member)
    return error_views.not_yours("Saying whether somebody is stuck", "that member and their mentors")


def _for_members() -> Message:
    return error_views.not_for_guests("Asking mentors and others for help")


def _is_member(deps: Deps, ask: Ask) -> bool:
    with deps.sessions.read() as session:
        reader = reader_of(deps, session, ask)
    return reader.is_active and not reader.is_guest


def _id(found: Subject | None) -> str:
    """The narrowest id of a subject; empty for none."""
    return next((each for each in reversed(found.ids) if each), "") if found else ""
