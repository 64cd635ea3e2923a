"""The page of one area: what its owner and others see and press, and its limits."""

from __future__ import annotations

import html
from dataclasses import replace
from datetime import date

import pytest

from bot.catalog.catalog import Catalog
from bot.core.forecast.forecast import AreaForecast, ForecastState
from bot.core.plan import progress
from bot.core.plan.actual_hours import ActualHours
from bot.core.plan.progress import LearningRecord
from bot.features.plan.payloads import AssignmentPayload
from bot.features.plan.views import area as area_views
from bot.features.plan.views.overview import BookingContext, PlanOwner
from bot.sandbox.validation.interactive_elements import interactive_elements
from bot.sandbox.validation.rules import check_message
from bot.slack.message import Message
from bot.slack.payloads import PendingEntryPayload, RoadmapQueryPayload, decode_payload
from tests.slack_driver import label_of

OTHER = PlanOwner("U0BEN", "Ben & <!channel>")
TODAY, EMPTY = date(2026, 11, 21), LearningRecord({}, frozenset())


def page(
    catalog: Catalog, record: LearningRecord = EMPTY, area_id: str = "networking", owner: PlanOwner | None = None
) -> area_views.AreaPage:
    area = catalog.area(area_id)
    return area_views.AreaPage(
        progress=progress.measure_area(area, record),
        open_topics=progress.list_open_topics(catalog, record, area),
        roadmaps=tuple(catalog.roadmap(each) for each in area.roadmaps),
        plan_owner=owner or PlanOwner(),
        booking_context=None if owner else BookingContext("k", TODAY),
    )


def button_values(message: Message) -> dict[str, str]:
    elements = [field.element for field in interactive_elements(message.blocks)]
    return {label_of(each): each["value"] for each in elements if each["type"] == "button"}


def test_an_area_of_ones_own_can_be_opened_and_logged(catalog: Catalog) -> None:
    message = area_views.render_area(page(catalog, LearningRecord({}, frozenset({"networking.cdn"}))))
    check_message(message.post_arguments(), posted=True)
    values = button_values(message)
    booked = [decode_payload(PendingEntryPayload, values[label]) for label in ("Log 1 h", "Log 2 h")]
    assert [(each.minutes, each.area, each.topic) for each in booked] == [
        (60, "networking", None),
        (120, "networking", None),
    ]
    assert booked[0].key != booked[1].key
    (menu,) = [field.element for field in interactive_elements(message.blocks) if not field.is_button]
    roadmaps = [decode_payload(RoadmapQueryPayload, each["value"]).query for each in menu["options"]]
    assert roadmaps == list(catalog.area("networking").roadmaps)
    rows = [block for block in message.blocks if "accessory" in block]
    tasks = catalog.area("networking").assignments
    assert [row["accessory"]["accessibility_label"] for row in rows] == [f"Open: {task.name}" for task in tasks]
    assert [decode_payload(AssignmentPayload, row["accessory"]["value"]).assignment for row in rows] == [
        task.id for task in tasks
    ]
    assert "✅ Content delivery network (done)" in message.text.splitlines()
    assert not any(task.text in message.text for task in tasks), "a row is closed"
    assert len([block for block in message.blocks if block["type"] == "actions"]) == 1


def test_an_area_of_somebody_else_is_read_only(catalog: Catalog) -> None:
    message = area_views.render_area(page(catalog, LearningRecord({}, frozenset({"networking.cdn"})), owner=OTHER))
    assert not {"Done", "Reopen", "Start", "Hand in", "Log 1 h", "Log 2 h"} & set(button_values(message))
    assert decode_payload(AssignmentPayload, button_values(message)["Open"]).member == "U0BEN"
    assert "Only Ben &amp; &lt;!channel&gt; can change this plan. You can sign off what Ben" in message.text


def test_every_area_fits_into_a_message_with_up_to_three_next_topics(catalog: Catalog) -> None:
    for area in catalog.areas:
        made = page(catalog, area_id=area.id)
        message = area_views.render_area(made)
        check_message(message.post_arguments(), posted=True)
        assert area.description in message.text
        said = html.unescape(message.text)
        assert ("\nNext topics in this area: " in said) is bool(made.open_topics)
        assert all(f"{each.topic.name} ({each.roadmap.name}, {each.topic.level})" in said for each in made.open_topics)
        assert len(made.open_topics) <= 3
        assert len(message.text.splitlines()) <= 12


def test_an_area_without_next_topics_names_none(catalog: Catalog) -> None:
    made = replace(page(catalog), open_topics=())
    assert "Next topics in this area" not in area_views.render_area(made).text


def test_a_large_area_of_ones_own_content_still_fits(catalog: Catalog) -> None:
    base = catalog.area("networking")
    tasks = tuple(
        base.assignments[0].model_copy(update={"id": f"networking.t{number}", "name": f"Task {number}"})
        for number in range(60)
    )
    area = base.model_copy(update={"assignments": tasks})
    message = area_views.render_area(replace(page(catalog), progress=progress.measure_area(area, EMPTY)))
    check_message(message.post_arguments())
    assert "Task 59" in str(message.blocks)


@pytest.mark.parametrize(
    ("area", "taken", "line"),
    [
        (
            "networking",
            ActualHours(4, 62 * 60, 58 * 60 - 20, 71 * 60 + 29),
            "Estimate: 50-80 h. 4 people who finished took 62 h (half of them 58-71 h).",
        ),
        (
            "certifications",
            ActualHours(3, 90, 60, 120),
            "Estimate: it varies. 3 people who finished took 2 h (half of them 1-2 h).",
        ),
        ("networking", ActualHours(3, 20, 10, 30), "Estimate: 50-80 h. 3 people who finished took 1 h."),
    ],
)
def test_the_actual_hours_of_finishers_stand_below_the_estimate(
    catalog: Catalog, area: str, taken: ActualHours, line: str
) -> None:
    made = page(catalog, area_id=area)
    assert line in area_views.render_area(replace(made, actual_hours=taken)).text.splitlines()
    assert "who finished" not in area_views.render_area(made).text


def test_the_page_shows_the_forecast_or_else_the_target_day(catalog: Catalog) -> None:
    june = date(2027, 6, 1)
    made = page(catalog)
    early = AreaForecast(
        "Networking",
        TODAY,
        ForecastState.TOO_EARLY,
        sample_weeks=2,
        remaining_minutes=3000,
        target_day=june,
        needed_pace=None,
    )
    assert (
        "I can forecast Networking after three full weeks" in area_views.render_area(replace(made, forecast=early)).text
    )
    varies = AreaForecast("Certifications", TODAY, ForecastState.NO_ESTIMATE, target_day=june)
    assert "Target: 1 Jun 2027." in area_views.render_area(replace(made, forecast=varies)).text.splitlines()
    assert "Target" not in area_views.render_area(replace(made, forecast=replace(varies, target_day=None))).text
