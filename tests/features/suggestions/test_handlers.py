"""Suggest a change, take it over, send it back, withdraw it: each in the states that somebody may find it in."""

from __future__ import annotations

import pytest

from bot.db.tables import content_changes, content_suggestions
from bot.dispatch.request import Request
from bot.features.suggestions.handlers.settling import take_over
from bot.features.suggestions.payloads import SuggestionPayload
from bot.features.suggestions.rules.proposals import Proposal, SuggestionKind, Target, TopicWords, part_version
from bot.features.suggestions.rules.suggestion import MAX_OPEN
from bot.features.suggestions.service.suggestions import add_suggestion
from bot.sandbox.slack_api.fixtures import ANA, BEN, CHIDI, MEI, PRIYA, TEAM_ID
from bot.sandbox.slack_api.journal import ActionResult
from bot.slack.message import block_plain_text
from bot.worker.run_once import deliver_due
from tests.features.help_requests.test_handlers import button_value, messages_to
from tests.features.quiz.test_handlers import all_rows
from tests.slack_driver import Driver, button_labels, shown_by

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

TOPIC = "marina.knots"
PAGE = f"/roadmap {TOPIC}"
NEW_TEXT = "The first thing a sailor learns, and the last one they forget."


def open_choice(driver: Driver, who: str) -> ActionResult:
    return driver.choose(who, driver.say(who, PAGE), "Suggest a change")


def suggest(driver: Driver, who: str = "mei", text: str = NEW_TEXT, why: str = "") -> ActionResult:
    """Suggest another text for the topic."""
    driver.press(who, open_choice(driver, who), "Text or key terms")
    return driver.delivery.submit(who, {"text": text, "why": why})


def page_of(driver: Driver, who: str) -> str:
    return shown_by(driver.say(who, PAGE)).text


def window_text(on: ActionResult) -> str:
    """Return what stands in the window that somebody looks at, as read aloud."""
    view = shown_by(on).view
    assert view
    return "\n".join(filter(None, map(block_plain_text, view["blocks"])))


def states_of(driver: Driver) -> list[str]:
    return [row.state for row in all_rows(driver, content_suggestions)]


def press_again(driver: Driver, member: str, value: str) -> str:
    """Press a button that carries this value once more, as from a message that has changed since."""
    request = Request(TEAM_ID, member, value, "C0LEARNING", "again", "button")
    return take_over(driver.roadmate.deps, request).to_message().text


def keep(driver: Driver, *names: str) -> None:
    """Make these members keepers of what is shipped."""
    for name in names:
        assert "is a keeper" in driver.say("ana", f"/roadmate content keepers @{name}").text


def test_a_suggestion_is_sent_back_with_a_word(driver: Driver) -> None:
    driver.say("ana", "/roadmate help")
    suggest(driver)
    [letter] = messages_to(driver, ANA.id, "Mei suggests a change")
    driver.press("ana", letter, "Send back")
    refused = driver.delivery.submit("ana", {"words": " "})
    assert "Say why" in errors_of(refused)["words"]
    driver.delivery.submit("ana", {"words": "Say what it costs"})
    [told] = messages_to(driver, MEI.id, "Ana sent back your suggestion")
    assert "Say what it costs" in told.text
    assert states_of(driver) == ["returned"]
    assert "older than the latest change" in press_again(driver, ANA.id, button_value(letter, "Take over"))


def test_keepers_get_it_instead_of_admins_and_the_others_read_who_took_it_over(driver: Driver) -> None:
    for who in ("ana", "ben", "chidi", "priya"):
        driver.say(who, "/roadmate help")
    keep(driver, "ben", "priya")
    assert "Ben and Priya look at it" in window_text(suggest(driver))
    [first], [second] = (messages_to(driver, each, "Mei suggests a change") for each in (BEN.id, PRIYA.id))
    assert messages_to(driver, ANA.id, "Mei suggests a change") == []
    driver.press("ben", first, "Take over")
    [rewritten] = messages_to(driver, PRIYA.id, "Taken over by Ben")
    assert button_labels(rewritten) == ["Undo"]
    assert "older than the latest change" in press_again(driver, PRIYA.id, button_value(second, "Take over"))
    assert len(all_rows(driver, content_changes)) == 1
    assert "is for keepers" in press_again(driver, CHIDI.id, button_value(second, "Take over"))
    driver.press("priya", rewritten, "Undo")
    assert states_of(driver) == ["open"]
    assert messages_to(driver, BEN.id, "Mei suggests a change")


