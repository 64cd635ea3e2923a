"""Questions on what one has learned, at any time or on two days of one's own."""

from __future__ import annotations

from typing import Final

from bot.db.personal_data import Counted, Owned, PersonalData
from bot.db.tables import asked_questions, question_cards, question_days, question_reports, question_verdicts
from bot.delivery.occurrences import DeliveryKind
from bot.feature import Feature, MessageKind, Schedule
from bot.features.quiz import handlers, jobs
from bot.features.quiz.handlers.days import answer_questions
from bot.features.quiz.payloads import AnswerPayload, AskedPayload, ReportPayload, SettlePayload
from bot.slack.command import CommandUsage, Heading, WordHint

_STOP: Final = WordHint("No more questions on your two days?", ("roadmate questions off", "roadmate questions"))

FEATURE = Feature(
    name="quiz",
    usages=(
        CommandUsage(
            "questions tue thu",
            "two minutes of questions on your two days; also `off`; alone: shows them",
            Heading.YOUR_WEEK,
            order=45,
        ),
        CommandUsage(
            "questions reports",
            "for admins: questions reported as wrong, to keep or to stop",
            Heading.WORKSPACE,
            for_admins=True,
            order=225,
        ),
    ),
    register=handlers.register,
    words={"questions": answer_questions},
    synonyms=dict.fromkeys(
        ("stop questions", "stop asking me", "stop asking", "no more questions", "no questions"), _STOP
    ),
    schedule=Schedule(jobs.find_ready, jobs.find_due, jobs.list_slots),
    deliveries=(MessageKind(DeliveryKind.QUESTIONS), MessageKind(DeliveryKind.QUESTION_REPORT)),
    payloads=(AnswerPayload, AskedPayload, ReportPayload, SettlePayload),
    check_every_hour=jobs.settle_mended,
    personal_data=PersonalData(
        owned=(
            Owned(asked_questions.c.member, Counted("question asked", "questions asked", order=2)),
            Owned(question_cards.c.member),
            Owned(question_days.c.member),
            Owned(question_reports.c.member),
        ),
        sections={
            "questions": (asked_questions.c.member,),
            "question_memory": (question_cards.c.member,),
            "question_days": (question_days.c.member,),
            "question_reports": (question_reports.c.member,),
        },
        pointing=(question_verdicts.c.by_member,),
        plain=(
            question_cards.c.topic,
            asked_questions.c.question,
            asked_questions.c.scope,
            question_reports.c.question,
            question_verdicts.c.question,
        ),
    ),
    samples=(
        "roadmap quiz",
        "roadmap quiz aws",
        "roadmap quiz asdfgh",
        "roadmate questions",
        "roadmate questions mon fri",
    ),
    admin_samples=("roadmate reports",),
)
