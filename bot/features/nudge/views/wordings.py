"""What nudges say, as whole sentences: the newest thing first, and many of them, since none is said twice."""

from __future__ import annotations

from collections.abc import Iterator

from bot.calendar import date_text
from bot.features.nudge.rules.letter import NudgeFacts, Wording
from bot.slack.mrkdwn import clip, escape
from bot.slack.slash import SLASH
from bot.timeexpr.durations import parse
from bot.ui.next_step import step_name


def nudge_wordings(facts: NudgeFacts) -> Iterator[Wording]:
    """Return the ways to begin a nudge, from what is new since the last one to what is always so."""
    if facts.is_asked_for:
        day = date_text.day_text(facts.today, facts.today)
        yield Wording("asked", f"Here I am again, as you asked ({day}). 30 minutes would be a start.")
        return
    yield from _upcoming(facts)
    if facts.minutes:
        yield from _begun_week(facts)
    else:
        yield from _empty_week(facts)


def question_wordings(facts: NudgeFacts) -> Iterator[Wording]:
    """Return the ways to ask whether nudges are still useful."""
    name = escape(facts.name)
    yield Wording("still", f"Still useful, {name}? I've written a few times and don't want to bother you.")
    if facts.last_entry:
        day = date_text.day_text(facts.last_entry, facts.today)
        yield Wording("still_since", f"Still useful, {name}? Your last entry is from {day}. Pick what suits you.")
    yield Wording("fewer", f"{name}, how often should I write, if at all?")
    yield Wording("right", f"Are these nudges still right for you, {name}? Pick what suits you.")


def _upcoming(facts: NudgeFacts) -> Iterator[Wording]:
    """Return what comes up soon and is a reason to learn today."""
    if facts.session:
        title, at = escape(clip(facts.session[0], 100)), f"{facts.session[1]:%H:%M}"
        yield Wording("session", f"📅 *{title}* is tomorrow at {at}. Half an hour today is a good warm-up.")
    for name, day in facts.due:
        due = date_text.day_text(day, facts.today)
        yield Wording("assignment", f"📅 *{escape(clip(name, 100))}* is due on {due}. Half an hour today helps.")


def _begun_week(facts: NudgeFacts) -> Iterator[Wording]:
    """Return what can be said in a week that has hours, but fewer than the goal."""
    left, done, goal = parse.spell(facts.left), parse.spell(facts.minutes), parse.spell(facts.goal)
    if facts.streak > 1:
        weeks = facts.streak
        yield Wording("streak", f"{weeks} weeks in a row so far. {left} more this week makes it {weeks + 1} 🔥")
    if facts.last_logged:
        minutes, subject = parse.spell(facts.last_logged[0]), escape(clip(facts.last_logged[1], 100))
        yield Wording("logged", f"Last time you logged {minutes} on {subject}. {left} more meets this week's goal.")
    yield Wording("left", f"🎯 {done} of {goal} this week. {left} to go.")
    if facts.step:
        step = escape(step_name(facts.step))
        yield Wording("left_step", f"{left} to go this week. *{step}* could be next.")


def _empty_week(facts: NudgeFacts) -> Iterator[Wording]:
    """Return what can be said in a week without hours."""
    name = escape(facts.name)
    yield Wording("empty", f"Hi {name}, nothing logged yet this week. 30 minutes would be a start.")
    if facts.streak > 1:
        yield Wording("empty_streak", f"{name}, {facts.streak} weeks in a row is worth keeping. There's still time 🔥")
    if facts.last_entry:
        day = date_text.day_text(facts.last_entry, facts.today)
        yield Wording("last_entry", f"You last logged something on {day}, {name}. Ready for the next half hour?")
    if facts.step:
        step = escape(step_name(facts.step))
        yield Wording("step", f"Half an hour on *{step}* would be a good use of a quiet moment, {name}.")
        if facts.step.minutes:
            total, area = parse.spell(facts.step.minutes), escape(facts.step.area.name)
            yield Wording("area", f"You have {total} in {area} so far. Which 30 minutes come next, {name}?")
    if facts.goal:
        goal = parse.spell(facts.goal)
        yield Wording("small", f"Is {goal} too much this week, {name}? 15 minutes count too.")
    if facts.step:
        yield Wording("read", f"Reading one page about *{escape(step_name(facts.step))}* is a fine start, {name}.")
    if not facts.last_entry:
        yield Wording("first", f"Your first entry is one line away, {name}: what did you learn lately?")
    yield Wording("learned", f"Learned something this week, {name}? Logging it takes one line, like `{SLASH}log 30m`.")
