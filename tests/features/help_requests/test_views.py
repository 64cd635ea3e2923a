"""Messages about help requests, experts and levels fit into Slack, whatever people are called or type."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.catalog.catalog import Catalog
from bot.core.levels import LEVEL_NAMES, MemberLevel
from bot.features.help_requests.payloads import ExpertQuestionPayload, HelpRequestPayload
from bot.features.help_requests.rules import (
    MAX_HELP_REQUEST_LENGTH,
    MAX_OPEN_HELP_REQUESTS,
    Expert,
    ExpertReason,
    HelpRequest,
)
from bot.features.help_requests.views import experts, help_requests
from bot.features.levels import views as levels_views
from bot.sandbox.validation.rules import check_message, check_view
from bot.slack.message import Message
from tests.slack_driver import message_blocks

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
NASTY = "<!channel> *Bobby* & <@U0SANDANA> " * 6
NOTE = "ü<&>\"' " * 60
LONGEST_PREFIX = "p" * 19 + "-"


def questions(number: int) -> list[ExpertQuestionPayload]:
    words, item = NOTE[:MAX_HELP_REQUEST_LENGTH], "topic:terraform.state-management"
    return [
        ExpertQuestionPayload(asker="U1", knower=f"U2{each}", subject=item, words=words, on="s1")
        for each in range(number)
    ]


def all_messages(catalog: Catalog) -> dict[str, Message]:
    stuck = HelpRequest(1, "U1", "", f"{NASTY[:60]}: {NOTE}"[:MAX_HELP_REQUEST_LENGTH], NOW)
    many_experts = [
        Expert(f"U2{each}", NASTY, ExpertReason.LEVEL, level="expert", level_in="x<", confirmed_by=NASTY)
        for each in range(30)
    ]
    payloads, page = questions(8), experts.ExpertsPage("x" * 200, questions(8))
    audience = help_requests.HelpRequestAudience([NASTY] * 9, has_mentor=True, experts=many_experts, questions=payloads)
    every_level = [MemberLevel("U1", each.id, "expert", NOW) for each in catalog.roadmaps]
    return {
        "page": help_requests.render_help_request(stuck, audience, catalog, lead="x" * 200, corrections="x" * 200),
        "which": help_requests.render_help_subject_choice(
            NOTE[:MAX_HELP_REQUEST_LENGTH],
            [("x" * 90, HelpRequestPayload(subject="area:x", words=NOTE[:MAX_HELP_REQUEST_LENGTH]))] * 8,
        ),
        "everything": help_requests.render_open_help_requests(
            [stuck] * MAX_OPEN_HELP_REQUESTS, catalog, ZoneInfo("UTC"), date(2026, 11, 21)
        ),
        "to_mentor": help_requests.render_help_request_notification(NASTY, stuck, catalog, is_mentor=False),
        "over": help_requests.render_help_request_resolved(stuck, catalog, was_resolved=False),
        "over_by": help_requests.render_resolved_by_mentor(NASTY, stuck, catalog),
        "too_long": help_requests.render_help_request_too_long(NOTE * 40),
        "who": experts.render_experts(many_experts, page, catalog, lead="x" * 200),
        "unknown": experts.render_unknown_expert_subject(NASTY, [("x" * 90, "area:x")] * 5, catalog.roadmaps),
        "question": experts.render_expert_question(NASTY, "x", "", payloads[0]),
        "will_write": experts.render_expert_accepts(NASTY, "x", payloads[0]),
        "levels": levels_views.render_all_levels(catalog, {each.id: "x" * 200 for each in catalog.roadmaps}),
        "one": levels_views.render_roadmap_level(catalog.roadmaps[0], catalog, "", unknown_level=NASTY),
        "judging": levels_views.render_confirmation_request(NASTY, every_level, catalog, lead="x" * 200),
        "answered": levels_views.render_confirmed_notification(NASTY, every_level[0], catalog),
        "unread": levels_views.render_roadmap_choice(NASTY, "expert", catalog.roadmaps),
    }


def test_every_message_fits_and_pings_nobody(catalog: Catalog) -> None:
    for name, message in all_messages(catalog).items():
        check_message({**message.post_arguments(), "blocks": message_blocks(message, LONGEST_PREFIX)})
        assert not {"<!", "<@"} & {message.text[at : at + 2] for at in range(len(message.text))}, name
    form = levels_views.render_levels_form(
        catalog, dict.fromkeys((each.id for each in catalog.roadmaps), LEVEL_NAMES[3])
    )
    check_view(form.view())


def test_experts_beyond_a_page_are_counted_and_hours_never_shown(catalog: Catalog) -> None:
    ranked = [
        Expert(f"U2{each}", f"Ben {each}", ExpertReason.ROADMAP, has_most_hours=not each)
        for each in range(experts.MAX_EXPERTS + 1)
    ]
    text = experts.render_experts(ranked, experts.ExpertsPage("Terraform", questions(8), is_named=True), catalog).text
    assert text.splitlines()[1:3] == ["Ben 0: most hours in the roadmap", "Ben 1: hours in the roadmap"]
    assert "Ben 8" not in text
    assert "And 1 other. They opted in" in text


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
def test_a_help_request_bears_the_name_of_its_subject_or_the_words_typed(
    catalog: Catalog, subject: str, place: str
) -> None:
    stuck = HelpRequest(1, "U1", subject, "the lock: again", NOW)
    assert help_requests.help_request_place(stuck, catalog) == place
    assignment = catalog.areas[0].assignments[0]
    on_assignment = HelpRequest(1, "U1", assignment.id, "x", NOW)
    assert help_requests.help_request_place(on_assignment, catalog) == assignment.name
