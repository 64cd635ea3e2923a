"""Messages about being stuck: what was said, who is told, whom to ask, and that it is over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from slackblocks import SectionBlock

from bot.calendar import format as calendar_format
from bot.catalog.catalog import Catalog
from bot.catalog.lookup import typeahead
from bot.catalog.lookup.subjects import Subject
from bot.features.help_requests.rules.experts import Knower
from bot.features.help_requests.rules.request import LONGEST, MOST, Stuck, about, note
from bot.features.help_requests.views import experts
from bot.slack.blocks import Press, actions, context, rows_of_actions, section
from bot.slack.message import Message, compose
from bot.slack.mrkdwn import bare, clip, escape, listed, person
from bot.slack.payloads import Draft, Question, Trouble
from bot.ui.entry_text import quoted

KNOWERS: Final = 3
_SEEN: Final = "Mentors of yours, lead mentors and admins see it"
_LIKE: Final = "roadmate stuck terraform state: the lock is never released"


@dataclass(frozen=True, slots=True)
class Told:
    """Who hears of it: the names of mentors, or of others where `own` is false; and whom one may ask."""

    guides: Sequence[str]
    own: bool
    knowers: Sequence[Knower]
    questions: Sequence[Question]


def subject(catalog: Catalog, item: str) -> Subject | None:
    """The area, roadmap, topic or assignment of an id; None for none of these any more."""
    task = catalog.find_assignment(item)
    if task:
        return Subject(task[0])
    return next(
        filter(None, (typeahead.read(catalog, f"{kind}:{item}") for kind in ("topic", "roadmap", "area"))), None
    )


def key(stuck: Stuck, catalog: Catalog) -> str:
    """The key of its subject; empty for none."""
    found = subject(catalog, stuck.subject)
    return typeahead.key(found) if found else ""


def place(stuck: Stuck, catalog: Catalog) -> str:
    """Where it is, by name where the content knows it: `State Management, Terraform`, or the words typed."""
    task, found = catalog.find_assignment(stuck.subject), subject(catalog, stuck.subject)
    if task:
        return task[1].name
    return experts.subject(found) if found else f"“{escape(clip(stuck.about, 80))}”"


def page(
    stuck: Stuck, told: Told, catalog: Catalog, *, lead: str = "", took: str = "", is_news: bool = True
) -> Message:
    """One is stuck: who is told, who knows, and what to read meanwhile."""
    noted = "Noted: you" if is_news else "Noted before: you"
    head = f"{'You' if lead else noted} are stuck"
    return compose(
        section(f"{lead}\n*{head} with {place(stuck, catalog)}*{quoted(stuck.note)}{took}\n{_told(told)}".lstrip()),
        section("*Who knows it*" if told.knowers else "Nobody who knows it has agreed to be asked yet."),
        experts.rows(told.knowers[:KNOWERS], told.questions, catalog),
        actions(_over(stuck), Press("Read about it", "stuck.read", _content(stuck, catalog))),
        context(f"{_SEEN}; nobody else but whom you ask."),
    )


def which(words: str, options: Sequence[tuple[str, Trouble]]) -> Message:
    """Words that fit several subjects; nobody is told before one is chosen."""
    presses = [Press(clip(label, 70), "stuck.say", ticket.value()) for label, ticket in options]
    other = Press("None of these", "stuck.say", Trouble(words=words).value())
    return compose(
        section(f"*Which “{escape(clip(words, 200))}” do you mean?* I keep your words."),
        rows_of_actions([*presses, other]),
    )


def shall_i(words: str, guides: Sequence[str]) -> Message:
    """Words that the content does not know may be a slip of the pen: nobody is told before that is confirmed."""
    names = listed([person(name) for name in guides[:5]])
    return compose(
        section(f"*Tell {names} that you are stuck with “{escape(clip(about(words), 80))}”?*{quoted(note(words))}"),
        actions(
            Press("Tell them", "stuck.say", Trouble(words=words).value(), style="primary"), Press("No", "stuck.drop")
        ),
        context("I know no focus area, roadmap or topic of that name. Nothing is noted or sent before you say so."),
    )


def dropped() -> Message:
    """Nobody is told after all."""
    return compose(section("Fine: nothing was noted, and nobody was told."))


def everything(open_ones: Sequence[Stuck], catalog: Catalog, zone: ZoneInfo, today: date, prefix: str) -> Message:
    """Where the reader is stuck, each with a way out."""
    if not open_ones:
        words = "You have not said that you are stuck anywhere."
        return compose(section(f"{words} `/{prefix}{_LIKE}` tells your mentor, and finds who knows."))
    return compose(
        section("*Where you are stuck*, as you said"),
        [_line(each, catalog, zone, today) for each in open_ones],
        context(f"{_SEEN}. `/{prefix}roadmate stuck` and what with adds another."),
    )


def too_many(prefix: str) -> Message:
    """More places than anybody can help with at a time."""
    words = f"You are stuck in {MOST} places already, so I noted no other one."
    return compose(section(f"{words} `/{prefix}roadmate stuck` lists them: say first where you are through."))


def too_long(words: str, prefix: str) -> Message:
    """More words than are kept; they are shown, to be shortened."""
    lead = f"That is longer than {LONGEST} characters. Nobody was told; say it shorter, or put a link in its place."
    return compose(section(f"{lead}\nYou typed: {escape(clip(words, 2000))}"), context(f"Like `/{prefix}{_LIKE}`"))


def without_words(prefix: str) -> Message:
    """Only a note, or nothing that can be read."""
    return compose(section(f"With what? Name it, and what happens: `/{prefix}{_LIKE}`"))


def letter(name: str, stuck: Stuck, catalog: Catalog, *, own: bool) -> Message:
    """To a mentor, or (not their `own`) to who stands in for one: who is stuck, with what, and the ways on."""
    short = bare(clip(name, 30))
    why = "who mentor them" if own else "who lead here, since they have no mentor yet"
    return compose(
        section(f"*{person(name)} is stuck with {place(stuck, catalog)}*{quoted(stuck.note)}"),
        actions(
            Press(f"How {short} is doing", "card.open", stuck.member),
            Press(f"{short} is through", "stuck.over", str(stuck.id)),
        ),
        context(f"Told to those {why}. A word today helps most."),
    )


def through(name: str, stuck: Stuck, catalog: Catalog) -> Message:
    """To who read that somebody is stuck: they are not any more."""
    press = Press(f"How {bare(clip(name, 30))} is doing", "card.open", stuck.member)
    return compose(section(f"*{person(name)} is through with {place(stuck, catalog)}.*"), actions(press))


def over(stuck: Stuck, catalog: Catalog, *, already: bool, told: Sequence[str] = ()) -> Message:
    """The reader is through, of which those who read that they were stuck are `told`."""
    where = place(stuck, catalog)
    lead = (
        f"It was noted before that you are through with {where}." if already else f"*Well done:* through with {where}."
    )
    tell = f" I tell {listed([person(name) for name in told[:5]])}." if told else ""
    found = subject(catalog, stuck.subject)
    draft = Draft(subject=typeahead.key(found)) if found else Draft(what=clip(stuck.about, 100))
    return compose(section(lead + tell), actions(Press("Log the hours", "log.form", draft.value()), _again(stuck)))


def over_for(name: str, stuck: Stuck, catalog: Catalog, *, already: bool) -> Message:
    """A mentor says that somebody is through."""
    lead = "It was noted before" if already else "Noted, and told to them"
    return compose(section(f"{lead}: {person(name)} is through with {place(stuck, catalog)}."))


def over_by(name: str, stuck: Stuck, catalog: Catalog) -> Message:
    """To the member: a mentor thinks that they are through."""
    words = f"*{person(name)} noted that you are through with {place(stuck, catalog)}.*"
    return compose(section(f"{words} If you are not, say so."), actions(_again(stuck)))


def unknown() -> Message:
    """A number that is nobody's."""
    return compose(section("I know of nobody who is stuck there, so nothing was changed."))


