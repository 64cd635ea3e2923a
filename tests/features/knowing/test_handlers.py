"""Topics marked, undone, ticked and listed through the whole bot, by old, doubled and others' presses too."""

from __future__ import annotations

import html
import json
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, select, update

from bot.catalog.catalog import Catalog
from bot.core.knowing import state_acts, states
from bot.core.knowing.states import KnownState, StateSource, TopicState
from bot.db.tables import erasures, offered_steps, topic_state_acts
from bot.dispatch.request import Request
from bot.sandbox.rendering.shown_text import usable_elements
from bot.sandbox.slack_api.fixtures import TEAM_ID
from bot.sandbox.slack_api.journal import ActionResult
from bot.slack.message import Message
from tests.slack_driver import Driver, button_labels, label_of, message_text, shown_by

ANA, BEN = "U0SANDANA", "U0SANDBEN"
FLOW_LOGS = "aws.vpc-flow-logs"
WAF = "cloudflare.web-application-firewall-waf-security"


def marked(driver: Driver, member: str = ANA) -> Mapping[str, KnownState]:
    with driver.roadmate.deps.database.read() as conn:
        return states.read_states(conn, workspace=TEAM_ID, member=member)


def state_of(driver: Driver, subject: str = FLOW_LOGS, member: str = ANA) -> TopicState | None:
    known = marked(driver, member).get(subject)
    return known.state if known else None


def count_acts(driver: Driver) -> int:
    with driver.roadmate.deps.database.read() as conn:
        return len(conn.execute(select(topic_state_acts.c.id)).all())


def button_of(shown: ActionResult, label: str) -> tuple[str, str]:
    """The action and the value of a button, to press it when its message is no more."""
    fields = (field.element for field in usable_elements(shown_by(shown)))
    found = next(each for each in fields if label_of(each) == label)
    return found["action_id"].partition("#")[0], found["value"]


def press_later(driver: Driver, member: str, button: tuple[str, str]) -> str:
    """Press a button that was drawn before, as anybody."""
    action, value = button
    deps, handler = driver.roadmate.router.handlers_by_kind()["click"][action]
    deps.directory.ensure_member(TEAM_ID, member)
    key = f"later-{driver.clock.now()}-{count_acts(driver)}-{member}"
    answer: Message = handler(deps, Request(TEAM_ID, member, value, "C0LEARNING", key, "button"))
    return message_text(answer)


def next_name(shown: ActionResult) -> str:
    line = next((line for line in shown.text.splitlines() if line.startswith("➡️ Next: ")), "")
    return line.removeprefix("➡️ Next: ").split(" (")[0].strip("*")


def test_i_know_this_counts_offers_the_next_and_is_undone(driver: Driver) -> None:
    page = driver.say("ana", f"/roadmap {FLOW_LOGS}")
    known = driver.press("ana", page, "I know this")
    assert known.text.startswith("✅ You know VPC Flow Logs (AWS). AWS: 1 of 49 known.")
    assert next_name(known)
    assert len(button_labels(known)) == 5
    assert marked(driver)[FLOW_LOGS].by is StateSource.SELF
    again = driver.say("ana", f"/roadmap {FLOW_LOGS}")
    assert "✅ You know this (since Sat 21 Nov)" in again.text
    assert "1 of 49 known" in driver.say("ana", "/roadmap aws").text
    assert "1 of 49 known" not in driver.say("ben", "/roadmap aws").text
    undone = driver.press("ana", known, "Undo")
    assert undone.text.startswith("↩️ Undone: VPC Flow Logs (AWS). Nothing is marked on it now.")
    assert state_of(driver) is None
    assert "since" not in driver.say("ana", f"/roadmap {FLOW_LOGS}").text


def test_not_for_me_is_no_more_suggested_and_can_be_opened_again(driver: Driver) -> None:
    step = next_name(driver.say("ana", "/roadmap next"))
    skipped = driver.press("ana", driver.say("ana", "/roadmap next"), "Not for me")
    assert skipped.text.startswith(f"OK, {step} (")
    assert next_name(skipped) != step
    assert next_name(driver.say("ana", "/roadmap next")) == next_name(skipped)
    [subject] = marked(driver)
    page = driver.say("ana", f"/roadmap {subject}")
    assert "You set this aside on Sat 21 Nov" in page.text
    opened = driver.press("ana", page, "Open it again")
    assert "is open again" in opened.text
    assert marked(driver) == {}


