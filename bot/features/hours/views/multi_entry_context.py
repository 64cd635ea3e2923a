"""The rest of a line that holds several bookings, while one of them is asked about."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Beside:
    """The pieces before and after the one in question, and the `whole` line as it was typed."""

    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    whole: str = ""

    @property
    def is_alone(self) -> bool:
        """Whether the line has no other piece."""
        return not self.before and not self.after

    def around(self, piece: str) -> str:
        """The whole line with this piece in the place of the one in question."""
        return ", ".join((*self.before, piece, *self.after))


ALONE = Beside()
