"""Any payload, over HTTP with a valid signature or over Socket Mode: an answer, no defect, nothing for nobody.

Each door of Roadmate is a seed: commands, buttons, forms, fields, shortcuts and events, by everybody who may come.
"""

from __future__ import annotations

from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import examples
from tests.fuzz.mangling import GONE, TEXTS, mangled, put_at
from tests.fuzz.stage import FuzzStage, check_outcome

EXAMPLES: Final = examples(60)


@settings(max_examples=EXAMPLES)
@given(data=st.data())
def test_any_payload_over_socket_mode(fuzz: FuzzStage, data: st.DataObject) -> None:
    door = data.draw(st.sampled_from(fuzz.doors))
    visitor = data.draw(st.sampled_from(fuzz.visitors))
    outcome = fuzz.dispatch(data.draw(mangled(fuzz.body(visitor, door))))
    check_outcome(outcome)
    assert outcome.status in {200, 400}


@settings(max_examples=EXAMPLES)
@given(data=st.data())
def test_any_payload_over_http(fuzz: FuzzStage, data: st.DataObject) -> None:
    door = data.draw(st.sampled_from(fuzz.doors))
    visitor = data.draw(st.sampled_from(fuzz.visitors))
    outcome = fuzz.post(data.draw(mangled(fuzz.body(visitor, door))))
    check_outcome(outcome)
    assert outcome.status in {200, 400} or "seen before" in outcome.body


@settings(max_examples=EXAMPLES // 2)
@given(data=st.data())
def test_whoever_types_gets_words_whatever_they_type(fuzz: FuzzStage, data: st.DataObject) -> None:
    door = data.draw(st.sampled_from([each for each in fuzz.doors if each.entry_point.startswith("/")]))
    visitor = data.draw(st.sampled_from(fuzz.visitors))
    body = {**fuzz.body(visitor, door), "text": data.draw(TEXTS)}
    outcome = fuzz.post(body)
    check_outcome(outcome)
    assert outcome.body.strip() or outcome.shown, "silence"


@pytest.mark.parametrize(
    ("entry_point", "path", "value"),
    [
        ("click log.undo", ("actions",), ["x"]),
        ("click log.undo", ("actions", 0, "action_id"), []),
        ("click log.undo", ("type",), []),
        ("click log.undo", ("message", "user"), "\ud800"),
        ("form log.form", ("view", "callback_id"), 10**30),
        ("field log.what", ("team",), GONE),
        ("field log.what", ("enterprise",), {"id": "\ud800"}),
        ("/log", ("user_id",), "null"),
        ("/log", ("text",), "2h networking: " + "&" * 2900),
        ("/log", ("team_id",), "\ud800"),
        ("/roadmap", ("user_id",), "T0OTHER"),
        ("event mention", ("event",), "x"),
        ("event channel", ("event", "subtype"), []),
    ],
)
def test_what_was_found_once(fuzz: FuzzStage, entry_point: str, path: tuple[str | int, ...], value: object) -> None:
    door = next(each for each in fuzz.doors if each.entry_point == entry_point)
    body = put_at(fuzz.body(fuzz.visitors[0], door), path, value)
    for outcome in (fuzz.dispatch(body), fuzz.post(body)):
        check_outcome(outcome)
        assert outcome.status in {200, 400, 401}
        assert not any(row.startswith("members(") for row in outcome.change.added), "an id that is none became somebody"
