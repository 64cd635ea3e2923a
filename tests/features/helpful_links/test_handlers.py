"""A link that helped is kept for others, on the page of its topic; with a name only if its owner agreed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from bot.core import audit_log
from bot.core.people import members
from bot.dispatch.request import Request
from bot.features.helpful_links import handlers
from bot.sandbox.slack_api.fixtures import ANA, BEN, MEI, PRIYA, TEAM_ID
from bot.sandbox.slack_api.journal import ActionResult, ShownKind
from bot.slack.payloads import PayloadError
from tests.slack_driver import Driver, button_labels

LINK = "https://www.blog.example.com/rds/proxy/?utm_source=feed"
QUESTION = "Did the link help? Keep it for others, on the page of RDS Proxy."
HEADING = "What helped us"


@pytest.fixture
def driver(make_driver: Callable[..., Driver]) -> Driver:
    """People of the team who have said something once."""
    driver = make_driver()
    for user in ("ana", "ben", "mei", "priya"):
        driver.say(user, "/plan")
    return driver


def log_with_link(driver: Driver, user: str, link: str = LINK, topic: str = "aws.rds-proxy") -> ActionResult:
    driver.turn(minutes=5)
    return driver.say(user, f"/log 1h {topic} {link}")


def keep(driver: Driver, user: str, link: str = LINK, topic: str = "aws.rds-proxy") -> ActionResult:
    return driver.press(user, log_with_link(driver, user, link, topic), "Keep for others")


def words_of(shown: ActionResult) -> str:
    """Return what is read, with links as people see them."""
    return re.sub(r"<[^|>]+\|([^>]*)>", r"\1", shown.text)


def page(driver: Driver, user: str, topic: str = "aws.rds-proxy") -> str:
    return words_of(driver.say(user, f"/roadmap {topic}"))


def update(driver: Driver, user: Any, **values: Any) -> None:
    with driver.roadmate.deps.database.begin() as conn:
        members.update_member(conn, workspace=TEAM_ID, member=user.id, **values)


def run(driver: Driver, user: Any, handler: Any, value: str) -> str:
    request = Request(TEAM_ID, user.id, value, "C0LEARNING", "k", "button")
    text = str(handler(driver.roadmate.deps, request).to_message().text)
    return re.sub(r"<[^|>]+\|([^>]*)>", r"\1", text)


def test_a_kept_link_comes_first_on_the_page_of_its_topic(driver: Driver) -> None:
    assert HEADING not in page(driver, "mei")
    answer = log_with_link(driver, "ben")
    assert QUESTION in answer.text
    kept = driver.press("ben", answer, "Keep for others")
    assert words_of(kept).startswith(
        "✅ Kept blog.example.com/rds/proxy for others, on the page of RDS Proxy, without your name."
    )
    shown = page(driver, "mei")
    assert "helped 1 colleague" in shown
    assert "Ben" not in shown, "he has not agreed to be named"
    assert shown.index(HEADING) < shown.index("Learn it")
    assert HEADING not in page(driver, "mei", "aws.elasticache")


def test_the_answer_to_the_hours_keeps_its_buttons(driver: Driver) -> None:
    answer = log_with_link(driver, "ben")
    driver.press("ben", answer, "Keep for others")
    assert "Undone" in driver.press("ben", answer, "Undo").text


def test_it_is_asked_only_with_a_link_and_only_once(driver: Driver) -> None:
    assert "Keep for others" not in button_labels(driver.say("ben", "/log 1h aws.rds-proxy"))
    keep(driver, "ben")
    assert "Keep for others" not in button_labels(log_with_link(driver, "ben"))
    other = LINK.replace("https", "http").replace("blog", "Blog") + "&fbclid=mail"
    assert "Keep for others" not in button_labels(log_with_link(driver, "ben", other)), "the same page"
    assert "Keep for others" in button_labels(log_with_link(driver, "mei"))


def test_the_answer_has_at_most_five_controls(driver: Driver) -> None:
    answer = log_with_link(driver, "ben")
    assert len(button_labels(answer)) == 5
    assert "log edit" in str(answer.last.blocks), "Edit is in the menu then"
    assert "Edit" in button_labels(driver.say("ben", "/log 1h aws.rds-proxy"))


@pytest.mark.parametrize(
    ("what", "command"),
    [
        ("docker", "/roadmap docker"),
        ("infrastructure as code", "/plan infrastructure as code"),
        ("networking", "/plan networking"),
        ("networking", "/roadmap networking"),
        ("aws scaling", "/roadmap aws"),
    ],
)
def test_hours_without_a_topic_keep_their_link_on_the_page_of_their_roadmap_or_area(
    driver: Driver, what: str, command: str
) -> None:
    assert HEADING not in driver.say("mei", command).text
    kept = driver.press("ben", log_with_link(driver, "ben", topic=what), "Keep for others")
    opened = driver.press("ben", kept, next(each for each in button_labels(kept) if each.startswith("Open ")))
    assert "helped 1 colleague" in opened.text
    assert "blog.example.com/rds/proxy (helped 1 colleague)" in words_of(driver.say("mei", command))


def test_a_line_with_several_links_asks_once_about_all_of_them(driver: Driver) -> None:
    answer = driver.say("ben", "/log 1h docker https://example.com/d, 30m aws https://example.com/a, 15m terraform")
    assert answer.text.count("Did a link help?") == 1
    assert button_labels(answer)[:3] == ["Undo", "My entries", ""]
    assert words_of(driver.choose("ben", answer, "Docker: example.com/d")).startswith(
        "✅ Kept example.com/d for others"
    )
    assert words_of(driver.choose("ben", answer, "AWS: example.com/a")).startswith("✅ Kept example.com/a for others")
    assert "helped 1 colleague" in driver.say("mei", "/roadmap docker").text
    driver.turn(minutes=5)
    one = driver.say("ben", "/log 1h docker https://example.com/d, 30m kubernetes https://example.com/k")
    assert "Keep it for others, on the page of Kubernetes." in one.text
    assert "Keep for others" in button_labels(one)


def test_the_form_asks(driver: Driver) -> None:
    driver.say("ben", "/log")
    filled = {"duration": "1h", "what": "topic:aws.rds-proxy", "evidence": LINK}
    driver.press("ben", driver.delivery.submit("ben", filled), "Keep for others")
    assert "helped 1 colleague" in page(driver, "mei")


def test_a_link_that_is_added_later_asks(driver: Driver) -> None:
    driver.press("ben", driver.say("ben", "/log 1h aws.rds-proxy"), "Edit")
    answer = driver.delivery.submit("ben", {"evidence": LINK})
    driver.press("ben", answer, "Keep for others")
    assert "helped 1 colleague" in page(driver, "mei")
    driver.press("ben", answer, "Edit")
    assert "Keep for others" not in button_labels(driver.delivery.submit("ben", {"duration": "2h"})), "the same link"


def test_a_message_by_its_shortcut_asks_unless_it_is_a_private_one(driver: Driver) -> None:
    driver.delivery.mention("ana", "#learning", "how do subnets work?")
    shown = driver.slack.workspace.journal.shown
    message = next(each for each in shown if each.kind is ShownKind.MESSAGE and not each.to)
    driver.delivery.message_shortcut("ben", message, "log.this")
    answer = driver.delivery.submit("ben", {"duration": "1h", "what": "topic:aws.rds-proxy"})
    driver.press("ben", answer, "Keep for others")
    assert "helped 1 colleague" in page(driver, "mei")


def test_hours_in_messages_ask(driver: Driver) -> None:
    answers = {
        "ben": driver.delivery.channel_message("ben", "#learning", f"log 1h rds proxy {LINK}"),
        "mei": driver.delivery.direct_message("mei", f"+1h rds proxy {LINK}"),
        "priya": driver.delivery.mention("priya", "#learning", f"log 1h rds proxy {LINK}"),
    }
    for user, answer in answers.items():
        shown = next((each for each in answer.shown if "Keep for others" in button_labels(each)), None)
        assert shown, f"not {user}: {answer.text}"
        driver.press(user, shown, "Keep for others")
    assert "helped 3 colleagues" in page(driver, "ana")


def test_a_message_that_gets_a_link_asks(driver: Driver) -> None:
    ts = driver.delivery.channel_message("ben", "#learning", "log 1h rds proxy").ts
    answer = driver.delivery.edit_message("ben", "#learning", ts, f"log 1h rds proxy {LINK}")
    assert any("Keep for others" in button_labels(each) for each in answer.shown), answer.text


def test_a_question_back_keeps_the_link_and_asks_then(driver: Driver) -> None:
    asked = driver.say("ben", f"/log 1h scaling {LINK}")
    answer = driver.press("ben", asked, button_labels(asked)[0])
    assert "Keep for others" in button_labels(answer)


def test_undo_and_restore_do_not_ask(driver: Driver) -> None:
    undone = driver.press("ben", log_with_link(driver, "ben"), "Undo")
    assert "Keep for others" not in button_labels(undone)
    assert "Keep for others" not in button_labels(driver.press("ben", undone, "Redo"))


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ("https://example.com/a?token=abc", "looks like it has a password, key or token in it"),
        ("https://ben:hunter2@example.com/a", "looks like it has a password, key or token in it"),
        ("http://localhost:3000/a", "leads to your own machine or a private chat"),
    ],
)
def test_a_link_that_is_not_for_others_is_never_asked_about_nor_kept(driver: Driver, link: str, words: str) -> None:
    answer = log_with_link(driver, "ben", link)
    assert "Keep for others" not in button_labels(answer)
    assert "hunter2" not in words_of(answer)
    assert words in run(driver, BEN, handlers.keep_link, "1")
    assert HEADING not in page(driver, "mei")


def test_one_page_in_two_spellings_is_one_link(driver: Driver) -> None:
    keep(driver, "ben", "https://example.com/rds/")
    keep(driver, "mei", "http://www.Example.com/rds?utm_source=mail")
    shown = page(driver, "priya")
    assert "helped 2 colleagues" in shown
    assert shown.count("helped") == 1 + shown.count(HEADING)
    card = driver.press("ana", driver.say("ana", "/roadmate links"), "Change")
    driver.press("ana", card, "Remove")
    assert HEADING not in page(driver, "priya")


def test_markup_and_pings_in_an_address_stay_an_address(driver: Driver) -> None:
    kept = keep(driver, "ben", "https://example.com/*a*_b_~c~/@channel/!here")
    assert "<!here>" not in str(kept.last.blocks)
    assert "&lt;!" not in kept.text
    shown = driver.say("mei", "/roadmap aws.rds-proxy")
    blocks = str(shown.last.blocks if shown.last else "")
    assert blocks.count("*a*_b_~c~") == 1, "in the address alone, the label can't turn bold"
    assert "<!here" not in blocks


def test_what_is_kept_outlives_its_hours_but_not_its_giver(driver: Driver) -> None:
    answer = log_with_link(driver, "ben")
    driver.press("ben", answer, "Keep for others")
    driver.press("ben", answer, "Undo")
    assert "helped 1 colleague" in page(driver, "mei")
    keep(driver, "mei")
    driver.press("ben", driver.say("ben", "/roadmate forget me"), "Forget me")
    assert "helped 1 colleague" in page(driver, "priya")


def test_a_second_press_changes_nothing(driver: Driver) -> None:
    answer = log_with_link(driver, "ben")
    for words in ("✅ Kept ", "You keep "):
        assert words_of(driver.press("ben", answer, "Keep for others")).startswith(words)
    assert "helped 1 colleague" in page(driver, "mei")


def test_those_who_agreed_are_named_and_may_change_their_mind(driver: Driver) -> None:
    kept = keep(driver, "ben")
    keep(driver, "mei")
    named = driver.press("ben", kept, "Show my name")
    assert words_of(named).startswith("✅ Your name is beside blog.example.com/rds/proxy now")
    assert "helped Ben and 1 other" in page(driver, "priya")
    driver.press("ben", named, "Hide my name")
    assert "helped 2 colleagues" in page(driver, "priya")


@pytest.mark.parametrize("change", [{"hidden": True}, {"is_active": False}, {"is_guest": True}])
def test_who_hides_or_left_is_not_named_though_they_agreed(driver: Driver, change: dict[str, bool]) -> None:
    driver.press("ben", keep(driver, "ben"), "Show my name")
    update(driver, BEN, **change)
    shown = page(driver, "priya")
    assert "helped 1 colleague" in shown
    assert "Ben" not in shown


def test_who_hides_is_told_that_their_name_waits(driver: Driver) -> None:
    update(driver, BEN, hidden=True)
    named = driver.press("ben", keep(driver, "ben"), "Show my name")
    assert words_of(named).startswith("✅ Saved. You're hidden, so your name is beside")
    update(driver, BEN, hidden=False)
    assert "helped Ben" in page(driver, "mei")


def test_it_can_be_taken_back_and_kept_again(driver: Driver) -> None:
    kept = keep(driver, "ben")
    gone = driver.press("ben", kept, "Take it back")
    assert words_of(gone).startswith(
        "↩️ Taken back: you don't recommend blog.example.com/rds/proxy for RDS Proxy any more."
    )
    assert HEADING not in page(driver, "mei")
    driver.turn(days=400)
    assert run(driver, BEN, handlers.take_back, "1").startswith("Nothing changed: that link was taken back")
    assert words_of(driver.press("ben", gone, "Keep it again")).startswith("✅ Kept ")
    assert "helped 1 colleague" in page(driver, "mei")


def test_what_one_takes_back_others_still_keep(driver: Driver) -> None:
    kept = keep(driver, "ben")
    keep(driver, "mei")
    driver.press("ben", kept, "Take it back")
    assert "helped 1 colleague" in page(driver, "ben")


def test_hours_that_are_gone_or_another_persons_keep_nothing(driver: Driver) -> None:
    answer = log_with_link(driver, "ben")
    assert "only the person who logged" in run(driver, MEI, handlers.keep_link, "1").casefold()
    driver.press("ben", answer, "Undo")
    assert "I can't find those hours among yours" in run(driver, BEN, handlers.keep_link, "1")
    driver.say("ben", "/log 1h aws.elasticache")
    entry = 3  # after the undo
    assert run(driver, BEN, handlers.keep_link, str(entry)).startswith("Those hours have no link any more")
    assert HEADING not in page(driver, "mei")


def test_another_person_cannot_change_what_was_kept(driver: Driver) -> None:
    keep(driver, "ben")
    for handler in (handlers.open_link, handlers.show_name, handlers.hide_name, handlers.take_back):
        assert "only the person who kept that link" in run(driver, MEI, handler, "1")
    assert run(driver, MEI, handlers.remove_link, "1") == "Removing a link is for admins."
    assert "helped 1 colleague" in page(driver, "priya")


def test_an_admin_removes_it_for_everybody_and_the_audit_log_says_so(driver: Driver) -> None:
    keep(driver, "ben")
    keep(driver, "mei")
    listed = driver.say("ana", "/roadmate links")
    card = driver.press("ana", listed, "Change")
    assert "kept by colleagues" in card.text
    assert words_of(driver.press("ana", card, "Remove")).startswith("✅ Removed blog.example.com/rds/proxy")
    assert HEADING not in page(driver, "mei")
    with driver.roadmate.deps.database.read() as conn:
        acts = audit_log.list_latest_acts(conn, workspace=TEAM_ID)
    assert [(each.actor, each.act, each.detail) for each in acts] == [(ANA.id, "links.remove", "aws.rds-proxy")]
    assert "that link was taken back" in run(driver, ANA, handlers.remove_link, "1")


def test_guests_see_and_keep_nothing(driver: Driver) -> None:
    keep(driver, "ben")
    update(driver, PRIYA, is_guest=True)
    assert HEADING not in page(driver, "priya")
    assert "Keep for others" not in button_labels(log_with_link(driver, "priya"))
    assert "not for its guests" in driver.say("priya", "/roadmate links").text
    assert "not for its guests" in run(driver, PRIYA, handlers.keep_link, "2")


def test_the_list_has_what_helped_and_ones_own(driver: Driver) -> None:
    assert words_of(driver.say("mei", "/roadmate links")).startswith(
        "💡 Nobody has kept a link yet. Log hours with a link"
    )
    keep(driver, "ben")
    keep(driver, "mei", "https://example.com/cache", "aws.elasticache")
    listed = driver.say("mei", "/roadmate links")
    assert words_of(listed).startswith("What helped us, newest first\nexample.com/cache (helped 1 colleague)")
    assert button_labels(listed) == ["Change", "Open", "Mine"]
    own = driver.press("mei", listed, "Mine")
    assert "proxy" not in own.text
    assert words_of(driver.press("mei", own, "Change")).startswith("You keep example.com/cache for others")


def test_a_long_list_is_turned(driver: Driver) -> None:
    for number in range(12):
        keep(driver, "ben", f"https://example.com/{number}")
    first = driver.say("mei", "/roadmate links")
    assert "(1-10 of 12)" in first.text
    second = driver.press("mei", first, "Older")
    assert "(11-12 of 12)" in second.text
    assert button_labels(driver.press("mei", second, "Newer")) == ["Open"] * 10 + ["Older", "Mine"]
    assert page(driver, "mei").count("example.com") == 5, "a topic shows five"


def test_a_link_of_the_lesson_goes_by_its_title_and_odd_ones_break_nothing(driver: Driver) -> None:
    keep(driver, "ben", "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy.html")
    assert "• Amazon RDS Proxy (helped 1 colleague)" in page(driver, "mei")
    keep(driver, "ben", "https://example.com/a&b*c_d`e")
    assert "• example.com/a" in page(driver, "mei")


def test_a_page_that_is_shared_has_nobodys_links(driver: Driver) -> None:
    keep(driver, "ben")
    assert HEADING not in driver.say("mei", "/roadmap aws.rds-proxy share").text


def test_a_value_that_is_none_of_ours_is_refused(driver: Driver) -> None:
    for handler in (handlers.press_page, handlers.press_own_page, handlers.take_back):
        with pytest.raises(PayloadError):
            run(driver, BEN, handler, "x")
