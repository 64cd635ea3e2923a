"""The digest's message: exact, harmless, and within Slack's limits for any team."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.catalog.catalog import Catalog
from bot.features.digest.rules import MAX_WIN_LINES, Digest, DigestLearner, DigestSuggestion, Win, WinKind
from bot.features.digest.views import message as message_views
from bot.features.leaderboard.rules import MemberMinutes, rank_members
from bot.sandbox.validation.rules import check_message
from bot.slack.message import MAX_MESSAGE_TEXT
from bot.slack.mrkdwn import ELLIPSIS
from bot.slack.slash import put_prefix
from tests.examples import examples
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
QUIET = replace(WEEK, minutes=0, people_count=0, areas=(), learners=())


def text_of(digest: Digest, catalog: Catalog) -> str:
    return message_text(message_views.render_digest(digest, catalog=catalog, today=TODAY))


def test_a_week_reads_in_full_without_its_blocks(catalog: Catalog) -> None:
    assert text_of(WEEK, catalog).splitlines() == [
        "What we learned, 16-22 Nov",
        "3 h 30 min by 2 people, 3 h more than the week before.",
        "Hours by area: Networking 3 h, REST API Design &amp; Development 30 min",
        "Details in the thread.",
    ]


def test_areas_are_drawn_as_well(catalog: Catalog) -> None:
    message = message_views.render_digest(WEEK, catalog=catalog, today=TODAY)
    [chart] = [block for block in message.blocks if block["type"] == "data_visualization"]
    [series] = chart["chart"]["series"]
    assert [(point["label"], point["value"]) for point in series["data"]] == [
        ("Networking", 3),
        ("REST API Design …", 0.5),
    ]


def test_no_number_stands_twice_in_what_is_seen(catalog: Catalog) -> None:
    """The areas in words are for those who do not see the chart."""
    message = message_views.render_digest(WEEK, catalog=catalog, today=TODAY)
    seen = "\n".join(block["text"]["text"] for block in message.blocks if block["type"] in ("section", "header"))
    assert seen == "What we learned, 16-22 Nov\n*3 h 30 min* by 2 people, 3 h more than the week before."
    assert sum(block["type"] == "data_visualization" for block in message.blocks) == 1


def test_one_area_is_no_chart_but_a_word(catalog: Catalog) -> None:
    message = message_views.render_digest(replace(WEEK, areas=(("networking", 210),)), catalog=catalog, today=TODAY)
    assert "data_visualization" not in [block["type"] for block in message.blocks]
    assert message.text.splitlines()[1] == (
        "3 h 30 min by 2 people, 3 h more than the week before. All of it on Networking."
    )


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
        (210, 0, "3 h 30 min by 2 people, after a quiet week."),
        (210, 210, "3 h 30 min by 2 people, the same as the week before."),
        (210, 300, "3 h 30 min by 2 people, 1 h 30 min less than the week before."),
    ],
)
def test_the_comparison_with_the_week_before(catalog: Catalog, minutes: int, before: int | None, words: str) -> None:
    assert text_of(replace(WEEK, minutes=minutes, minutes_before=before), catalog).splitlines()[1] == words


def test_a_quiet_week_is_a_kind_line_and_the_buttons(catalog: Catalog) -> None:
    assert text_of(QUIET, catalog) == "Quiet week (16-22 Nov). Fresh start?"
    idea = DigestSuggestion("Cloud Computing", "plan cloud-computing", 3)
    assert text_of(replace(QUIET, suggestion=idea), catalog).splitlines() == [
        "Quiet week (16-22 Nov). Fresh start?",
        "💡 Cloud Computing (plan priority 3) hasn't come up here lately. Who's in?",
    ]


@pytest.mark.parametrize("digest", [WEEK, QUIET])
def test_every_digest_lets_its_readers_log(catalog: Catalog, digest: Digest) -> None:
    blocks = message_views.render_digest(digest, catalog=catalog, today=TODAY).blocks
    [row] = [block["elements"] for block in blocks if block["type"] == "actions"]
    assert [(each["text"]["text"], each["action_id"].split("#")[0], each["value"]) for each in row] == [
        ("Log 1 h", "log.quick", "60"),
        ("Log 2 h", "log.quick", "120"),
    ]


@pytest.mark.parametrize(
    ("suggestion", "see"),
    [
        (DigestSuggestion("Cloud Computing", "plan cloud-computing", 3), ("plan.open", '{"area":"cloud-computing"}')),
        (DigestSuggestion("AWS", "roadmap aws"), ("roadmap.open", '{"query":"aws"}')),
    ],
)
def test_the_idea_has_one_primary_button_and_a_way_to_look(
    catalog: Catalog, suggestion: DigestSuggestion, see: tuple[str, str]
) -> None:
    def row(digest: Digest) -> list[tuple[str, ...]]:
        blocks = message_views.render_digest(digest, catalog=catalog, today=TODAY).blocks
        [elements] = [block["elements"] for block in blocks if block["type"] == "actions"]
        labels = [each["accessibility_label"] for each in elements]
        assert len(set(labels)) == len(labels) <= 5
        return [(each["text"]["text"], each["action_id"].split("#")[0], each["value"]) for each in elements[:2]]

    with_idea = replace(WEEK, suggestion=suggestion)
    assert row(with_idea) == [("I'm in", "idea.join", "2026-W47"), ("See it", *see)]
    assert row(replace(with_idea, can_meet=False))[0] == ("See it", *see)
    assert "Take a look?" in text_of(replace(with_idea, can_meet=False), catalog)


def test_a_week_off_is_called_so(catalog: Catalog) -> None:
    off = replace(QUIET, is_team_away=True)
    assert text_of(off, catalog) == "The whole team was off (16-22 Nov). Fresh start?"


def test_without_hours_it_says_what_there_was(catalog: Catalog) -> None:
    done = replace(QUIET, wins=(Win(WinKind.FINISHED, ("Ana",), "networking.cdn"),))
    assert text_of(done, catalog).splitlines()[1:] == [
        "No hours logged this time, but there's good news.",
        "🎉 Ana finished Content delivery network",
    ]
    left_out = replace(QUIET, has_news=True)
    assert text_of(left_out, catalog).splitlines()[1:] == ["No hours logged this time."]


def test_the_thread_is_announced_only_where_there_is_one(catalog: Catalog) -> None:
    assert "thread" not in text_of(replace(WEEK, with_details=False, learners=()), catalog)


@pytest.mark.parametrize(
    ("win", "line"),
    [
        (Win(WinKind.AREA_WHOLE, ("Ana",), "networking"), "🎉 Ana logged all the hours planned for Networking"),
        (Win(WinKind.AREA_HALF, ("Ana", "Ben"), "networking"), "🎉 Ana and Ben got halfway through Networking"),
        (Win(WinKind.AREA_QUARTER, ("Ana",), "gone"), "🎉 Ana got a quarter of the way through gone"),
        (Win(WinKind.FIRST_TALK, ("@Ben",)), "👏 Ben gave a first talk"),
        (Win(WinKind.FIRST_TALK, ("Ben",), "On <!here>"), "👏 Ben gave a first talk: On &lt;!here&gt;"),
        (Win(WinKind.TALK, ("Ben",), "State {names}"), "👏 Ben gave a talk: State {names}"),
        (Win(WinKind.TALK, ("Ben",)), "👏 Ben gave a talk"),
        (
            Win(WinKind.LEVEL, ("Ana",), "terraform:advanced"),
            "🎉 Ana reached Terraform advanced, confirmed by a mentor",
        ),
        (Win(WinKind.LEVEL, ("Ana",), "gone:expert"), "🎉 Ana reached gone expert, confirmed by a mentor"),
        (Win(WinKind.SIGNED_OFF, ("Ana",), "networking.cdn"), "🎉 Ana got Content delivery network signed off"),
        (Win(WinKind.FINISHED, ("Ana",), "gone.work"), "🎉 Ana finished gone.work"),
        (Win(WinKind.STREAK, ("Ana", "Ben"), number=4), "🔥 Ana and Ben met the weekly goal 4 weeks in a row"),
        (Win(WinKind.GOAL, tuple("ABCDE")), "🎯 A, B, C and 2 others met the weekly goal"),
        (Win(WinKind.MENTOR, ("Ana",)), "👏 Ana became a mentor"),
        (Win(WinKind.MENTOR, ("Ana", "Ben")), "👏 Ana and Ben became mentors"),
        (Win(WinKind.HANDED_IN, (), number=1), "⏳ 1 assignment handed in, waiting for a sign-off"),
        (Win(WinKind.HANDED_IN, (), number=2), "⏳ 2 assignments handed in, waiting for a sign-off"),
    ],
)
def test_a_win_is_a_sentence_of_praise(catalog: Catalog, win: Win, line: str) -> None:
    assert line in text_of(replace(WEEK, wins=(win,)), catalog).splitlines()


def test_many_wins_are_five_lines_and_a_count(catalog: Catalog) -> None:
    wins = tuple(Win(WinKind.TALK, ("Ana",), f"Talk {number}") for number in range(9))
    lines = text_of(replace(WEEK, wins=wins), catalog).splitlines()
    assert lines[3:9] == [*(f"👏 Ana gave a talk: Talk {number}" for number in range(MAX_WIN_LINES)), "and 4 more"]


def test_the_board_is_in_the_thread_and_here_only_without_one(catalog: Catalog) -> None:
    board = rank_members(MemberMinutes(f"U{n}", f"P{n}", minutes) for n, minutes in enumerate((300, 240)))
    assert "P0" not in text_of(replace(WEEK, leaderboard=board), catalog)
    without_thread = replace(WEEK, leaderboard=board, learners=(), with_details=False)
    assert "Leaderboard\n1. P0: 5 h\n2. P1: 4 h" in text_of(without_thread, catalog)


def test_the_idea_names_whom_to_ask(catalog: Catalog) -> None:
    suggestion = DigestSuggestion("Terraform State", "roadmap terraform state", expert="@Ana", expert_minutes=720)
    assert (
        "💡 Terraform State hasn't come up here lately. Ana has 12 h there and is happy to be asked. Who's in?"
        in text_of(replace(WEEK, suggestion=suggestion), catalog).splitlines()
    )


@settings(max_examples=examples(30), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.one_of(
        st.text(max_size=200), st.sampled_from(["&" * 200, "<!channel>", "*_~`" * 50, "👩‍💻" * 60, "@here"])
    ),
    size=st.integers(1, 800),
)
def test_any_team_fits_and_notifies_nobody(catalog: Catalog, name: str, size: int) -> None:
    names = tuple(f"{name}{number}" for number in range(size))
    assignments = [assignment.id for area in catalog.areas for assignment in area.assignments]
    digest = replace(
        WEEK,
        minutes=60 * 24 * size,
        people_count=size,
        areas=tuple((area.id, 60 * size) for area in catalog.areas),
        leaderboard=rank_members(MemberMinutes(f"U{n}", each, 60) for n, each in enumerate(names)),
        wins=(
            *(Win(WinKind.SIGNED_OFF, names, each) for each in assignments),
            *(Win(WinKind.TALK, (each,), name) for each in names),
            *(Win(WinKind.STREAK, names, number=weeks) for weeks in (52, 4)),
            Win(WinKind.GOAL, names),
        ),
        mentoring_minutes=60 * size,
        suggestion=DigestSuggestion(name or "Networking", "plan networking", 1, names[0], 60),
        with_details=size % 2 == 0,
    )
    message = message_views.render_digest(digest, catalog=catalog, today=TODAY)
    check_message(put_prefix(message.post_arguments(), LONGEST_PREFIX), posted=True)
    check_message(put_prefix(message.plain_fallback().post_arguments(), LONGEST_PREFIX), posted=True)
    assert len(message_text(message, LONGEST_PREFIX)) < MAX_MESSAGE_TEXT
    assert not message.text.endswith(ELLIPSIS), "nothing is cut off at the end"
    assert "<" not in message.text
