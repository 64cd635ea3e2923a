"""Who sees what, the erasure of a member, and retention."""

from __future__ import annotations

from bot.db.personal_data import Counted, Owned, PersonalData
from bot.db.tables import anonymous_totals, occurrences, outbox
from bot.deps import Deps
from bot.dispatch.router import Router
from bot.feature import Feature
from bot.features.privacy import handlers, jobs


def _register(router: Router, deps: Deps) -> None:
    handlers.register(router, deps)
    handlers.register_erasure(router, deps)


FEATURE = Feature(
    name="privacy",
    register=_register,
    words={"privacy": handlers.answer_privacy, "forget": handlers.answer_forget},
    clean_up_every_hour=jobs.run_retention,
    personal_data=PersonalData(
        owned=(
            Owned(occurrences.c.recipient),
            Owned(outbox.c.recipient, Counted("message to you", "messages to you", order=2)),
        ),
        sections={"occasions": (occurrences.c.recipient,), "messages": (outbox.c.recipient,)},
        redacted=(outbox.c.message,),
        plain=(outbox.c.error, anonymous_totals.c.area),
    ),
)
