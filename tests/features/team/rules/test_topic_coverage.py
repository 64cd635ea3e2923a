"""What the team holds: from states, confirmed levels and retention, and who is away."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.catalog.catalog import Catalog
from bot.core.knowing.states import TopicState
from bot.features.team.rules.topic_coverage import (
    Knowledge,
    TeamKnowledge,
    TopicStatus,
    count_statuses,
    cover_topic,
    cover_topics,
)

TOPIC = "aws.rds-proxy"  # advanced
KNOWN = {TOPIC: TopicState.KNOWN}
BACK = date(2026, 12, 8)


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        ((), TopicStatus.NOBODY),
        ((Knowledge("Ben"),), TopicStatus.NOBODY),
        ((Knowledge("Ben", KNOWN),), TopicStatus.ONE),
        ((Knowledge("Ben", KNOWN), Knowledge("Mei", KNOWN)), TopicStatus.HELD),
        ((Knowledge("Ben", KNOWN, is_away=True),), TopicStatus.AWAY),
        ((Knowledge("Ben", KNOWN, is_away=True), Knowledge("Mei", KNOWN)), TopicStatus.ONE),
        ((Knowledge("Ben", KNOWN, retention={TOPIC: 0.79}),), TopicStatus.FADING),
        ((Knowledge("Ben", KNOWN, retention={TOPIC: 0.8}),), TopicStatus.ONE),
        ((Knowledge("Ben", KNOWN, retention={TOPIC: 0.5}), Knowledge("Mei", KNOWN)), TopicStatus.HELD),
        ((Knowledge("Ben", KNOWN, retention={TOPIC: 0.5}), Knowledge("Mei", KNOWN, is_away=True)), TopicStatus.FADING),
        ((Knowledge("Ben", KNOWN, retention={TOPIC: 0.5}, is_away=True),), TopicStatus.FADING),
        ((Knowledge("Ben", signed_off=frozenset({"system-architecture"})),), TopicStatus.NOBODY),  # no first topic
        ((Knowledge("Ben", {TOPIC: TopicState.LEARNING}),), TopicStatus.NOBODY),
        ((Knowledge("Ben", levels={"aws": "expert"}),), TopicStatus.ONE),
        ((Knowledge("Ben", levels={"aws": "advanced"}),), TopicStatus.NOBODY),  # it is on that level itself
        ((Knowledge("Ben", levels={"docker": "expert"}),), TopicStatus.NOBODY),
        ((Knowledge("Ben", {TOPIC: TopicState.LEARNING}, {"aws": "expert"}),), TopicStatus.NOBODY),
        ((Knowledge("Ben", {TOPIC: TopicState.SKIPPED}, {"aws": "expert"}),), TopicStatus.NOBODY),
        ((Knowledge("Ben", retention={TOPIC: 0.9}),), TopicStatus.NOBODY),  # asked, and never said to know it
    ],
)
def test_the_status_of_a_topic(catalog: Catalog, people: tuple[Knowledge, ...], expected: TopicStatus) -> None:
    assert cover_topic(catalog.topic(TOPIC), people).status is expected


def test_who_let_it_fade_is_named_neither_by_a_name_nor_by_its_absence(catalog: Catalog) -> None:
    people = (Knowledge("Ben", KNOWN, retention={TOPIC: 0.2}), Knowledge("Mei", KNOWN))
    assert cover_topic(catalog.topic(TOPIC), people).present == ("Ben", "Mei")
    assert "Ben" not in str(cover_topic(catalog.topic(TOPIC), people[:1]))


def test_signed_off_work_holds_the_first_topics_of_its_area(catalog: Catalog) -> None:
    ben = Knowledge("Ben", signed_off=frozenset({"networking"}))
    held = [each for each in catalog.topics if cover_topic(each, (ben,)).status is TopicStatus.ONE]
    assert held
    assert {each.topic.areas[0] for each in held} == {"networking"}
    assert {each.level_height for each in held} == {0}
    said = Knowledge("Ben", {held[0].id: TopicState.SKIPPED}, signed_off=frozenset({"networking"}))
    assert cover_topic(held[0], (said,)).status is TopicStatus.NOBODY, "what they say counts first"


def test_what_is_at_risk_comes_first(catalog: Catalog) -> None:
    fading, one, away, held, *_ = topics = catalog.list_topics("aws")
    ben = Knowledge(
        "Ben",
        {each.id: TopicState.KNOWN for each in (fading, one, held)},
        retention={fading.id: 0.1},
    )
    mei = Knowledge("Mei", {held.id: TopicState.KNOWN})
    chi = Knowledge("Chi", {away.id: TopicState.KNOWN}, is_away=True, away_until=BACK)
    covered = cover_topics(topics, (ben, mei, chi))
    assert [each.topic_ref for each in covered[:4]] == [fading, away, one, held]
    assert {each.status for each in covered[4:]} == {TopicStatus.NOBODY}


def test_practice_is_by_area() -> None:
    team = TeamKnowledge(3, (Knowledge("Ben", signed_off=frozenset({"networking"})), Knowledge("Mei")))
    assert team.signed_off == {"networking": ("Ben",)}


PEOPLE = st.lists(
    st.builds(
        Knowledge,
        st.sampled_from(["Ben", "Mei", "Chi"]),
        st.dictionaries(st.sampled_from([TOPIC, "aws.elasticache"]), st.sampled_from(TopicState)),
        st.dictionaries(st.just("aws"), st.sampled_from(["beginner", "expert"])),
        st.dictionaries(st.just(TOPIC), st.floats(0, 1)),
        is_away=st.booleans(),
    ),
    max_size=4,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # a catalog is never changed
@given(PEOPLE, st.data())
def test_one_more_who_knows_it_never_makes_a_topic_worse(
    catalog: Catalog, people: list[Knowledge], data: st.DataObject
) -> None:
    topic = catalog.topic(TOPIC)
    rank = {status: at for at, status in enumerate([TopicStatus.NOBODY, TopicStatus.FADING, "one", "held"])}
    rank |= {TopicStatus.AWAY: 1, TopicStatus.ONE: 2, TopicStatus.HELD: 3}
    before = cover_topic(topic, people)
    more = [*people, data.draw(PEOPLE.filter(bool))[0]]
    assert rank[cover_topic(topic, more).status] >= rank[before.status]
    here = [each.name for each in people if each.holds(topic) and not each.is_away]
    assert cover_topic(topic, [*people, Knowledge("Zoe", KNOWN)]).present == (*here, "Zoe"), "all of them or nobody"
    assert before.present in {(), tuple(here)}
    assert count_statuses(catalog.list_topics("aws"), people).total() == len(catalog.list_topics("aws"))
