"""The digest's message: exact, harmless, and within Slack's limits for any team."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.catalog.catalog import Catalog
from bot.features.digest.rules import (
    MILESTONE_WEEKS,
    Digest,
    DigestLearner,
    DigestSuggestion,
    FinishedAssignment,
    SharedTalk,
    StreakMilestone,
)
from bot.features.digest.views import message as message_views
from bot.features.leaderboard.rules import MemberMinutes, rank_members
from bot.sandbox.validation.rules import check_message
from bot.slack.message import MAX_MESSAGE_TEXT
from bot.slack.mrkdwn import ELLIPSIS
from bot.slack.slash import put_prefix
from tests.slack_driver import message_text

TODAY = date(2026, 11, 23)
WEEK = Digest(
    week="2026-W47",
    minutes=210,
    minutes_before=30,
    people_count=2,
    areas=(("networking", 180), ("rest-api", 30)),
    learners=(
        DigestLearner("Ana", (("networking", None), ("rest-api", None))),
        DigestLearner("@Mei", (("networking", None),)),
    ),
)
LONGEST_PREFIX = "x" * 20
HIDDEN_NOTE = "People who hide are not shown. /leaderboard hide hides you too."


def text_of(digest: Digest, catalog: Catalog) -> str:
    return message_text(message_views.render_digest(digest, catalog=catalog, today=TODAY))


def test_a_week_reads_in_full_without_its_blocks(catalog: Catalog) -> None:
    assert text_of(WEEK, catalog).splitlines() == [
        "What we learned, 16-22 Nov",
        "3 h 30 min by 2 people, 3 h more than the week before.",
        "By area: Networking 3 h, REST API Design &amp; Development 30 min",
        f"More of it stands in the thread. {message_views.BUTTONS_NOTE} {HIDDEN_NOTE}",
    ]


def test_areas_are_drawn_as_well(catalog: Catalog) -> None:
    message = message_views.render_digest(WEEK, catalog=catalog, today=TODAY)
    [chart] = [block for block in message.blocks if block["type"] == "data_visualization"]
    [series] = chart["chart"]["series"]
    assert [(point["label"], point["value"]) for point in series["data"]] == [
        ("Networking", 3),
        ("REST API Design …", 0.5),
    ]


def test_one_area_is_no_chart(catalog: Catalog) -> None:
    message = message_views.render_digest(replace(WEEK, areas=(("networking", 210),)), catalog=catalog, today=TODAY)
    assert "data_visualization" not in [block["type"] for block in message.blocks]


def test_many_areas_share_the_last_bar(catalog: Catalog) -> None:
    areas = tuple((area.id, 600 - 30 * number) for number, area in enumerate(catalog.areas))
    message = message_views.render_digest(replace(WEEK, areas=areas), catalog=catalog, today=TODAY)
    [chart] = [block for block in message.blocks if block["type"] == "data_visualization"]
    points = chart["chart"]["series"][0]["data"]
    assert len(points) == message_views.MAX_BARS
    assert points[-1]["label"] == "Others"
    assert sum(point["value"] for point in points) == sum(minutes for _, minutes in areas) / 60


@pytest.mark.parametrize(
    ("minutes", "before", "words"),
    [
        (210, None, "3 h 30 min by 2 people."),
        (210, 0, "3 h 30 min by 2 people, after a week without any."),
        (210, 210, "3 h 30 min by 2 people, as much as the week before."),
        (210, 300, "3 h 30 min by 2 people, 1 h 30 min less than the week before."),
    ],
)
def test_the_comparison_with_the_week_before(catalog: Catalog, minutes: int, before: int | None, words: str) -> None:
    assert text_of(replace(WEEK, minutes=minutes, minutes_before=before), catalog).splitlines()[1] == words


def test_a_quiet_week_is_a_kind_line_and_the_buttons(catalog: Catalog) -> None:
    quiet = replace(WEEK, minutes=0, people_count=0, areas=(), learners=())
    message = message_views.render_digest(quiet, catalog=catalog, today=TODAY)
    assert message_text(message, "team-").splitlines() == [
        "No hours to show for 16-22 Nov. A new week is a good start: /team-log 30m networking.",
        message_views.BUTTONS_NOTE,
    ]


@pytest.mark.parametrize("digest", [WEEK, replace(WEEK, minutes=0, people_count=0, areas=(), learners=())])
def test_every_digest_lets_its_readers_log(catalog: Catalog, digest: Digest) -> None:
    blocks = message_views.render_digest(digest, catalog=catalog, today=TODAY).blocks
    [row] = [block["elements"] for block in blocks if block["type"] == "actions"]
    assert [(each["text"]["text"], each["action_id"].split("#")[0], each["value"]) for each in row] == [
        ("Log 1 h", "log.quick", "60"),
        ("Log 2 h", "log.quick", "120"),
    ]


def test_a_week_off_is_called_so(catalog: Catalog) -> None:
    off = replace(WEEK, minutes=0, people_count=0, areas=(), learners=(), is_team_away=True)
    assert text_of(off, catalog).startswith("The week 16-22 Nov was off for the whole team. A new week is a good")


def test_without_hours_it_says_what_there_was(catalog: Catalog) -> None:
    nothing = replace(WEEK, minutes=0, people_count=0, areas=(), learners=())
    done = replace(nothing, finished_assignments=(FinishedAssignment("networking.cdn", ("Ana",)),))
    assert text_of(done, catalog).splitlines()[1:4] == [
        "No hours this time, but assignments were done.",
        "Assignments done",
        "Content delivery network: Ana",
    ]
    assert text_of(replace(nothing, new_mentors=("Ana",)), catalog).splitlines()[1:3] == [
        "No hours this time.",
        "New mentor: Ana",
    ]


def test_the_thread_is_announced_only_where_there_is_one(catalog: Catalog) -> None:
    assert "thread" not in text_of(replace(WEEK, with_details=False, learners=()), catalog)


def test_ids_that_left_the_content_stay_readable(catalog: Catalog) -> None:
    gone = replace(
        WEEK,
        areas=(("gone-area", 60),),
        finished_assignments=(FinishedAssignment("gone.work", ("Ana",)),),
        talks=(SharedTalk("Ana", "", "gone.topic"),),
    )
    lines = text_of(gone, catalog).splitlines()
    assert "By area: gone-area 1 h" in lines
    assert "gone.work: Ana" in lines
    assert "Ana" in lines


def test_the_leaderboard_has_the_first_five_ranks_with_ties(catalog: Catalog) -> None:
    leaderboard = rank_members(
        MemberMinutes(f"U{n}", f"P{n}", minutes) for n, minutes in enumerate((300, 240, 240, 180, 60, 60, 30))
    )
    text = text_of(replace(WEEK, leaderboard=leaderboard), catalog)
    lines = text.split("Leaderboard, 16-22 Nov\n")[1].splitlines()
    assert lines[:6] == ["1. P0: 5 h", "2. P1: 4 h", "2. P2: 4 h", "4. P3: 3 h", "5. P4: 1 h", "5. P5: 1 h"]
    assert "P6" not in "".join(lines)


def test_a_leaderboard_by_goal_shows_shares_alone(catalog: Catalog) -> None:
    rows = (MemberMinutes("U1", "Ana", 300, 125), MemberMinutes("U2", "Ben", 600, 80), MemberMinutes("U3", "Mei", 1, 0))
    text = text_of(replace(WEEK, leaderboard=rank_members(rows)), catalog)
    lines = "Leaderboard, 16-22 Nov · by share of one's own goal\n1. Ana: 125%\n2. Ben: 80%\n3. Mei: under 1%\n"
    assert lines in text


def test_a_long_tie_is_counted(catalog: Catalog) -> None:
    leaderboard = rank_members(MemberMinutes(f"U{n:02}", f"P{n:02}", 60) for n in range(40))
    assert "and 32 more with 1 h" in text_of(replace(WEEK, leaderboard=leaderboard), catalog)


def test_assignments_name_three_and_count_the_rest(catalog: Catalog) -> None:
    assignment = catalog.areas[0].assignments[0]
    finished = FinishedAssignment(assignment.id, ("Ana", "Ben", "Mei", "Priya", "Chidi"))
    text = text_of(replace(WEEK, finished_assignments=(finished,)), catalog)
    assert f"{assignment.name}: Ana, Ben, Mei and 2 others" in text


def test_what_was_signed_off_says_so(catalog: Catalog) -> None:
    assignment = catalog.areas[0].assignments[0]
    for signed_off, expected in ((1, "(1 signed off)"), (2, "(signed off)")):
        finished = FinishedAssignment(assignment.id, ("Ana", "Ben"), signed_off)
        text = text_of(replace(WEEK, finished_assignments=(finished,)), catalog)
        assert f"{assignment.name}: Ana and Ben {expected}" in text


def test_new_mentors_talks_and_mentoring(catalog: Catalog) -> None:
    digest = replace(
        WEEK,
        new_mentors=("Ana", "Ben"),
        talks=(
            SharedTalk("Ana", "State\nwithout <!here> fear", None),
            SharedTalk("Mei", "", "terraform.state-management"),
            SharedTalk("@Ben", "", None),
        ),
        mentoring_minutes=150,
    )
    assert text_of(digest, catalog).splitlines()[3:9] == [
        "New mentors: Ana and Ben",
        "Talks",
        "Ana: State without &lt;!here&gt; fear",
        "Mei: Terraform State Management",
        "Ben",
        "Mentoring: 2 h 30 min",
    ]


def test_many_talks_are_counted(catalog: Catalog) -> None:
    text = text_of(replace(WEEK, talks=tuple(SharedTalk("Ana", f"Talk {n}", None) for n in range(6))), catalog)
    assert "Ana: Talk 2\nand 3 other talks" in text


def test_streaks_by_their_length(catalog: Catalog) -> None:
    streaks = (
        StreakMilestone("Ana", 8),
        *(StreakMilestone(name, 4) for name in ("Ben", "Mei", "Priya", "Chidi", "Zoe")),
    )
    assert (
        "Goals met, week after week\nAna: 8 weeks in a row\nBen, Mei, Priya and 2 others: 4 weeks in a row"
        in text_of(replace(WEEK, streaks=streaks), catalog)
    )


def test_the_suggestion_names_the_area_and_its_command(catalog: Catalog) -> None:
    suggestion = DigestSuggestion("Cloud Computing", "plan cloud-computing", 3)
    assert (
        "Worth a look together: Cloud Computing, priority 3 of the plan, had no hours here in the last four weeks. "
        "/plan cloud-computing tells more." in text_of(replace(WEEK, suggestion=suggestion), catalog)
    )


def test_the_suggestion_names_whom_to_ask(catalog: Catalog) -> None:
    suggestion = DigestSuggestion("Terraform State", "roadmap terraform state", expert="@Ana", expert_minutes=720)
    message = message_views.render_digest(replace(WEEK, suggestion=suggestion), catalog=catalog, today=TODAY)
    assert (
        "Worth a look together: nobody shown here has touched Terraform State in the last four weeks. "
        "Ana has 12 h there and is glad to be asked. /team-roadmap terraform state tells more."
        in message_text(message, "team-")
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.one_of(
        st.text(max_size=200), st.sampled_from(["&" * 200, "<!channel>", "*_~`" * 50, "👩‍💻" * 60, "@here"])
    ),
    size=st.integers(1, 800),
)
def test_any_team_fits_and_notifies_nobody(catalog: Catalog, name: str, size: int) -> None:
    names = [f"{name}{number}" for number in range(size)]
    assignments = [assignment.id for area in catalog.areas for assignment in area.assignments]
    digest = replace(
        WEEK,
        minutes=60 * 24 * size,
        people_count=size,
        areas=tuple((area.id, 60 * size) for area in catalog.areas),
        leaderboard=rank_members(MemberMinutes(f"U{n}", each, 60) for n, each in enumerate(names)),
        finished_assignments=tuple(FinishedAssignment(each, tuple(names)) for each in assignments),
        new_mentors=tuple(names),
        talks=tuple(SharedTalk(each, name, None) for each in names),
        mentoring_minutes=60 * size,
        streaks=tuple(StreakMilestone(each, weeks) for weeks in MILESTONE_WEEKS for each in names),
        suggestion=DigestSuggestion(name or "Networking", "plan networking", 1, names[0], 60),
    )
    message = message_views.render_digest(digest, catalog=catalog, today=TODAY)
    check_message(put_prefix(message.post_arguments(), LONGEST_PREFIX), posted=True)
    check_message(put_prefix(message.plain_fallback().post_arguments(), LONGEST_PREFIX), posted=True)
    assert len(message_text(message, LONGEST_PREFIX)) < MAX_MESSAGE_TEXT
    assert not message.text.endswith(ELLIPSIS), "nothing is cut off at the end"
    assert "<" not in message.text
