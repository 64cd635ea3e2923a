"""Answers to questions in plain words: offers with buttons, topics, and a word on what can't be read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from slackblocks import Block

from bot.calendar import date_text
from bot.catalog.lookup.subjects import Subject
from bot.catalog.lookup.typos import Correction
from bot.catalog.models import TopicReference
from bot.features.questions.rules.readable import Unreadable
from bot.features.questions.rules.sentences import NotOwn
from bot.features.roadmap.views.fragments import content_text, corrections_block, topic_label
from bot.slack.blocks import ButtonSpec, actions, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip, escape
from bot.slack.payloads import EntryDraftPayload, LogLinePayload, PendingEntryPayload, RoadmapQueryPayload
from bot.slack.slash import SLASH
from bot.timeexpr.durations import parse

TOPICS_SHOWN: Final = 3
MAX_QUOTED: Final = 100  # characters of a question
MAX_SUBJECTS: Final = 3  # of which one is meant
_LABELS: Final = {
    "log undo": "Undo the last change",
    "log edit": "Edit an entry",
    "log delete": "Delete an entry",
    "leaderboard hide": "Hide me",
    "plan": "Open my plan",
    "roadmate away": "Plan time off",
    "roadmate export": "Send my data",
    "roadmate forget me": "Delete my data",
    "roadmate goal": "See my goal",
    "roadmate named on": "List me",
    "roadmate nudge": "My nudges",
    "roadmate nudge off": "Stop the reminders",
    "roadmate privacy": "See what's kept",
    "roadmate session": "Plan a session",
    "roadmate stuck": "I'm stuck",
    "roadmap next": "What's next for me?",
}
_LABELS_WITH_REST: Final = {
    "roadmate away": "Time off: {}",
    "roadmate goal": "Goal: {} a week",
    "roadmate nudge": "Remind me {}",
    "roadmate stuck": "I'm stuck: {}",
}
_UNREADABLE_TEXTS: Final = {
    Unreadable.NO_WORDS: "I can't find a word in that. Ask me in a sentence, or try one of these:",
    Unreadable.OTHER_LANGUAGE: "I only read English so far, so nothing was logged or changed. Try one of these:",
    Unreadable.TOO_LONG: "That's more than I can read at once, so nothing was logged or changed. "
    "Ask me in one sentence, or try:",
    Unreadable.CODE: "That looks like code, which I don't read, so nothing was logged or changed. "
    "Ask me in a sentence, or try:",
}
_NOT_OWN_TEXTS: Final = {
    NotOwn.DENIED: "OK, nothing was logged. If there's something to take back, it's among your entries:",
    NotOwn.AHEAD: "That's still to come, so nothing was logged. Tell me when it's done.",
    NotOwn.ANOTHERS: "I only log what you did yourself, so nothing was logged. Anyone can tell me about their own.",
}


def render_offer(text: str, lines: Sequence[str]) -> Message:
    """Render the commands that would do what was asked for: the first leads, nothing has been done yet."""
    buttons = [
        ButtonSpec(clip(_line_label(line), 75), "roadmate.say", line, style=None if number else "primary")
        for number, line in enumerate(lines)
    ]
    return compose_message(section(text), actions(*buttons))


def _line_label(line: str) -> str:
    """Return what a button does that runs the line."""
    if line in _LABELS:
        return _LABELS[line]
    command = next((each for each in _LABELS_WITH_REST if line.startswith(f"{each} ")), None)
    return _LABELS_WITH_REST[command].format(line[len(command) + 1 :]) if command else f"{SLASH}{line}"


def render_hours_offer(pending: PendingEntryPayload, subject: Subject, today: date) -> Message:
    """Offer to log hours that a sentence tells of."""
    length, name, day = parse.spell(pending.minutes), escape(subject.label), date_text.day_text(pending.day, today)
    note = f", with the note “{escape(clip(pending.note, MAX_QUOTED))}”" if pending.note else ""
    button = ButtonSpec(clip(f"Log {length} on {subject.name}", 75), "log.book", pending.encode(), style="primary")
    return compose_message(
        section(f"Want me to log *{length} on {name}* ({day}){note}?"), actions(button, _no_button())
    )


def render_lines_offer(
    pairs: Sequence[tuple[PendingEntryPayload, Subject]], line: LogLinePayload, today: date
) -> Message:
    """Offer to log several lengths that a sentence tells of, all with one press."""
    rows = [
        f"• {parse.spell(pending.minutes)} on {escape(subject.label)} ({date_text.day_text(pending.day, today)})"
        for pending, subject in pairs
    ]
    total = parse.spell(sum(pending.minutes for pending, _ in pairs))
    lead = section("\n".join(("Want me to log these?", *rows)))
    button = ButtonSpec(f"Log all {len(pairs)} ({total})", "log.line", line.encode(), style="primary")
    return compose_message(lead, actions(button, _no_button()))


def render_subject_offer(pendings: Sequence[tuple[PendingEntryPayload, Subject]], today: date) -> Message:
    """Offer to log a length on one of several subjects that a sentence names."""
    pending = pendings[0][0]
    length, day = parse.spell(pending.minutes), date_text.day_text(pending.day, today)
    buttons = [
        ButtonSpec(clip(f"Log {length} on {subject.label}", 75), "log.book", each.encode())
        for each, subject in pendings[:MAX_SUBJECTS]
    ]
    return compose_message(
        section(f"Want me to log *{length}* ({day})? On what?"), actions(*buttons, _form_button(pending.minutes))
    )


def render_length_offer(minutes: int) -> Message:
    """Offer the form for a length in a sentence that names nothing I know."""
    return compose_message(
        section(
            f"Want me to log *{parse.spell(minutes)}*? Say on what, like `2h networking yesterday`, or use the form."
        ),
        actions(_form_button(minutes)),
    )


def render_not_own(reason: NotOwn) -> Message:
    """Say why a length was not logged, and not offered either."""
    text = section(_NOT_OWN_TEXTS[reason])
    if reason is not NotOwn.DENIED:
        return compose_message(text)
    return compose_message(text, actions(ButtonSpec("My entries", "roadmate.say", "log list")))


def render_topics(text: str, topics: Sequence[TopicReference], corrections: Sequence[Correction], more: str) -> Message:
    """Render the topics that say most about a question, each in a closed row; `more` is the query for all of them."""
    lead = section(f"📚 Best topics for “{escape(clip(text, MAX_QUOTED))}”:")
    payload = RoadmapQueryPayload(query=more).encode()
    return compose_message(
        corrections_block(corrections),
        lead,
        [_topic_row(each) for each in topics[:TOPICS_SHOWN]],
        actions(
            ButtonSpec("More topics", "roadmap.open", payload),
            ButtonSpec("Who knows this?", "roadmate.say", f"roadmate who {topics[0].topic.name}".lower()),
        ),
    )


def render_nothing_found(text: str) -> Message:
    """Say that nothing fits a question."""
    return compose_message(
        section(f"I found nothing for “{escape(clip(text, MAX_QUOTED))}”. Try other words, or one of these:"),
        actions(*_starting_buttons()),
    )


def render_unreadable(problem: Unreadable) -> Message:
    """Say why a text can't be read, and what to try."""
    return compose_message(section(_UNREADABLE_TEXTS[problem]), actions(*_starting_buttons()))


def _topic_row(topic_ref: TopicReference) -> Block:
    topic = topic_ref.topic
    button = ButtonSpec(
        "Open",
        "roadmap.open",
        RoadmapQueryPayload(query=topic_ref.id).encode(),
        accessibility_label=clip(f"Open {topic_label(topic_ref)}", 75),
    )
    row = (
        f"*{content_text(topic.name)}* · {content_text(topic_ref.roadmap.name)}, {content_text(topic_ref.level_words)}"
    )
    return section(f"{row}\n{content_text(topic.first_clause)}", button)


def _starting_buttons() -> tuple[ButtonSpec, ...]:
    return (
        ButtonSpec("What's next for me?", "roadmate.say", "roadmap next"),
        ButtonSpec("Help", "roadmate.say", "roadmate help"),
    )


def _form_button(minutes: int) -> ButtonSpec:
    return ButtonSpec("Open the form", "log.form", EntryDraftPayload(minutes=minutes).encode())


def _no_button() -> ButtonSpec:
    return ButtonSpec("No thanks", "log.drop")
