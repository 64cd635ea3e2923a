"""`/team coverage`: only what members agreed to show, and the same page for an admin and a learner."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from bot.core.knowing.cards import save_card
from bot.core.knowing.memory import review_card, start_card
from bot.core.knowing.state_acts import set_states
from bot.core.knowing.states import StateSource, TopicState
from bot.core.people import members
from bot.core.time_off import add_time_off
from bot.db.tables import assignment_progress, levels
from bot.dispatch.request import Request
from bot.features.helpful_links import handlers as link_handlers
from bot.features.learning_together import handlers as together_handlers
from bot.features.team import handlers
from bot.features.team.payloads import CoveragePayload
from bot.features.team.rules.coverage_groups import list_area_groups, list_roadmap_groups
from bot.features.team.rules.topic_coverage import Knowledge, TeamKnowledge
from bot.features.team.views.coverage_controls import CoveragePage, CoverageReader
from bot.features.team.views.topic_coverage import render_group
from bot.sandbox.slack_api.fixtures import ANA, BEN, MEI, PRIYA, TEAM_ID
from bot.sandbox.validation.interactive_elements import interactive_elements
from bot.slack.message import Message
from bot.slack.payloads import PayloadError
from tests.slack_driver import Driver, button_labels

KNOWN_TOPICS = ("aws.rds-proxy", "aws.elasticache")


@pytest.fixture
def driver(make_driver: Callable[..., Driver]) -> Driver:
    """A team in which Ben and Mei know topics; nobody has agreed to show it yet."""
    driver = make_driver()
    for user in ("ana", "ben", "mei", "priya"):
        driver.say(user, "/plan")
    know(driver, BEN, *KNOWN_TOPICS)
    know(driver, MEI, KNOWN_TOPICS[0])
    return driver


def know(driver: Driver, user: Any, *topics: str) -> None:
    with driver.roadmate.deps.database.begin() as conn:
        set_states(
            conn,
            workspace=TEAM_ID,
            member=user.id,
            states=dict.fromkeys(topics, TopicState.KNOWN),
            by=StateSource.SELF,
            actor=user.id,
            now=driver.clock.now(),
            day=driver.clock.now().date(),
            request=f"{user.id} {topics}",
        )


def update(driver: Driver, user: Any, **values: Any) -> None:
    with driver.roadmate.deps.database.begin() as conn:
        members.update_member(conn, workspace=TEAM_ID, member=user.id, **values)


def show(driver: Driver, *users: str) -> None:
    for user in users:
        driver.press(user, driver.say(user, "/team coverage"), "Show what I know")


def aws(driver: Driver, user: str = "priya") -> str:
    return driver.say(user, "/team coverage aws").text


def test_nobody_is_shown_who_did_not_agree(driver: Driver) -> None:
    page = driver.say("ana", "/team coverage")
    assert "Nobody shows what they know yet. Be the first?" in page.text
    assert "0 of " in aws(driver, "ana")
    show(driver, "ben")
    assert "RDS Proxy · one person · Ben" in aws(driver)
    assert "Mei" not in aws(driver)
    assert "ElastiCache · one person · Ben" in aws(driver)
    show(driver, "mei")
    assert "RDS Proxy · held · Ben, Mei" in aws(driver)
    assert "2 of 4 members show what they know" in aws(driver)
    assert "47 nobody" in aws(driver)


def test_it_can_be_taken_back_and_pressed_twice(driver: Driver) -> None:
    show(driver, "ben")
    page = driver.say("ben", "/team coverage")
    off = driver.press("ben", page, "Hide what I know")
    assert off.text.startswith("✅ Your topics aren't on the team's coverage any more.")
    assert "Ben" not in aws(driver)
    for _ in range(2):
        request = Request(TEAM_ID, BEN.id, "-", "C0LEARNING", "k", "button")
        assert "are on" in handlers.set_shown(driver.roadmate.deps, request, is_shown=True).to_message().text
    assert "RDS Proxy · one person · Ben" in aws(driver)


def test_everyone_sees_the_same_page(driver: Driver) -> None:
    show(driver, "ben", "mei")
    for words in ("/team coverage", "/team coverage aws"):
        pages = {user: driver.say(user, words) for user in ("ana", "ben", "priya")}
        assert len({each.text for each in pages.values()}) == 1
        assert ("Sign-offs" in button_labels(pages["ana"])) is (words == "/team coverage")
        assert max(len(button_labels(each)) for each in pages.values()) <= 5
        assert "Sign-offs" not in button_labels(pages["priya"])


@pytest.mark.parametrize("change", [{"hidden": True}, {"is_active": False}, {"is_guest": True}])
def test_who_hides_or_left_is_not_shown(driver: Driver, change: dict[str, bool]) -> None:
    show(driver, "ben", "mei")
    update(driver, BEN, **change)
    assert "Ben" not in aws(driver)
    assert "RDS Proxy · one person · Mei" in aws(driver)


def test_who_is_away_is_said_with_the_day(driver: Driver) -> None:
    show(driver, "ben")
    today = driver.clock.now().date()
    with driver.roadmate.deps.database.begin() as conn:
        add_time_off(
            conn,
            workspace=TEAM_ID,
            member=BEN.id,
            first=today - timedelta(days=1),
            last=today + timedelta(days=5),
            now=driver.clock.now(),
        )
    assert "RDS Proxy · away · Ben until " in aws(driver)


def ask(driver: Driver, user: Any, topic: str, *answers: bool, days_ago: int = 0) -> None:
    """Have somebody answer about a topic, once for each."""
    at = driver.clock.now() - timedelta(days=days_ago)
    card = start_card(topic, at)
    for is_right in answers:
        card = review_card(card, is_right=is_right, at=at)
    with driver.roadmate.deps.database.begin() as conn:
        save_card(conn, workspace=TEAM_ID, member=user.id, card=card)


def test_what_was_asked_about_and_not_answered_again_fades_without_a_name(driver: Driver) -> None:
    show(driver, "ben")
    ask(driver, BEN, KNOWN_TOPICS[0], True)
    assert "RDS Proxy · one person · Ben" in aws(driver)
    driver.turn(days=365)
    page = aws(driver)
    assert "RDS Proxy · fading · time for a refresher" in page
    assert "ElastiCache · one person · Ben" in page, "nothing was ever asked about it"
    assert page.count("Ben") == 1
    assert "It's fading" in driver.say("priya", "/team coverage rds proxy").text
    show(driver, "mei")
    assert "RDS Proxy · held · Ben, Mei" in aws(driver), "no name is missing that would tell who forgot"
    driver.say("ben", "/log 1h aws.rds-proxy")
    driver.press("mei", driver.say("mei", "/team coverage"), "Hide what I know")
    assert "RDS Proxy · one person · Ben" in aws(driver), "he has looked at it again"


@pytest.mark.parametrize("days", [0, 7, 29])
def test_a_wrong_answer_shows_on_no_page(driver: Driver, days: int) -> None:
    show(driver, "ben")
    ask(driver, BEN, KNOWN_TOPICS[0], True, days_ago=days)
    pages = ("/team coverage", "/team coverage aws", "/team coverage rds proxy", "/team coverage areas")
    right = [driver.say("priya", each).text for each in pages]
    ask(driver, BEN, KNOWN_TOPICS[0], False, False, days_ago=days)
    assert [driver.say("priya", each).text for each in pages] == right


def sign_off(driver: Driver, user: Any) -> None:
    task = driver.roadmate.deps.catalog.shared().area("networking").assignments[0].id
    progress = {"workspace": TEAM_ID, "assignment": task, "step": 1, "changed_at": driver.clock.now()}
    with driver.roadmate.deps.database.begin() as conn:
        conn.execute(insert(assignment_progress).values(member=user.id, state="signed off", **progress))


def claim(driver: Driver, user: Any, **confirmed: Any) -> None:
    level = {"workspace": TEAM_ID, "roadmap": "docker", "claimed": "expert", "claimed_at": driver.clock.now()}
    with driver.roadmate.deps.database.begin() as conn:
        conn.execute(insert(levels).values(member=user.id, **level, **confirmed))


def test_confirmed_levels_count(driver: Driver) -> None:
    show(driver, "priya", "mei")
    claim(driver, PRIYA, confirmed="expert", confirmed_at=driver.clock.now())
    claim(driver, MEI)
    docker = driver.say("mei", "/team coverage docker").text
    assert "one person · Priya" in docker
    assert "Mei" not in docker, "a level nobody confirmed shows nothing"


def test_sign_offs_count(driver: Driver) -> None:
    show(driver, "priya", "mei")
    assert "0 of 109 topics held" in driver.say("mei", "/team coverage area networking").text
    for user in (PRIYA, BEN):  # who has not agreed
        sign_off(driver, user)
    assert "Signed-off assignments: Networking (Priya)" in driver.say("mei", "/team coverage").text
    topics = driver.say("mei", "/team coverage area networking").text
    assert "27 of 109 topics held, 27 by one person only" in topics
    assert "Ben" not in topics


def test_the_learner_reads_what_they_hold_though_nobody_else_does(driver: Driver) -> None:
    assert "RDS Proxy · you know it" in driver.say("ben", "/team coverage aws mine").text
    mine = driver.say("ben", "/team coverage mine")
    assert "AWS · 2 of 49 · - · 47" in mine.text
    assert "colleagues see nothing of it unless you press Show what I know" in mine.text
    assert "Mei" not in mine.text
    ask(driver, BEN, KNOWN_TOPICS[0], True)
    driver.turn(days=365)
    assert "RDS Proxy · fading" in driver.say("ben", "/team coverage aws mine").text
    one = driver.say("ben", "/team coverage mine rds proxy")
    assert "You know it, and it's fading" in one.text
    assert "Nobody who shows what they know holds it yet." in driver.press("ben", one, "What the team holds").text
    assert "Open: you haven't marked it" in driver.say("priya", "/team coverage mine rds proxy").text
    assert "Nothing yet: press I know this" in driver.say("priya", "/team coverage mine").text


def test_who_is_away_holds_it_for_themselves(driver: Driver) -> None:
    today = driver.clock.now().date()
    with driver.roadmate.deps.database.begin() as conn:
        key = {"workspace": TEAM_ID, "member": BEN.id, "now": driver.clock.now()}
        add_time_off(conn, **key, first=today, last=today)
    assert "RDS Proxy · you know it" in driver.say("ben", "/team coverage aws mine").text


def test_one_topic_says_who_knows_it(driver: Driver) -> None:
    page = "/team coverage rds proxy"
    assert "Nobody who shows what they know holds it yet." in driver.say("priya", page).text
    show(driver, "ben")
    assert "Only one person knows it: Ben." in driver.say("priya", page).text
    show(driver, "mei")
    held = driver.say("priya", page)
    assert "2 people know it: Ben, Mei." in held.text
    assert "RDS Proxy\n" in driver.press("priya", held, "Open RDS Proxy").text
    assert "What the team holds: AWS" in driver.press("priya", driver.say("priya", page), "All of AWS").text


def test_a_long_list_is_turned_and_its_end_is_its_end(driver: Driver) -> None:
    show(driver, "ben")
    first = driver.say("priya", "/team coverage aws")
    assert listed(first.text) == 23
    second = driver.press("priya", first, "More topics")
    assert listed(second.text) == 24
    assert "More topics" not in button_labels(second)
    assert driver.press("priya", second, "Earlier").text == first.text
    far = Request(TEAM_ID, PRIYA.id, '{"of":"roadmap:aws","page":900}', "C0LEARNING", "k", "button")
    assert handlers.press_coverage(driver.roadmate.deps, far).to_message().text == second.text


def listed(text: str) -> int:
    """Return how many topics a page lists that nobody holds."""
    (line,) = [each for each in text.splitlines() if each.startswith("Nobody yet: ")]
    return line.count(", ") + 1


def test_every_page_is_complete_in_its_text_and_short(driver: Driver) -> None:
    """The fullest pages there can be: three long names at each topic, in a team of two hundred."""
    catalog = driver.roadmate.deps.catalog.shared()
    states = {each.id: TopicState.KNOWN for each in catalog.topics}
    team = TeamKnowledge(300, tuple(Knowledge(f"Maximiliane Wolfeschlegel {number}", states) for number in range(200)))
    reader = CoverageReader(is_shown=True, is_hidden=False, may_see_sign_offs=True, today=driver.clock.now().date())
    for group in (*list_roadmap_groups(catalog), *list_area_groups(catalog)):
        page = CoveragePage(CoveragePayload(of=group.key), team, reader, catalog)
        for known in (page, replace(page, known=TeamKnowledge(300, ()))):
            text = render_group(known, group).text
            assert not text.endswith("…"), f"{group.name} is cut"
            assert len(button_labels_of(render_group(known, group))) <= 5


def button_labels_of(message: Message) -> list[Any]:
    return [element for block in message.blocks if block["type"] == "actions" for element in block["elements"]]


def test_every_topic_is_on_the_page_of_one_roadmap_and_of_one_area(driver: Driver) -> None:
    catalog = driver.roadmate.deps.catalog.shared()
    for groups in (list_roadmap_groups(catalog), list_area_groups(catalog)):
        assert sorted(each.id for group in groups for each in group.topics) == sorted(
            each.id for each in catalog.topics
        )


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_whoever_hides_is_on_no_page_however_one_gets_there(driver: Driver) -> None:
    """Plant somebody in every source of every page, who agreed and then hid, and press whatever can be pressed."""
    name = "Zelda Verborgen"
    everything = [each.id for each in driver.roadmate.deps.catalog.shared().topics]
    show(driver, "ben", "mei")
    know(driver, MEI, *everything)
    sign_off(driver, MEI)
    claim(driver, MEI, confirmed="expert", confirmed_at=driver.clock.now())
    kept = driver.press("mei", driver.say("mei", "/log 1h aws.rds-proxy https://example.com/a"), "Keep for others")
    driver.press("mei", kept, "Show my name")
    update(driver, MEI, name=name)
    typed = ("/team coverage", "/team coverage areas", "/team coverage rds proxy", "/roadmap aws.rds-proxy")
    typed = (*typed, "/roadmate links", "/roadmate together")
    assert any(name.split()[0] in driver.say("priya", each).text for each in typed), "she is there until she hides"
    update(driver, MEI, hidden=True)
    show(driver, "priya")
    update(driver, BEN, is_mentor=True)
    seen: set[str] = set()
    for user in (PRIYA, BEN, ANA):
        for each in typed:
            shown = driver.say(user.name.casefold().split()[0], each).last
            assert shown
            walk(driver, user, shown.blocks, seen)
    assert len(seen) > 300
    assert not [each for each in seen if "Zelda" in each]


PRESSED: dict[str, Any] = {
    "coverage.open": handlers.press_coverage,
    "together.find": together_handlers.suggest_pairs,
    "helpful.list": link_handlers.press_page,
    "helpful.mine": link_handlers.press_own_page,
}


def walk(driver: Driver, user: Any, blocks: Sequence[Mapping[str, Any]], seen: set[str]) -> None:
    """Collect all that is read by pressing the coverage's buttons and menus from a page on."""
    seen.add(str(blocks))
    for field in interactive_elements(list(blocks)):
        handler = PRESSED.get(str(field.element.get("action_id")).partition("#")[0])
        values = [each["value"] for each in field.element.get("options", ())] or [field.element.get("value")]
        for value in values if handler else ():
            if (pressed := f"{user.id} {field.element['action_id']} {value}") in seen:
                continue
            seen.add(pressed)
            request = Request(TEAM_ID, user.id, value, "C0LEARNING", "k", "button")
            walk(driver, user, handler(driver.roadmate.deps, request).to_message().blocks, seen)


