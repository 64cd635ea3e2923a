"""Each kind of message that Roadmate sends by itself: when it comes, to whom, and how to stop it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.delivery.occurrences import DeliveryKind

ONCE: Final = "It comes once."
PERSON: Final = "A person starts it, so there's nothing to stop."


@dataclass(frozen=True, slots=True)
class KindText:
    """What is said of a kind of message; `group` is the part of the page it is in."""

    group: str
    title: str
    when: str
    to: str
    stop: str


WEEK: Final = "The week"
PEOPLE: Final = "What people do for each other"
SESSIONS: Final = "Sessions and ideas"
START: Final = "The start"
FILES: Final = "Files you asked for"
ADMINS: Final = "For admins"

KINDS: Final[dict[DeliveryKind, KindText]] = {
    DeliveryKind.DIGEST: KindText(
        WEEK,
        "The digest",
        "Monday 09:00 workspace time, or when an admin says; up to 48 hours late, then it's skipped.",
        "the learning channel; details go into its thread",
        "Admins: `/roadmate settings digest off`. Members: `/leaderboard hide` leaves you out.",
    ),
    DeliveryKind.NUDGE: KindText(
        WEEK,
        "The nudge",
        "Thursday 16:00 your time, or when you say, if you have a goal or an assignment and are below it. Not in your "
        "first week, not while you're away. After two without an answer every second week, then one question, then "
        "none.",
        "you",
        "`/roadmate nudge off`, or **Stop nudges** on it.",
    ),
    DeliveryKind.SNOOZED_NUDGE: KindText(
        WEEK, "The nudge, put off", "A day after you press **Remind me tomorrow**.", "you", "`/roadmate nudge off`."
    ),
    DeliveryKind.QUESTIONS: KindText(
        WEEK,
        "Questions",
        "Tuesday and Thursday 10:00 your time, or your own days, once you've learned three topics: at most three. The "
        "week's nudge rides with the first.",
        "you",
        "`/roadmate questions off`, or **Stop questions** on it.",
    ),
    DeliveryKind.WEEKLY_SUMMARY: KindText(
        WEEK,
        "Your own week",
        "Monday 09:00 your time, if you turned it on with `/roadmate summary on`.",
        "you",
        "`/roadmate summary off`.",
    ),
    DeliveryKind.MENTOR_SUMMARY: KindText(
        WEEK,
        "Who needs a word",
        "Monday 09:30 your time, if somebody is stuck, behind or quiet.",
        "mentors, lead mentors and admins who can see them",
        "`/roadmate mentoring off`.",
    ),
    DeliveryKind.WELCOME: KindText(
        START, "The welcome", "After the answer to the first thing you type.", "a new member", ONCE
    ),
    DeliveryKind.SETUP: KindText(
        START,
        "Five steps",
        "When Roadmate is installed.",
        "the person who installed it, or each of `ROADMATE_ADMINS`",
        ONCE,
    ),
    DeliveryKind.ANNOUNCEMENT: KindText(
        START,
        "Hello, team",
        "When an admin presses **Post the announcement**.",
        "the learning channel",
        ONCE,
    ),
    DeliveryKind.PAIR: KindText(
        PEOPLE,
        "Pairs",
        "When somebody is asked to be paired, answers or ends it; once after four weeks without a meeting.",
        "the mentor and the mentee; the person who asked",
        PERSON,
    ),
    DeliveryKind.ASSIGNMENT: KindText(
        PEOPLE,
        "Assignments",
        "When one is handed in, signed off, sent back or reopened.",
        "the people who can sign it off, or the member",
        PERSON,
    ),
    DeliveryKind.LEVEL: KindText(
        PEOPLE,
        "Levels",
        "When a member sets a level, and when a mentor confirms or changes it.",
        "their mentors (or lead mentors and admins), or the member",
        PERSON,
    ),
    DeliveryKind.HELP_REQUEST: KindText(
        PEOPLE,
        "Somebody is stuck",
        "When a member types `/roadmate stuck`, asks a person for help, or it's solved.",
        "their mentors, and the people they ask",
        PERSON,
    ),
    DeliveryKind.MENTOR_MESSAGE: KindText(
        PEOPLE,
        "A word from a mentor",
        "When a mentor praises, nudges, asks or sets a next step, and when the member answers.",
        "the member, or the mentor",
        PERSON,
    ),
    DeliveryKind.CO_LEARNER_OFFER: KindText(
        PEOPLE,
        "The same hours for you",
        "When a colleague logs hours with you in them (`/log 1h mentoring @ben`).",
        "the person named",
        "**No, thanks** on it; it comes once for each of these entries.",
    ),
    DeliveryKind.WAITING_REMINDER: KindText(
        PEOPLE,
        "What waits for you",
        "Once for each thing, after two working days.",
        "the person who can answer",
        "`/roadmate waiting off`.",
    ),
    DeliveryKind.LONG_WAIT: KindText(
        PEOPLE,
        "It takes long",
        "Once for each thing, after two working days: who else you can ask.",
        "the person who waits",
        "`/roadmate waiting off`.",
    ),
    DeliveryKind.HANDOVER: KindText(
        PEOPLE, "Handed over to you", "When somebody hands over to you what waited for them.", "you", PERSON
    ),
    DeliveryKind.TOGETHER: KindText(
        PEOPLE,
        "Learn it together",
        "When a colleague with the same next topic asks you, and when you're in.",
        "you, or the colleague; nobody hears of a no",
        "**Hide what I know** in `/team coverage`.",
    ),
    DeliveryKind.SESSION: KindText(
        SESSIONS,
        "A session",
        "When a session is announced, moved or cancelled.",
        "its channel; the people who joined",
        "Leave the session in `/roadmate sessions`.",
    ),
    DeliveryKind.SESSION_REMINDER: KindText(
        SESSIONS,
        "A session begins",
        "Ten minutes before it begins.",
        "the host and the people who joined",
        "Leave the session in `/roadmate sessions`.",
    ),
    DeliveryKind.SESSION_QUESTION: KindText(
        SESSIONS,
        "Log the session?",
        "When the session ends.",
        "the host and the people who joined",
        "**I wasn't there** on it; it comes once for each session.",
    ),
    DeliveryKind.IDEA: KindText(
        SESSIONS,
        "Somebody else is in",
        "When you pressed **I'm in** under the digest's idea and a second person does.",
        "the people who are in",
        "**I'm out** on it.",
    ),
    DeliveryKind.DATA_EXPORT: KindText(
        FILES, "Your data", "When you type `/roadmate export`.", "you, with two files", "You ask for it each time."
    ),
    DeliveryKind.TEAM_EXPORT: KindText(
        FILES,
        "The team's table",
        "When you type `/team export`.",
        "the mentor or admin who asked, with a CSV file",
        "You ask for it each time.",
    ),
    DeliveryKind.UNDELIVERED_NOTICE: KindText(
        ADMINS,
        "A message didn't arrive",
        "When a message couldn't be sent, or Slack's answer to it got lost: once for a cause in a week.",
        "admins",
        "Fix what it names.",
    ),
    DeliveryKind.QUESTION_REPORT: KindText(
        ADMINS,
        "A question is wrong",
        "When a member presses **Question is wrong**; the member hears what became of it.",
        "admins; later the member",
        PERSON,
    ),
    DeliveryKind.SUGGESTION: KindText(
        ADMINS,
        "A change to the content",
        "When a member suggests a change to a topic; the member hears once whether it was taken over or sent back.",
        "the keepers of that content, else admins; later the member",
        PERSON,
    ),
    DeliveryKind.REWRITE: KindText(
        ADMINS,
        "A message that changes",
        "When what a message asks is settled elsewhere: the message itself is changed, nobody gets a new one.",
        "the people who have it",
        "Nothing to stop: nothing new arrives.",
    ),
}
