"""Questions that somebody said are wrong, and what became of them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from bot.catalog.catalog import Catalog
from bot.catalog.models import QuestionReference
from bot.core.knowing.asking import question_version
from bot.core.knowing.stopped_questions import STOPPED as STOPPED_WORD
from bot.frozen import frozen


class Verdict(StrEnum):
    """What became of a reported question, for the words it had."""

    KEPT = "kept"  # an admin finds it right
    STOPPED = STOPPED_WORD  # nobody here is asked it
    MENDED = "mended"  # the content has reworded or removed it


@frozen
class SettledQuestion:
    """A verdict, who gave it (empty for the content) and when."""

    verdict: Verdict
    by: str
    at: datetime


@frozen
class ReportedQuestion:
    """A question in the words that were reported: by whom, in the order of their reports, and what became of it."""

    question: str
    version: str
    reporters: tuple[str, ...]
    settled: SettledQuestion | None = None

    @property
    def topic(self) -> str:
        """The id of its topic."""
        return self.question.partition("/")[0]

    @property
    def key(self) -> str:
        """The key of the letters about it."""
        return f"{self.question}/{self.version}"

    def find_in(self, catalog: Catalog) -> QuestionReference | None:
        """Return the question as it was reported; None where the content says something else by now."""
        reference = catalog.find_question(self.question)
        return reference if reference and question_version(reference.question) == self.version else None
