"""What to do next, in order: what is broken, then what could be better, then the first command in Slack."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.doctor.findings import Finding, Severity, Step
from bot.slack.slash import SLASH, put_prefix_in_text

CHECK_AGAIN = Step("Check again.", "roadmate doctor --online")


def list_steps(findings: Iterable[Finding], start: str) -> list[Step]:
    """Return the steps; `start` is the command that runs Roadmate with these settings."""
    found = list(findings)
    if any(each.severity is Severity.BROKEN for each in found):
        return _unique([*_steps_of(found, Severity.BROKEN), CHECK_AGAIN])
    if not start:  # there's no app yet
        return _unique([*_steps_of(found, Severity.WARNING), CHECK_AGAIN])
    running = [Step("Start Roadmate, if it isn't running.", start)]
    checklist = Step("Open the checklist of your workspace.", f"{SLASH}roadmate setup", "in Slack")
    steps = list(_steps_of(found, Severity.WARNING))
    first = next((each for each in steps if each.typed == checklist.typed), checklist)  # says more, and opens the same
    return _unique([*running, first, *steps])


def write_steps(steps: list[Step], prefix: str) -> Iterator[str]:
    """Write the steps down, numbered, with the commands' prefix; the last line is the very next thing to type."""
    if not steps:
        return
    yield "What to do next:"
    for number, step in enumerate(steps, start=1):
        yield f"{number}. {step.text}"
        if step.typed:
            yield f"   {step.where}: {put_prefix_in_text(step.typed, prefix)}"
    if following := next((step for step in steps if step.typed), None):
        yield f"Next, type {following.where}: {put_prefix_in_text(following.typed, prefix)}"


def _steps_of(findings: Iterable[Finding], severity: Severity) -> Iterator[Step]:
    for each in findings:
        if each.severity is severity:
            if each.step:
                yield each.step
            elif severity is Severity.BROKEN:  # what it says is what to do, as far as anybody can say
                yield Step(f"{each.text[:1].upper()}{each.text[1:]}.")


def _unique(steps: Iterable[Step]) -> list[Step]:
    return list(dict.fromkeys(steps))
