"""Days away, and holidays of the team."""

from __future__ import annotations

from bot.db.personal_data import CHOICES, Owned, PersonalData
from bot.db.tables import time_off
from bot.feature import Feature
from bot.features.time_off.handlers import away
from bot.slack.command import CommandUsage, Heading

FEATURE = Feature(
    name="time_off",
    usages=(
        CommandUsage(
            "away 3-14 aug",
            "time off: no nudges, streak safe, goal lower; also `until friday`, `off`",
            Heading.YOUR_WEEK,
            order=20,
        ),
    ),
    register=away.register,
    synonyms={
        **dict.fromkeys(("ooo", "pto", "time off", "days off", "sick", "vacations", "holidays"), "roadmate away"),
        **dict.fromkeys(("away …", "ooo …", "pto …", "vacation …", "holiday …"), "roadmate away …"),
    },
    words=dict.fromkeys(("away", "absent", "holiday", "vacation"), away.answer_away),
    personal_data=PersonalData(
        owned=(Owned(time_off.c.member, CHOICES),),
        sections={"absences": (time_off.c.member,)},
        written=(time_off.c.label,),
    ),
    samples=(
        "roadmate away",
        "roadmate away fri",
        "roadmate away 1 jan-5 jan",
        "roadmate away end",
        "roadmate away nonsense",
        "roadmate holidays",
    ),
    admin_samples=("roadmate holidays", "roadmate holiday 25 dec"),
)
