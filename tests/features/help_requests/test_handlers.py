"""Help requests through the whole app: who is told, asked and answers, how they end, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import insert, select

from bot.core.people import members
from bot.db.tables import audit_log, help_requests, pairs
from bot.delivery.rate_limit import RateLimit
from bot.dispatch.request import Request
from bot.features.help_requests import service
from bot.features.help_requests.handlers import experts
from bot.features.help_requests.handlers import help_requests as requests_handlers
from bot.features.help_requests.payloads import ExpertQuestionPayload, HelpRequestPayload
from bot.sandbox.rendering.shown_text import usable_elements
from bot.sandbox.slack_api.fixtures import ANA, BEN, CHIDI, GUEST, MEI, TEAM_ID
from bot.sandbox.slack_api.journal import ShownItem, ShownKind
from bot.slack.blocks import split_state
from bot.slack.payloads import PayloadError
from bot.worker.run_once import deliver_due
from tests.features.hours.ledger_driver import press_forged
from tests.slack_driver import Driver, button_labels, label_of

SUNDAY = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
LINE = "/roadmate stuck terraform state: *locks* <!here>"


def button_value(shown: ShownItem, label: str) -> str:
    """Return what a button carries, to press it once more when its message has changed."""
    return str(next(field.element for field in usable_elements(shown) if label_of(field.element) == label)["value"])


def messages_to(driver: Driver, user: str, words: str) -> list[ShownItem]:
    """Return the messages to somebody that hold these words, after everybody's quiet hours."""
    deps, now = driver.roadmate.deps, max(SUNDAY, driver.clock.now() + timedelta(hours=10))
    for moment in (now, now + timedelta(hours=12)):  # one of them is in everybody's day
        driver.clock.advance_to(moment)
        deliver_due(deps, moment, rate_limit=RateLimit(deps.clock.monotonic, interval=0))
    return [each for each in driver.slack.workspace.seen_by(user) if words in each.text]


def pair(driver: Driver, mentor: str, mentee: str) -> None:
    now = driver.clock.now()
    moments = dict.fromkeys(("mentor_at", "mentee_at", "created_at"), now)
    with driver.roadmate.deps.database.begin() as conn:
        members.set_mentor(conn, workspace=TEAM_ID, member=mentor, is_mentor=True, now=now)
        conn.execute(insert(pairs).values(workspace=TEAM_ID, mentor=mentor, mentee=mentee, asked_by=mentor, **moments))


def audited_acts(driver: Driver) -> list[tuple[str, str, str]]:
    with driver.roadmate.deps.database.read() as conn:
        rows = conn.execute(
            select(audit_log.c.actor, audit_log.c.act, audit_log.c.subject).order_by(audit_log.c.id)
        ).all()
    return [(row.actor, row.act, row.subject) for row in rows]


def button_press(member: str, value: str) -> Request:
    text, state = split_state(value)
    return Request(TEAM_ID, member, text, "C0LEARNING", "r", "button", drawn_state=state)


@pytest.fixture
def team(driver: Driver) -> Driver:
    """Ben mentors Mei, Chidi knows and may be asked, Ana is an admin."""
    for person in ("ana", "ben", "mei"):
        driver.say(person, "/plan")
    pair(driver, BEN.id, MEI.id)
    driver.say("chidi", "/log 3h terraform state")
    driver.say("chidi", "/roadmate named on")
    return driver