def test_something_else_is_never_the_same_and_an_old_press_shows_what_is_current(driver: Driver) -> None:
    shown = driver.say("ana", "/roadmap next")
    first, seen = button_of(shown, "Something else"), [next_name(shown)]
    for _ in range(5):
        shown = driver.press("ana", shown, "Something else")
        assert next_name(shown) not in seen
        seen.append(next_name(shown))
    old = press_later(driver, ANA, first)
    assert old.startswith("That was an earlier suggestion; this is the current one.")
    assert f"Next: *{seen[-1]}" in old or f"Next: {seen[-1]}" in old
    latest = button_of(shown, "Something else")
    driver.turn(days=365)
    assert press_later(driver, ANA, latest).startswith("That was an earlier suggestion")
    assert marked(driver) == {}


def test_another_by_its_word_is_another_one(driver: Driver) -> None:
    first = next_name(driver.say("ana", "/roadmap next"))
    other = next_name(driver.say("ana", "/roadmap another"))
    assert other != first
    assert next_name(driver.say("ana", "/roadmap next")) == other


def test_a_second_press_says_so_and_changes_nothing(driver: Driver) -> None:
    button = button_of(driver.say("ana", f"/roadmap {FLOW_LOGS}"), "I know this")
    press_later(driver, ANA, button)
    driver.turn(days=400)
    again = press_later(driver, ANA, button)
    assert again.startswith("Nothing changed: VPC Flow Logs (AWS) was marked already.")
    assert "since Sat 21 Nov 2026" in again
    assert count_acts(driver) == 1


@pytest.mark.parametrize("action", ["knowing.set", "knowing.part"])
def test_presses_at_the_same_moment_are_one_act(driver: Driver, action: str) -> None:
    subject = FLOW_LOGS if action == "knowing.set" else f"{WAF}.managed-rulesets"
    deps, handler = driver.roadmate.router.handlers_by_kind()["click"][action]
    deps.directory.ensure_member(TEAM_ID, ANA, "ana")
    value = json.dumps({"subject": subject, "state": "known"})
    start = threading.Barrier(4)

    def press(number: int) -> str:
        start.wait()
        pressed: Message = handler(deps, Request(TEAM_ID, ANA, value, "C0LEARNING", f"at-once-{number}", "button"))
        return message_text(pressed)

    with ThreadPoolExecutor(4) as hands:
        answers = list(hands.map(press, range(4)))
    assert count_acts(driver) == 1
    assert state_of(driver, subject) is TopicState.KNOWN
    if action == "knowing.set":
        assert sum(each.startswith("✅ You know") for each in answers) == 1
        assert sum(each.startswith("Nothing changed") for each in answers) == 3


def test_an_undo_is_ones_own_once_and_not_of_what_was_said_since(driver: Driver) -> None:
    undo = button_of(driver.say("ana", f"/roadmap {FLOW_LOGS} known"), "Undo")
    assert "no such change of yours" in press_later(driver, BEN, undo)
    assert state_of(driver) is TopicState.KNOWN
    driver.say("ana", f"/roadmap {FLOW_LOGS} skip")
    assert "undone or changed since" in press_later(driver, ANA, undo)
    assert state_of(driver) is TopicState.SKIPPED
    fresh = button_of(driver.say("ana", f"/roadmap {FLOW_LOGS} known"), "Undo")
    assert press_later(driver, ANA, fresh).startswith("↩️ Undone")
    assert state_of(driver) is TopicState.SKIPPED
    assert "undone or changed since" in press_later(driver, ANA, fresh)
    driver.turn(days=365)
    assert "undone or changed since" in press_later(driver, ANA, fresh)
    assert state_of(driver) is TopicState.SKIPPED


def test_what_somebody_else_presses_counts_for_them(driver: Driver) -> None:
    press_later(driver, BEN, button_of(driver.say("ana", f"/roadmap {FLOW_LOGS}"), "I know this"))
    assert (state_of(driver), state_of(driver, member=BEN)) == (None, TopicState.KNOWN)


