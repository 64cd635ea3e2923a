"""A button that was drawn before content renamed what it names does the same to what that is called now."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

from bot.features.levels.payloads import LevelReviewPayload
from bot.features.plan.payloads import AssignmentPayload, PlanChangePayload
from bot.slack.payloads import ButtonPayload, PendingEntryPayload, TopicStatePayload, decode_payload

BOT = Path(__file__).parents[2] / "bot"
NEW = {"net": "networking", "aws": "amazon", "net.vpc": "networking.vpc"}
READ_FOR_OTHERS = [  # for whom it is about or the key of the request, or to look it up at once, which takes old ids
    "features/leaderboard/handlers.py: LeaderboardPayload",
    "features/mentor_summary/handlers.py: PlanPagePayload",
    "features/mentor_summary/views.py: PlanPagePayload",
    "features/plan/handlers/assignment_actions.py: AssignmentPayload",
]


def current_id(item: str) -> str:
    return NEW.get(item, item)


@pytest.mark.parametrize(
    ("kind", "value", "fields"),
    [
        (TopicStatePayload, '{"subject":"net.vpc","state":"known"}', {"subject": "networking.vpc", "state": "known"}),
        (AssignmentPayload, '{"assignment":"net.vpc"}', {"assignment": "networking.vpc"}),
        (
            PendingEntryPayload,
            '{"key":"net","minutes":30,"area":"net","roadmap":"aws","day":"2026-11-20"}',
            {"key": "net", "area": "networking", "roadmap": "amazon", "topic": None},
        ),
    ],
)
def test_ids_on_a_button_become_current_ones(kind: type[ButtonPayload], value: str, fields: dict[str, Any]) -> None:
    decoded = decode_payload(kind, value, current_id)
    assert {name: getattr(decoded, name) for name in fields} == fields
    assert decode_payload(kind, value).model_dump() != decoded.model_dump()
    assert decode_payload(kind, decoded.encode(), current_id) == decoded


def test_several_ids_on_a_button_become_current_ones() -> None:
    change = decode_payload(PlanChangePayload, '{"kind":"order","areas":["net","soft-skills"]}', current_id)
    assert change.areas == ["networking", "soft-skills"]
    review = '{"member":"U1","roadmap":"aws","claimed":"expert","level":"expert"}'
    assert decode_payload(LevelReviewPayload, review, current_id).roadmap == "amazon"


def _kinds_with_ids() -> set[str]:
    found, waiting = set(), [ButtonPayload]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        has_ids = any("_with_current_" in repr(field) for field in kind.model_fields.values())
        found |= {kind.__name__} if has_ids else set()
    return found


def test_whoever_reads_ids_from_a_button_asks_for_current_ones() -> None:
    kinds, asking, others = _kinds_with_ids(), [], []
    for path in sorted(BOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "decode_payload":
                kind = getattr(node.args[0], "id", "")
                if kind in kinds:
                    (asking if len(node.args) == 3 else others).append(f"{path.relative_to(BOT)}: {kind}")
    assert len(asking) > 15
    assert others == READ_FOR_OTHERS