def _told(told: Told) -> str:
    if not told.guides:
        return "There is no mentor or admin whom I could tell. Whom you ask below hears of it."
    names = listed([person(name) for name in told.guides[:5]])
    if told.own:
        return f"I tell your {'mentor' if len(told.guides) == 1 else 'mentors'}, {names}."
    return f"You have no mentor yet, so I tell {names}."


def _line(stuck: Stuck, catalog: Catalog, zone: ZoneInfo, today: date) -> SectionBlock:
    since = _day(stuck.at, zone, today)
    return section(f"*{place(stuck, catalog)}*, since {since}{quoted(stuck.note)}", _over(stuck))


def _day(at: datetime, zone: ZoneInfo, today: date) -> str:
    return calendar_format.spell(at.astimezone(zone).date(), today)


def _over(stuck: Stuck) -> Press:
    return Press("I am through", "stuck.over", str(stuck.id))


def _again(stuck: Stuck) -> Press:
    return Press("Still stuck", "stuck.again", str(stuck.id))


def _content(stuck: Stuck, catalog: Catalog) -> str:
    """What `/roadmap` answers with the content that helps."""
    found = subject(catalog, stuck.subject)
    if found is None:
        return f"search {clip(stuck.about, 200)}"
    return found.place.id if found.place else found.name
