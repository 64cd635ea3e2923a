"""A level found by questions: harder as one goes, taken or changed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import insert, select, update

from bot.catalog.catalog import Catalog
from bot.catalog.models import Roadmap
from bot.core.knowing.asking import question_version
from bot.core.knowing.states import StateSource, TopicState
from bot.core.people import members
from bot.db.tables import outbox, pairs, placement_answers, question_reports, question_verdicts
from bot.features.placement.handlers import known, known_list, questions
from bot.features.placement.payloads import PlacementAnswerPayload, PlacementLevelPayload
from bot.features.placement.rules.choosing import list_askable_questions
from bot.sandbox.slack_api.fixtures import BEN, MEI, TEAM_ID
from bot.sandbox.slack_api.journal import ShownKind
from bot.slack.message import Message
from bot.slack.payloads import PayloadError
from tests.features.placement.steps import answer_up_to, as_button, letter, level_of, placement_of, states_of
from tests.slack_driver import Driver, button_labels


def _aws(driver: Driver) -> tuple[Catalog, Roadmap]:
    catalog = driver.roadmate.deps.catalog.shared()
    return catalog, catalog.roadmap("aws")


def test_a_level_is_found_taken_and_what_goes_with_it_is_marked(driver: Driver) -> None:
    shown = driver.say("mei", "/roadmate placement aws")
    assert shown.text.startswith("🎯 AWS, question 1 of 8\n")
    assert "8 questions, about 5 minutes. They get harder with each right answer." in shown.text
    assert "Not sure? Saying so helps more than a guess. Only you see your answers." in shown.text
    assert button_labels(shown) == ["A", "B", "C", "D", "I don't know"]
    right = driver.press("mei", shown, letter(driver, right=True))
    assert right.text.startswith("✅ Right, it's ")
    assert "🎯 AWS, question 2 of 8" in right.text
    assert "8 questions" not in right.text
    result = answer_up_to(driver, right, height=1)
    found = placement_of(driver)
    assert 8 <= len(found.answers) <= 10
    assert "🎯 Your answers put you at intermediate in AWS" in result.text
    assert button_labels(result) == ["Use intermediate", "More like beginner", "More like advanced", "Not now"]
    assert level_of(driver) is None, "nothing is set before it is taken"
    taken = driver.press("mei", result, "Use intermediate")
    assert taken.text.startswith("✅ Saved: AWS intermediate. Nobody can confirm it yet, as there's no mentor.")
    assert level_of(driver) == "intermediate"
    assert states_of(driver) == {}, "nothing is marked before it is said"
    missed = {each.topic for each in found.answers if not each.is_right}
    path = driver.roadmate.deps.catalog.shared().path("aws")
    below = [each.id for each in path if each.id not in missed and each.topic.level == "beginner"]
    assert f"💡 You probably know {len(below)} topics already: " in taken.text
    marked = driver.press("mei", taken, f"I know these {len(below)}")
    assert marked.text.startswith(f"✅ Marked {len(below)} topics as known.\nAWS: {len(below)} of 49 known.")
    states = states_of(driver)
    assert set(states) == set(below)
    assert {(each.state, each.by, each.actor) for each in states.values()} == {
        (TopicState.KNOWN, StateSource.QUESTIONS, MEI.id)
    }
    undone = driver.press("mei", marked, "Undo")
    assert undone.text == f"↩️ Undone: {len(below)} topics. Nothing is marked on them now."
    assert states_of(driver) == {}


def test_a_wrong_answer_is_explained_and_seen_by_nobody_else(driver: Driver) -> None:
    for person in ("ana", "ben", "mei"):
        driver.say(person, "/plan")
    now = driver.clock.now()
    with driver.roadmate.deps.database.begin() as conn:
        members.set_mentor(conn, workspace=TEAM_ID, member=BEN.id, is_mentor=True, now=now)
        both = dict.fromkeys(("mentor_at", "mentee_at", "created_at"), now)
        conn.execute(insert(pairs).values(workspace=TEAM_ID, mentor=BEN.id, mentee=MEI.id, asked_by=BEN.id, **both))
    shown = driver.say("mei", "/roadmate placement aws")
    wrong = driver.press("mei", shown, letter(driver, right=False))
    assert wrong.text.startswith("Not ")
    assert "It's " in wrong.text
    unsure = driver.press("mei", wrong, "I don't know")
    assert unsure.text.startswith("It's ")
    result = answer_up_to(driver, unsure, height=-1)
    assert "put you at beginner in AWS. Only you see this." in result.text, "how few were right is not said"
    taken = driver.press("mei", result, "More like intermediate")
    assert "I asked Ben to confirm it." in taken.text
    with driver.roadmate.deps.database.read() as conn:
        messages = [str(row) for row in conn.execute(select(outbox.c.message).where(outbox.c.recipient == BEN.id))]
    assert len(messages) == 1
    assert "right" not in messages[0]
    for command in ("/team @mei", "/roadmate one-on-one @mei", "/team"):
        assert "placement" not in driver.say("ben", command).text.casefold(), command


def test_the_level_one_has_is_named_and_kept(driver: Driver) -> None:
    driver.say("mei", "/roadmate level aws advanced")
    driver.turn(minutes=1)
    result = answer_up_to(driver, driver.say("mei", "/roadmate placement aws"), height=1)
    assert button_labels(result)[-1] == "Keep advanced"
    kept = driver.press("mei", result, "Keep advanced")
    assert kept.text.startswith("OK, your level in AWS stays advanced.")
    assert level_of(driver) == "advanced"
    driver.say("mei", "/roadmate level aws intermediate")
    driver.turn(minutes=1)
    result = answer_up_to(driver, driver.say("mei", "/roadmate placement aws"), height=1)
    assert "That's the level you have." in result.text
    assert button_labels(result)[0] == "Go on"


def test_one_can_stop_and_go_on(driver: Driver) -> None:
    shown = driver.say("mei", "/roadmate placement aws")
    shown = driver.press("mei", shown, letter(driver, right=True))
    driver.turn(days=3)
    again = driver.say("mei", "/roadmate placement aws")
    assert again.text.startswith("🎯 AWS, question 2 of 8")
    page = driver.say("mei", "/roadmate level aws")
    assert "Not sure? Eight questions find your level." in page.text
    assert driver.press("mei", page, "Find my level").text.startswith("🎯 AWS, question 2 of 8")
    assert len(placement_of(driver).asked) == 2


def test_who_comes_back_sees_the_result_again_and_may_answer_new_questions(driver: Driver) -> None:
    result = answer_up_to(driver, driver.say("mei", "/roadmate placement aws"), height=1)
    assert "Answer new questions" not in button_labels(result)
    driver.turn(days=1)
    back = driver.say("mei", "/roadmate placement aws")
    assert "🎯 Your answers put you at intermediate in AWS" in back.text
    assert button_labels(back)[-1] == "Answer new questions"
    first, asked = {each.question for each in placement_of(driver).answers}, placement_of(driver).asked[-1].id
    new = driver.press("mei", back, "Answer new questions")
    assert new.text.startswith("🎯 AWS, question 1 of 8")
    assert not first & {each.question for each in placement_of(driver).asked}
    old = as_button(PlacementLevelPayload(asked=asked, level=None).encode())
    twice = questions.start_again(driver.roadmate.deps, old)
    assert twice.text.startswith("You've started new questions since then, so nothing changed.")
    assert "🎯 AWS, question 1 of 8" in twice.text
    late = driver.press("mei", result, "Use intermediate")
    assert late.text.startswith("You've started new questions since then, so nothing changed.")
    assert len(placement_of(driver).asked) == 1
    assert level_of(driver) is None


def test_what_was_reported_as_wrong_is_not_asked(driver: Driver) -> None:
    shown = driver.say("mei", "/roadmate placement aws")
    first = placement_of(driver).asked[0]
    row = {"workspace": TEAM_ID, "question": first.question, "version": first.version}
    with driver.roadmate.deps.database.begin() as conn:
        verdict = {"verdict": "stopped", "by_member": BEN.id, "at": driver.clock.now()}
        conn.execute(insert(question_verdicts).values(**row, **verdict))
    said = driver.press("mei", shown, "A")
    assert said.text.startswith("That question was changed or stopped since I asked it.")
    assert placement_of(driver).asked[0].outcome == "void"
    catalog = driver.roadmate.deps.catalog.shared()
    own = [each for topic in catalog.list_topics("docker") for each in catalog.questions(topic.id)]
    rows = [
        {
            "workspace": TEAM_ID,
            "member": MEI.id,
            "at": driver.clock.now(),
            "question": each.id,
            "version": question_version(each.question),
        }
        for each in own
    ]
    with driver.roadmate.deps.database.begin() as conn:
        conn.execute(insert(question_reports), rows[1:])
    only = driver.say("mei", "/roadmate placement docker")
    assert own[0].question.ask in only.text
    too_few = driver.press("mei", only, "I don't know")
    assert too_few.text.startswith("Docker has too few questions to find your level.")


def test_where_the_questions_run_out_no_level_is_made_up(driver: Driver) -> None:
    shown = driver.say("mei", "/roadmate placement aws")
    shown = driver.press("mei", shown, letter(driver, right=True))
    found = placement_of(driver)
    asked = [each.id for each in list_askable_questions(*_aws(driver))]
    with driver.roadmate.deps.database.begin() as conn:
        gone = [question for question in asked if question != found.asked[0].question]
        now = driver.clock.now()
        conn.execute(update(placement_answers).where(placement_answers.c.number == 2).values(version="other"))
        rows = [
            {
                "workspace": TEAM_ID,
                "member": MEI.id,
                "roadmap": "aws",
                "started_at": found.started_at,
                "number": at + 3,
                "question": each,
                "height": 0,
                "version": "v",
                "asked_at": now,
                "outcome": "void",
                "answered_at": now,
            }
            for at, each in enumerate(gone)
        ]
        rows[-1] |= {"outcome": None, "answered_at": None}
        conn.execute(insert(placement_answers), rows)
    said = driver.say("mei", "/roadmate placement aws")
    assert said.text.startswith("AWS has too few questions to find your level. Pick it yourself:")
    assert level_of(driver) is None


def test_who_answers_again_is_asked_other_questions(driver: Driver) -> None:
    answer_up_to(driver, driver.say("mei", "/roadmate placement aws"), height=1)
    first = {each.question for each in placement_of(driver).answers}
    driver.turn(days=60)
    answer_up_to(driver, driver.say("mei", "/roadmate placement aws"), height=1)
    second = {each.question for each in placement_of(driver).answers}
    assert not first & second


def test_an_answer_counts_once(driver: Driver) -> None:
    driver.say("mei", "/roadmate placement aws")
    waiting = placement_of(driver).waiting
    assert waiting
    press = as_button(PlacementAnswerPayload(asked=waiting.id, place=0).encode())
    first = questions.press_answer(driver.roadmate.deps, press)
    outcome = placement_of(driver).asked[0].outcome
    again = questions.press_answer(driver.roadmate.deps, replace(press, text=press.text.replace("0", "1")))
    assert "question 2 of 8" in first.text
    assert again.text.startswith("You've already answered that one, so nothing changed.")
    assert "question 2 of 8" in again.text
    assert placement_of(driver).asked[0].outcome == outcome
    assert len(placement_of(driver).asked) == 2


def test_somebody_elses_press_changes_nothing(driver: Driver) -> None:
    driver.say("ben", "/plan")
    driver.say("mei", "/roadmate placement aws")
    waiting = placement_of(driver).waiting
    assert waiting
    deps = driver.roadmate.deps
    answered = questions.press_answer(
        deps, as_button(PlacementAnswerPayload(asked=waiting.id, place=0).encode(), BEN.id)
    )
    value = PlacementLevelPayload(asked=waiting.id, level="expert").encode()
    others = [
        act(deps, as_button(value, BEN.id))
        for act in (questions.take_level, questions.start_again, known.mark_presumed)
    ]
    for said in (answered, *others):
        assert "This button has expired. Nothing changed" in said.text
    assert placement_of(driver).waiting == waiting
    assert level_of(driver, user=BEN.id) is None
    assert states_of(driver, BEN.id) == {}


def test_a_level_is_not_taken_before_the_questions_are_answered(driver: Driver) -> None:
    driver.say("mei", "/roadmate placement aws")
    waiting = placement_of(driver).waiting
    assert waiting
    value = as_button(PlacementLevelPayload(asked=waiting.id, level="expert").encode())
    for act in (questions.take_level, questions.start_again, known.mark_presumed, known.pick_presumed):
        said = act(driver.roadmate.deps, value)
        assert isinstance(said, Message)
        assert "question 1 of 8" in said.text
    assert level_of(driver) is None
    assert states_of(driver) == {}


def test_a_year_later_nothing_changes_and_new_questions_are_offered(driver: Driver) -> None:
    result = answer_up_to(driver, driver.say("mei", "/roadmate placement aws"), height=1)
    half = driver.say("mei", "/roadmate placement docker")
    driver.turn(days=365)
    late = driver.press("mei", result, "Use intermediate")
    assert late.text.startswith("These AWS questions are over, so nothing changed. Answer new ones?")
    assert level_of(driver) is None
    late = driver.press("mei", half, "A")
    assert late.text.startswith("These Docker questions are over")
    new = driver.press("mei", late, "Find my Docker level")
    assert new.text.startswith("🎯 Docker, question 1 of 8")
    assert placement_of(driver, "docker").started_at == driver.clock.now()


def test_a_level_that_was_set_since_stays(driver: Driver) -> None:
    result = answer_up_to(driver, driver.say("mei", "/roadmate placement aws"), height=1)
    driver.turn(minutes=1)
    driver.say("mei", "/roadmate level aws expert")
    said = driver.press("mei", result, "Use intermediate")
    assert said.text.startswith("You've set your AWS level since then: expert. Nothing changed.")
    assert level_of(driver) == "expert"


@pytest.mark.parametrize("version", ["changed", "gone"])
def test_an_answer_to_a_question_that_was_changed_or_removed_does_not_count(driver: Driver, version: str) -> None:
    shown = driver.say("mei", "/roadmate placement aws")
    then = {"version": "other"} if version == "changed" else {"question": "aws.networking/no-longer-there"}
    with driver.roadmate.deps.database.begin() as conn:
        conn.execute(update(placement_answers).values(**then))
    said = driver.press("mei", shown, "A")
    assert said.text.startswith(
        "That question was changed or stopped since I asked it. It doesn't count. Here's another one."
    )
    assert "question 1 of 8" in said.text
    assert placement_of(driver).answers == ()
    with driver.roadmate.deps.database.begin() as conn:
        conn.execute(update(placement_answers).where(placement_answers.c.number == 2).values(**then))
    said = driver.say("mei", "/roadmate placement aws")
    assert "question 1 of 8" in said.text
    assert [each.outcome for each in placement_of(driver).asked] == ["void", "void", None]


def test_a_roadmap_that_is_gone_has_a_clear_word(driver: Driver) -> None:
    shown = driver.say("mei", "/roadmate placement aws")
    with driver.roadmate.deps.database.begin() as conn:
        conn.execute(update(placement_answers).values(roadmap="cobol"))
    said = driver.press("mei", shown, "A")
    assert said.text.startswith("That roadmap isn't in the content any more. Nothing changed.")


def test_without_a_roadmap_it_is_asked_which_one(driver: Driver) -> None:
    which = driver.say("mei", "/roadmate placement")
    assert which.text.startswith("Where should I find your level? 8 questions, about 5 minutes.")
    assert driver.choose("mei", which, "Terraform").text.startswith("🎯 Terraform, question 1 of 8")
    unknown = driver.say("mei", "/roadmate placement cobol")
    assert unknown.text.startswith("I don't know the roadmap “cobol”.")
    assert driver.choose("mei", unknown, "Linux").text.startswith("🎯 Linux, question 1 of 8")
    lists = driver.say("mei", "/roadmate know")
    assert driver.choose("mei", lists, "Linux").last.kind is ShownKind.MODAL
    assert driver.say("mei", "/roadmate know linux").last.kind is ShownKind.MODAL


@pytest.mark.parametrize("value", ["", "cobol", '{"asked":0}', '{"asked":1,"other":7}', '{"asked":1,"level":"guru"}'])
def test_values_that_we_did_not_make_are_refused(driver: Driver, value: str) -> None:
    driver.say("mei", "/plan")
    for act in (
        questions.open_placement,
        questions.press_answer,
        questions.take_level,
        known.mark_presumed,
        known.pick_presumed,
        known.open_known_form,
        known_list.mark_topic,
        known_list.mark_group,
        questions.start_again,
    ):
        with pytest.raises(PayloadError):
            act(driver.roadmate.deps, as_button(value))