def test_a_keeper_takes_over_their_own_at_once(driver: Driver) -> None:
    driver.say("ana", "/roadmate help")
    sent = suggest(driver, "ana")
    assert "You can take it over yourself" in window_text(sent)
    driver.press("ana", sent, "Take over")
    assert NEW_TEXT in page_of(driver, "mei")
    assert messages_to(driver, ANA.id, "suggest") == []


def test_what_has_changed_meanwhile_is_shown_before_it_is_taken_over(driver: Driver) -> None:
    driver.say("ana", "/roadmate help")
    suggest(driver, "mei")
    suggest(driver, "chidi", "Another text by somebody else.")
    letters = {name: messages_to(driver, ANA.id, f"{name} suggests a change")[-1] for name in ("Mei", "Chidi")}
    driver.press("ana", letters["Chidi"], "Take over")
    shown = driver.press("ana", letters["Mei"], "Take over")
    assert "This has changed since Mei wrote it" in shown_by(shown).text
    assert "Another text by somebody else." in page_of(driver, "ben")
    driver.press("ana", shown, "Take over anyway")
    assert NEW_TEXT in page_of(driver, "ben")
    assert states_of(driver) == ["taken", "taken"]


def test_it_is_withdrawn_and_its_old_buttons_say_so(driver: Driver) -> None:
    driver.say("ana", "/roadmate help")
    sent = suggest(driver)
    [letter] = messages_to(driver, ANA.id, "Mei suggests a change")
    assert "You withdrew this." in window_text(driver.press("mei", sent, "Withdraw"))
    assert messages_to(driver, ANA.id, "Mei withdrew this")
    assert "Mei withdrew this" in press_again(driver, ANA.id, button_value(letter, "Take over"))
    assert states_of(driver) == ["withdrawn"]
    assert all_rows(driver, content_changes) == []


def test_the_same_suggestion_twice_is_one(driver: Driver) -> None:
    driver.say("ana", "/roadmate help")
    suggest(driver)
    again = suggest(driver)
    assert "already suggested this" in window_text(again)
    assert len(messages_to(driver, ANA.id, "Mei suggests a change")) == 1
    assert states_of(driver) == ["open"]


def test_mistakes_are_told_at_their_fields(driver: Driver) -> None:
    driver.press("mei", open_choice(driver, "mei"), "Text or key terms")
    for fields, field, problem in (
        ({"text": "  \n "}, "text", "Write something here."),
        ({"text": NEW_TEXT, "terms": "x" * 151}, "terms", "At most 150 characters."),
        ({}, "text", "This is what it says now."),
    ):
        assert problem in errors_of(driver.delivery.submit("mei", fields))[field]
    assert all_rows(driver, content_suggestions) == []


def errors_of(outcome: ActionResult) -> dict[str, str]:
    view = shown_by(outcome).view
    assert view
    return dict(view["errors"])


def test_a_broken_link_is_mended_and_another_one_taken_out(driver: Driver) -> None:
    driver.say("ana", "/roadmate help")
    details = driver.roadmate.deps.catalog.shared().lesson_details(TOPIC)
    assert details
    title = next(iter(details.resources.values())).title
    driver.press("ana", open_choice(driver, "ana"), "Change")
    wrong = driver.delivery.submit("ana", {"url": "http://bit.ly/x"})
    assert "https" in errors_of(wrong)["url"]
    sent = driver.delivery.submit("ana", {"url": "https://harbour.example/moved"})
    driver.press("ana", sent, "Take over")
    changed = driver.roadmate.deps.catalog.of(TEAM_ID).lesson_details(TOPIC)
    assert changed
    assert next(iter(changed.resources.values())).url == "https://harbour.example/moved"
    driver.press("ana", open_choice(driver, "ana"), "Change")
    taken = driver.press("ana", driver.delivery.submit("ana", {"drop": "drop"}), "Take over")
    assert title not in page_of(driver, "mei")
    assert "harbour.example/moved" not in page_of(driver, "mei")
    driver.press("ana", taken, "Undo")
    assert title in page_of(driver, "mei")