def test_parts_are_ticked_one_by_one_and_then_the_topic(driver: Driver, catalog: Catalog) -> None:
    topic = catalog.find_topic(WAF)
    assert topic
    parts = topic.topic.subtopics
    shown = driver.choose("ana", driver.say("ana", f"/roadmap {WAF}"), "Tick its parts")
    assert f"0 of {len(parts)} parts known" in shown.text
    for number, part in enumerate(parts, start=1):
        shown = driver.press("ana", shown, "I know this")
        assert f"{number} of {len(parts)} parts known" in shown.text
        assert state_of(driver, part.id) is TopicState.KNOWN
    assert f"✅ {parts[0].name}" in driver.say("ana", f"/roadmap {WAF}").text
    driver.press("ana", shown, "Not yet")
    assert state_of(driver, parts[0].id) is None
    shown = driver.say("ana", f"/roadmap {WAF} parts")
    shown = driver.press("ana", shown, "I know this")
    assert driver.press("ana", shown, "I know this").text.startswith(f"✅ You know {topic.name}")
    assert state_of(driver, WAF) is TopicState.KNOWN


def test_mine_lists_what_is_known_learned_and_set_aside(driver: Driver) -> None:
    assert "You haven't marked any topic yet" in driver.say("ana", "/roadmap mine").text
    assert "haven't marked any of 49 topics" in driver.say("ana", "/roadmap aws mine").text
    driver.say("ana", f"/roadmap {FLOW_LOGS} known")
    driver.say("ana", "/roadmap aws.rds-proxy skip")
    driver.say("ana", "/log 2h aws.vpc-endpoints")
    everything = driver.say("ana", "/roadmap mine")
    assert "What you know: 1 of 558 topics" in everything.text
    assert "AWS: 1 of 49 known, 1 being learned, 1 not for you" in everything.text
    listed = driver.press("ana", everything, "Open")
    for line in (
        "VPC Endpoints · 📚 being learned, 2 h logged",
        "VPC Flow Logs · ✅ known since Sat 21 Nov",
        "RDS Proxy · not for you since Sat 21 Nov",
    ):
        assert line in listed.text
    assert "You haven't marked any topic yet" in driver.say("ben", "/roadmap mine").text


def test_a_long_list_has_pages(driver: Driver, catalog: Catalog) -> None:
    topics = [each.id for each in catalog.list_topics("aws")[:23]]
    with driver.roadmate.deps.database.begin() as conn:
        state_acts.set_states(
            conn,
            workspace=TEAM_ID,
            member=ANA,
            states=dict.fromkeys(topics, TopicState.KNOWN),
            by=StateSource.QUESTIONS,
            actor=ANA,
            now=datetime(2026, 11, 20, 12, tzinfo=UTC),
            day=datetime(2026, 11, 20, 12, tzinfo=UTC).date(),
            request="all",
        )
    shown = driver.say("ana", "/roadmap aws mine")
    texts = [shown.text]
    assert "23 of 49 known" in shown.text
    for label in ("Next 10 of 23", "Next 3 of 23"):
        shown = driver.press("ana", shown, label)
        texts.append(shown.text)
    rows = [line for text in texts for line in html.unescape(text).splitlines() if line.endswith(" (your answers)")]
    named = [catalog.find_topic(each) for each in topics]
    assert [row.split(" · ✅ known since ")[0] for row in rows] == [each.name for each in named if each]
    assert not [label for label in button_labels(shown) if label.startswith("Next")]


def test_undo_in_words_takes_back_the_last_mark_and_never_hours(driver: Driver) -> None:
    assert "Nothing to undo on topics." in driver.say("ana", "/roadmap undo").text
    driver.say("ana", "/log 1h networking")
    driver.say("ana", f"/roadmap {FLOW_LOGS} known")
    assert driver.say("ana", "/roadmap undo").text.startswith("↩️ Undone: VPC Flow Logs (AWS).")
    assert state_of(driver) is None
    assert "Nothing to undo on topics." in driver.say("ana", "/roadmap undo").text
    assert "1 h on Networking" in driver.say("ana", "/log list").text
    driver.say("ana", f"/roadmap {FLOW_LOGS} known")
    assert "Undone: 1 h on Networking" in driver.say("ana", "/log undo").text
    assert state_of(driver) is TopicState.KNOWN
    assert "A mark on a topic is undone by /roadmap undo." in driver.say("ana", "/log undo").text
    assert "Nothing to undo" in driver.say("ben", "/roadmap undo").text


def test_ticked_parts_are_listed_and_count_for_no_topic(driver: Driver) -> None:
    driver.press("ana", driver.say("ana", f"/roadmap {WAF} parts"), "I know this")
    listed = driver.say("ana", "/roadmap cloudflare mine").text
    assert "Cloudflare: 0 of " in listed
    assert "1 being learned" in listed
    assert "📚 being learned, 1 of " in listed
    assert driver.say("ana", "/roadmap mine cloudflare").text == listed
    assert "1 of 4 parts known." in driver.say("ana", f"/roadmap {WAF} why").text
    assert "0 of 50 known" not in driver.say("ana", "/roadmap cloudflare").text
    driver.say("ana", f"/roadmap {WAF} known")  # a word that its text has as well
    assert state_of(driver, WAF) is TopicState.KNOWN


