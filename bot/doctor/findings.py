"""What the doctor finds: how serious it is, what it is, and what to do about it."""

from __future__ import annotations

import enum

from bot.frozen import frozen


class Severity(enum.Enum):
    """How serious a finding is."""

    FINE = "ok"
    WARNING = "warning"
    BROKEN = "broken"


@frozen
class Step:
    """One thing to do, as a sentence, and what to type for it; `where` is the place for that, here by default."""

    text: str
    typed: str = ""
    where: str = "here"


@frozen
class Finding:
    """One thing that was examined, and what to do about it where it isn't fine."""

    severity: Severity
    text: str
    step: Step | None = None


def fine(text: str) -> Finding:
    """Return a finding that needs nothing."""
    return Finding(Severity.FINE, text)


def warning(text: str, step: Step | None = None) -> Finding:
    """Return a finding that Roadmate can work with."""
    return Finding(Severity.WARNING, text, step)


def broken(text: str, step: Step | None = None) -> Finding:
    """Return a finding with which part of Roadmate doesn't work."""
    return Finding(Severity.BROKEN, text, step)
