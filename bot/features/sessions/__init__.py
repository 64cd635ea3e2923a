"""Knowledge-sharing sessions: announced, joined, moved, cancelled, booked."""

from __future__ import annotations

from bot.db.personal_data import Counted, Owned, PersonalData
from bot.db.tables import session_attendees, sessions
from bot.delivery.occurrences import DeliveryKind
from bot.feature import Feature, MessageKind
from bot.features.sessions import jobs
from bot.features.sessions.handlers import plan_session
from bot.features.sessions.payloads import SessionDraftPayload
from bot.slack.command import CommandUsage, Heading

FEATURE = Feature(
    name="sessions",
    payloads=(SessionDraftPayload,),
    usages=(
        CommandUsage(
            'session "GitOps intro" thu 15:00',
            "host a session (you see it first); alone: a form",
            Heading.LEARNING_TOGETHER,
            order=100,
        ),
        CommandUsage(
            "sessions", "coming sessions: join, leave, move or cancel yours", Heading.LEARNING_TOGETHER, order=110
        ),
    ),
    register=plan_session.register,
    synonyms=dict.fromkeys(("join", "rsvp", "meeting", "meetings", "meetup", "calendar"), "roadmate sessions"),
    words={"session": plan_session.answer_session, "sessions": plan_session.list_sessions},
    check_every_hour=jobs.cancel_hostless_sessions,
    deliveries=(
        MessageKind(DeliveryKind.SESSION, on_failure=jobs.notify_host_not_posted, about_many=True),
        MessageKind(DeliveryKind.SESSION_QUESTION, about_many=True),
        MessageKind(DeliveryKind.SESSION_REMINDER, about_many=True),
    ),
    personal_data=PersonalData(
        owned=(
            Owned(sessions.c.host, Counted("session of yours", "sessions of yours")),
            Owned(session_attendees.c.member, Counted("session that you joined", "sessions that you joined")),
        ),
        sections={"sessions_hosted": (sessions.c.host,), "sessions_joined": (session_attendees.c.member,)},
        written=(sessions.c.title,),
        plain=(sessions.c.channel, sessions.c.request),
    ),
    samples=(
        "roadmate session mon 15:00 vpc peering",
        "roadmate sessions",
        "roadmate session",
        "roadmate session nonsense",
    ),
)