def test_a_link_is_added_taken_out_and_comes_back(driver: Driver) -> None:
    driver.say("ana", "/roadmate help")
    driver.press("ana", open_choice(driver, "ana"), "Add a resource")
    added = {"title": "Loops that hold", "url": "https://harbour.example/loops"}
    driver.press("ana", driver.delivery.submit("ana", added), "Take over")
    assert "Loops that hold" in page_of(driver, "mei")
    choice = open_choice(driver, "ana")
    driver.delivery.click("ana", shown_by(choice), button_labels(choice).index("Change") + 3)  # the newest is third
    driver.press("ana", driver.delivery.submit("ana", {"drop": "drop"}), "Take over")
    assert "Loops that hold" not in page_of(driver, "mei")
    driver.press("ana", open_choice(driver, "ana"), "Add a resource")
    driver.press("ana", driver.delivery.submit("ana", added), "Take over")
    assert "Loops that hold" in page_of(driver, "mei")


def test_a_question_is_added_and_asked(driver: Driver) -> None:
    driver.say("ana", "/roadmate help")
    driver.press("ana", open_choice(driver, "ana"), "Add a question")
    fields = {
        "ask": "Which knot holds a loop that never slips?",
        **{f"option{number}": f"The hitch of kind {number}" for number in range(1, 5)},
        "right": "2",
        "reason": "It never slips.",
    }
    alike = driver.delivery.submit("ana", {**fields, "option4": fields["option1"]})
    assert "same as option 1" in errors_of(alike)["option4"]
    driver.press("ana", driver.delivery.submit("ana", fields), "Take over")
    asked = driver.roadmate.deps.catalog.of(TEAM_ID).questions(TOPIC)
    assert asked[-1].question.ask == fields["ask"]
    assert asked[-1].slug == "which-knot-holds-a-loop-that"
    shared = driver.roadmate.deps.catalog.shared().questions(TOPIC)
    assert len(asked) == len(shared) + 1
    driver.press("ana", open_choice(driver, "ana"), "Add a question")
    again = driver.delivery.submit("ana", {**fields, "ask": f"  {fields['ask'].upper()}"})
    assert errors_of(again) == {"ask": "This topic has that question already."}


def test_a_reported_question_leads_to_its_form_and_is_settled_by_the_change(driver: Driver) -> None:
    driver.say("ana", "/roadmate help")
    answered = driver.press("ben", driver.say("ben", f"/roadmap quiz {TOPIC}"), "A")
    reported = driver.press("ben", answered, "Question is wrong")
    assert "Suggest a better one" in button_labels(reported)
    [letter] = messages_to(driver, ANA.id, "Ben says a question")
    driver.press("ana", letter, "Reword it")
    sent = driver.delivery.submit("ana", {"ask": "What do you do first when a knot is stuck?"})
    driver.press("ana", sent, "Take over")
    deliver_due(driver.roadmate.deps, driver.clock.now())
    assert messages_to(driver, BEN.id, "has been rewritten or removed")


def test_the_list_shows_keepers_everything_and_others_their_own(driver: Driver) -> None:
    driver.say("ana", "/roadmate help")
    suggest(driver)
    listed = driver.say("ana", "/roadmate content suggestions")
    assert "from Mei" in listed.text
    assert "Knots (Marina)" in driver.say("mei", "/roadmate content suggestions").text
    assert "None of your suggestions waits" in driver.say("chidi", "/roadmate content suggestions").text
    opened = driver.press("ana", listed, "Open")
    driver.press("ana", opened, "Take over")
    assert "No suggestion waits" in driver.say("ana", "/roadmate content suggestions").text
    assert "taken over by Ana" in driver.say("ana", "/roadmate content suggestions settled").text


def test_an_admin_chooses_keepers_in_a_form(driver: Driver) -> None:
    for who in ("ana", "ben"):
        driver.say(who, "/roadmate help")
    page = driver.say("ana", "/roadmate content keepers")
    assert "the admins, as nobody was chosen" in page.text
    driver.press("ana", page, "Add a keeper")
    added = driver.delivery.submit("ana", {"member": BEN.id})
    assert "is a keeper" in window_text(added)
    removed = driver.press("ana", added, f"Remove {BEN.real_name.split()[0]}")
    assert "isn't a keeper of" in window_text(removed)
    assert "is a guest here" in driver.say("ana", "/roadmate content keepers @gus").text


