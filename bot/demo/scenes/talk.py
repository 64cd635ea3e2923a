"""What people say in #learning, lines in plain words, corrections, and looks at what Roadmate keeps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from bot.demo.acts import Hands
from bot.demo.cast import HANNA, TOMAS, zone_of
from bot.demo.flows import goes_away, welcomes
from bot.demo.script import Act, act, presses, says, tells, writes
from bot.sandbox.slack_api.fixtures import ANA, BEN, CHIDI, MEI, PRIYA


def acts() -> Iterator[Act]:
    """Return what happens."""
    yield from _chatter()
    yield from _corrections()
    yield from _plain_words()
    yield from _days_off()
    yield from _ideas()
    yield from _board()
    yield from _newcomer()


def _chatter() -> Iterator[Act]:
    yield act(1, "mon 09:25", BEN, writes(BEN, "First digest is out. Four of us met the goal in week one, not bad"))
    yield act(
        1,
        "wed 17:35",
        MEI,
        writes(MEI, "If anybody wants to draw subnets on paper with me, I have a bad example ready"),
    )
    yield act(
        4,
        "fri 15:10",
        PRIYA,
        writes(PRIYA, "Deleted a namespace in the lab with a finalizer in it. It's still terminating. Send tea."),
    )
    yield act(
        4,
        "fri 11:02",
        HANNA,
        writes(HANNA, "@priya same here, last year. The finalizer's controller was gone, so nobody finished it"),
    )
    yield act(5, "wed 09:50", BEN, writes(BEN, "Pager was quiet for nine days. I blame the alerts we deleted"))
    yield act(
        8,
        "wed 11:50",
        ANA,
        writes(ANA, "Chidi's nightly drift report is live for all states. Read it with your coffee, it's short"),
    )
    yield act(8, "wed 13:05", CHIDI, writes(CHIDI, "it stays short if you stop clicking in the console :)"))
    yield act(9, "tue 10:20", ANA, writes(ANA, "Thursday and Friday are off for most of us. No heroics please"))
    yield act(
        10,
        "fri 16:45",
        HANNA,
        writes(HANNA, "Rollback in 90 seconds, measured with the kitchen clock and with the pipeline"),
    )


def _corrections() -> Iterator[Act]:
    yield act(1, "fri 14:05", HANNA, _writes_too_much)
    yield act(3, "thu 17:30", PRIYA, _writes_in_the_wrong_place)
    yield act(2, "tue 18:10", CHIDI, says(CHIDI, "/log 3h modules: read the registry from end to end", "Logged"))
    yield act(2, "tue 18:12", CHIDI, says(CHIDI, "/log undo", "Undone"))
    yield act(5, "fri 12:20", MEI, says(MEI, "/log 45m scaling", "Which"))
    yield act(5, "fri 12:21", MEI, presses(MEI, "Worker Scaling (Cloudflare)", "Logged"))
    yield act(6, "thu 10:55", PRIYA, says(PRIYA, "/log 1h service mesh integraton", "Service Mesh Integration"))


def _writes_too_much(hands: Hands) -> None:
    line = hands.log_in_channel(HANNA, "log 2h ci/cd pipeline: artifacts between the stages")
    hands.edit(HANNA, line.ts, "log 1h ci/cd pipeline: artifacts between the stages")


def _writes_in_the_wrong_place(hands: Hands) -> None:
    line = hands.log_in_channel(PRIYA, "log 30m linux: printer driver for my father, on his machine")
    hands.delete(PRIYA, line.ts)


def _plain_words() -> Iterator[Act]:
    yield act(3, "tue 12:30", MEI, tells(MEI, "I did 30 minutes of networking at lunch", "Want me to log"))
    yield act(3, "tue 12:31", MEI, presses(MEI, "Log 30 min on Networking", "Logged"))
    yield act(5, "mon 12:10", CHIDI, writes(CHIDI, "@Roadmate how do I rotate secrets?", ""))
    yield act(7, "fri 11:25", MEI, tells(MEI, "who knows kubernetes", "Priya"))
    yield act(2, "wed 17:20", BEN, says(BEN, "/log 1h talk: error budgets for product managers", "talk"))
    yield act(7, "wed 18:20", ANA, says(ANA, "/log 45m mentoring @hanna: reading a trace together", "mentoring"))
    yield act(7, "thu 09:25", HANNA, presses(HANNA, "Log 45 min", "Logged"))


def _days_off() -> Iterator[Act]:
    yield act(1, "fri 16:10", HANNA, goes_away(HANNA, 5, starts_in=3))
    yield act(4, "fri 17:05", ANA, goes_away(ANA, 5, starts_in=3))
    yield act(6, "fri 18:10", PRIYA, goes_away(PRIYA, 7, starts_in=3))
    yield act(8, "thu 11:10", ANA, _adds_holidays)
    yield act(11, "fri 17:40", CHIDI, goes_away(CHIDI, 12, starts_in=3))
    yield act(
        11,
        "fri 17:45",
        CHIDI,
        writes(CHIDI, "I'm off for two weeks: family, sun, no laptop. Ana has my multi-region hand-in"),
    )


def _adds_holidays(hands: Hands) -> None:
    today = hands.now().astimezone(zone_of(ANA)).date()
    thursday = today + timedelta(days=7)
    hands.say(ANA, f"/roadmate settings holidays {thursday:%d %b} - {thursday + timedelta(days=1):%d %b}", "Saved")


def _ideas() -> Iterator[Act]:
    yield act(3, "mon 10:20", CHIDI, presses(CHIDI, "I'm in", "first"))
    yield act(3, "mon 11:15", ANA, presses(ANA, "I'm in", "in for"))
    yield act(6, "mon 12:05", HANNA, presses(HANNA, "I'm in", ""))
    yield act(11, "mon 17:30", MEI, presses(MEI, "I'm in", ""))


def _board() -> Iterator[Act]:
    yield act(4, "thu 17:50", MEI, says(MEI, "/roadmate summary on", "on"))
    yield act(5, "thu 17:10", CHIDI, says(CHIDI, "/leaderboard", "Leaderboard"))
    yield act(7, "fri 15:30", BEN, says(BEN, "/leaderboard share", "Share this?"))
    yield act(7, "fri 15:31", BEN, presses(BEN, "Share", ""))
    yield act(5, "fri 17:30", PRIYA, says(PRIYA, "/leaderboard by goal", "goal"))
    yield act(6, "wed 16:15", ANA, says(ANA, "/team coverage", "overage"))
    yield act(9, "wed 16:10", ANA, says(ANA, "/team", "The team"))
    yield act(4, "mon 08:40", ANA, says(ANA, "/roadmate digest preview", "What we learned"))


def _newcomer() -> Iterator[Act]:
    yield act(
        11, "mon 09:45", ANA, writes(ANA, "Say hi to @tomas, he starts today and works with Ben for the first weeks")
    )
    yield act(
        11, "mon 10:05", TOMAS, writes(TOMAS, "Hi all! São Paulo here. I know Linux from the desktop side, be gentle")
    )
    yield act(11, "mon 10:20", BEN, writes(BEN, "Welcome @tomas! Start with /roadmate welcome, it takes a minute"))
    yield act(11, "mon 11:30", TOMAS, welcomes(TOMAS, "Hands-on Practice", "2 h a week"))
    yield act(11, "tue 11:05", MEI, writes(MEI, "@tomas ask me anything that has a port number"))
    yield act(11, "wed 10:15", TOMAS, says(TOMAS, "/roadmate privacy", "Who sees what"))
