"""Messages about learning the same topic together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from slackblocks import Block

from bot.calendar import date_text
from bot.catalog.models import TopicReference
from bot.core.people.member import Member
from bot.features.learning_together.payloads import TogetherPayload
from bot.features.learning_together.rules import Match
from bot.slack.blocks import ButtonSpec, actions, context, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip, escape, short_person_name
from bot.slack.payloads import RoadmapQueryPayload
from bot.slack.slash import SLASH

MAX_LABEL: Final = 75
_COVERAGE: Final = ButtonSpec("See the coverage", "coverage.open")
_AGAIN: Final = ButtonSpec("Suggest a pair", "together.find")


def render_not_shown() -> Message:
    """Ask the reader to agree first, since whom they ask learns what comes next for them."""
    words = (
        "To find somebody with the same next topic, you both need to show what you know. You don't yet: colleagues "
        "would see your name at topics you know, and that a topic is next for you. Never answers or hours."
    )
    return compose_message(section(words), actions(ButtonSpec("Show what I know", "coverage.show"), _COVERAGE))


def render_hidden() -> Message:
    """Say that nobody can find somebody who hides."""
    words = f"You're hidden, so I don't suggest you to anyone. `{SLASH}leaderboard show` ends that."
    return compose_message(section(words), actions(_COVERAGE))


def render_no_topic() -> Message:
    """Say that no topic comes next for the reader."""
    words = "Your next step isn't a new topic, so there's nobody to match it with. Ask a colleague to try it with you."
    return compose_message(section(words), actions(_COVERAGE))


def render_matches(matches: Sequence[Match], topic: TopicReference, *, reader: Member, now: datetime) -> Message:
    """Name who has the same next topic, each with a time and one button that asks them."""
    if not matches:
        words = (
            f"No match yet for *{_name(topic)}*. I look for someone who shows what they know, has it next too, and "
            "shares a free half hour with you within two weeks."
        )
        return compose_message(section(words), actions(_topic_button(topic), _COVERAGE))
    return compose_message(
        section(f"💡 *{_name(topic)}* is next for you, and for:"),
        [_match_block(each, topic, reader, now) for each in matches],
        actions(_topic_button(topic), _COVERAGE),
    )


def render_asked(
    payload: TogetherPayload, topic: TopicReference, other: Member, *, zone: ZoneInfo, now: datetime, is_new: bool
) -> Message:
    """Confirm that somebody was asked."""
    who, when = short_person_name(other.name), _when(payload.starts_at, zone, now)
    if not is_new:
        return compose_message(section(f"You asked {who} this week already. I'll tell you if they're in."))
    words = (
        f"✅ Asked {who} to learn *{_name(topic)}* together, {when} (your time). "
        "I'll tell you if they're in; if it doesn't suit them, you hear nothing."
    )
    return compose_message(section(words), actions(_topic_button(topic)))


def render_question(
    payload: TogetherPayload, topic: TopicReference, *, asker: Member, reader: Member, now: datetime
) -> Message:
    """Ask somebody whether they want to learn a topic together."""
    who, when = short_person_name(asker.name), _when(payload.starts_at, reader.zone, now)
    return compose_message(
        section(
            f"💡 {who} has the same next topic as you: *{_name(topic)}*. "
            f"Learn it together for half an hour, {when} (your time)?"
        ),
        actions(
            ButtonSpec("I'm in", "together.join", payload.encode(), style="primary"),
            ButtonSpec("Not this time", "together.decline", payload.encode()),
            _topic_button(topic),
        ),
        context(
            f"{who} hears from me only if you're in. You get this because you show what you know; "
            f"*Hide what I know* in `{SLASH}team coverage` ends it."
        ),
    )


def render_answered(
    payload: TogetherPayload, topic: TopicReference, *, asker: Member, zone: ZoneInfo, now: datetime
) -> Message:
    """Confirm a yes to whoever gave it."""
    who, when = short_person_name(asker.name), _when(payload.starts_at, zone, now)
    words = (
        f"🎉 You and {who} learn *{_name(topic)}* together: {when} (your time), 30 min. "
        f"I'll tell {who}. Put it in your calendar."
    )
    return compose_message(section(words), actions(_topic_button(topic)))


def render_declined(payload: TogetherPayload, asker: Member) -> Message:
    """Confirm a no, which nobody is told, with the way to another answer."""
    who = short_person_name(asker.name)
    again = ButtonSpec("I'm in after all", "together.join", payload.encode())
    return compose_message(section(f"OK, not this time. I don't tell {who}."), actions(again))


def render_answer(
    payload: TogetherPayload, topic: TopicReference, *, other: Member, zone: ZoneInfo, now: datetime
) -> Message:
    """Tell whoever asked that the other one is in."""
    who, when = short_person_name(other.name), _when(payload.starts_at, zone, now)
    words = f"🎉 {who} is in: *{_name(topic)}* together, {when} (your time), 30 min. Put it in your calendar."
    return compose_message(section(words), actions(_topic_button(topic)))


def render_asked_by_them(other: Member) -> Message:
    """Say that the other one has asked already."""
    who = short_person_name(other.name)
    return compose_message(section(f"{who} asked you this week already. Press *I'm in* in my message about it."))


def render_answered_before(asker: Member) -> Message:
    """Say that the question was answered once."""
    who = short_person_name(asker.name)
    words = f"Nothing changed: you've answered this already. Write to {who} if that's different now."
    return compose_message(section(words))


def render_too_late(topic: TopicReference) -> Message:
    """Say that the time that was suggested is over."""
    words = f"Nothing changed: that time has passed. I can look for another one for *{_name(topic)}*."
    return compose_message(section(words), actions(_AGAIN))


def render_not_asked() -> Message:
    """Say that a button is another person's, or too old."""
    words = "Nothing changed: this question wasn't for you, or it's too old."
    return compose_message(section(words), actions(_AGAIN))


def render_not_available(topic: TopicReference) -> Message:
    """Say that somebody does not show what they know any more."""
    words = f"Nothing changed: I can't ask them about *{_name(topic)}* any more. I can look for somebody else."
    return compose_message(section(words), actions(_AGAIN))


def render_topic_gone() -> Message:
    """Say that the content has lost the topic."""
    words = "Nothing changed: that topic is no longer there. I can look again for what comes next."
    return compose_message(section(words), actions(_AGAIN))


def _match_block(match: Match, topic: TopicReference, reader: Member, now: datetime) -> Block:
    who, when = short_person_name(match.person.name), _when(match.starts_at, reader.zone, now)
    payload = TogetherPayload(
        by=reader.id, to=match.person.id, topic=topic.id, minute=int(match.starts_at.timestamp()) // 60
    )
    ask = ButtonSpec(
        clip(f"Ask {who}", MAX_LABEL),
        "together.ask",
        payload.encode(),
        accessibility_label=clip(f"Ask {who} for {when}", MAX_LABEL),
    )
    return section(f"*{who}*: {when} (your time) suits you both", ask)


def _topic_button(topic: TopicReference) -> ButtonSpec:
    label = clip(f"Open {topic.name}", MAX_LABEL)
    return ButtonSpec(label, "roadmap.open", RoadmapQueryPayload(query=topic.id).encode())


def _when(at: datetime, zone: ZoneInfo, now: datetime) -> str:
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    return f"{date_text.day_text(local.date(), today)} {local:%H:%M}"


def _name(topic: TopicReference) -> str:
    return escape(topic.label)
