"""The digest's words: exact, harmless, and within Slack's limits for any team."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.catalog.catalog import Catalog
from bot.domain.digest import Digest, Done, Learner
from bot.domain.ranking import Row, rank
from bot.sandbox.validation import check_message
from bot.services.digest import LISTED
from bot.views import digest as views
from bot.views.message import MAX_TEXT
from bot.views.text import ELLIPSIS

TODAY = date(2026, 11, 23)
WEEK = Digest(
    week="2026-W47",
    minutes=210,
    before=30,
    people=2,
    areas=(("networking", 180), ("rest-api", 30)),
    learners=(Learner("Ana", (("networking", None), ("rest-api", None))), Learner("@Mei", (("networking", None),))),
    more=0,
    board=None,
    done=(),
    forgotten=None,
)


def text_of(digest: Digest, catalog: Catalog) -> str:
    return views.week(digest, catalog=catalog, today=TODAY).text


def test_a_week_reads_in_full_without_its_blocks(catalog: Catalog) -> None:
    message = views.week(WEEK, catalog=catalog, today=TODAY)
    assert message.text.splitlines() == [
        "What we learned, 16-22 Nov",
        "3 h 30 min by 2 people, 3 h more than the week before.",
        "By area: Networking 3 h, REST API Design &amp; Development 30 min",
        "Who learned what",
        "Ana: Networking, REST API Design &amp; Development",
        "Mei: Networking",
        f"{views.BUTTONS} People who hide are not shown. /leaderboard hide hides you too.",
    ]


def test_areas_are_drawn_as_well(catalog: Catalog) -> None:
    [chart] = [b for b in views.week(WEEK, catalog=catalog, today=TODAY).blocks if b["type"] == "data_visualization"]
    [series] = chart["chart"]["series"]
    assert [(point["label"], point["value"]) for point in series["data"]] == [
        ("Networking", 3),
        ("REST API Design …", 0.5),
    ]


def test_one_area_is_no_chart(catalog: Catalog) -> None:
    message = views.week(replace(WEEK, areas=(("networking", 210),)), catalog=catalog, today=TODAY)
    assert "data_visualization" not in [block["type"] for block in message.blocks]


def test_many_areas_share_the_last_bar(catalog: Catalog) -> None:
    areas = tuple((area.id, 600 - 30 * place) for place, area in enumerate(catalog.areas))
    [chart] = [
        block
        for block in views.week(replace(WEEK, areas=areas), catalog=catalog, today=TODAY).blocks
        if block["type"] == "data_visualization"
    ]
    points = chart["chart"]["series"][0]["data"]
    assert len(points) == views.BARS
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
def test_against_the_week_before_in_words(catalog: Catalog, minutes: int, before: int | None, words: str) -> None:
    assert text_of(replace(WEEK, minutes=minutes, before=before), catalog).splitlines()[1] == words


def test_a_quiet_week_is_a_kind_line_and_the_buttons(catalog: Catalog) -> None:
    quiet = replace(WEEK, minutes=0, people=0, areas=(), learners=())
    message = views.week(quiet, catalog=catalog, today=TODAY, prefix="team-")
    assert message.text.splitlines() == [
        "No hours to show for 16-22 Nov. A new week is a good start: /team-log 30m networking.",
        views.BUTTONS,
    ]


@pytest.mark.parametrize("digest", [WEEK, replace(WEEK, minutes=0, people=0, areas=(), learners=())])
def test_every_digest_lets_its_readers_log(catalog: Catalog, digest: Digest) -> None:
    blocks = views.week(digest, catalog=catalog, today=TODAY).blocks
    [row] = [block["elements"] for block in blocks if block["type"] == "actions"]
    assert [(each["text"]["text"], each["action_id"].split("#")[0], each["value"]) for each in row] == [
        ("Log 1 h", "log.quick", "60"),
        ("Log 2 h", "log.quick", "120"),
    ]


def test_topics_stand_with_their_area(catalog: Catalog) -> None:
    place = next(place for place in catalog.places if place.topic.areas[0] == "networking")
    learner = Learner("Ana", (("networking", place.id), ("blockchain", None)))
    assert f"Ana: Networking ({place.roadmap.name} {place.topic.name}), Blockchain" in text_of(
        replace(WEEK, learners=(learner,)), catalog
    )


def test_ids_that_left_the_content_stay_readable(catalog: Catalog) -> None:
    gone = replace(
        WEEK,
        areas=(("gone-area", 60),),
        learners=(Learner("Ana", (("gone-area", "gone.topic"),)),),
        done=(Done("gone.work", ("Ana",)),),
        forgotten="gone-area",
    )
    text = text_of(gone, catalog)
    assert "Ana: gone-area" in text
    assert "gone.work: Ana" in text
    assert "Worth a look" not in text


def test_the_board_has_the_first_five_ranks_with_ties(catalog: Catalog) -> None:
    board = rank(Row(f"U{n}", f"P{n}", minutes) for n, minutes in enumerate((300, 240, 240, 180, 60, 60, 30)))
    lines = text_of(replace(WEEK, board=board), catalog).split("Leaderboard, 16-22 Nov\n")[1].splitlines()
    assert lines[:6] == ["1. P0: 5 h", "2. P1: 4 h", "2. P2: 4 h", "4. P3: 3 h", "5. P4: 1 h", "5. P5: 1 h"]
    assert "P6" not in "".join(lines)


def test_a_long_tie_is_counted(catalog: Catalog) -> None:
    board = rank(Row(f"U{n:02}", f"P{n:02}", 60) for n in range(40))
    assert "and 30 more with 1 h" in text_of(replace(WEEK, board=board), catalog)


def test_assignments_name_three_and_count_the_rest(catalog: Catalog) -> None:
    work = catalog.areas[0].assignments[0]
    text = text_of(replace(WEEK, done=(Done(work.id, ("Ana", "Ben", "Mei", "Priya", "Chidi")),)), catalog)
    assert f"{work.name}: Ana, Ben, Mei and 2 others" in text


def test_the_suggestion_names_the_area_and_the_way_there(catalog: Catalog) -> None:
    text = text_of(replace(WEEK, forgotten="cloud-computing"), catalog)
    assert "Worth a look together: Cloud Computing, priority 3 of the plan" in text
    assert "/plan cloud-computing" in text


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.one_of(
        st.text(max_size=200), st.sampled_from(["&" * 200, "<!channel>", "*_~`" * 50, "👩‍💻" * 60, "@here"])
    ),
    size=st.integers(1, 800),
)
def test_any_team_fits_and_notifies_nobody(catalog: Catalog, name: str, size: int) -> None:
    topics = tuple((place.topic.areas[0], place.id) for place in catalog.places)
    names = [f"{name}{number}" for number in range(size)]
    assignments = [work.id for area in catalog.areas for work in area.assignments]
    digest = replace(
        WEEK,
        minutes=60 * 24 * size,
        people=size,
        areas=tuple((area.id, 60 * size) for area in catalog.areas),
        learners=tuple(Learner(one, topics) for one in names[:LISTED]),
        more=max(0, size - LISTED),
        board=rank(Row(f"U{n}", one, 60) for n, one in enumerate(names)),
        done=tuple(Done(work, tuple(names)) for work in assignments),
        forgotten="networking",
    )
    message = views.week(digest, catalog=catalog, today=TODAY)
    check_message(message.payload(), posted=True)
    check_message(message.fallback().payload(), posted=True)
    assert len(message.text) < MAX_TEXT
    assert not message.text.endswith(ELLIPSIS), "nothing is cut off at the end"
    assert "<" not in message.text
