"""What is said about stuck people, those who know and levels fits into Slack, whatever people are called or type."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.catalog.catalog import Catalog
from bot.core.levels.level import ORDER, Level
from bot.features.help_requests.rules.experts import Knower, Why
from bot.features.help_requests.rules.request import LONGEST, MOST, Stuck
from bot.features.help_requests.views import experts, stuck
from bot.features.levels import views as levels_views
from bot.sandbox.validation.rules import check_message, check_view
from bot.slack.message import Message
from bot.slack.payloads import Question, Trouble

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
NASTY = "<!channel> *Bobby* & <@U0SANDANA> " * 6
NOTE = "ü<&>\"' " * 60


def questions(number: int) -> list[Question]:
    words, item = NOTE[:LONGEST], "topic:terraform.state-management"
    return [Question(asker="U1", knower=f"U2{each}", subject=item, words=words, on="s1") for each in range(number)]


def every(catalog: Catalog) -> dict[str, Message]:
    one = Stuck(1, "U1", "", f"{NASTY[:60]}: {NOTE}"[:LONGEST], NOW)
    knowers = [
        Knower(f"U2{each}", NASTY, Why.LEVEL, level="expert", level_in="x<", confirmed_by=NASTY) for each in range(30)
    ]
    put, shown = questions(8), experts.Page("x" * 200, questions(8), prefix="dev-")
    told = stuck.Told([NASTY] * 9, own=True, knowers=knowers, questions=put)
    every_level = [Level("U1", each.id, "expert", NOW) for each in catalog.roadmaps]
    return {
        "page": stuck.page(one, told, catalog, lead="x" * 200, took="x" * 200),
        "which": stuck.which(NOTE[:LONGEST], [("x" * 90, Trouble(subject="area:x", words=NOTE[:LONGEST]))] * 8),
        "everything": stuck.everything([one] * MOST, catalog, ZoneInfo("UTC"), date(2026, 11, 21), ""),
        "letter": stuck.letter(NASTY, one, catalog, own=False),
        "over": stuck.over(one, catalog, already=False),
        "over_by": stuck.over_by(NASTY, one, catalog),
        "too_long": stuck.too_long(NOTE * 40, ""),
        "who": experts.page(knowers, shown, catalog, lead="x" * 200),
        "unknown": experts.unknown(NASTY, [("x" * 90, "area:x")] * 5, catalog.roadmaps, ""),
        "question": experts.question(NASTY, "x", "", put[0], ""),
        "will_write": experts.will_write(NASTY, "x", put[0]),
        "levels": levels_views.everything(catalog, {each.id: "x" * 200 for each in catalog.roadmaps}, ""),
        "one": levels_views.one(catalog.roadmaps[0], catalog, "", "", wrong=NASTY),
        "judging": levels_views.letter(NASTY, every_level, catalog, lead="x" * 200),
        "answered": levels_views.answered(NASTY, every_level[0], catalog),
        "unread": levels_views.which(NASTY, "expert", catalog.roadmaps, ""),
    }


def test_every_message_fits_and_pings_nobody(catalog: Catalog) -> None:
    for name, message in every(catalog).items():
        check_message(message.payload())
        assert not {"<!", "<@"} & {message.text[at : at + 2] for at in range(len(message.text))}, name
    form = levels_views.form(catalog, dict.fromkeys((each.id for each in catalog.roadmaps), ORDER[3]))
    check_view(form.view())


def test_many_who_know_are_counted_and_hours_never_shown(catalog: Catalog) -> None:
    knowers = [Knower(f"U2{each}", f"Ben {each}", Why.ROADMAP, most=not each) for each in range(experts.MOST + 1)]
    text = experts.page(knowers, experts.Page("Terraform", questions(8), is_named=True), catalog).text
    assert text.splitlines()[1:3] == ["Ben 0: most hours in the roadmap", "Ben 1: hours in the roadmap"]
    assert "Ben 8" not in text
    assert "And 1 other. They agreed to be asked." in text


@pytest.mark.parametrize(
    ("subject", "place"),
    [
        ("terraform.state-management", "State Management, Terraform"),
        ("terraform", "Terraform"),
        ("networking", "Networking"),
        ("gone.since", "“the lock”"),
        ("", "“the lock”"),
    ],
)
def test_a_place_bears_its_name_or_the_words_that_were_typed(catalog: Catalog, subject: str, place: str) -> None:
    one = Stuck(1, "U1", subject, "the lock: again", NOW)
    assert stuck.place(one, catalog) == place
    task = catalog.areas[0].assignments[0]
    assert stuck.place(Stuck(1, "U1", task.id, "x", NOW), catalog) == task.name
