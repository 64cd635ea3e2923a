"""Have Slack check a sample of each kind of message, window and Home; nothing is posted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.doctor.findings import Finding, Step, broken, fine, warning
from bot.doctor.samples import Sample
from bot.slack.accepted_blocks import BlockProblem
from bot.slack.client import SlackClient
from bot.slack.failures import FailureKind, SlackFailure
from bot.slack.message import NEW_BLOCKS
from bot.slack.mrkdwn import format_count

MAX_PROBLEMS_SHOWN: Final = 3
PAUSE: Final = 0.3  # seconds between two calls: Slack names no rate for this method
MOST_TRIES: Final = 5  # of one sample
MOST_SECONDS: Final = 180.0  # for all of them, with the pauses that Slack asks for
AGAIN: Final = Step("Let Slack check the rest of the messages.", "roadmate doctor --online")


@dataclass
class Pace:
    """The pauses between calls. `wait` waits so many seconds; the time in it is what counts against the bound."""

    wait: Callable[[float], object]
    monotonic: Callable[[], float]
    until: float = field(init=False)

    def __post_init__(self) -> None:
        self.until = self.monotonic() + MOST_SECONDS

    def has_time_for(self, seconds: float) -> bool:
        """Tell whether a pause of so many seconds would end in time."""
        return self.monotonic() + seconds <= self.until


class MessageCheck:
    """The check of all samples; `progress(done, all)` is told how far it is."""

    def __init__(self, slack: SlackClient, workspace: str, pace: Pace, progress: Callable[[int, int], object]) -> None:
        self._slack = slack
        self._workspace = workspace
        self._pace = pace
        self._progress = progress

    def check(self, samples: Sequence[Sample]) -> Iterator[Finding]:
        """Yield what Slack refuses, and in the end how much it has checked."""
        refused = 0
        for number, sample in enumerate(samples):
            self._progress(number, len(samples))
            try:
                problems = self._ask(sample)
            except SlackFailure as failure:
                yield _explain_stop(failure, number, len(samples))
                return
            if problems:
                refused += 1
                yield explain_refusal(sample, problems)
            self._pace.wait(PAUSE)
        self._progress(len(samples), len(samples))
        if not refused:
            yield fine(f"Slack takes every kind of message, window and Home ({len(samples)} checked)")
        else:
            count = format_count(len(samples), "kind")
            yield warning(f"Slack checked {count} of messages, windows and Homes, and refused {refused}")

    def _ask(self, sample: Sample) -> Sequence[BlockProblem]:
        """Ask about one, again after a pause where Slack wants one or its answer was lost. Raises SlackFailure."""
        for attempt in range(1, MOST_TRIES + 1):
            try:
                return self._slack.validate(self._workspace, **sample.arguments)
            except SlackFailure as failure:
                pause = failure.retry_after or float(attempt)
                passes = failure.kind in (FailureKind.RETRY, FailureKind.RESPONSE_LOST)
                if not passes or attempt == MOST_TRIES or not self._pace.has_time_for(pause):
                    raise
            self._pace.wait(pause)
        raise AssertionError("the last attempt returns or raises")


def explain_refusal(sample: Sample, problems: Sequence[BlockProblem]) -> Finding:
    """Say what Slack refuses; blocks that are new to it are sent as text instead."""
    shown = "; ".join(f"{each.text} at {each.pointer or 'the whole'}" for each in problems[:MAX_PROBLEMS_SHOWN])
    types = [str(block["type"]) for block in sample.payload["blocks"]]
    places = [each.block_index for each in problems]
    found = {types[place] if place is not None and place < len(types) else "" for place in places}
    new = found if "" not in found else sample.block_types & NEW_BLOCKS
    if sample.surface == "message" and new and new <= NEW_BLOCKS:
        names = " and ".join(sorted(new))
        return warning(f"Slack refuses {names} ({shown}): {sample.name} is sent as plain text instead")
    step = Step("Report this to the project, with the line that says what Slack refuses.")
    return broken(f"Slack refuses {sample.name}: {shown}", step)


def _explain_stop(failure: SlackFailure, done: int, total: int) -> Finding:
    left = f"{total - done} of {total} kinds of messages weren't checked"
    if failure.reason == "ratelimited":
        return warning(f"Slack asks to wait longer than I do: {left}", AGAIN)
    if failure.reason == "unknown_method":
        return warning("this Slack checks no messages (unknown_method)")
    return warning(f"Slack stopped answering ({failure.label}): {left}", AGAIN)