def test_a_topic_without_parts_says_so(driver: Driver) -> None:
    shown = driver.say("ana", "/roadmap aws.rds-proxy parts")
    assert shown.text == "RDS Proxy (AWS) has no parts to tick. You can mark all of it."
    assert button_labels(shown) == ["I know this", "Open"]


def test_why_says_since_when_by_whom_and_how(driver: Driver) -> None:
    driver.say("ana", f"/roadmap {FLOW_LOGS} known")
    driver.turn(days=1)
    with driver.roadmate.deps.database.begin() as conn:
        state_acts.set_states(
            conn,
            workspace=TEAM_ID,
            member=ANA,
            states={FLOW_LOGS: TopicState.KNOWN},
            by=StateSource.MENTOR,
            actor=BEN,
            now=driver.clock.now(),
            day=driver.clock.now().date(),
            request="mentor",
        )
    driver.say("ben", "/plan")
    why = driver.choose("ana", driver.say("ana", f"/roadmap {FLOW_LOGS}"), "Since when?")
    assert "✅ You know this (confirmed by a mentor, Sun 22 Nov)" in why.text
    assert "Sun 22 Nov: known, by Ben" in why.text
    assert "Sat 21 Nov: known, by you" in why.text
    driver.press("ana", why, "Not any more")
    assert "Sun 22 Nov: not marked, by you" in driver.say("ana", f"/roadmap {FLOW_LOGS} why").text


def test_a_topic_that_the_content_lost_gets_a_clear_word_and_nothing_is_lost(driver: Driver) -> None:
    page = driver.say("ana", f"/roadmap {FLOW_LOGS}")
    known = driver.press("ana", page, "I know this")
    with driver.roadmate.deps.database.begin() as conn:
        conn.execute(update(topic_state_acts).values(subject="aws.renamed"))
    for words in ("mine", "aws mine"):
        listed = driver.say("ana", f"/roadmap {words}").text
        assert "You also marked 1 topic that the content has renamed or removed: aws.renamed (known)." in listed
        assert "/roadmap aws.renamed why" in listed
    assert "aws.renamed" not in driver.say("ana", "/roadmap docker mine").text
    why = driver.say("ana", "/roadmap aws.renamed why")
    assert why.text.startswith("aws.renamed isn't in the content any more: it was renamed or removed.")
    assert "You marked it as known on Sat 21 Nov." in why.text
    assert "Sat 21 Nov: known, by you" in why.text
    assert "isn't in the content any more" not in driver.say("ben", "/roadmap aws.renamed why").text
    assert "aws.renamed" in driver.say("ana", "/roadmap mine").text
    for words in ("known", "skip", "unmark"):
        driver.say("ana", f"/roadmap aws.renamed {words}")
    assert list(marked(driver)) == ["aws.renamed"]
    assert "isn't in the content any more" in driver.press("ana", known, "Undo").text
    assert marked(driver) == {}


def test_a_renamed_topic_is_named_where_it_may_be_the_one_they_marked(driver: Driver) -> None:
    driver.say("ana", f"/roadmap {FLOW_LOGS} known")
    with driver.roadmate.deps.database.begin() as conn:
        conn.execute(update(topic_state_acts).values(subject="aws.vpc-flow-log"))
    why = driver.say("ana", "/roadmap aws.vpc-flow-log why")
    assert "aws.vpc-flow-log isn't in the content any more" in why.text
    assert "Perhaps it's VPC Flow Logs (AWS) now." in why.text
    assert driver.press("ana", why, "I know this").text.startswith("✅ You know VPC Flow Logs (AWS).")
    assert set(marked(driver)) == {FLOW_LOGS, "aws.vpc-flow-log"}


@pytest.mark.parametrize("action", ["knowing.set", "knowing.part"])
def test_a_button_of_a_topic_that_is_gone_changes_nothing(driver: Driver, action: str) -> None:
    driver.say("ana", "/plan")
    answer = press_later(driver, ANA, (action, json.dumps({"subject": "aws.renamed", "state": "known"})))
    assert "renamed or removed it. Nothing changed" in answer
    assert count_acts(driver) == 0


