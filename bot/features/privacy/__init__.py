"""Visibility, the erasure of a member, and retention."""

from __future__ import annotations

from bot.db.personal_data import Counted, Owned, PersonalData
from bot.db.tables import anonymous_totals, erasures, occurrences, outbox
from bot.deps import Deps
from bot.dispatch.router import Router
from bot.feature import Feature
from bot.features.privacy import handlers, jobs
from bot.slack.command import CommandUsage, Heading, WordHint


def _register(router: Router, deps: Deps) -> None:
    handlers.register(router, deps)
    handlers.register_erasure(router, deps)


FEATURE = Feature(
    name="privacy",
    usages=(
        CommandUsage("privacy", "who sees what of you, and your say in it", Heading.YOUR_DATA, order=170),
        CommandUsage("forget me", "delete what is kept about you (asks first)", Heading.YOUR_DATA, order=190),
    ),
    register=_register,
    synonyms={
        **dict.fromkeys(("delete me", "erase", "delete account", "delete my account", "gdpr"), "roadmate privacy"),
        "leave": WordHint(
            "Taking some days off, or do you want your data deleted?", ("roadmate away", "roadmate privacy")
        ),
    },
    words={"privacy": handlers.answer_privacy, "forget": handlers.answer_forget},
    finish_on_tick=jobs.finish_erasures,
    clean_up_every_hour=jobs.run_retention,
    personal_data=PersonalData(
        owned=(
            Owned(occurrences.c.recipient),
            Owned(erasures.c.member),
            Owned(outbox.c.recipient, Counted("message to you", "messages to you", order=2)),
        ),
        sections={
            "occasions": (occurrences.c.recipient,),
            "messages": (outbox.c.recipient,),
            "erasure": (erasures.c.member,),
        },
        redacted=(outbox.c.message,),
        plain=(outbox.c.error, anonymous_totals.c.area, erasures.c.name, erasures.c.step),
    ),
    samples=("roadmate privacy", "roadmate forget me", "roadmate forget"),
)
