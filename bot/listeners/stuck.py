"""`/roadmate stuck`: one says where one is stuck, mentors are told, and who knows can be asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Final

from bot.catalog import subjects, suggest
from bot.catalog.subjects import Subject, Subjects
from bot.db.sessions import Session
from bot.deps import Deps
from bot.domain.knowing import Knower, Plea
from bot.domain.member import Member
from bot.domain.stuck import LONGEST, Stuck, about
from bot.listeners import roadmap
from bot.listeners.ask import Ask, Reply
from bot.listeners.doors import Doors
from bot.services import audit, knowing, members, pairs, post, stucks
from bot.services.occurrences import Kind
from bot.views import modal, problem
from bot.views import stuck as views
from bot.views.hours import distinct, guessed
from bot.views.message import Answer, Message
from bot.views.stuck import Told
from bot.views.tickets import BadTicket, Question, Trouble, number_in, read

_OFF: Final = frozenset({"off", "over", "done", "through"})


def register(app: Doors, deps: Deps) -> None:
    """The buttons of the answers and letters."""
    app.on_click(deps, "stuck.say", settle)
    app.on_click(deps, "stuck.over", over)
    app.on_click(deps, "stuck.again", again)
    app.on_click(deps, "stuck.read", look_up)


def answer(deps: Deps, ask: Ask) -> Answer:
    """Whatever was typed after `/roadmate stuck`."""
    words = " ".join(ask.text.split())
    if not words or words.casefold() in _OFF:
        return _everything(deps, ask, end=bool(words))
    if len(words) > LONGEST:
        return views.too_long(words, deps.settings.command_prefix)
    catalog, what = deps.catalog.current(), about(words)
    if not what:
        return views.without_words(deps.settings.command_prefix)
    found = subjects.find(catalog, what)
    if isinstance(found, Subjects):
        labels = distinct(found.options)
        tickets = [Trouble(subject=suggest.key(each), words=words) for each in found.options]
        return views.which(words, list(zip(labels, tickets, strict=True)))
    return _say(deps, ask, _id(found), words, took=guessed(found) if found else "")


def settle(deps: Deps, ask: Ask) -> Answer:
    """One of several subjects was chosen for the words, or none of them."""
    chosen = read(Trouble, ask.text)
    found = suggest.read(deps.catalog.current(), chosen.subject) if chosen.subject else None
    if chosen.subject and found is None:
        raise BadTicket("subject")
    return _say(deps, ask, _id(found), " ".join(chosen.words.split()))


def over(deps: Deps, ask: Ask) -> Answer:
    """The member, or a mentor of theirs, says that they are through."""
    number, now = number_in(ask.text), deps.clock.now()
    with deps.sessions.begin() as session:
        reader, found = _reader(deps, session, ask), stucks.find(session, workspace=ask.workspace, stuck=number)
        if found is None or not reader.may_see(found.member):
            return _refused(deps, session, reader, found)
        ended = stucks.finish(session, workspace=ask.workspace, stuck=found.id, by=reader.id, now=now)
        if found.member != reader.id:
            return _over_for(deps, session, reader, found, ended=ended)
    return views.over(found, deps.catalog.current(), already=not ended)


def again(deps: Deps, ask: Ask) -> Answer:
    """One is not through after all: mentors are told as before."""
    number = number_in(ask.text)
    with deps.sessions.begin() as session:
        reader, found = _reader(deps, session, ask), stucks.find(session, workspace=ask.workspace, stuck=number)
        if found is None or found.member != reader.id:
            return _refused(deps, session, reader, found)
    return _say(deps, ask, found.subject, found.words)


def look_up(deps: Deps, ask: Ask) -> Reply:
    """The content that helps, in a window, so that whom to ask stays."""
    return modal.of_message(roadmap.answer(deps, ask).message(), "Read about it")


def page(
    deps: Deps, session: Session, reader: Member, stuck: Stuck, *, lead: str = "", took: str = "", is_news: bool = True
) -> Message:
    """Where one is stuck, who is told and whom to ask; `lead` and `took` are said besides."""
    catalog, workspace = deps.catalog.current(), reader.workspace
    subject = views.subject(catalog, stuck.subject)
    knowers: tuple[Knower, ...] = ()
    if subject:
        knowers = knowing.best(session, workspace=workspace, catalog=catalog, subject=subject, but=reader.id)
    guides = pairs.guides_of(session, workspace=workspace, member=reader.id, settings=deps.settings)
    own = pairs.mentors_of(session, workspace=workspace, mentee=reader.id)
    key = suggest.key(subject) if subject else ""
    pleas = [Plea(reader.id, each.member, key, stuck.words, f"s{stuck.id}") for each in knowers[: views.KNOWERS]]
    put = questions(session, workspace, pleas)
    told = Told([each.name for each in guides], any(each.id in own for each in guides), knowers, put)
    return views.page(stuck, told, catalog, lead=lead, took=took, is_news=is_news)


def questions(session: Session, workspace: str, pleas: Sequence[Plea]) -> list[Question]:
    """What buttons may still ask: nobody is asked the same thing twice."""
    already = knowing.put_already(session, workspace=workspace, pleas=pleas)
    return [Question.model_validate(asdict(plea)) for plea in pleas if plea not in already]


def _say(deps: Deps, ask: Ask, subject: str, words: str, *, took: str = "") -> Message:
    """Write it down and tell the mentors, once for the same words."""
    now, workspace = deps.clock.now(), ask.workspace
    with deps.sessions.begin() as session:
        reader = _reader(deps, session, ask)
        if reader.is_guest or not reader.is_active:
            return problem.not_for_guests("Asking mentors and others for help")
        said = stucks.say(session, workspace=workspace, member=reader.id, subject=subject, words=words, now=now)
        if said is None:
            return views.too_many(deps.settings.command_prefix)
        if said.is_news:
            _tell(deps, session, reader, said.stuck)
        return page(deps, session, reader, said.stuck, took=took, is_news=said.is_news)


def _tell(deps: Deps, session: Session, member: Member, stuck: Stuck) -> None:
    """A letter to each mentor, or to who stands in for one; the same words go out once."""
    catalog, workspace = deps.catalog.current(), member.workspace
    own = pairs.mentors_of(session, workspace=workspace, mentee=member.id)
    for guide in pairs.guides_of(session, workspace=workspace, member=member.id, settings=deps.settings):
        letter = views.letter(member.name, stuck, catalog, own=guide.id in own)
        _write(deps, session, guide, f"stuck:{stuck.id}:{stuck.words}", letter)


def _write(deps: Deps, session: Session, to: Member | None, key: str, letter: Message) -> None:
    if to:
        post.write(session, to=to, kind=Kind.STUCK, key=key, message=letter.payload(), now=deps.clock.now())


def _everything(deps: Deps, ask: Ask, *, end: bool) -> Answer:
    """Where one is stuck; the only place is over at a word."""
    with deps.sessions.read() as session:
        reader = _reader(deps, session, ask)
        mine = stucks.open_ones(session, workspace=ask.workspace, member=ask.member)
    if end and len(mine) == 1:
        return over(deps, ask.saying(str(mine[0].id)))
    today, prefix = reader.today(deps.clock.now()), deps.settings.command_prefix
    return views.everything(mine, deps.catalog.current(), reader.zone, today, prefix)


def _over_for(deps: Deps, session: Session, reader: Member, stuck: Stuck, *, ended: bool) -> Message:
    """A mentor said it, of which the member hears once."""
    catalog, now = deps.catalog.current(), deps.clock.now()
    workspace, default = reader.workspace, deps.settings.timezone
    member = members.find(session, workspace=workspace, member=stuck.member, default=default)
    if ended:
        audit.note(session, workspace=workspace, actor=reader.id, act="stuck.over", now=now, subject=stuck.member)
        _write(deps, session, member, f"over:{stuck.id}", views.over_by(reader.name, stuck, catalog))
    return views.over_for(member.name if member else stuck.member, stuck, catalog, already=not ended)


def _refused(deps: Deps, session: Session, reader: Member, stuck: Stuck | None) -> Message:
    """A number that is nobody's, or not the reader's to speak of."""
    if stuck is None:
        return views.unknown()
    audit.refused(session, reader=reader, what="stuck", now=deps.clock.now(), subject=stuck.member)
    return problem.not_yours("Saying whether somebody is stuck", "that member and their mentors")


def _reader(deps: Deps, session: Session, ask: Ask) -> Member:
    return members.asking(session, workspace=ask.workspace, member=ask.member, settings=deps.settings)


def _id(found: Subject | None) -> str:
    """The narrowest id of a subject; empty for none."""
    return next((each for each in reversed(found.ids) if each), "") if found else ""
