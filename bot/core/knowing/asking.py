"""Put a question's options in an order of each person's own, always the same one for the same words."""

from __future__ import annotations

from hashlib import blake2b
from typing import Final

from bot.catalog.lessons import Question
from bot.catalog.models import QuestionReference
from bot.frozen import frozen

LETTERS: Final = "ABCD"  # of the options, in the order in which they are shown


@frozen
class ShuffledQuestion:
    """A question as one person is asked it; `order` has the number of the option at each place, both from 0."""

    reference: QuestionReference
    order: tuple[int, ...]

    @property
    def options(self) -> tuple[str, ...]:
        """The options in the order in which they are shown."""
        return tuple(self.reference.question.options[number] for number in self.order)

    @property
    def right_place(self) -> int:
        """The place, from 0, at which the right option is shown."""
        return self.order.index(self.reference.question.right - 1)

    @property
    def version(self) -> str:
        """What changes with the question's words: an answer to other words doesn't count."""
        return question_version(self.reference.question)

    def is_right(self, place: int) -> bool:
        """Return whether the option at this place is the right one."""
        return place == self.right_place


def shuffle_question(reference: QuestionReference, *, member: str) -> ShuffledQuestion:
    """Return a question with its options in the member's order, which a later press means as well."""
    seed = f"{member}/{reference.id}/{question_version(reference.question)}"
    numbers = range(len(reference.question.options))
    return ShuffledQuestion(reference, tuple(sorted(numbers, key=lambda number: _digest(f"{seed}/{number}"))))


def question_version(question: Question) -> str:
    """Return a short name for what a question says and which option is right; its reason may change."""
    return _digest("\n".join((question.ask, *question.options, str(question.right)))).hex()


def _digest(words: str) -> bytes:
    return blake2b(words.encode(), digest_size=6).digest()
