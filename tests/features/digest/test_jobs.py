"""The due digest: once a week, for the week before, in time or not at all."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.core.people import workspaces
from bot.features.digest.jobs import SEND_GRACE, build_digest
from bot.features.ideas import service as ideas
from bot.sandbox.slack_api.fixtures import TEAM_ID
from bot.worker import due
from tests.fixtures.installed import install_workspace
from tests.fixtures.team import Team
from tests.slack_driver import Driver

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
WEDNESDAY = date(2026, 11, 18)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def learning(team: Team) -> Team:
    """A team in which Ana learned two hours in the week 16-22 Nov, and that gets no nudges."""
    team.join("U1", name="Ana")
    team.book("U1", 120, WEDNESDAY)
    team.change_workspace(nudge_on=False)
    return team


def digests(team: Team) -> list[tuple[str, str]]:
    """Return channel and text of the digests that Slack took, without their threads."""
    return [(payload["channel"], payload["text"]) for payload in posted_messages(team) if "thread_ts" not in payload]


def posted_messages(team: Team) -> list[Any]:
    calls = team.slack.workspace.journal.calls
    return [call.payload for call in calls if call.method == "chat.postMessage" and not call.error]


def test_the_digest_is_due_at_its_minute_and_not_before(learning: Team) -> None:
    assert learning.tick(MONDAY - MINUTE) == []
    assert digests(learning) == []
    learning.tick(MONDAY)
    [(channel, text)] = digests(learning)
    assert channel == "C0LEARNING"
    assert "16-22 Nov" in text
    assert "2 h by 1 person" in text


def test_repeated_ticks_send_it_once(learning: Team) -> None:
    for minutes in range(0, 600, 40):
        learning.tick(MONDAY + minutes * MINUTE)
    assert len(digests(learning)) == 1
    assert ("digest", "2026-W47", "", "queued") in learning.claims()


def test_another_channel_in_the_same_week_gets_no_second_one(learning: Team) -> None:
    learning.tick(MONDAY)
    learning.change_workspace(learning_channel="C0OTHER")
    learning.tick(MONDAY + MINUTE)
    assert [channel for channel, _ in digests(learning)] == ["C0LEARNING"]


def test_each_week_has_its_own_digest(learning: Team) -> None:
    learning.tick(MONDAY)
    learning.book("U1", 30, date(2026, 11, 24))
    learning.tick(MONDAY + timedelta(days=7))
    texts = [text for _, text in digests(learning)]
    assert ["16-22 Nov" in text for text in texts] == [True, False]
    assert "30 min by 1 person, 1 h 30 min less than the week before" in texts[1]


def test_at_the_end_of_its_grace_it_expires_unsent(learning: Team) -> None:
    learning.tick(MONDAY + SEND_GRACE)
    assert len(digests(learning)) == 0, "at its very end it would expire before it left"
    assert set(learning.states()) == {"expired"}


def test_a_minute_before_the_end_of_its_grace_it_is_sent(learning: Team) -> None:
    learning.tick(MONDAY + SEND_GRACE - MINUTE)
    assert len(digests(learning)) == 1


def test_later_than_two_days_it_is_claimed_as_expired(learning: Team) -> None:
    learning.tick(MONDAY + SEND_GRACE + MINUTE)
    assert digests(learning) == []
    assert ("digest", "2026-W47", "", "expired") in learning.claims()


def test_after_three_weeks_of_downtime_only_the_newest_goes_out(learning: Team) -> None:
    learning.tick(MONDAY)
    learning.book("U1", 45, date(2026, 12, 9))
    learning.tick(MONDAY + timedelta(days=21, hours=3))
    texts = [text for _, text in digests(learning)]
    assert len(texts) == 2
    assert "7-13 Dec" in texts[1]
    assert [claim[1] for claim in learning.claims()] == ["2026-W47", "2026-W50"]


def test_a_turned_off_digest_and_a_missing_channel_claim_nothing(learning: Team, make_team: Team) -> None:
    learning.change_workspace(digest_on=False)
    learning.tick(MONDAY)
    elsewhere = make_team(ROADMATE_LEARNING_CHANNEL="")
    elsewhere.change_workspace(digest_on=True)
    due.queue_due(elsewhere.deps, MONDAY)
    assert (digests(learning), learning.claims()) == ([], [])


def test_a_first_quiet_week_gets_one_line_and_the_next_ones_none(learning: Team) -> None:
    learning.tick(MONDAY)
    learning.tick(MONDAY + timedelta(days=7))
    learning.tick(MONDAY + timedelta(days=14))
    texts = [text for _, text in digests(learning)]
    assert len(texts) == 2
    assert texts[1].startswith("Quiet week (23-29 Nov). Fresh start?\n💡 ")
    assert learning.claims()[-1] == ("digest", "2026-W49", "", "nothing")


def test_a_workspace_gets_no_digest_of_a_week_before_it_was_there(team: Team) -> None:
    with team.deps.database.begin() as conn:
        install_workspace(conn, workspace="T2", now=MONDAY - timedelta(minutes=5))
    team.change_workspace(digest_on=False)
    team.tick(MONDAY)
    assert digests(team) == []
    assert team.claims() == [("digest", "2026-W47", "", "nothing")]


@pytest.mark.parametrize(
    ("zone", "slot", "moment"),
    [
        ("Europe/Berlin", "sun 02:30", datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),  # the clocks go from 2 to 3
        ("Europe/Berlin", "sun 02:30", datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),  # 2:30 comes twice
        ("Africa/Cairo", "fri 00:00", datetime(2027, 4, 29, 22, 0, tzinfo=UTC)),  # midnight is jumped over
        ("America/New_York", "mon 09:00", datetime(2027, 3, 15, 13, 0, tzinfo=UTC)),
    ],
)
def test_changes_of_the_clocks_neither_skip_nor_double_it(team: Team, zone: str, slot: str, moment: datetime) -> None:
    team.join("U1", zone=zone)
    team.change_workspace(timezone=zone, digest=slot, nudge_on=False)
    team.book("U1", 60, (moment - timedelta(days=8)).date())
    ticks = [moment + minutes * MINUTE for minutes in (-90, -1, 0, 1, 30, 60, 61, 90, 150)]
    sent = []
    for tick in ticks:
        before = len(digests(team))
        team.tick(tick)
        sent.append(len(digests(team)) - before)
    assert sent[1:3] == [0, 1], "not a minute before, and then at once"
    assert sum(sent[1:]) == 1


def thread_text(team: Team) -> str:
    [_, below] = team.outbox_rows()
    return str(below.message["text"])


def test_the_leaderboard_is_in_the_thread_if_it_is_on(learning: Team) -> None:
    learning.join("U2", name="Ben")
    learning.book("U2", 60, WEDNESDAY)
    learning.change_workspace(board_on=True)
    learning.tick(MONDAY)
    [(_, text)] = digests(learning)
    assert "Leaderboard" not in text
    assert "Leaderboard\n1. Ana: 2 h\n2. Ben: 1 h\nHidden members aren't shown.\n" in thread_text(learning)


def test_the_leaderboard_ranks_by_what_the_workspace_has_chosen(learning: Team) -> None:
    learning.join("U2", name="Ben")
    learning.book("U2", 60, WEDNESDAY)
    learning.change_workspace(board_on=True, board_by="goal")
    learning.tick(MONDAY)
    assert "by share of each person's goal\n1. Ana: 100%\n2. Ben: 50%" in thread_text(learning)


def test_what_a_digest_suggests_is_kept_with_its_claim_and_not_said_again(learning: Team) -> None:
    for week in range(8):
        moment = MONDAY + timedelta(weeks=week)
        learning.book("U1", 30 + week, moment.date())
        learning.tick(moment)
    said = [line for _, text in digests(learning) for line in text.splitlines() if line.startswith("💡")]
    assert len(said) == 8
    assert all(each not in said[max(0, number - 4) : number] for number, each in enumerate(said))
    with learning.deps.database.read() as conn:
        kept = ideas.list_recent_ideas(conn, workspace=TEAM_ID, week="2027-W02")
    assert [each.name.replace("&", "&amp;") in line for each, line in zip(kept, said[4:], strict=True)] == [True] * 4


def test_workspaces_do_not_see_each_other(learning: Team) -> None:
    with learning.deps.database.begin() as conn:
        install_workspace(conn, workspace="T2", now=datetime(2026, 10, 1, tzinfo=UTC))
        workspaces.update_workspace(conn, workspace="T2", learning_channel="C0GENERAL", nudge_on=False)
    due.queue_due(learning.deps, learning.turn_to(MONDAY))
    texts = {row.workspace: row.message["text"] for row in learning.outbox_rows() if not row.follows}
    assert texts.keys() == {TEAM_ID}, "nothing was ever logged in the other one, and the week before was quiet as well"
    assert "2 h by 1 person" in texts[TEAM_ID]


def test_the_details_go_into_its_thread(learning: Team) -> None:
    learning.tick(MONDAY)
    for seconds in range(1, 5):
        learning.sender().send_due(learning.turn_to(MONDAY + timedelta(seconds=seconds)))
    first, details = posted_messages(learning)
    assert "All of it on Networking." in first["text"]
    assert first["text"].endswith("\nDetails in the thread.")
    assert details["text"] == "Details, 16-22 Nov\nWho learned what\nAna: Networking"
    assert details["channel"] == first["channel"]
    [main, below] = learning.outbox_rows()
    assert (below.follows, details["thread_ts"]) == (main.id, main.sent_ts)


def test_the_thread_of_a_large_team_is_queued_in_order_with_the_claim(team: Team) -> None:
    for number in range(150):
        name = f"Person {number:03} of a large team"
        team.join(f"U{number:03}", name=name)
        team.book(f"U{number:03}", 30, WEDNESDAY)
    due.queue_due(team.deps, team.turn_to(MONDAY))
    main, *below = [row for row in team.outbox_rows() if row.kind == "digest"]
    assert [row.period for row in below] == [f"2026-W47.{number}" for number in range(1, len(below) + 1)]
    assert {row.follows for row in below} == {main.id}
    assert {(row.due_at, row.expires_at, row.recipient) for row in below} == {
        (main.due_at, main.expires_at, main.recipient)
    }
    assert len(below) > 1
    text = "\n".join(row.message["text"] for row in below)
    assert all(f"Person {number:03} of a large team: Networking" in text for number in range(150))


def test_parts_that_an_admin_turns_off_are_left_out(learning: Team) -> None:
    learning.join("U2", name="Ben")
    learning.book("U2", 60, WEDNESDAY, area="blockchain")
    learning.change_workspace(board_on=True, digest_parts="board")
    learning.tick(MONDAY)
    [text] = [payload["text"] for payload in posted_messages(learning)]
    assert "Leaderboard\n1. Ana: 2 h" in text
    assert "by area" not in text
    assert "thread" not in text


def test_a_preview_is_what_would_be_sent(learning: Team) -> None:
    with learning.deps.database.read() as conn:
        workspace = workspaces.read_workspace(conn, workspace=TEAM_ID, settings=learning.deps.settings)
        digest, quiet, none = (
            build_digest(learning.deps, conn, workspace, week, MONDAY) for week in ("2026-W47", "2026-W48", "2026-W49")
        )
    assert quiet is not None, "a first quiet week has its line"
    assert none is None
    assert digest is not None
    message, thread = digest
    learning.tick(MONDAY)
    main, *below = learning.outbox_rows()
    names = {"names": main.message["names"]}  # the people it names are kept beside it, and not sent
    assert all(name in str(digest) for name in names["names"].values())
    assert main.message == message.post_arguments() | names
    assert [row.message for row in below] == [page.post_arguments() | names for page in thread]


def test_a_new_mentor_is_named_in_the_digest_of_that_week(driver: Driver) -> None:
    driver.say("mei", "/plan")
    driver.say("ana", "/team mentor @mei")
    deps = driver.roadmate.deps
    with deps.database.read() as conn:
        workspace = workspaces.read_workspace(conn, workspace=TEAM_ID, settings=deps.settings)
        built = build_digest(deps, conn, workspace, "2026-W47", MONDAY)
    assert built is not None
    assert "👏 Mei became a mentor" in built[0].text