def test_a_mentor_is_told_and_an_expert_is_asked_and_answers(team: Driver) -> None:
    first = team.say("mei", LINE)
    assert first.text.splitlines()[:6] == [
        "🆘 You're stuck with State Management, Terraform",
        "> locks &lt;!here&gt;",
        "I'm telling your mentor, Ben.",
        "Who can help",
        "Chidi: most hours on the topic",
        "Visible to your mentors, lead mentors, admins and anyone you ask.",
    ]
    assert "(noted before)" in team.say("mei", LINE).text
    bare = team.say("mei", LINE.partition(":")[0]).text
    assert bare.startswith("🆘 You're stuck with State Management, Terraform (noted before)\n> locks")
    read = team.press("mei", first.last, "Read about it")
    assert (read.last.kind, "State Management" in str(read.last.view)) == (ShownKind.MODAL, True)
    payload = button_value(first.last, "Ask Chidi")
    asked = team.press("mei", first.last, "Ask Chidi")
    assert "Asked Chidi. I'll tell you the answer." in asked.text
    assert "Chidi: most hours on the topic; already asked" in asked.text
    assert "Ask Chidi" not in button_labels(asked.last)
    assert (
        "You already asked Chidi."
        in experts.ask_expert(team.roadmate.deps, button_press(MEI.id, payload)).to_message().text
    )

    [to_ben] = messages_to(team, BEN.id, "is stuck")
    assert to_ben.text.splitlines()[0] == "🆘 Mei is stuck with State Management, Terraform"
    assert button_labels(to_ben) == ["How Mei is doing", "Mark as solved"]
    assert messages_to(team, ANA.id, "is stuck") == []
    [to_chidi] = messages_to(team, CHIDI.id, "is stuck")
    assert "> locks &lt;!here&gt;\nIf you have a moment, write to Mei." in to_chidi.text
    assert "I'll tell Mei that you'll write" in team.press("chidi", to_chidi, "I'll write to Mei").text
    assert (
        "You already answered"
        in experts.answer_expert_question(team.roadmate.deps, button_press(CHIDI.id, payload), is_accepted=False).text
    )
    [answer] = messages_to(team, MEI.id, "Chidi will write to you about State Management, Terraform.")
    assert button_labels(answer) == ["Who else knows", "Solved it"]
    assert "🎉 Solved: State Management" in team.press("mei", answer, "Solved it").text
    [resolved] = messages_to(team, BEN.id, "Mei isn't stuck with State Management, Terraform anymore.")
    assert button_labels(resolved) == ["How Mei is doing"]
    assert "Solved: Mei was stuck with State" in " ".join(each.text for each in team.slack.workspace.seen_by(BEN.id))
    late = press_forged(team, "stuck.over", button_value(to_ben, "Mark as solved"), BEN.id)
    assert "is already marked as solved for Mei" in late.text
    assert messages_to(team, MEI.id, "noted that you are through") == []
    assert messages_to(team, CHIDI.id, "isn't stuck") == []


def test_what_is_resolved_before_it_was_sent_is_never_sent(team: Driver) -> None:
    first = team.say("mei", LINE)
    team.press("mei", first.last, "Ask Chidi")
    team.say("mei", "/roadmate stuck terraform state: again")
    team.say("mei", "/roadmate stuck aws")
    resolved = team.say("mei", "/roadmate stuck terraform state fixed").text
    assert "🎉 Solved: State Management, Terraform. Well done!" in resolved
    assert "I tell" not in resolved
    assert "🎉 Solved: AWS. Well done!" in team.say("mei", "/roadmate stuck fixed!").text
    assert [messages_to(team, each, "stuck") + messages_to(team, each, "through") for each in (BEN.id, CHIDI.id)] == [
        [],
        [],
    ]

    again = team.press("mei", team.say("mei", "/roadmate stuck terraform state: why").last, "Solved it")
    assert "I tell" not in again.text
    team.say("mei", "/roadmate stuck terraform state: once more")
    [to_ben] = messages_to(team, BEN.id, "Mei is stuck")
    team.say("mei", "/roadmate stuck terraform state: other words")
    assert (
        "🎉 Solved: State Management, Terraform. Well done! I'll tell Ben."
        in team.say("mei", "/roadmate stuck off").text
    )
    assert [each.text for each in messages_to(team, BEN.id, "Mei is stuck")] == [to_ben.text]
    assert len(messages_to(team, BEN.id, "Mei isn't stuck with")) == 1


def test_words_that_the_content_does_not_know_are_sent_only_by_a_press(team: Driver) -> None:
    assert "tell your mentor, find who can help" in team.say("mei", "/roadmate stuck help").text
    assert "You aren't stuck anywhere." in team.say("mei", "/roadmate stuck solved").text
    asked = team.say("mei", f"/roadmate stuck qwertyuiop <@{CHIDI.id}|chidi>: odd")
    assert asked.text.startswith("Tell Ben that you're stuck with “qwertyuiop chidi”?\n> odd")
    assert "nobody told" in team.press("mei", asked.last, "Don't tell").text
    assert "You aren't stuck anywhere." in team.say("mei", "/roadmate stuck").text
    assert messages_to(team, BEN.id, "stuck") == []