def test_a_roadmap_an_area_and_a_topic_are_opened_by_name_or_menu(driver: Driver) -> None:
    page = driver.say("ben", "/team coverage kubernetes")
    assert "What the team holds: Kubernetes" in page.text
    assert "What the team holds: AWS" in driver.choose("ben", page, "AWS").text
    assert "What the team holds: Networking (area)" in driver.choose("ben", page, "Networking (area)").text
    assert "What the team holds: Networking (area)" in driver.say("ben", "/team coverage area networking").text
    for typed in ("networking", "netwroking"):
        assert "0 of 26 topics held" in driver.say("ben", f"/team coverage {typed}").text, "the roadmap of that name"
    areas = driver.say("ben", "/team coverage areas")
    assert "Nobody shows what they know yet." in areas.text
    assert "What the team holds: Scaling Considerations (AWS)" in driver.say("ben", "/team coverage aws scaling").text


def test_another_word_says_so_and_a_doubtful_one_asks(driver: Driver) -> None:
    unknown = driver.say("ben", "/team coverage foo<bar")
    assert "I don't know “foo&lt;bar”" in unknown.text
    assert "What the team holds" in driver.press("ben", unknown, "All roadmaps").text
    doubtful = driver.say("ben", "/team coverage scaling")
    assert "Which “scaling” do you mean?" in doubtful.text
    assert "What the team holds: " in driver.press("ben", doubtful, button_labels(doubtful)[0]).text


