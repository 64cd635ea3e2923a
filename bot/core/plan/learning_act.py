"""What somebody has just done, as far as it tells what comes next."""

from __future__ import annotations

from bot.catalog.models import Area, Roadmap, TopicReference
from bot.core.plan.progress import NextStep
from bot.frozen import frozen


@frozen
class LearningAct:
    """What somebody has just done: where, and the ids of the steps that they dealt with by it.

    `topics` are those of a part of a roadmap, or the one topic that it was about.
    """

    area: Area | None = None
    roadmap: Roadmap | None = None
    topics: tuple[TopicReference, ...] = ()
    steps: tuple[str, ...] = ()

    @classmethod
    def on_step(cls, step: NextStep) -> LearningAct:
        """Return an act on a step itself."""
        if isinstance(step.subject, TopicReference):
            return cls(step.area, step.subject.roadmap, (step.subject,), (step.subject.id,))
        return cls(step.area, steps=(step.subject.id,))