def add(driver: Driver, topic: str, text: str) -> int:
    """Keep a suggestion of Mei's, as if its form had been sent."""
    proposal = Proposal(Target(topic, SuggestionKind.WORDS), TopicWords(text="Before."), TopicWords(text=text))
    with driver.roadmate.deps.database.begin() as conn:
        now = driver.clock.now()
        return add_suggestion(conn, workspace=TEAM_ID, member=MEI.id, proposal=proposal, reason="", now=now).id


def test_what_is_suggested_for_a_topic_that_is_gone_can_only_be_sent_back(driver: Driver) -> None:
    driver.say("ana", "/roadmate help")
    number = add(driver, "marina.lost", "After.")
    shown = driver.press("ana", driver.say("ana", "/roadmate content suggestions"), "Open")
    assert "doesn't have this any more" in shown_by(shown).text
    assert button_labels(shown) == ["Send back"]
    value = SuggestionPayload(suggestion=number, state="open", seen=part_version(None)).encode()
    assert "doesn't have this any more" in press_again(driver, ANA.id, value)
    assert states_of(driver) == ["open"]


def test_no_more_than_twenty_wait(driver: Driver) -> None:
    driver.say("mei", "/roadmate help")
    for number in range(MAX_OPEN):
        add(driver, TOPIC, f"Text {number}.")
    assert "20 of your suggestions wait already" in window_text(suggest(driver))
    assert len(states_of(driver)) == MAX_OPEN


def test_who_deletes_their_data_takes_their_suggestion_along(driver: Driver) -> None:
    driver.say("ana", "/roadmate help")
    suggest(driver)
    [letter] = messages_to(driver, ANA.id, "Mei suggests a change")
    driver.press("mei", driver.say("mei", "/roadmate forget me"), "Forget me")
    assert "isn't there any more" in press_again(driver, ANA.id, button_value(letter, "Take over"))
    assert all_rows(driver, content_suggestions) == []


def test_what_was_taken_over_stays_when_its_author_is_deleted(driver: Driver) -> None:
    driver.say("ana", "/roadmate help")
    suggest(driver)
    [letter] = messages_to(driver, ANA.id, "Mei suggests a change")
    driver.press("ana", letter, "Take over")
    driver.press("mei", driver.say("mei", "/roadmate forget me"), "Forget me")
    assert NEW_TEXT in page_of(driver, "ben")


def test_keepers_named_in_words_are_added_removed_or_asked_about(driver: Driver) -> None:
    for who in ("ana", "ben", "mei"):
        driver.say(who, "/roadmate help")

    def told(words: str) -> str:
        return shown_by(driver.say("ana", f"/roadmate content keepers {words}")).text

    assert "I don't know “ben” here. Name a member with @" in told("ben")
    assert "Nobody here is called “@nobody”." in told("@nobody")
    assert "No pack is called “azure”." in told("@ben azure")
    assert "name one member at a time" in told("@ben @mei")
    assert "Content: Ben" in told("@ben")
    assert "Ben isn't a keeper" in told("remove @ben")
    assert "Ben isn't a keeper" in told("remove @ben")
    assert "I don't know “foo” here." in shown_by(driver.say("ana", "/roadmate content suggestions foo")).text


def test_a_change_to_a_topic_that_is_off_meanwhile_holds_once_it_is_on(driver: Driver) -> None:
    driver.say("ana", "/roadmate help")
    suggest(driver)
    [letter] = messages_to(driver, ANA.id, "Mei suggests a change")
    driver.press("ana", driver.say("ana", "/roadmate content off marina"), "Turn off")
    taken = shown_by(driver.press("ana", letter, "Take over")).text
    assert "✅ Done: Knots (Marina) is off here, and reads like this once it's on. I'll let Mei know." in taken
    assert page_of(driver, "mei").splitlines()[2] == "Marina is off in this workspace."
    driver.say("ana", "/roadmate content on marina")
    assert NEW_TEXT in page_of(driver, "mei")
