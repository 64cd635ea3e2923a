"""Know which of Slack's newer blocks a workspace takes, before they stand where a refusal would reach nobody.

What answers a slash command in the body of its HTTP response is lost if Slack refuses it: there is no error to fall
back on. So Slack is asked first, once for each workspace and kind of block, and not again for a day.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Final

from bot.frozen import frozen
from bot.lazy_pattern import lazy_pattern
from bot.slack.blocks import bar_chart, data_table
from bot.slack.failures import SlackFailure
from bot.slack.message import NEW_BLOCKS, resolve_blocks
from bot.ttl_cache import TtlCache

log = logging.getLogger(__name__)

ACCEPTED_TTL: Final = 86_400.0  # seconds
REFUSED_TTL: Final = 3_600.0  # seconds; likewise where Slack did not answer
ASK_TIMEOUT: Final = 1  # seconds, of the three that Slack waits for our answer
_BLOCK_INDEX: Final = lazy_pattern(r"^(?:/(?:message|view))?(?:/blocks)?/(\d+)(?:/|$)")

_SAMPLES: Final = dict(
    zip(
        ("data_table", "data_visualization"),
        resolve_blocks(
            [
                data_table("Hours", ["Name", "Hours"], [["Ana", 2]]),
                bar_chart("Hours", "Hours", [("AWS", 2), ("SQL", 1)]),
            ]
        ),
        strict=True,
    )
)
if _SAMPLES.keys() != NEW_BLOCKS:
    raise AssertionError("each of the newer blocks needs a sample that Slack is asked about")


@frozen
class BlockProblem:
    """Something that Slack refuses; `pointer` says where, such as `/blocks/0/type`."""

    pointer: str
    text: str

    @property
    def block_index(self) -> int | None:
        """Return which block it is in; None for a problem of the whole."""
        match = _BLOCK_INDEX.match(self.pointer)
        return int(match[1]) if match else None


Validator = Callable[[str, Sequence[Mapping[str, Any]]], Sequence[BlockProblem]]


class AcceptedBlocks:
    """Memory of what each workspace takes. `validate` asks Slack about blocks, and raises SlackFailure."""

    def __init__(self, validate: Validator, monotonic: Callable[[], float]) -> None:
        self._validate = validate
        self._accepted: TtlCache[tuple[str, str], bool] = TtlCache(monotonic, ACCEPTED_TTL)
        self._refused: TtlCache[tuple[str, str], bool] = TtlCache(monotonic, REFUSED_TTL)

    def accepts(self, workspace: str, kinds: Collection[str]) -> bool:
        """Return whether the workspace takes all these kinds of blocks; False also where Slack does not say."""
        unknown = [kind for kind in sorted(kinds) if not self._is_known(workspace, kind)]
        if unknown:
            self._ask(workspace, unknown)
        return all(self._accepted.get((workspace, kind)) for kind in kinds)

    def _is_known(self, workspace: str, kind: str) -> bool:
        key = (workspace, kind)
        return bool(self._accepted.get(key) or self._refused.get(key))

    def _ask(self, workspace: str, kinds: Sequence[str]) -> None:
        try:
            problems = self._validate(workspace, [_SAMPLES[kind] for kind in kinds])
        except SlackFailure as failure:
            log.warning("plain blocks workspace=%s kinds=%s reason=%s", workspace, ",".join(kinds), failure.reason)
            refused = set(kinds)
        else:
            refused = _refused_kinds(kinds, problems)
            if refused:
                log.warning("plain blocks workspace=%s kinds=%s reason=refused", workspace, ",".join(sorted(refused)))
        for kind in kinds:
            (self._refused if kind in refused else self._accepted).put((workspace, kind), True)


def parse_problems(errors: Any) -> tuple[BlockProblem, ...]:
    """Parse the `errors` of blocks.validate, of which there is at least one wherever it refuses."""
    listed = [each for each in errors if isinstance(each, Mapping)] if isinstance(errors, list) else []
    problems = [BlockProblem(str(each.get("pointer") or ""), str(each.get("message") or "")) for each in listed]
    return tuple(problems or [BlockProblem("", "refused")])


def _refused_kinds(kinds: Sequence[str], problems: Sequence[BlockProblem]) -> set[str]:
    """Return the kinds that problems were found in; all of them where it is not said which."""
    indexes = [problem.block_index for problem in problems]
    if any(index is None or index >= len(kinds) for index in indexes):
        return set(kinds)
    return {kinds[index] for index in indexes if index is not None}
