"""The facts on a one-to-one card: all that both its reader and the member see."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from slackblocks import Block

from bot.calendar import format as calendar_format
from bot.catalog.catalog import Catalog
from bot.catalog.lookup import subjects
from bot.catalog.lookup.subjects import Subject
from bot.core.assignments.assignment import Stage
from bot.core.levels.level import Level
from bot.features.help_requests.rules.request import Stuck
from bot.features.one_on_one.rules.card import Card
from bot.features.one_on_one.rules.card_facts import Facts, Open
from bot.features.one_on_one.rules.questions import questions
from bot.features.one_on_one.views.wording import question, quote, thing
from bot.features.team.rules.team import Line
from bot.features.team.views.status import against, in_short
from bot.slack.blocks import bars, section
from bot.slack.mrkdwn import clip, count, escape, listed, percent, person
from bot.timeexpr.durations import parse
from bot.ui import next_step
from bot.ui.entry_text import line

LISTED: Final = 6  # things of one kind by name
BARS: Final = 6  # older clients draw no more


def facts(card: Card, catalog: Catalog, now: datetime, *, drawn: bool) -> list[Block]:
    """What everybody sees who may see it, the member included."""
    known = card.facts
    blocks = [
        section(f"{_who(card, now)}\n{_state(card, catalog)}"),
        section(_since(card, catalog)),
        _hours(known, catalog, drawn=drawn) if known.areas else None,
        section(_recent(card, catalog)) if card.recent else None,
        section(_open(known, catalog)),
        section(_plan(card)),
        section(_stuck(card, catalog)) if known.stuck else None,
        section("*Two questions to ask*\n" + "\n".join(f"{n}. {each}" for n, each in _questions(known, catalog))),
    ]
    return [block for block in blocks if block]


def day_of(moment: datetime, zone: ZoneInfo, today: date) -> str:
    """The day of a moment, as it is written everywhere."""
    return calendar_format.spell(moment.astimezone(zone).date(), today)


def _who(card: Card, now: datetime) -> str:
    at, zone = now.astimezone(card.member.zone), card.member.zone.key
    return (
        f"*{person(card.member.name)}* · there it is {calendar_format.spell(at.date(), at.date())} {at:%H:%M} ({zone})"
    )


def _state(card: Card, catalog: Catalog) -> str:
    """`*Quiet: no entry for 16 days*`, and below it the member's line on the team's page."""
    if card.line is None:
        return "*A guest here*, whom nobody mentors." if card.member.is_active else "*Has left this workspace.*"
    short = in_short(card.line.standing.state, card.facts.today, catalog)
    return f"*{short[:1].upper()}{short[1:]}*\n{_line(card.line, card.facts.today)}"


def _line(line: Line, today: date) -> str:
    """`This week 0 h of 2 h · four weeks 20 min of 8 h · last entry Thu 5 Nov · 1 assignment waits for a sign-off`."""
    of = line.standing
    last = f"last entry {calendar_format.spell(of.facts.last, today)}" if of.facts.last else "no entry yet"
    waiting = f"{count(of.waiting, 'assignment')} {'waits' if of.waiting == 1 else 'wait'} for a sign-off"
    hours = [f"This week {against(line.week, line.week_goal)}"]
    hours += [] if of.is_new else [f"four weeks {against(line.month, line.month_goal)}"]
    return " · ".join([*hours, last, *([waiting] if of.waiting else [])])


def _since(card: Card, catalog: Catalog) -> str:
    known = card.facts
    lead = (
        f"Since the last one-to-one, {calendar_format.spell(known.met, known.today)}" if known.met else "In four weeks"
    )
    none = "" if known.met else " (no one-to-one of these two is booked yet)"
    booked = f"{parse.spell(known.minutes)} in {count(known.entries, 'entry', 'entries')}"
    levels = [f"{thing(each.roadmap, catalog)} {_level(each, card)}" for each in known.change.levels]
    rows = (
        ("Signed off", _things(known.change.signed, catalog)),
        ("Finished by their own word", _things(known.change.finished, catalog)),
        ("Sent back", _things(known.change.sent_back, catalog)),
        ("Levels", listed(levels)),
    )
    lines = [f"{name}: {words}" for name, words in rows if words]
    return "\n".join([f"*{lead}:* {booked if known.entries else 'nothing booked'}{none}", *lines])


def _hours(known: Facts, catalog: Catalog, *, drawn: bool) -> Block:
    """The areas with most hours; what has no bar of its own stands in the last."""
    named = [(thing(area, catalog), minutes) for area, minutes in known.areas]
    if len(named) > BARS:
        named = [*named[: BARS - 1], ("Others", sum(minutes for _, minutes in named[BARS - 1 :]))]
    if drawn:
        return bars("Hours by area", "Hours", [(label, round(minutes / 60, 2)) for label, minutes in named])
    return section("*Hours by area:* " + ", ".join(f"{name} {parse.spell(minutes)}" for name, minutes in named))


def _recent(card: Card, catalog: Catalog) -> str:
    lines = [f"• {escape(line(each, catalog, card.facts.today))}" for each in card.recent]
    return "\n".join(["*Last entries*", *lines])


def _open(known: Facts, catalog: Catalog) -> str:
    if not known.open:
        return "*Open assignments:* none is begun."
    lines = [f"• {thing(each.assignment, catalog)}: {_stage(each, known.today)}" for each in known.open[:LISTED]]
    more = len(known.open) - len(lines)
    return "\n".join(["*Open assignments*", *lines, *([f"and {more} more"] if more else [])])


def _stage(each: Open, today: date) -> str:
    """`handed in, Tue 17 Nov; due Fri 4 Dec`."""
    stage = f"{each.stage.value}, {calendar_format.spell(each.changed, today)}"
    if each.due is None or each.stage is Stage.HANDED_IN:
        return stage
    return f"{stage}; {'was due' if each.is_overdue(today) else 'due'} {calendar_format.spell(each.due, today)}"


def _plan(card: Card) -> str:
    step, advice = card.step, card.facts.advice
    if step is None:
        return f"*Plan: {percent(card.facts.share)}.* Everything in it is done."
    if advice is None:
        return f"*Plan: {percent(card.facts.share)}.* Next: {next_step.short(step)}"
    who = person(card.names.get(advice.mentor, "a mentor"))
    words = f"\n{quote(advice.words)}" if advice.words else ""
    day = day_of(advice.at, card.member.zone, card.facts.today)
    return f"*Plan: {percent(card.facts.share)}.* Next: *{next_step.name(step)}*, set by {who}, {day}{words}"


def _stuck(card: Card, catalog: Catalog) -> str:
    where = [
        f"• {_place(each, catalog)}, since {day_of(each.at, card.member.zone, card.facts.today)}"
        for each in card.facts.stuck[:LISTED]
    ]
    return "\n".join(["*Stuck*", *where])


def _place(stuck: Stuck, catalog: Catalog) -> str:
    """In their own words, unless these are no more than a name of it."""
    is_name = not stuck.note and isinstance(subjects.find(catalog, stuck.about), Subject)
    return thing(stuck.subject, catalog) if stuck.subject and is_name else f"“{escape(clip(stuck.words, 200))}”"


def _questions(known: Facts, catalog: Catalog) -> list[tuple[int, str]]:
    return [(number, escape(question(each, catalog))) for number, each in enumerate(questions(known), start=1)]


def _level(level: Level, card: Card) -> str:
    if level.confirmed is None:
        return f"{level.claimed} (their own word)"
    since = f", {level.claimed} by their own word since" if level.waits else ""
    return f"{level.confirmed} (confirmed by {person(card.names.get(level.confirmed_by or '', 'a mentor'))}{since})"


def _things(found: tuple[str, ...], catalog: Catalog) -> str:
    names = [thing(each, catalog) for each in found[:LISTED]]
    more = len(found) - len(names)
    return listed([*names, f"{more} more"] if more else names)
