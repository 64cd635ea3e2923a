"""The judge of lines sees each kind of fault; made-up answers, since the real ones should have none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from bot.slack.blocks import ButtonSpec, actions, section
from bot.slack.message import Message, compose_message
from bot.slack.payloads import EntryDraftPayload, LogLinePayload, PendingEntryPayload
from tests.features.hours.lines.judge import Verdict, judge, judge_reading
from tests.features.hours.lines.kinds import KINDS, any_line
from tests.features.hours.lines.pieces.chooser import seeded
from tests.features.hours.lines.pieces.meaning import TODAY, Dimension, Line, Meaning, entry, likely, means, unknown
from tests.features.hours.lines.pieces.subjects import content, exact, part_names
from tests.features.hours.lines.reading import Reading
from tests.features.hours.lines.stage import Stage, open_stage

TWO_HOURS = means(entry(120, "area:networking", keep="slides", said="networking"))
PERHAPS_TWO = means(entry(likely(120), "area:networking", keep="slides"))


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with open_stage() as opened:
        yield opened


def _booking(**parts: Any) -> PendingEntryPayload:
    given = {"key": "key", "minutes": 120, "area": "networking", "day": TODAY, "note": "slides", **parts}
    return PendingEntryPayload(**given)


def _question(*choices: PendingEntryPayload | LogLinePayload, text: str = "Which one?", form: str = "-") -> Message:
    buttons = [
        ButtonSpec(
            f"choice {number}", "log.book" if isinstance(each, PendingEntryPayload) else "log.line", each.encode()
        )
        for number, each in enumerate(choices)
    ]
    return compose_message(section(text), actions(*buttons, ButtonSpec("Open the form", "log.form", form)))


@pytest.mark.parametrize(
    ("meaning", "reading", "verdict"),
    [
        (TWO_HOURS, (_booking(),), Verdict.BOOKED_RIGHT),
        (TWO_HOURS, (_booking(minutes=60),), Verdict.BOOKED_WRONG),
        (TWO_HOURS, (_booking(day=TODAY - timedelta(days=1)),), Verdict.BOOKED_WRONG),
        (TWO_HOURS, (_booking(area="blockchain"),), Verdict.BOOKED_WRONG),
        (TWO_HOURS, (_booking(), _booking()), Verdict.BOOKED_WRONG),
        (TWO_HOURS, (_booking(note="slides <https://example.org|x>"),), Verdict.BOOKED_WRONG),
        (TWO_HOURS, (_booking(note=""),), Verdict.LOST),
        (TWO_HOURS, _question(_booking()), Verdict.ASKED_NEEDLESSLY),
        (TWO_HOURS, _question(_booking(), _booking(minutes=60)), Verdict.CHOICE_WRONG),
        (TWO_HOURS, _question(_booking(), _booking(note="")), Verdict.LOST),
        (TWO_HOURS, _question(text="How long?"), Verdict.REFUSED_FALSE),
        (PERHAPS_TWO, _question(_booking(minutes=60), _booking()), Verdict.ASKED_RIGHT),
        (PERHAPS_TWO, _question(_booking(minutes=60)), Verdict.ASKED_WITHOUT_ANSWER),
        (PERHAPS_TWO, _question(_booking(minutes=60), _booking(note="")), Verdict.LOST),
        (means(entry(unknown(), "area:networking")), _question(text="How long?"), Verdict.REFUSED_TRUE),
        (means(entry(unknown(), "area:networking")), _question(text="On what?"), Verdict.REFUSED_FALSE),
        (means(entry(unknown(), "area:networking"), must_ask=True), (_booking(),), Verdict.BOOKED_WRONG),
        (means(entry(120, "area:networking", people=["U0SANDBEN"])), (_booking(),), Verdict.LOST),
        (
            means(entry(120, "area:networking", people=["U0SANDBEN"])),
            (_booking(people="U0SANDBEN"),),
            Verdict.BOOKED_RIGHT,
        ),
        (means(entry(120, "area:networking", links=["https://a.org"])), (_booking(),), Verdict.LOST),
        (means(entry(120, "area:networking", absent="tada")), (_booking(note="tada:"),), Verdict.LOST),
    ],
)
def test_each_fault_has_its_verdict(stage: Stage, meaning: Meaning, reading: Reading, verdict: Verdict) -> None:
    assert judge_reading(stage, meaning, reading).verdict is verdict


def test_words_beside_a_name_are_lost_unless_they_are_kept(stage: Stage) -> None:
    meaning = means(entry(120, likely("topic:docker.image-building"), said="docker image building"))
    docker = {"area": "devops-cicd", "roadmap": "docker"}
    right = _booking(**docker, topic="docker.image-building")
    dropped, kept = _booking(**docker, note=""), _booking(**docker, note="image building")
    assert judge_reading(stage, meaning, _question(right, dropped)).verdict is Verdict.LOST
    assert judge_reading(stage, meaning, _question(right, kept)).verdict is Verdict.ASKED_RIGHT


def test_a_part_of_a_roadmap_is_a_subject(stage: Stage) -> None:
    meaning = means(entry(120, likely("part:aws/storage"), said="aws buckets"))
    aws = {"area": "cloud-computing", "roadmap": "aws"}
    assert judge_reading(stage, meaning, (_booking(**aws, topic="aws/storage"),)).verdict is Verdict.BOOKED_RIGHT
    assert judge_reading(stage, meaning, (_booking(**aws),)).verdict is Verdict.BOOKED_WRONG


def test_a_line_behind_a_button_is_read_again(stage: Stage) -> None:
    line = LogLinePayload(key="key", day=TODAY, text="2h networking: slides")
    other = LogLinePayload(key="key", day=TODAY, text="1h networking: slides")
    assert judge_reading(stage, PERHAPS_TWO, _question(other, line)).verdict is Verdict.ASKED_RIGHT
    assert judge_reading(stage, PERHAPS_TWO, _question(other)).verdict is Verdict.ASKED_WITHOUT_ANSWER


def test_the_form_keeps_all_as_well(stage: Stage) -> None:
    kept = EntryDraftPayload(minutes=120, what="networking", day=TODAY, note="slides")
    dropped, wrong = kept.model_copy(update={"note": ""}), kept.model_copy(update={"minutes": 60})
    verdicts = [
        judge_reading(stage, TWO_HOURS, _question(_booking(), form=draft.encode())).verdict
        for draft in (kept, dropped, wrong)
    ]
    assert verdicts == [Verdict.ASKED_NEEDLESSLY, Verdict.LOST, Verdict.CHOICE_WRONG]


def test_an_exception_is_a_verdict(stage: Stage) -> None:
    line = Line("plain", "2h networking", Meaning((), refusals=frozenset({Dimension.LENGTH})))
    assert judge(stage, Line("plain", None, line.meaning)).verdict is Verdict.RAISED  # type: ignore[arg-type]


def test_the_same_seed_makes_the_same_lines() -> None:
    assert [any_line(seeded(seed)) for seed in range(200)] == [any_line(seeded(seed)) for seed in range(200)]


def test_every_kind_makes_lines_of_its_own() -> None:
    for kind, make in KINDS.items():
        lines = [make(seeded(seed)) for seed in range(60)]
        assert len({line.text for line in lines}) > 10, kind
        assert {line.kind for line in lines} == {kind}
        assert all(line.text.strip() and line.meaning.readings for line in lines)


def test_names_are_read_off_the_content() -> None:
    assert dict(exact("area"))["net"] == ("area:networking",)
    assert dict(exact("roadmap"))["kube"] == ("roadmap:kubernetes",)
    assert part_names(content().roadmap("aws"))["scaling"] == "part:aws/scaling_considerations"
