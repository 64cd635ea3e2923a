"""The overview of a plan: its areas, figures and next step, what fits, and what others see."""

from __future__ import annotations

from datetime import date

import pytest

from bot.catalog.catalog import Catalog
from bot.catalog.models import TopicReference
from bot.core.forecast.forecast import AreaForecast, ForecastState
from bot.core.plan import next_moves, progress
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
        areas, progress.summarize_plan(areas), next_moves.choose_next_step(catalog, record), owner
    )
    check_message(message.post_arguments(), posted=True)
    return message


def button_values(message: Message) -> dict[str, str]:
    elements = [field.element for field in interactive_elements(message.blocks)]
    return {label_of(each): each["value"] for each in elements if each["type"] == "button"}


def menu_options(message: Message) -> list[PlanPagePayload]:
    """What the menu of the areas opens."""
    menus = [field.element for field in interactive_elements(message.blocks) if not field.is_button]
    return [decode_payload(PlanPagePayload, each["value"]) for menu in menus for each in menu["options"]]


def test_all_areas_stand_in_priority_order_and_a_menu_opens_each(catalog: Catalog) -> None:
    message = overview(catalog, LearningRecord({}, frozenset()), PlanOwner())
    names = [area.name for area in catalog.areas]
    assert sorted(names, key=message.text.index) == names
    assert [each.area for each in menu_options(message)] == [area.id for area in catalog.areas]
    assert [block["accessory"]["action_id"] for block in message.blocks if "accessory" in block] == ["plan.form#0"]


def test_an_area_in_progress_has_a_row_whose_button_names_it(catalog: Catalog) -> None:
    known = LearningRecord({"cloud-computing": 60}, frozenset({"networking.cdn"}))
    _, *rows = [block["accessory"] for block in overview(catalog, known, PlanOwner()).blocks if "accessory" in block]
    assert [decode_payload(PlanPagePayload, row["value"]).area for row in rows] == ["networking", "cloud-computing"]
    assert [row["accessibility_label"] for row in rows] == ["Open Networking", "Open Cloud Computing"]


def test_the_head_shows_the_sums_and_the_next_step(catalog: Catalog) -> None:
    message = overview(
        catalog, LearningRecord({"networking": 43 * 60, "blockchain": 90}, frozenset({"networking.cdn"})), PlanOwner()
    )
    head = message.text.splitlines()
    assert head[0] == "Your plan: 43 h of 430-700 h, 10%"
    assert head[1] == "1 of 32 assignments done · 0 of 10 areas finished"
    assert head[2] == "Optional areas are extra: 1 h 30 min."
    assert head[3].startswith("➡️ Next: ")


@pytest.mark.parametrize(
    ("minutes", "cells"),
    [
        (1, "▰▱▱▱▱▱▱▱▱▱ under 1%"),
        (25 * 60, "▰▰▰▰▰▱▱▱▱▱ 50%"),
        (50 * 60 - 1, "▰▰▰▰▰▰▰▰▰▱ 99%"),
        (99 * 60, "▰▰▰▰▰▰▰▰▰▰ 100%"),
    ],
)
def test_a_bar_is_full_only_when_the_hours_are_and_has_the_percent_beside_it(
    catalog: Catalog, minutes: int, cells: str
) -> None:
    message = overview(catalog, LearningRecord({"networking": minutes}, frozenset()))
    row = next(block["text"]["text"] for block in message.blocks if "1. Networking" in str(block))
    assert f"\n{cells} " in row
    assert "of 50-80 h · 0 of 3 assignments" in row


def test_the_plain_text_has_every_figure_and_no_bars(catalog: Catalog) -> None:
    message = overview(catalog, LearningRecord({"networking": 120}, frozenset()), PlanOwner())
    assert "1. Networking\n4% · 2 h of 50-80 h · 0 of 3 assignments" in message.text
    assert "7. Blockchain (optional): 40-70 h · 3 assignments" in message.text
    assert "10. Certifications (optional): the estimate varies · 2 assignments" in message.text
    assert not set("▰▱*") & set(message.text)


def test_a_finished_plan_says_so(catalog: Catalog) -> None:
    minutes = {area.id: 200 * 60 for area in catalog.areas}
    tasks = frozenset(task.id for area in catalog.areas for task in area.assignments)
    message = overview(catalog, LearningRecord(minutes, tasks), PlanOwner())
    assert "Everything in the plan is done." in message.text
    assert "32 of 32 assignments done · 10 of 10 areas finished" in message.text
    assert "100%" in message.text
    assert message.text.count("🎉 Finished: ") == 10


def test_another_members_plan_names_them_without_a_ping_and_its_buttons_stay_with_them(catalog: Catalog) -> None:
    message = overview(catalog, LearningRecord({}, frozenset()))
    assert message.text.startswith("Ben &amp; &lt;!channel&gt;'s plan")
    assert "<!channel>" not in str(message.post_arguments())
    assert {each.member for each in menu_options(message)} == {"U0BEN"}
    assert button_values(message) == {}


def test_a_large_plan_of_ones_own_content_still_fits(catalog: Catalog) -> None:
    area = catalog.area("networking")
    names = [f"area-{number}" for number in range(90)]
    known = LearningRecord(dict.fromkeys(names[:60], 60), frozenset())
    areas = tuple(progress.measure_area(area.model_copy(update={"id": name}), known) for name in names)
    made = overview_views.render_plan_overview(
        areas, progress.summarize_plan(areas), None, PlanOwner(), entries=["x"] * 5, booking_context=BOOKING
    )
    check_message(made.post_arguments())


def test_the_readers_own_plan_logs_on_the_next_step_and_names_it(catalog: Catalog) -> None:
    known = LearningRecord({"networking": 120}, frozenset())
    areas, step = progress.list_area_progress(catalog, known), next_moves.choose_next_step(catalog, known)
    message = overview_views.render_plan_overview(
        areas, progress.summarize_plan(areas), step, PlanOwner(), booking_context=BOOKING
    )
    check_message(message.post_arguments())
    values = button_values(message)
    one = decode_payload(PendingEntryPayload, values["Log 1 h"])
    assert (one.minutes, one.day) == (60, TODAY)
    assert step
    assert isinstance(step.subject, TopicReference)
    assert (one.topic, one.roadmap) == (step.subject.id, step.subject.roadmap.id)
    assert {"I know this", "Something else"} <= values.keys()
    assert f"Next: {step.subject.topic.name} ({step.subject.roadmap.name})" in message.text


def test_a_finished_plan_still_offers_to_log_other_hours(catalog: Catalog) -> None:
    areas = progress.list_area_progress(catalog, LearningRecord({}, frozenset()))
    values = button_values(
        overview_views.render_plan_overview(
            areas, progress.summarize_plan(areas), None, PlanOwner(), booking_context=BOOKING
        )
    )
    assert "Log other hours" in values
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
