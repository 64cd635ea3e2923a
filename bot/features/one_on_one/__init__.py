"""The one-to-one card of a member, and the same card as the learner sees it."""

from __future__ import annotations

from bot.db.personal_data import CHOICES, Counted, Owned, PersonalData
from bot.db.tables import assigned_next_steps, mentor_notes
from bot.delivery.occurrences import DeliveryKind
from bot.feature import Feature, MessageKind
from bot.features.one_on_one.handlers import card
from bot.features.one_on_one.payloads import MentorFormPayload, MentorQuestionPayload, NoteListPayload
from bot.slack.command import CommandUsage, Heading

FEATURE = Feature(
    name="one_on_one",
    payloads=(
        MentorFormPayload,
        MentorQuestionPayload,
        NoteListPayload,
    ),
    usages=(
        CommandUsage(
            "seen-by-mentor",
            "what your mentor sees of you, and who looked",
            Heading.MENTORS,
            order=130,
        ),
    ),
    register=card.register,
    words={"seen-by-mentor": card.answer_seen_by_mentor},
    deliveries=(MessageKind(DeliveryKind.MENTOR_MESSAGE),),
    personal_data=PersonalData(
        owned=(
            Owned(assigned_next_steps.c.member, CHOICES),
            Owned(mentor_notes.c.member, Counted("note about you", "notes about you")),
            Owned(mentor_notes.c.author, Counted("note by you about others", "notes by you about others")),
        ),
        sections={"next_step": (assigned_next_steps.c.member,), "notes_by_me": (mentor_notes.c.author,)},
        pointing=(assigned_next_steps.c.mentor,),
        written=(assigned_next_steps.c.words, mentor_notes.c.words),
        plain=(assigned_next_steps.c.subject,),
    ),
    samples=("roadmate seen-by-mentor", "team @ben"),
    admin_samples=("team @mei", "team @ben", "team @nobody", "team @ben @mei"),
)
