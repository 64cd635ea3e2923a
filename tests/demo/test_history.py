"""What one finds in the team's twelve weeks: something of everything, nothing at night, nothing that lies ahead."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.demo import history
from bot.demo.cast import TEAM, TOMAS
from bot.demo.folders import HistoryFolder
from bot.demo.guide import DemoGuide
from bot.demo.opening import DemoRun
from bot.demo.player import play
from bot.sandbox.slack_api.fixtures import ANA, BEN, BOT, CHIDI, LEARNING, MEI, PRIYA, SlackUser
from bot.sandbox.slack_api.history import read_history, sent_at
from bot.settings import read_settings

pytestmark = [pytest.mark.timeout(600), pytest.mark.drawn(3, together=True)]  # twelve weeks of a team's life
END = datetime(2026, 11, 25, 13, 40, tzinfo=UTC)
HANNA = next(person for person in TEAM if person.name == "hanna")

SEEN = [
    (MEI, "/plan networking", "At this pace you finish"),
    (MEI, "/roadmate goal", "in a row"),
    (MEI, "/roadmate milestones", "Networking"),
    (MEI, "/roadmate sessions", "Packet captures at both ends"),
    (MEI, "/roadmap mine", "Networking"),
    (MEI, "/roadmap quiz", "Question 1 of 3"),
    (MEI, "/roadmate links", "tcpdump"),
    (MEI, "/roadmate together", "next"),
    (MEI, "/leaderboard month", "Mei"),
    (CHIDI, "/roadmate away", "Dec"),
    (CHIDI, "/log list", "Terraform"),
    (PRIYA, "/roadmate waiting", "Content delivery network"),
    (PRIYA, "/team @mei", "On track"),
    (BEN, "/roadmate waiting", "DevOps intermediate"),
    (BEN, "/team @hanna", "Stuck"),
    (ANA, "/roadmate waiting", "Multi-region infrastructure script"),
    (ANA, "/team", "stuck on State Management"),
    (ANA, "/team", "away"),
    (ANA, "/team coverage", "Networking"),
    (ANA, "/team coverage signoffs", "Priya"),
    (ANA, "/roadmate digest preview", "What we learned"),
    (ANA, "/roadmate audit", "previewed the digest"),
    (TOMAS, "/roadmate level", "Linux"),
]


def test_everything_has_something_to_see(opened: DemoRun) -> None:
    missing = []
    for who, line, words in SEEN:
        result = opened.team.hands.say(who, line, "")
        seen = "\n".join(shown.text + str(shown.blocks) + str(shown.view or "") for shown in result.shown)
        if words not in seen:
            missing.append((who.name, line, words, seen[:400]))
    assert not missing


@pytest.mark.parametrize("person", TEAM, ids=lambda person: person.name)
def test_every_thing_to_try_works(person: SlackUser, opened: DemoRun) -> None:
    guide, hands = DemoGuide(opened.trial.roadmate.deps, lambda: None), opened.team.hands
    steps = guide.steps(person)
    assert 4 <= len(steps) <= 5
    for step in steps:
        assert step.person == person.name
        if step.jump:
            assert datetime.fromisoformat(step.jump) > opened.trial.clock.now()
        elif step.line.startswith("/"):
            assert hands.say(person, step.line, "", channel=person.dm).shown
            hands.leave_windows(person)
        else:
            assert hands.tell(person, step.line, "").shown


def test_a_visit_begins_on_a_home_with_a_forecast_and_jumps_lie_ahead(opened: DemoRun) -> None:
    guide, now = DemoGuide(opened.trial.roadmate.deps, lambda: None), opened.trial.clock.now()
    name, place = guide.start()
    person = opened.trial.delivery.workspace.find_person(name)
    assert person is not None
    assert place == "home"
    home = str(opened.trial.delivery.workspace.views.homes[person.id])
    assert "At this pace you finish" in home
    assert "12 weeks in a row" in home
    for each in TEAM:
        jumps = guide.jumps(each, now)
        labels = [jump.label for jump in jumps]
        assert [label for label in labels if "questions" not in label] == [
            "Thursday 16:00",
            "To the next digest",
            "Six weeks later",
        ]
        assert all(jump.moment > now for jump in jumps)
    assert guide.jumps(MEI, now)[0].label.endswith(", questions")
    digest = next(jump for jump in guide.jumps(MEI, now) if jump.label == "To the next digest")
    assert digest.moment == datetime(2026, 11, 30, 9, tzinfo=UTC)  # in Lisbon, whoever asks


def test_nobody_acts_at_night_and_nothing_lies_ahead(opened: DemoRun) -> None:
    workspace = opened.trial.delivery.workspace
    people = {person.id: person for person in TEAM}
    said = [
        message.shown
        for person in TEAM
        for channel in (LEARNING.id, person.dm)
        for message in read_history(workspace, person, channel)
    ]
    assert len({shown.ts for shown in said}) > 500
    assert all(sent_at(shown.ts) <= END for shown in said)
    hours = {
        sent_at(shown.ts).astimezone(ZoneInfo(people[shown.user].zone)).hour for shown in said if shown.user != BOT.id
    }
    assert hours <= set(range(8, 20))
    assert {shown.user for shown in said} == {BOT.id, *people}


def test_some_of_it_is_unread_but_not_all(opened: DemoRun) -> None:
    workspace = opened.trial.delivery.workspace
    unread = {person.name: workspace.unread(person.id, LEARNING.id) for person in TEAM}
    assert all(count < 20 for count in unread.values())
    assert any(unread.values())


def test_it_lives_on_and_what_waited_is_answered(whole_history: HistoryFolder, tmp_path: Path) -> None:
    copy = HistoryFolder(tmp_path / "copy")
    shutil.copytree(whole_history.path, copy.path)
    state = copy.read_state()
    assert state is not None
    later = history.live_on(copy, read_settings({}), state, END + timedelta(days=7))
    assert (later.reached, len(later.endings)) == (END + timedelta(days=7), 2)
    assert copy.read_state() == later
    text = str(copy.read_workspace()["messages"])
    assert "What we learned, 23-29 Nov" in text
    assert "Requests, limits, and who pays" in text  # another session lies ahead
    assert "signed off Content delivery network" in text


def test_the_team_lives_on_while_one_watches(opened: DemoRun) -> None:
    before = len(opened.trial.delivery.workspace.journal.shown)
    play(opened.team, opened.trial.clock, END + timedelta(days=1))
    news = opened.trial.delivery.workspace.journal.shown[before:]
    assert {shown.user for shown in news} & {person.id for person in TEAM}
    assert any("starts at" in shown.text for shown in news)  # the session of the next day


def test_the_same_seed_makes_the_same_life(tmp_path: Path) -> None:
    snapshots = []
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        folder = HistoryFolder(tmp_path / name)
        history.build_history(folder, read_settings({}), version="1", seed=3, end=END, weeks=1)
        snapshot = folder.read_workspace()
        del snapshot["base_url"]  # the port of the stand-in
        snapshots.append(snapshot)
    assert snapshots[0] == snapshots[1]


def test_nothing_waits_for_longer_than_two_weeks(opened: DemoRun) -> None:
    """Nobody believes a team whose mentors left a level unconfirmed since its first week."""
    waiting = ""
    for person in TEAM:
        waiting += str([shown.blocks for shown in opened.team.hands.say(person, "/roadmate waiting", "").shown])
    days = [int(number) for number in re.findall(r"\((\d+) days\)", waiting)]
    assert days
    assert max(days) <= 14