@pytest.mark.parametrize("value", ["gone", "{", '{"of":1}', '{"page":-1}'])
def test_a_value_that_is_none_of_ours_is_refused(driver: Driver, value: str) -> None:
    request = Request(TEAM_ID, ANA.id, value, "C0LEARNING", "k", "button")
    with pytest.raises(PayloadError):
        handlers.press_coverage(driver.roadmate.deps, request)


@pytest.mark.parametrize("of", ["roadmap:gone", "area:gone", "topic:aws.gone", "foo"])
def test_what_the_content_has_lost_is_said(driver: Driver, of: str) -> None:
    request = Request(TEAM_ID, ANA.id, CoveragePayload(of=of).encode(), "C0LEARNING", "k", "button")
    text = str(handlers.press_coverage(driver.roadmate.deps, request).to_message().text)
    assert text.startswith("That roadmap, area or topic is no longer there.")


def test_a_team_that_begins_is_told_how(driver: Driver) -> None:
    show(driver, "priya")
    assert "No topics yet: press I know this on a topic's page." in driver.say("ana", "/team coverage").text
    show(driver, "ben")
    assert "No topics yet" not in driver.say("ana", "/team coverage").text


def test_guests_have_no_part_in_it(driver: Driver) -> None:
    show(driver, "ben")
    update(driver, PRIYA, is_guest=True)
    assert "not for its guests" in aws(driver)


def test_the_privacy_page_says_whether_one_is_on_it(driver: Driver) -> None:
    assert "You aren't on the team's coverage." in driver.say("ben", "/roadmate privacy").text
    show(driver, "ben")
    assert "/team coverage names you at topics you know." in driver.say("ben", "/roadmate privacy").text
    update(driver, BEN, hidden=True)
    assert "names you at topics you know, once you aren't hidden." in driver.say("ben", "/roadmate privacy").text