def test_a_mentor_may_end_it_and_the_member_may_say_otherwise(team: Driver) -> None:
    asked = team.say("mei", "/roadmate stuck flurbl: wobbles")
    assert "You're stuck with “flurbl”\n> wobbles" in team.press("mei", asked.last, "Tell them").text
    assert "(noted before)" in team.say("mei", "/roadmate stuck flurbl: wobbles").text
    assert "(noted before)" in team.say("mei", "/roadmate stuck Flurbl").text
    shown = team.say("mei", "/roadmate stuck")
    assert "“flurbl”, since Sat 21 Nov\n> wobbles" in shown.text
    assert "\nVisible to your mentors, lead mentors and admins. Add one: /roadmate stuck" in shown.text
    [to_ben] = messages_to(team, BEN.id, "Mei is stuck with “flurbl”")
    number = button_value(to_ben, "Mark as solved")
    assert "Marked as solved: “flurbl”. I'll let Mei know." in team.press("ben", to_ben, "Mark as solved").text
    assert (
        "is already marked as solved for Mei"
        in requests_handlers.resolve_help_request(team.roadmate.deps, button_press(BEN.id, number)).to_message().text
    )
    [resolved] = messages_to(team, MEI.id, "Ben marked “flurbl” as solved.")
    assert "You aren't stuck anywhere." in team.say("mei", "/roadmate stuck").text
    assert audited_acts(team).count((BEN.id, "stuck.over", MEI.id)) == 1
    assert "You're stuck with “flurbl”" in team.press("mei", resolved, "Still stuck").text
    assert "🎉 Solved: “flurbl”" in team.say("mei", "/roadmate stuck off").text
    assert "Ben: marked Mei as no longer stuck" in team.say("ana", "/roadmate audit").text


def test_words_that_fit_several_subjects_are_kept_while_one_is_chosen(team: Driver) -> None:
    asked = team.say("mei", "/roadmate stuck state: it is gone")
    assert "Which one do you mean by “state: it is gone”?" in asked.text
    assert "You aren't stuck" in team.say("mei", "/roadmate stuck").text
    other = button_value(asked.last, "None of these")
    chosen = team.press("mei", asked.last, "State Management (Terraform)").text
    assert "stuck with State Management, Terraform\n> it is gone" in chosen
    assert (
        "stuck with “state”"
        in requests_handlers.choose_help_subject(team.roadmate.deps, button_press(MEI.id, other)).to_message().text
    )
    assert "What are you stuck with" in team.say("mei", "/roadmate stuck : only a note").text
    too_long = team.say("mei", f"/roadmate stuck {'x' * 401}").text
    assert "longer than 400" in too_long
    assert "x" * 401 in too_long
    assert len(team.say("mei", "/roadmate stuck").text.splitlines()) == 6


def test_forged_buttons_and_other_peoples_requests_are_refused(team: Driver) -> None:
    deps = team.roadmate.deps
    team.say("mei", LINE)
    with deps.database.read() as conn:
        number = str(conn.execute(select(help_requests.c.id)).scalar_one())
    state = "topic:terraform.state-management"
    payload = ExpertQuestionPayload(asker=MEI.id, knower=CHIDI.id, subject=state, words="x", on=f"s{number}")
    for button, value, member in (
        (requests_handlers.resolve_help_request, number, CHIDI.id),
        (requests_handlers.reopen_help_request, number, ANA.id),
        (experts.ask_expert, payload.encode(), ANA.id),
        (experts.ask_expert, payload.model_copy(update={"knower": MEI.id}).encode(), MEI.id),
        (partial(experts.answer_expert_question, is_accepted=True), payload.encode(), CHIDI.id),
        (partial(experts.answer_expert_question, is_accepted=True), payload.encode(), BEN.id),
    ):
        before = len(audited_acts(team))
        text = button(deps, button_press(member, value)).to_message().text
        assert "isn't yours" in text or "is for that member and their mentors" in text
        assert [act for _, act, _ in audited_acts(team)[before:]] in (["refused.stuck"], ["refused.question"])
    assert (
        "I can't find that one"
        in requests_handlers.resolve_help_request(deps, button_press(ANA.id, "4711")).to_message().text
    )
    for button, value in (
        (requests_handlers.resolve_help_request, "1 or 2"),
        (requests_handlers.choose_help_subject, HelpRequestPayload(subject="topic:x", words="x").encode()),
    ):
        with pytest.raises(PayloadError):
            button(deps, button_press(MEI.id, value))
    assert messages_to(team, MEI.id, "will write") == []

    with deps.database.begin() as conn:
        members.update_member(conn, workspace=TEAM_ID, member=CHIDI.id, askable=False)
    assert (
        "take questions anymore" in experts.ask_expert(deps, button_press(MEI.id, payload.encode())).to_message().text
    )
    team.say("gus", "/plan")
    for typed in (LINE, "/roadmate stuck", "/roadmate stuck zzz", "/roadmate who terraform", "/roadmate who zzz"):
        assert "is for members of this workspace" in team.say("gus", typed).text
    assert "not for its guests" in experts.ask_expert(deps, button_press(GUEST.id, payload.encode())).to_message().text


