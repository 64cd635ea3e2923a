"""The overview of a plan: its areas, figures and next step, what fits, and what others see."""

from __future__ import annotations

from datetime import date

import pytest

from bot.catalog.catalog import Catalog
from bot.catalog.models import TopicReference
from bot.core.forecast.forecast import AreaForecast, ForecastState
from bot.core.plan import progress
from bot.core.plan.progress import AmbiguousArea, LearningRecord, NamedArea
from bot.features.plan.views import overview as overview_views
from bot.features.plan.views.overview import BookingContext, PlanOwner
from bot.sandbox.validation.interactive_elements import interactive_elements
from bot.sandbox.validation.rules import check_message
from bot.slack.blocks import ButtonSpec
from bot.slack.message import Message
from bot.slack.payloads import PendingEntryPayload, PlanPagePayload, decode_payload
from bot.ui import names as ui_names
from bot.ui import which_area
from tests.slack_driver import label_of

OTHER = PlanOwner("U0BEN", "Ben & <!channel>")
TODAY = date(2026, 11, 21)
BOOKING = BookingContext("k", TODAY)


def overview(catalog: Catalog, record: LearningRecord, owner: PlanOwner = OTHER) -> Message:
    areas = progress.list_area_progress(catalog, record)
    message = overview_views.render_plan_overview(
        areas, progress.summarize_plan(areas), progress.choose_next_step(catalog, record), owner
    )
    check_message(message.post_arguments(), posted=True)
    return message


def button_values(message: Message) -> dict[str, str]:
    elements = [field.element for field in interactive_elements(message.blocks)]
    return {label_of(each): each["value"] for each in elements if each["type"] == "button"}


def test_all_areas_stand_in_priority_order_each_with_a_button(catalog: Catalog) -> None:
    message = overview(catalog, LearningRecord({}, frozenset()), PlanOwner())
    names = [area.name for area in catalog.areas]
    assert sorted(names, key=message.text.index) == names
    opens = [block["accessory"]["value"] for block in message.blocks if "accessory" in block]
    assert [decode_payload(PlanPagePayload, value).area for value in opens] == [area.id for area in catalog.areas]


def test_the_head_shows_the_sums_and_the_next_step(catalog: Catalog) -> None:
    message = overview(
        catalog, LearningRecord({"networking": 43 * 60, "blockchain": 90}, frozenset({"networking.cdn"})), PlanOwner()
    )
    head = message.text.splitlines()
    assert head[0] == "Your plan: 43 h of 430-700 h, 10%"
    assert head[1] == "1 of 32 assignments done · 0 of 10 areas finished"
    assert head[2] == "Optional areas are extra: 1 h 30 min."
    assert head[3].startswith("Next: ")


@pytest.mark.parametrize(
    ("minutes", "cells"),
    [
        (0, "░░░░░░░░░░"),
        (1, "▓░░░░░░░░░"),
        (25 * 60, "▓▓▓▓▓░░░░░"),
        (50 * 60 - 1, "▓▓▓▓▓▓▓▓▓░"),
        (99 * 60, "▓▓▓▓▓▓▓▓▓▓"),
    ],
)
def test_a_bar_is_empty_or_full_only_when_the_hours_are(catalog: Catalog, minutes: int, cells: str) -> None:
    message = overview(catalog, LearningRecord({"networking": minutes}, frozenset()))
    row = next(block["text"]["text"] for block in message.blocks if "1. Networking" in str(block))
    assert f"\n{cells} " in row
    assert "of 50-80 h · 0 of 3 assignments" in row


def test_the_plain_text_has_every_figure_and_no_bars(catalog: Catalog) -> None:
    message = overview(catalog, LearningRecord({"networking": 120}, frozenset()), PlanOwner())
    assert "1. Networking: 2 h of 50-80 h · 0 of 3 assignments" in message.text
    assert "7. Blockchain (optional): 0 h of 40-70 h" in message.text
    assert "10. Certifications (optional): 0 h, the estimate varies · 0 of 2 assignments" in message.text
    assert not set("▓░*") & set(message.text)