def test_states_are_in_the_export_and_go_with_their_member(driver: Driver) -> None:
    driver.say("ana", f"/roadmap {FLOW_LOGS} known")
    asked = driver.say("ana", "/roadmate forget me")
    assert "1 change of what you know or skip" in asked.text


def test_a_shared_page_says_nothing_of_its_reader(driver: Driver) -> None:
    driver.say("ana", f"/roadmap {FLOW_LOGS} known")
    for query in (FLOW_LOGS, "aws"):
        preview = driver.say("ana", f"/roadmap {query} share")
        assert "You know this" not in preview.text
        assert "known" not in preview.text.casefold().replace("renown", "")


def test_words_that_name_no_topic_mark_nothing(driver: Driver) -> None:
    for words in ("aws known", "scaling skip", "asdf known", "known", "mine aws"):
        driver.say("ana", f"/roadmap {words}")
    assert count_acts(driver) == 0


def test_rows_of_another_workspace_are_nobodys_here(driver: Driver) -> None:
    with driver.roadmate.deps.database.begin() as conn:
        conn.execute(
            insert(topic_state_acts).values(
                workspace="T2",
                member=ANA,
                subject=FLOW_LOGS,
                state="known",
                since=driver.clock.now().date(),
                source="self",
                actor=ANA,
                at=driver.clock.now(),
            )
        )
    assert "You know this" not in driver.say("ana", f"/roadmap {FLOW_LOGS}").text
    assert shown_by(driver.say("ana", "/roadmap mine")).kind == "ephemeral"


def test_what_somebody_else_was_answered_hides_nothing_of_ones_own(driver: Driver) -> None:
    driver.say("ana", f"/roadmap {FLOW_LOGS} known")
    with driver.roadmate.deps.database.begin() as conn:
        conn.execute(update(topic_state_acts).values(subject="aws.renamed"))
    assert "You marked it" not in driver.say("ben", "/roadmap aws.renamed why").text
    assert "You marked it as known on Sat 21 Nov." in driver.say("ana", "/roadmap aws.renamed why").text


def test_a_name_with_not_for_me_behind_it_sets_the_topic_aside(driver: Driver) -> None:
    assert driver.say("ana", "/roadmap rds proxy not for me").text.startswith("OK, RDS Proxy (AWS) isn't for you")
    assert state_of(driver, "aws.rds-proxy") is TopicState.SKIPPED


@pytest.mark.parametrize(("typed", "verb"), [("konwn", "known"), ("knwon", "known"), ("skpi", "skip")])
def test_a_mistyped_word_behind_a_topic_asks_and_changes_nothing(driver: Driver, typed: str, verb: str) -> None:
    asked = driver.say("ana", f"/roadmap rds proxy {typed}")
    assert asked.text == f"I don't know “{typed}” here, so RDS Proxy (AWS) stays as it is. Try {verb}."
    assert marked(driver) == {}
    driver.press("ana", asked, f"Yes, {verb}")
    assert list(marked(driver)) == ["aws.rds-proxy"]


def test_known_behind_what_is_no_single_topic_is_asked_as_a_list_is(driver: Driver) -> None:
    asked = driver.say("ana", "/roadmap docker known")
    assert "Docker has 53 topics. All of them, or some?" in asked.text
    assert "I know all 53 of Docker" in button_labels(asked)
    assert marked(driver) == {}
    assert driver.say("ana", "/roadmap pods known").text.startswith("✅ Marked Pod-as-Unit Pattern as known.")


def test_a_topics_page_has_something_else_too(driver: Driver) -> None:
    step = next_name(driver.say("ana", "/roadmap next"))
    other = driver.choose("ana", driver.say("ana", f"/roadmap {FLOW_LOGS}"), "Something else")
    assert next_name(other) not in {"", step}


def test_somebody_who_is_being_forgotten_is_offered_nothing(driver: Driver) -> None:
    shown = driver.say("ana", "/roadmap next")
    with driver.roadmate.deps.database.begin() as conn:
        who = {"workspace": TEAM_ID, "member": ANA, "name": "Ana"}
        conn.execute(insert(erasures).values(**who, reason="asked", started_at=driver.clock.now()))
    driver.say("ana", "/roadmap another")
    driver.press("ana", shown, "Something else")
    with driver.roadmate.deps.database.read() as conn:
        assert conn.execute(select(offered_steps.c.member)).all() == []
