"""What a sign-off makes of a member's plan."""

from __future__ import annotations

from bot.core.plan.progress import AreaProgress, NextStep
from bot.frozen import frozen


@frozen
class SignOffOutcome:
    """How far the area of the assignment is now, None where it left the content, and what comes next."""

    area: AreaProgress | None
    next_step: NextStep | None
