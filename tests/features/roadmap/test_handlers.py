"""`/roadmap` through the whole bot: typed, pressed, shared and logged from."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.event import listen

from bot.catalog.catalog import Catalog
from bot.core.ledger import queries
from bot.core.ledger.rules import Entry
from bot.dispatch import request
from bot.features.roadmap.handlers import command, pages, sharing
from bot.sandbox.slack_api.fixtures import TEAM_ID
from bot.sandbox.slack_api.journal import ShownItem
from bot.sandbox.slack_api.server import RESPONSE_URL
from bot.slack.message import RenderedTemplate
from bot.slack.mrkdwn import escape
from bot.slack.payloads import PendingEntryPayload, RoadmapQueryPayload, decode_payload
from tests import faults
from tests.slack_driver import Driver, button_labels, label_of
from tests.statements import statements_of, trace_of


def value(shown: ShownItem, label: str) -> str:
    elements = [each for block in shown.blocks if block["type"] == "actions" for each in block["elements"]]
    return str(next(each["value"] for each in elements if label_of(each) == label))


def entries(driver: Driver, user: str = "U0SANDANA") -> tuple[Entry, ...]:
    with driver.roadmate.deps.database.read() as conn:
        return queries.list_entries(conn, workspace=TEAM_ID, member=user, limit=10).entries


COMMANDS = {
    "/roadmap": " roadmaps\nDevOps: ",
    "/roadmap AWS": "AWS, 49 topics",
    "/roadmap aws scaling": "AWS: Scaling Considerations, 10 topics",
    "/roadmap Scaling   AWS": "AWS: Scaling Considerations, 10 topics",
    "/roadmap aws & k8s": "AWS + Kubernetes",
    "/roadmap search canary": "matches, best first",
    "/roadmap canary": "matches, best first",
    "/roadmap search": "What should I search for?",
    "/roadmap kubernets": "Showing Kubernetes (you typed “kubernets”).",
    "/roadmap asdfgh": "I found nothing for “asdfgh”.",
    "/roadmap networking path": "The path of Networking: ",
    "/roadmap path aws": "The path of AWS: ",
    "/roadmap path": "Which path?",
    "/roadmap help": "/roadmap: Look up what to learn",
    "/roadmap next": "Next: ",
    "/roadmap \x00\u2028\U0001f600": "I found nothing for",
}


def test_each_form_is_answered_for_the_person_alone(driver: Driver) -> None:
    for typed, says in COMMANDS.items():
        outcome = driver.say("ana", typed)
        assert (outcome.status, outcome.refused, outcome.last.kind) == (200, (), "ephemeral"), typed
        assert says in outcome.text


def test_buttons_lead_from_the_overview_to_a_topic_and_replace_the_message(driver: Driver) -> None:
    overview = driver.say("ana", "/roadmap").last
    aws = driver.delivery.click("ana", overview, 2).last
    assert (aws.kind, aws.ts) == ("updated", overview.ts)
    scaling = driver.choose("ana", aws, "Scaling Considerations (10)").last
    assert scaling.text == driver.say("ana", "/roadmap aws scaling_considerations").text
    topic = driver.delivery.click("ana", scaling, 1).last
    assert topic.text.startswith("Horizontal Scaling")
    assert driver.choose("ana", topic, "All Scaling Considerations").last.text == scaling.text
    topic = driver.delivery.click("ana", driver.say("ana", "/roadmap aws scaling").last, 1).last
    assert driver.choose("ana", topic, "RDS Proxy").last.text == driver.say("ana", "/roadmap aws.rds-proxy").text


def test_pages_turn_in_place(driver: Driver) -> None:
    first = driver.say("ana", "/roadmap aws networking").last
    second = driver.press("ana", first, "Next 7 of 17").last
    assert second.text != first.text
    assert driver.press("ana", second, "Previous").last.text == first.text


def test_a_button_may_carry_bare_words(driver: Driver) -> None:
    deps = driver.roadmate.deps
    pressed = request.Request(TEAM_ID, "U0SANDANA", "aws", "C0LEARNING", "r1", "button")
    assert command._parse_query_payload("AWS", deps.catalog.shared().current_id).query == "aws"
    assert command._parse_query_payload("-", deps.catalog.shared().current_id).query == ""
    assert (
        command.answer_query(deps, pressed, command._parse_query_payload("aws", deps.catalog.shared().current_id))
        .to_message()
        .text.startswith("AWS, 49 topics")
    )


def test_a_damaged_button_is_told_from_a_question(driver: Driver) -> None:
    shown = driver.say("ana", "/roadmap aws").last
    for block in shown.blocks:
        for element in block.get("elements", ()):
            if element.get("value", "").startswith("{"):
                element["value"] = '{"query": 5}'
    outcome = driver.press("ana", shown, "The path")
    assert "has expired" in outcome.text


def test_what_older_messages_carry_still_works(driver: Driver) -> None:
    """Messages that were sent before had a button for each name, numbered up to 25, at the place of the menus."""
    shown = driver.say("ana", "/roadmap aws").last
    row = next(block for block in shown.blocks if block["type"] == "actions")
    text = {"type": "plain_text", "text": "RDS Proxy"}
    row["elements"][-1].update(action_id="roadmap.open#20", text=text, value='{"query":"aws.rds-proxy"}')
    assert driver.press("ana", shown, "RDS Proxy").last.text.startswith("RDS Proxy\n")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # PostgreSQL keeps the memory of requests
def test_content_is_answered_without_the_database(driver: Driver) -> None:
    driver.say("ana", "/roadmap")  # the installation is known from now on
    driver.roadmate.deps.database.close()
    engine = driver.roadmate.deps.database.engine
    used: list[Any] = []
    listen(engine, "begin", used.append)
    for typed in ("/roadmap", "/roadmap aws scaling", "/roadmap canary", "/roadmap aws scaling share"):
        assert driver.say("mei", typed).status == 200
    assert used == []
    assert driver.say("mei", "/roadmap next").status == 200
    assert used != []


def test_the_same_question_is_rendered_once(driver: Driver) -> None:
    deps, cache = driver.roadmate.deps, pages.PageCache()

    def look(text: str, page: int = 0) -> Any:
        pressed = request.Request(TEAM_ID, "U0SANDANA", text, "C0LEARNING", "r1", "command")
        return command.answer_query(
            deps, pressed, RoadmapQueryPayload(query=command.normalize_query(text), page=page), cache
        )

    assert look("aws networking") is look("  AWS   networking ")
    assert look("aws networking", 1).response_json() != look("aws networking").response_json()
    assert len(cache) == 2
    look("next")
    look("aws share")
    assert len(cache) == 2


def test_a_page_with_marks_is_ones_own_and_rendered_once_for_each_number(driver: Driver) -> None:
    deps, cache = driver.roadmate.deps, pages.PageCache()

    def look(text: str, member: str) -> Any:
        pressed = request.Request(TEAM_ID, member, text, "C0LEARNING", "r1", "command")
        return command.answer_query(deps, pressed, RoadmapQueryPayload(query=text), cache)

    for member, topic in (("ana", "aws.vpc-endpoints"), ("ben", "aws.vpc-flow-logs")):
        driver.say(member, f"/roadmap {topic} known")
    ana, ben, mei = "U0SANDANA", "U0SANDBEN", "U0SANDMEI"
    assert look("aws", ana) is look("aws", ben)
    assert "1 of 49 known" in look("aws", ana).response_json()
    assert "1 of 49 known" not in look("aws", mei).response_json()
    assert look("aws.vpc-endpoints", ana) is look("aws.vpc-endpoints", ana)
    assert "You know this" in look("aws.vpc-endpoints", ana).response_json()
    assert "You know this" not in look("aws.vpc-endpoints", ben).response_json()
    driver.say("ana", "/roadmap aws.vpc-endpoints unmark")
    assert look("aws.vpc-endpoints", ana) is look("aws.vpc-endpoints", ben)
    assert look("aws", ana) is look("aws", mei)


SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@SQLITE
@pytest.mark.parametrize(
    ("reader", "page", "expected"),
    [
        ("ben", "aws", 1),
        ("ana", "aws", 1),
        ("ben", "aws scaling", 0),
        ("ana", "aws scaling", 0),
        ("ben", "aws.vpc-endpoints", 1),
        ("ana", "aws.vpc-architecture", 1),
        ("ana", "aws.vpc-endpoints", 2),
    ],
)
def test_a_page_costs_one_statement_without_a_transaction_and_two_of_a_marked_topic(
    driver: Driver, reader: str, page: str, expected: int
) -> None:
    for topic in ("aws.vpc-endpoints", "aws.vpc-flow-logs"):
        driver.say("ana", f"/roadmap {topic} known")
    for _ in range(2):
        driver.say(reader, f"/roadmap {page}")
    asked = trace_of(driver.roadmate.deps.database, lambda: driver.say(reader, f"/roadmap {page}"))
    assert len(asked) == expected, asked


@SQLITE
@pytest.mark.parametrize(("command", "expected"), [("/roadmap next", 1), ("/roadmap aws next", 1), ("/plan", 6)])
def test_states_cost_no_statement_of_what_comes_next(driver: Driver, command: str, expected: int) -> None:
    database = driver.roadmate.deps.database
    driver.say("ana", "/log 1h networking")
    driver.say("ana", command)
    before = statements_of(database, lambda: driver.say("ana", command))
    for topic in ("aws.vpc-endpoints", "aws.vpc-flow-logs"):
        driver.say("ana", f"/roadmap {topic} known")
    after = statements_of(database, lambda: driver.say("ana", command))
    assert (len(before), len(after)) == (expected, expected), after


def test_the_cache_never_grows_for_ever() -> None:
    cache, page = (
        pages.PageCache(max_pages=10, max_query_length=20),
        pages.CachedPage(RenderedTemplate("{}"), None),
    )
    for number in range(1000):
        cache.put(("v1", f"text {number}", 0, ""), page)
        assert len(cache) <= 10
    cache.put(("v1", "x" * 21, 0, ""), page)
    assert cache.get(("v1", "x" * 21, 0, "")) is None
    assert cache.get(("v1", "text 999", 0, "")) is page
    assert cache.get(("v1", "text 999", 0, "3")) is None
    assert cache.get(("v2", "text 999", 0, "")) is None


FIRST_LOG = "Log 1 h of TCP/IP & the Layers"  # the first topic of the first area


def test_next_gives_the_reason_and_a_button_that_books(driver: Driver, catalog: Catalog) -> None:
    shown = driver.say("ana", "/roadmap next").last
    assert "Why: first step of Networking, your top priority." in shown.text
    pending = decode_payload(PendingEntryPayload, value(shown, FIRST_LOG))
    assert (pending.minutes, pending.area, str(pending.day)) == (60, "networking", "2026-11-21")
    assert catalog.topic(str(pending.topic)).topic.text in shown.text
    opened = driver.press("ana", shown, "Open").last
    assert opened.text.startswith(escape(catalog.topic(str(pending.topic)).name))
    booked = driver.press("ana", driver.say("ana", "/roadmap next").last, FIRST_LOG)
    assert "Logged 1 h on Networking: TCP/IP & the Layers" in booked.text
    assert [(each.minutes, each.topic) for each in entries(driver)] == [(60, pending.topic)]


def test_next_moves_on_with_what_was_logged(driver: Driver) -> None:
    before = driver.say("ana", "/roadmap next").last
    driver.press("ana", before, FIRST_LOG)
    after = driver.say("ana", "/roadmap next").last
    assert after.text.splitlines()[0] != before.text.splitlines()[0]
    assert driver.say("ben", "/roadmap next").text.splitlines()[0] == before.text.splitlines()[0]


def test_next_is_about_the_persons_own_day(driver: Driver) -> None:
    driver.turn(hours=11)  # Sunday morning in Singapore, Saturday evening in New York
    shown = {user: driver.say(user, "/roadmap next").last for user in ("mei", "ben")}
    days = {user: str(decode_payload(PendingEntryPayload, value(each, FIRST_LOG)).day) for user, each in shown.items()}
    assert days == {"mei": "2026-11-22", "ben": "2026-11-21"}


def test_next_is_not_shared(driver: Driver) -> None:
    outcome = driver.say("ana", "/roadmap next share")
    assert outcome.last.kind == "ephemeral"
    assert "about you alone, so I haven't shared it" in outcome.text


def test_an_hour_is_logged_from_a_topics_page_once(driver: Driver) -> None:
    shown = driver.say("ana", "/roadmap aws.networking").last
    assert "Logged 1 h on Networking: Networking (AWS)" in driver.press("ana", shown, "Log 1 h of Networking").text
    again = driver.say("ana", "/roadmap aws.networking").last
    assert "counted it once" in driver.press("ana", again, "Log 1 h of Networking").text
    assert [(each.minutes, each.area, each.roadmap, each.topic) for each in entries(driver)] == [
        (60, "networking", "aws", "aws.networking")
    ]


def test_a_topic_that_is_gone_books_nothing(driver: Driver) -> None:
    shown = driver.say("ana", "/roadmap aws.networking").last
    next(each for block in shown.blocks for each in block.get("elements", ()) if each["type"] == "button")["value"] = (
        "aws.gone"
    )
    assert "has expired" in driver.press("ana", shown, "Log 1 h of Networking").text
    assert entries(driver) == ()


def test_sharing_asks_first_and_then_posts_once_for_everyone(driver: Driver) -> None:
    preview = driver.say("ana", "/roadmap aws scaling share")
    assert preview.last.kind == "ephemeral"
    assert "Everyone in this channel will see what's below." in preview.text
    shared = driver.press("ana", preview.last, "Share")
    public = [each for each in shared.shown if each.kind == "message"]
    assert [each.channel for each in public] == ["C0LEARNING"]
    assert public[0].to == ""
    assert "AWS: Scaling Considerations, 10 topics" in public[0].text
    assert "Shared from /roadmap aws scaling." in public[0].text
    assert not any("accessory" in block or block["type"] == "actions" for block in public[0].blocks)
    assert "Everyone in this channel can see it now" in shared.last.text


def test_sharing_twice_posts_once(driver: Driver) -> None:
    preview = driver.say("ana", "/roadmap aws share").last
    payload = value(preview, "Share")
    driver.press("ana", preview, "Share")
    pressed = request.Request(TEAM_ID, "U0SANDANA", payload, "C0LEARNING", "another press", "button")
    assert "already" in sharing.share_page(driver.roadmate.deps, pressed).to_message().text


def test_sharing_that_failed_can_be_tried_again(driver: Driver) -> None:
    preview = driver.say("ana", "/roadmap aws share").last
    gone = faults.Fault(faults.Wrong.STATUS, status=404, body="channel_not_found")
    driver.slack.faults.add(RESPONSE_URL, gone, times=2)  # the post, and the word that it failed
    failed = driver.delivery.click("ana", preview, button_labels(preview).index("Share") + 1)
    assert (failed.status, failed.shown) == (200, ())
    driver.turn(seconds=1)
    again = driver.press("ana", preview, "Share")
    assert [each.kind for each in again.shown] == ["message", "updated"]


def test_cancel_shares_nothing(driver: Driver) -> None:
    preview = driver.say("ana", "/roadmap canary share").last
    cancelled = driver.press("ana", preview, "Cancel")
    assert cancelled.text == "OK, I haven't shared anything."
    assert [each.kind for each in cancelled.shown] == ["updated"]


def test_every_kind_of_content_can_be_shared(driver: Driver) -> None:
    for words in ("", "aws", "aws k8s", "core", "canary", "aws.networking", "aws networking"):
        preview = driver.say("ana", f"/roadmap {words} share")
        shared = driver.press("ana", preview.last, "Share")
        assert (preview.refused, shared.refused) == ((), ()), words
        assert [each.kind for each in shared.shown] == ["message", "updated"]


def test_nothing_found_is_not_offered_to_share(driver: Driver) -> None:
    outcome = driver.say("ana", "/roadmap asdfgh share")
    assert "I found nothing for “asdfgh”." in outcome.text
    assert "Share" not in str(outcome.last.blocks)


def test_what_was_typed_pings_nobody_even_when_shared(driver: Driver) -> None:
    preview = driver.say("ana", "/roadmap aws <!channel> share")
    shared = driver.press("ana", preview.last, "Share")
    public = next(each for each in shared.shown if each.kind == "message")
    assert "<!" not in public.text
    assert "<!" not in str(public.blocks)


def test_next_in_something_unknown_says_so_and_asks_what_is_meant(driver: Driver) -> None:
    unknown = driver.say("ana", "/roadmap next asdfgh <script>")
    assert "I don't know “asdfgh &lt;script&gt;”." in unknown.text
    assert "/roadmap next docker" in unknown.text
    doubtful = driver.say("ana", "/roadmap next security")
    assert "Which “security”?" in doubtful.text
    chosen = driver.press("ana", doubtful, "System Architecture")
    assert "Next: " in chosen.text
