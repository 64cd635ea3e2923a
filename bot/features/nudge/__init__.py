"""The weekly private reminder."""

from __future__ import annotations

from bot.delivery.occurrences import DeliveryKind
from bot.feature import Feature, MessageKind, Schedule
from bot.features.nudge import handlers, jobs
from bot.slack.command import CommandUsage, Heading

FEATURE = Feature(
    name="nudge",
    usages=(
        CommandUsage(
            "nudge off",
            "no weekly reminder (`on` brings it back); `nudge until 14 dec` pauses it",
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
    schedule=Schedule(jobs.find_due, jobs.list_slots),
    deliveries=(
        MessageKind(DeliveryKind.NUDGE, about_many=True, is_moot=jobs.is_moot),
        MessageKind(DeliveryKind.SNOOZED_NUDGE, about_many=True, is_moot=jobs.is_moot),
    ),
)
