"""Levels: claimed by members in words and in the form, confirmed or corrected by their mentors and nobody else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select

from bot.core import levels, milestones
from bot.core.people import members
from bot.db.tables import audit_log, pairs
from bot.delivery.rate_limit import RateLimit
from bot.dispatch.request import FormSubmission, Request
from bot.features.levels import handlers
from bot.features.levels.payloads import LevelReviewPayload
from bot.sandbox.slack_api.fixtures import ANA, BEN, CHIDI, MEI, TEAM_ID
from bot.sandbox.slack_api.journal import ActionResult, ShownItem, ShownKind
from bot.slack.message import Message, block_plain_text
from bot.slack.payloads import PayloadError
from bot.worker.run_once import deliver_due
from tests.slack_driver import Driver

SUNDAY = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)


def in_window(outcome: ActionResult) -> str:
    """Return the text of the window."""
    return "\n".join(filter(None, map(block_plain_text, outcome.last.view["blocks"] if outcome.last.view else ())))


def notifications_to(driver: Driver, user: str, words: str) -> list[ShownItem]:
    """Send everything due after all quiet hours; return what a person got that holds these words."""
    deps, now = driver.roadmate.deps, max(SUNDAY, driver.clock.now() + timedelta(hours=10))
    for moment in (now, now + timedelta(hours=12)):  # one of them is in everybody's day
        driver.clock.advance_to(moment)
        deliver_due(deps, moment, rate_limit=RateLimit(deps.clock.monotonic, interval=0))
    return [each for each in driver.slack.workspace.seen_by(user) if words in each.text]


def pair(driver: Driver, mentor: str, mentee: str) -> None:
    now = driver.clock.now()
    accepted = dict.fromkeys(("mentor_at", "mentee_at", "created_at"), now)
    with driver.roadmate.deps.database.begin() as conn:
        members.set_mentor(conn, workspace=TEAM_ID, member=mentor, is_mentor=True, now=now)
        conn.execute(insert(pairs).values(workspace=TEAM_ID, mentor=mentor, mentee=mentee, asked_by=mentor, **accepted))


def audit_records(driver: Driver) -> list[tuple[str, str, str, str]]:
    with driver.roadmate.deps.database.read() as conn:
        rows = conn.execute(
            select(audit_log.c.actor, audit_log.c.act, audit_log.c.subject, audit_log.c.detail).order_by(audit_log.c.id)
        )
        return [tuple(row) for row in rows]


def as_button(member: str, value: str) -> Request:
    return Request(TEAM_ID, member, value, "C0LEARNING", "r", "button")


@pytest.fixture
def team(driver: Driver) -> Driver:
    """Let Ben mentor Mei; Chidi mentors nobody, Ana is an admin."""
    for person in ("ana", "ben", "chidi", "mei"):
        driver.say(person, "/plan")
    pair(driver, BEN.id, MEI.id)
    return driver


def test_a_level_is_claimed_then_confirmed_and_the_next_step_follows_it(team: Driver) -> None:
    assert "Next: HCL Syntax (Terraform)" in team.say("mei", "/roadmap next terraform").text
    before = team.say("mei", "/roadmap next rest api").text
    assert "HTTP Foundations · Beginner" in before
    assert "from your level on" not in before
    team.say("mei", "/roadmate level intermediate rest apis")
    team.say("mei", "/roadmate level intermediate system design")
    coming = team.say("mei", "/roadmap next rest api").text
    assert "· Intermediate" in coming
    assert "Why: first step of REST API Design &amp; Development, from your level on." in coming
    team.say("mei", "/log 1h rest api")
    assert "Why: next intermediate topic, from your level on" in team.say("mei", "/roadmap next rest api").text
    team.turn(minutes=1)
    said = team.say("mei", "/roadmate level Terraform INTERMEDIATE")
    assert "Saved: Terraform intermediate. I asked Ben to confirm it." in said.text
    assert "Terraform: Intermediate, self-rated, not confirmed yet" in said.text
    own = team.say("mei", "/roadmap next terraform").text
    assert "· Intermediate · " in own
    assert ", from your level on." in own
    assert own.startswith("➡️ Next: Modules (Terraform)")
    assert team.press("mei", said, "What's next").text.startswith("➡️ Next: ")
    assert "No change." in team.say("mei", "/roadmate level terraform intermediate").text

    requests = notifications_to(team, BEN.id, "Mei rates themselves")
    assert len(requests) == 2
    request = requests[-1]
    assert "Terraform intermediate\nRuns development, staging" in request.text
    assert notifications_to(team, ANA.id, "rates themselves") == []
    assert (
        "✅ Confirmed: Mei is Terraform advanced. I'll let them know."
        in team.press("ben", request, "More like advanced").text
    )
    [answer] = notifications_to(
        team, MEI.id, "🎉 Ben rates you higher than you did: Terraform advanced (you said intermediate)."
    )
    assert audit_records(team)[-1] == (BEN.id, "level.confirm", MEI.id, "Terraform advanced")
    assert "Ben: confirmed the level of Mei: Terraform advanced" in team.say("ana", "/roadmate audit").text
    assert team.press("mei", answer, "My levels").last.kind is ShownKind.MODAL
    own = team.say("mei", "/roadmate level terraform").text
    assert "Advanced, confirmed by Ben on Tue 24 Nov (you said intermediate)" in own
    guru = team.say("mei", "/roadmate level terraform guru").text
    assert "I don't know the level “guru”" in guru
    assert "\nExpert: Innovation, custom solutions, thought leadership\n" in guru
    assert "You can tell" not in guru, "which is for mentors"
    slip = team.say("mei", "/roadmate level terraform beginer")
    assert slip.text == "I don't know the level “beginer”. Did you mean Terraform beginner?"
    assert "Saved: Terraform beginner." in team.press("mei", slip, "Yes, beginner").text
    stays = team.say("mei", "/roadmate level off terraform").text
    assert stays.startswith("Terraform advanced is confirmed and stays until a mentor changes it.")
    assert "Terraform: Advanced, confirmed by Ben on Tue 24 Nov\n" in stays
    assert notifications_to(team, BEN.id, "Terraform beginner") == []


def test_what_a_mentor_confirmed_stays_until_a_mentor_changes_it(team: Driver) -> None:
    deps = team.roadmate.deps
    team.say("mei", "/roadmate named on")
    team.say("mei", "/roadmate level docker intermediate")
    [request] = notifications_to(team, BEN.id, "Docker intermediate")
    team.press("ben", request, "Confirm intermediate")
    team.turn(minutes=1)
    said = team.say("mei", "/roadmate level docker advanced").text
    assert "Saved: Docker advanced. I asked Ben to confirm it." in said
    assert "(you said advanced since, not confirmed yet)" in said
    assert "Mei: Docker intermediate, confirmed by Ben" in team.say("chidi", "/roadmate who docker").text
    assert "Docker (Mei)" in team.say("ana", "/team coverage signoffs").text
    again = team.say("mei", "/roadmate level docker intermediate").text
    assert again.startswith("Docker intermediate is confirmed and stays until a mentor changes it.")
    assert len(notifications_to(team, BEN.id, "Mei rates themselves")) == 1, "the request about it had not left"
    team.say("mei", "/roadmate level docker expert")
    [_, request] = notifications_to(team, BEN.id, "Mei rates themselves")
    assert "Docker expert (confirmed so far: intermediate)" in request.text
    team.press("ben", request, "More like intermediate")
    assert "Intermediate, confirmed by Ben" in team.say("mei", "/roadmate level docker").text
    with deps.database.read() as conn:
        assert [
            (each.effective_level, each.is_pending)
            for each in levels.list_member_levels(conn, workspace=TEAM_ID, member=MEI.id)
        ] == [("intermediate", False)]


def test_a_request_that_has_not_left_is_about_what_still_waits(team: Driver) -> None:
    team.say("mei", "/roadmate levels")
    team.delivery.submit("mei", {"aws": "advanced", "docker": "beginner"})
    for level in ("docker off", "kubernetes expert", "kubernetes advanced"):
        team.turn(minutes=1)
        team.say("mei", f"/roadmate level {level}")
    team.say("gus", "/roadmap")
    alone = team.say("gus", "/roadmate level aws expert").text
    assert "It's self-rated: guests' levels aren't confirmed." in alone
    assert "AWS: Expert, self-rated" in alone
    first, second = notifications_to(team, BEN.id, "rates themselves")
    assert "Docker" not in first.text
    assert "AWS advanced" in first.text
    assert "Kubernetes expert" not in second.text
    assert "Kubernetes advanced" in second.text
    assert notifications_to(team, ANA.id, "rates themselves") == []


def test_the_form_takes_several_at_once_and_a_mentor_gets_one_request(team: Driver) -> None:
    form = team.say("mei", "/roadmate levels")
    assert form.last.kind is ShownKind.MODAL
    assert "You can tell" not in str(form.last.view)
    saved = team.delivery.submit("mei", {"aws": "advanced", "docker": "beginner"})
    assert "Saved: AWS advanced and Docker beginner. I asked Ben to confirm it." in in_window(saved)
    [request] = notifications_to(team, BEN.id, "Mei rates themselves")
    rest = team.press("ben", request, "Confirm advanced")
    assert rest.text.startswith(
        "✅ Confirmed: Mei is AWS advanced. I'll let them know.\nMei rates themselves beginner in Docker. Do you agree?"
    )
    assert "Docker beginner" in rest.text
    assert (
        team.press("ben", rest, "Confirm beginner").text == "✅ Confirmed: Mei is Docker beginner. I'll let them know."
    )

    team.say("mei", "/roadmate level")
    unchanged = team.delivery.submit("mei", {})
    assert "No change." in in_window(unchanged)
    page = handlers.open_levels_form(team.roadmate.deps, as_button(MEI.id, ""))
    assert isinstance(page, Message), "where Slack lets nothing be opened"
    everything = page.text
    assert "AWS: Advanced, confirmed by Ben" in everything
    assert "Intermediate: Advanced features, multi-environment setup, optimization\n" in everything
    emptied = FormSubmission(as_button(MEI.id, ""), {"aws": "", "docker": "beginner", "other": "x"}, "")
    assert "AWS advanced is confirmed and stays" in handlers.submit_levels(team.roadmate.deps, emptied).text


def test_a_confirmed_level_is_a_milestone_and_a_correction_takes_the_higher_one_back(team: Driver) -> None:
    deps = team.roadmate.deps
    team.say("mei", "/roadmate level aws advanced")

    def confirm(level: str, confirmed: str | None) -> list[str]:
        payload = LevelReviewPayload.model_validate(
            {"member": MEI.id, "roadmap": "aws", "level": level, "claimed": "advanced", "confirmed": confirmed}
        )
        assert "Confirmed" in handlers.press_confirm_level(deps, as_button(BEN.id, payload.encode())).text
        with deps.database.read() as conn:
            reached = milestones.member_milestones(conn, workspace=TEAM_ID, member=MEI.id)
        return [each.milestone.subject for each in reached]

    assert confirm("advanced", None) == ["aws:advanced"]
    assert confirm("beginner", "advanced") == ["aws:beginner"]


def test_only_mentors_confirm_and_only_what_still_stands(team: Driver) -> None:
    deps = team.roadmate.deps
    team.say("mei", "/roadmate level aws expert")
    seen = LevelReviewPayload(member=MEI.id, roadmap="aws", level="expert", claimed="expert")
    for member in (MEI.id, CHIDI.id):
        refused = handlers.press_confirm_level(deps, as_button(member, seen.encode())).text
        assert "Confirming a level is for the member's mentors, lead mentors and admins." in refused
        assert audit_records(team)[-1] == (member, "refused.level", MEI.id, "")
    assert "Confirmed" in handlers.press_confirm_level(deps, as_button(ANA.id, seen.encode())).text
    late = handlers.press_confirm_level(deps, as_button(BEN.id, seen.model_copy(update={"level": "beginner"}).encode()))
    assert late.text.startswith("AWS expert is already confirmed by Ana. Nothing changed.")
    assert "More like beginner" in str(late.blocks)
    team.turn(minutes=1)
    team.say("mei", "/roadmate level aws beginner")
    assert (
        "They rate themselves AWS beginner now"
        in handlers.press_confirm_level(deps, as_button(BEN.id, seen.encode())).text
    )
    seen = seen.model_copy(update={"roadmap": "docker"})
    gone = handlers.press_confirm_level(deps, as_button(BEN.id, seen.encode())).text
    assert "They've removed their level in Docker since." in gone
    assert [act for _, act, _, _ in audit_records(team)].count("level.confirm") == 1

    team.say("mei", "/roadmate level docker expert")
    with deps.database.begin() as conn:
        members.update_member(conn, workspace=TEAM_ID, member=MEI.id, is_active=False)
    assert (
        "They have left, so I told no one." in handlers.press_confirm_level(deps, as_button(BEN.id, seen.encode())).text
    )
    with deps.database.read() as conn:
        [aws, docker] = levels.list_member_levels(conn, workspace=TEAM_ID, member=MEI.id)
    assert [aws.confirmed_by, docker.confirmed_by] == [ANA.id, BEN.id]


def test_words_that_name_no_roadmap_keep_the_level_and_forged_ones_are_refused(team: Driver) -> None:
    deps = team.roadmate.deps
    asked = team.say("mei", "/roadmate level flurbl advanced")
    assert "I don't know the roadmap “flurbl”." in asked.text
    assert "Saved: Docker advanced." in team.choose("mei", asked.last, "Docker").text
    page = team.choose("mei", team.say("mei", "/roadmate level ec2").last, "AWS")
    assert "AWS: not set" in page.text
    assert "Saved: AWS beginner." in team.press("mei", page, "That's me").text
    for value in ("aws guru", "flurbl", "", "aws  expert"):
        with pytest.raises(PayloadError):
            handlers.claim_level(deps, as_button(MEI.id, value))
    with pytest.raises(PayloadError):
        handlers.submit_levels(deps, FormSubmission(as_button(MEI.id, ""), {"aws": "guru"}, ""))
    for value in ('{"member":"U1"}', '{"member":"x","roadmap":"aws","level":"expert","claimed":"expert"}', "-"):
        with pytest.raises(PayloadError):
            handlers.press_confirm_level(deps, as_button(BEN.id, value))
