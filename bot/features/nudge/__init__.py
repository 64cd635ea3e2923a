"""The weekly private reminder."""

from __future__ import annotations

from bot.db.personal_data import Owned, PersonalData
from bot.db.tables import nudge_texts
from bot.delivery.occurrences import DeliveryKind
from bot.feature import Feature, MessageKind, Schedule
from bot.features.nudge import handlers
from bot.features.nudge.jobs import due, due_times
from bot.slack.command import CommandUsage, Heading

FEATURE = Feature(
    name="nudge",
    usages=(
        CommandUsage(
            "nudge tue 10:00",
            "when nudges come; also `off`, `on`, `every two weeks`, `until 14 dec`",
            Heading.YOUR_WEEK,
            order=40,
        ),
    ),
    register=handlers.register,
    words={"nudge": handlers.answer_nudge},
    synonyms={
        **dict.fromkeys(("nudge …", "nudges …", "reminder …", "reminders …", "notifications …"), "roadmate nudge …"),
        **dict.fromkeys(("snooze until …", "pause until …", "snooze till …", "mute until …"), "roadmate nudge until …"),
        **dict.fromkeys(
            ("snooze", "pause", "resume", "remind", "remind me", "reminder", "reminders"), "roadmate nudge"
        ),
        **dict.fromkeys(("stop", "off", "on", "mute", "unmute", "quiet", "silence", "unsubscribe"), "roadmate nudge"),
        **dict.fromkeys(("subscribe", "nudges", "notification", "notifications", "notify"), "roadmate nudge"),
    },
    schedule=Schedule(due_times.find_ready, due.find_due, due_times.list_slots),
    deliveries=(
        MessageKind(DeliveryKind.NUDGE, about_many=True, is_moot=due.is_moot),
        MessageKind(DeliveryKind.SNOOZED_NUDGE, about_many=True, is_moot=due.is_moot),
    ),
    personal_data=PersonalData(
        owned=(Owned(nudge_texts.c.member),),
        sections={"nudges": (nudge_texts.c.member,)},
    ),
    samples=(
        "roadmate nudge",
        "roadmate nudge fri 15:00",
        "roadmate nudge off",
        "roadmate nudge on",
        "roadmate nudge 03:00",
        "roadmate nudge nonsense",
        "roadmate nudge fri",
    ),
)