def test_without_a_mentor_an_admin_is_told_and_an_asker_may_leave(team: Driver) -> None:
    deps = team.roadmate.deps
    shown = team.say("ana", "/roadmate stuck terraform state")
    assert "You have no mentor yet, so only people you ask will know." in shown.text
    assert "You have no mentor yet, so I'm telling Ana." in team.say("chidi", "/roadmate stuck aws").text
    payload = button_value(shown.last, "Ask Chidi")
    team.press("ana", shown.last, "Ask Chidi")
    [question] = messages_to(team, CHIDI.id, "Ana is stuck")
    assert len(messages_to(team, ANA.id, "has no mentor yet, so I'm telling you")) == 1
    assert "now isn't a good time" in team.press("chidi", question, "Not now").text
    [refusal] = messages_to(team, ANA.id, "Chidi can't help with State Management, Terraform right now.")
    assert "Nobody" not in team.press("ana", refusal, "Who else knows").text
    with deps.database.begin() as conn:
        members.update_member(conn, workspace=TEAM_ID, member=ANA.id, is_active=False)
    assert (
        "Ana has left, so"
        in experts.answer_expert_question(deps, button_press(CHIDI.id, payload), is_accepted=True).text
    )


def test_who_names_those_who_agreed_and_how_to_be_named(team: Driver) -> None:
    team.say("ben", "/log 9h terraform")
    page = team.say("mei", "/roadmate who terraform?")
    assert page.text.splitlines()[:2] == ["Who knows Terraform", "Chidi: most hours in the roadmap"]
    assert "List yourself: /roadmate named on." in page.text
    named = team.say("ben", "/roadmate named on").text
    assert "You're now listed as someone to ask." in named
    assert "/roadmate who never shows hours. I may suggest you as a mentor." in named
    page = team.say("mei", "/roadmate who terraform")
    assert page.text.splitlines()[1:3] == ["Ben: most hours in the roadmap", "Chidi: hours in the roadmap"]
    assert "9" not in page.text
    team.press("mei", page.last, "Ask Ben")
    [question] = messages_to(team, BEN.id, "Mei would like to ask you about Terraform")
    team.press("ben", question, "I'll write to Mei")
    assert len(messages_to(team, MEI.id, "Ben will write to you about Terraform.")) == 1
    own = team.say("ben", "/roadmate who terraform").text
    assert "Ben" not in own
    assert "You're listed too" in own
    for typed in ("knows terraform", "knows about terraform?"):
        assert team.say("mei", f"/roadmate who {typed}").text.startswith("Who knows Terraform\nBen: most hours")
    nobody = team.say("mei", "/roadmate who cloudflare").text
    assert "Nobody has volunteered to help with Cloudflare yet." in nobody
    several = team.say("mei", "/roadmate who state")
    assert "Chidi: most hours on the topic" in team.press("mei", several.last, "State Management (Terraform)").text
    unknown = team.say("mei", "/roadmate who zzzqq")
    assert "I don't know “zzzqq”." in unknown.text
    of_ben = team.say("mei", f"/roadmate who <@{BEN.id}|ben>?").text
    assert of_ben.startswith(
        "I can tell you who knows a subject, not what Ben knows. Pick one, or type it: /roadmate who terraform"
    )
    assert "Who knows Terraform" in team.press("mei", unknown.last, "Terraform").text
    with pytest.raises(PayloadError):
        experts.open_experts(team.roadmate.deps, button_press(MEI.id, "roadmap:nothing"))
    with team.roadmate.deps.database.read() as conn:
        assert set(service.list_askable_members(conn, workspace=TEAM_ID)) == {BEN.id, CHIDI.id}
