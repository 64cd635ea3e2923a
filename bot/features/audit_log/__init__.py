"""The audit log: changes, and looks at others."""

from __future__ import annotations

from bot.db.personal_data import PersonalData
from bot.db.tables import audit_log
from bot.feature import Feature
from bot.features.audit_log import handlers
from bot.slack.command import CommandUsage, Heading

FEATURE = Feature(
    name="audit_log",
    usages=(
        CommandUsage(
            "audit",
            "who changed or looked at what; `audit looks`, `audit @ben`",
            Heading.WORKSPACE,
            for_admins=True,
            order=230,
        ),
    ),
    register=handlers.register,
    words={"audit": handlers.show_audit_log},
    personal_data=PersonalData(
        sections={"audit": (audit_log.c.actor, audit_log.c.subject)},
        pointing=(audit_log.c.actor, audit_log.c.subject),
        written=(audit_log.c.detail, audit_log.c.subject),
    ),
    admin_samples=("roadmate audit", "roadmate audit nonsense"),
)