def test_a_finished_plan_says_so(catalog: Catalog) -> None:
    minutes = {area.id: 200 * 60 for area in catalog.areas}
    tasks = frozenset(task.id for area in catalog.areas for task in area.assignments)
    message = overview(catalog, LearningRecord(minutes, tasks), PlanOwner())
    assert "Everything in the plan is done." in message.text
    assert "32 of 32 assignments done · 10 of 10 areas finished" in message.text
    assert "100%" in message.text


def test_another_members_plan_names_them_without_a_ping_and_its_buttons_stay_with_them(catalog: Catalog) -> None:
    message = overview(catalog, LearningRecord({}, frozenset()))
    assert message.text.startswith("The plan of Ben &amp; &lt;!channel&gt;")
    assert "<!channel>" not in str(message.post_arguments())
    assert all(decode_payload(PlanPagePayload, value).member == "U0BEN" for value in button_values(message).values())


def test_a_large_plan_of_ones_own_content_still_fits(catalog: Catalog) -> None:
    areas = tuple(progress.measure_area(catalog.area("networking"), LearningRecord({}, frozenset())) for _ in range(90))
    made = overview_views.render_plan_overview(
        areas, progress.summarize_plan(areas), None, PlanOwner(), entries=["x"] * 5, booking_context=BOOKING
    )
    check_message(made.post_arguments())


def test_the_readers_own_plan_books_on_the_next_step_and_names_it(catalog: Catalog) -> None:
    known = LearningRecord({"networking": 120}, frozenset())
    areas, step = progress.list_area_progress(catalog, known), progress.choose_next_step(catalog, known)
    message = overview_views.render_plan_overview(
        areas, progress.summarize_plan(areas), step, PlanOwner(), booking_context=BOOKING
    )
    check_message(message.post_arguments())
    values = button_values(message)
    one, two = (decode_payload(PendingEntryPayload, values[label]) for label in ("Log 1 h", "Log 2 h"))
    assert (one.minutes, two.minutes, one.day) == (60, 120, TODAY)
    assert one.key != two.key
    assert step
    assert isinstance(step.subject, TopicReference)
    assert (one.topic, one.roadmap) == (step.subject.id, step.subject.roadmap.id)
    assert values["Log other"] == "-"
    assert f"The buttons log {step.subject.topic.name} ({step.subject.roadmap.name}) for Sat 21 Nov." in message.text


def test_a_finished_plan_still_offers_to_log_something_else(catalog: Catalog) -> None:
    areas = progress.list_area_progress(catalog, LearningRecord({}, frozenset()))
    values = button_values(
        overview_views.render_plan_overview(
            areas, progress.summarize_plan(areas), None, PlanOwner(), booking_context=BOOKING
        )
    )
    assert "Log other" in values
    assert "Log 1 h" not in values


def test_the_forecast_of_the_next_area_is_in_the_head(catalog: Catalog) -> None:
    areas = progress.list_area_progress(catalog, LearningRecord({}, frozenset()))
    outlook = AreaForecast("Networking", TODAY, ForecastState.TOO_EARLY, sample_weeks=2)
    message = overview_views.render_plan_overview(
        areas, progress.summarize_plan(areas), None, PlanOwner(), forecast=outlook
    )
    assert "I can forecast Networking after three full weeks" in message.blocks[0]["text"]["text"]
    assert "I can forecast" in message.text


def test_it_is_told_how_words_led_to_an_area(catalog: Catalog) -> None:
    area, place = catalog.area("networking"), catalog.topics[0]
    assert ui_names.told(NamedArea(area)) == ""
    assert ui_names.told(NamedArea(area, catalog.roadmap("aws"))) == "AWS is part of Networking."
    assert ui_names.told(NamedArea(area, place)).startswith(f"{place.topic.name} ({place.roadmap.name}) is part of")
    assert ui_names.told(NamedArea(area, "<iam>")) == "Showing Networking, the nearest to “&lt;iam&gt;”."


def test_an_ambiguous_area_is_asked_about_and_what_was_typed_is_escaped(catalog: Catalog) -> None:
    doubt = AmbiguousArea("<@U1>*", (catalog.area("networking"),), is_known=False)
    message = which_area.which_area(doubt, [ButtonSpec("Networking", "plan.open", "{}")], "/plan networking")
    check_message(message.post_arguments())
    assert "I don't know “&lt;@U1&gt;∗”" in message.text
    assert "Did you mean" in message.text
    assert "For example /plan networking." in message.text
