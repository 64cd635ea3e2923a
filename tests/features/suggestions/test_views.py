"""The windows and letters of suggestions: within Slack's limits, and clear without any colour."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from bot.catalog.catalog import Catalog
from bot.catalog.lessons import Question, Resource
from bot.features.suggestions.rules.proposals import (
    Part,
    Proposal,
    SuggestionKind,
    Target,
    TopicWords,
    find_part,
    make_part,
)
from bot.features.suggestions.rules.suggestion import Settled, Suggestion, SuggestionState
from bot.features.suggestions.views import form_values, forms, keepers, letters, lists
from bot.features.suggestions.views.fragments import keepers_text
from bot.features.suggestions.views.lists import ListReader, SuggestionPage
from bot.features.suggestions.views.suggestion_now import SuggestionNow
from bot.sandbox.validation.rules import check_message, check_view
from bot.slack.modals import FormErrors
from tests.slack_driver import label_of

TOPIC = "marina.knots"
NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
NAMES = {"U1": "Mei", "U2": "Ben <!here>"}
WORDS = Target(TOPIC, SuggestionKind.WORDS)
IN_KOLKATA = ListReader(date(2026, 11, 30), ZoneInfo("Asia/Kolkata"))


def suggested(catalog: Catalog, target: Target, after: Part | None, **about: Any) -> SuggestionNow:
    proposal = Proposal(target, find_part(catalog, target), after)
    suggestion = Suggestion(7, "U1", proposal, "It's *out of date*", NOW, SuggestionState.OPEN)
    return SuggestionNow.read(replace(suggestion, **about), catalog, NAMES)


def reworded(catalog: Catalog, **about: Any) -> SuggestionNow:
    words = find_part(catalog, WORDS)
    assert isinstance(words, TopicWords)
    after = words.model_copy(update={"text": f"{words.text} And *more* <!channel>."})
    return suggested(catalog, WORDS, after, **about)


def first_slug(catalog: Catalog, kind: SuggestionKind) -> str:
    if kind is SuggestionKind.QUESTION:
        return catalog.questions(TOPIC)[0].slug
    details = catalog.lesson_details(TOPIC)
    assert details
    return next(iter(details.resources))


def labels_of(blocks: Any) -> list[str]:
    return [label_of(each) for block in blocks if block["type"] == "actions" for each in block["elements"]]


def test_the_choice_offers_every_part_of_a_topic(catalog: Catalog) -> None:
    view = forms.render_choice(catalog.topic(TOPIC), catalog, ["Ana", "Ben"]).view()
    check_view(view)
    buttons = [label_of(block["accessory"]) for block in view["blocks"] if "accessory" in block]
    details = catalog.lesson_details(TOPIC)
    assert details
    assert len(buttons) == len(details.resources) + len(catalog.questions(TOPIC))
    assert labels_of(view["blocks"]) == ["Text or key terms", "Add a resource", "Add a question"]
    assert "Ana and Ben look at it before anything changes" in str(view)


@pytest.mark.parametrize("kind", SuggestionKind)
def test_a_form_that_is_sent_as_it_came_proposes_nothing(catalog: Catalog, kind: SuggestionKind) -> None:
    slug = "" if kind is SuggestionKind.WORDS else first_slug(catalog, kind)
    target = Target(TOPIC, kind, slug)
    part = find_part(catalog, target)
    assert part
    view = forms.render_form(catalog.topic(TOPIC), target, part, catalog).view()
    check_view(view)
    filled = {block["block_id"]: _initial(block["element"]) for block in view["blocks"] if block["type"] == "input"}
    assert type(part).model_validate(form_values.read_fields(kind, filled)) == part


@pytest.mark.parametrize("kind", [SuggestionKind.RESOURCE, SuggestionKind.QUESTION])
def test_a_form_for_something_new_is_empty_and_says_so(catalog: Catalog, kind: SuggestionKind) -> None:
    view = forms.render_form(catalog.topic(TOPIC), Target(TOPIC, kind), None, catalog).view()
    check_view(view)
    assert f"a new {kind.value}" in str(view)
    assert "Take it out" not in str(view)


def _initial(element: Any) -> str:
    if "initial_option" in element:
        return str(element["initial_option"]["value"])
    return str(element.get("initial_value", ""))


def test_terms_are_one_on_each_line_and_commas_belong_to_them() -> None:
    values = form_values.read_fields(
        SuggestionKind.WORDS, {"text": " a \n b ", "terms": "• modes (RWO, RWX)\n\n- pool,\n"}
    )
    assert values == {"text": "a b", "terms": ("modes (RWO, RWX)", "pool")}


@pytest.mark.parametrize(
    ("kind", "changed", "reason", "field"),
    [
        (SuggestionKind.WORDS, "terms", "Terms has too many entries.", "terms"),
        (SuggestionKind.RESOURCE, "resource.docs", "'docs': the address has to begin with https://.", "url"),
        (SuggestionKind.QUESTION, "question.x", "Option 3 says the same as option 1.", "option3"),
        (SuggestionKind.QUESTION, "question.x", "Options of 3 to 90 characters: make them alike.", "option1"),
        (SuggestionKind.QUESTION, "question.x", "The same is asked twice.", "ask"),
        (SuggestionKind.QUESTION, "question.x", "Unknown resource 'z'.", "resource"),
    ],
)
def test_what_content_cannot_have_is_told_at_its_field(
    kind: SuggestionKind, changed: str, reason: str, field: str
) -> None:
    assert form_values.render_objections(kind, {changed: reason}) == FormErrors({field: reason})


def test_a_term_counts_once_and_a_title_that_pings_is_told_at_the_title() -> None:
    values = form_values.read_fields(SuggestionKind.WORDS, {"text": "a", "terms": "pool\nMask\nPool\nmask"})
    assert values == {"text": "a", "terms": ("pool", "Mask")}
    kind, pings = SuggestionKind.RESOURCE, "'@here look' would notify people in Slack."
    filled = {"title": "@here look at it", "url": "https://a.example"}
    assert form_values.render_objections(kind, {"resource.x": pings}, filled) == FormErrors({"title": pings})
    owned = {"resource.x": "The address is that of 'rfc' too."}
    told = form_values.render_objections(kind, owned, filled, {"rfc": "RFC 4632"})
    assert told == FormErrors({"url": "This link is here already: RFC 4632."})
    no_address = {"resource.x": "The address has a sign that doesn't belong in an address: percent-encode it."}
    told = form_values.render_objections(kind, no_address, {"url": "a page"})
    assert told == FormErrors({"url": "The address has to begin with https://."})


def test_an_empty_option_is_told_at_that_option_alone() -> None:
    values = {"ask": "a", "options": ("a", "", "c", "d"), "right": 1, "reason": "r", "resource": "docs"}
    with pytest.raises(ValidationError) as caught:
        make_part(SuggestionKind.QUESTION, values)
    errors = form_values.render_errors(SuggestionKind.QUESTION, caught.value)
    assert errors == FormErrors({"option2": "Write something here."})


def test_a_letter_says_what_changes_in_words_and_marks(catalog: Catalog) -> None:
    letter = letters.render_for_keeper(reworded(catalog))
    check_message(letter.post_arguments())
    assert "Mei suggests a change to Knots (Marina): its text and key terms" in letter.text
    assert letter.text.index("Before") < letter.text.index("After")
    assert "Key terms" not in letter.text  # they stay
    assert "*And ∗more∗ &lt;!channel&gt;.*" in str(letter.blocks)
    assert "Why: It's ∗out of date∗" in letter.text
    assert labels_of(letter.blocks) == ["Take over", "Send back"]


def test_each_state_has_its_words_and_its_buttons(catalog: Catalog) -> None:
    settled = Settled("U2", NOW, "needs a *source*")
    shown = {
        state: letters.render_for_keeper(reworded(catalog, state=state, settled=settled)) for state in SuggestionState
    }
    assert "Taken over by Ben &lt;!here&gt;" in shown[SuggestionState.TAKEN].text
    assert labels_of(shown[SuggestionState.TAKEN].blocks) == ["Undo"]
    assert "Sent back by Ben &lt;!here&gt;. “needs a ∗source∗”" in shown[SuggestionState.SENT_BACK].text
    assert "Mei withdrew this" in shown[SuggestionState.WITHDRAWN].text
    assert labels_of(shown[SuggestionState.WITHDRAWN].blocks) == []
    for state in SuggestionState:
        for message in (
            shown[state],
            letters.render_for_author(reworded(catalog, state=state, settled=settled)),
            letters.render_settled_letter(reworded(catalog, state=state, settled=settled)),
        ):
            check_message(message.post_arguments())
            assert "<!" not in message.text


def test_what_has_changed_meanwhile_needs_a_second_look(catalog: Catalog) -> None:
    now = reworded(catalog)
    part = now.part
    assert isinstance(part, TopicWords)
    later = letters.render_for_keeper(replace(now, part=part.model_copy(update={"text": "Something else by now."})))
    assert "This has changed since Mei wrote it" in later.text
    assert "Something else by now." in later.text.replace("~", "")
    assert labels_of(later.blocks) == ["Take over anyway", "Send back"]


def test_what_the_content_says_already_is_told(catalog: Catalog) -> None:
    now = reworded(catalog)
    letter = letters.render_for_keeper(replace(now, part=now.suggestion.proposal.after))
    assert "The content says this already." in letter.text
    assert "Before" not in letter.text
    assert labels_of(letter.blocks) == ["Take over", "Send back"]


def test_a_topic_that_is_gone_can_only_be_sent_back(catalog: Catalog) -> None:
    letter = letters.render_for_keeper(replace(reworded(catalog), topic_ref=None, part=None))
    assert "doesn't have this any more" in letter.text
    assert labels_of(letter.blocks) == ["Send back"]


def test_resources_and_questions_are_shown_new_changed_and_taken_out(catalog: Catalog) -> None:
    resource = Target(TOPIC, SuggestionKind.RESOURCE, first_slug(catalog, SuggestionKind.RESOURCE))
    question = Target(TOPIC, SuggestionKind.QUESTION, first_slug(catalog, SuggestionKind.QUESTION))
    link, asked = find_part(catalog, resource), find_part(catalog, question)
    assert isinstance(link, Resource)
    assert isinstance(asked, Question)
    moved = link.model_copy(update={"url": "https://harbour.example/new"})
    clearer = asked.model_copy(update={"ask": "Clearer now?", "right": 4})
    for target, after, words in (
        (resource, moved, ("Before", "After", "Link")),
        (resource, None, ("Take out", link.title)),
        (Target(TOPIC, SuggestionKind.RESOURCE), moved, ("New", link.title)),
        (question, clearer, ("Before", "After", "Clearer now?", "Unchanged", "Option 1", "Right: Option 4")),
        (Target(TOPIC, SuggestionKind.QUESTION), clearer, ("New", "Clearer now?", "Option 4")),
    ):
        letter = letters.render_for_keeper(suggested(catalog, target, after))
        check_message(letter.post_arguments())
        for word in words:
            assert word.replace("_", "_\u200b") in letter.text.replace("*", "").replace("~", ""), (word, letter.text)


def test_the_longest_change_fits_into_a_message(catalog: Catalog) -> None:
    long = TopicWords(text="&<>*_ " * 100, terms=("&" * 150,) * 12)
    letter = letters.render_for_keeper(suggested(catalog, WORDS, long, reason="<" * 500))
    check_message(letter.post_arguments())


def test_the_list_has_pages_and_names(catalog: Catalog) -> None:
    many = [replace(reworded(catalog).suggestion, id=number) for number in range(1, 11)]
    page = SuggestionPage(many, 10, 25, is_settled=False, is_own=False)
    message = lists.render_list(page, NAMES, catalog, IN_KOLKATA)
    check_message(message.post_arguments())
    assert "Suggestions that wait (11-20 of 25)" in message.text
    assert labels_of(message.blocks) == ["Newer", "Older", "Settled"]
    openers = [each["accessory"]["accessibility_label"] for each in message.blocks if "accessory" in each]
    assert len(set(openers)) == 10  # which tell them apart
    assert message.text.count(many[0].proposal.after.text[:40]) == 10
    none = lists.render_list(SuggestionPage((), 0, 0, is_settled=False, is_own=True), {}, catalog, IN_KOLKATA)
    assert "Suggest a change" in none.text
    settled = replace(many[0], state=SuggestionState.TAKEN, settled=Settled("U2", NOW))
    one = SuggestionPage([settled], 0, 1, is_settled=True, is_own=False)
    assert "taken over by Ben" in lists.render_list(one, NAMES, catalog, IN_KOLKATA).text


def test_keepers_are_named_pack_by_pack() -> None:
    packs = [
        keepers.PackKeepers("roadmate", "Roadmate", {"U1": "Mei", "U2": "Ben"}),
        keepers.PackKeepers("ours", "Ours & *yours*", {}),
    ]
    message = keepers.render_keepers(packs, "lead")
    check_message(message.post_arguments())
    assert "Roadmate: Mei and Ben" in message.text
    assert "Ours &amp; ∗yours∗: the admins" in message.text
    assert labels_of(message.blocks) == ["Add a keeper", "Remove Mei", "Remove Ben", "Add a keeper", "Suggestions"]
    check_view(keepers.render_add_form(packs[1]).view())


def test_many_packs_and_many_keepers_fit_into_a_message() -> None:
    people = {f"U{number}": f"Member {number} {'x' * 60}" for number in range(60)}
    packs = [keepers.PackKeepers(f"p{number}", f"Pack {number}", people) for number in range(25)]
    for offset, pages in ((0, ["More"]), (10, ["Back", "More"]), (20, ["Back"])):
        message = keepers.render_keepers(packs, "Done.", offset=offset)
        check_message(message.post_arguments())
        assert labels_of(message.blocks)[-len(pages) - 1 :] == [*pages, "Suggestions"]


def test_who_looks_at_a_suggestion_is_said_in_few_words() -> None:
    assert keepers_text([]) == "An admin looks at it"
    assert keepers_text(["Ana"]) == "Ana looks at it"
    assert keepers_text(["A", "B", "C", "D", "E"]) == "A, B, C and 2 others look at it"
