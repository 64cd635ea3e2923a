"""The words that people try are commands, or lead to the command that does it: typed, in a mention, and alone."""

from __future__ import annotations

import re

import pytest

from bot.app import COMMANDS, FEATURES
from bot.dispatch.command_words import ALONE, read_meaning
from bot.features.entries.views.listing import ACT_LEADS
from bot.sandbox.slack_api.fixtures import TEAM_ID
from bot.sandbox.slack_api.journal import ActionResult
from bot.slack.command import WordHint
from tests.dispatch.test_commands import NOT_UNDERSTOOD
from tests.examples import draw
from tests.slack_driver import Driver, button_labels

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
NAMES = [command.name for command in COMMANDS]
NOT_FOUND = (
    "matches, best first",
    "1 match, best first",
    "I found nothing",
    "belongs to",
    "nearest to",
    "Took",
)

# What users of time trackers, habit and standup bots type first.
TRIED = (
    "edit change delete remove rm undo redo cancel week today yesterday month total totals stats status report "
    "summary me mine my team top board list ls show history view snooze pause resume remind reminder reminders stop "
    "off on mute unmute unsubscribe settings setting preferences timezone tz lang done complete finish tick start "
    "timer add new log csv download help ? commands hi hello about feedback bug support invite join leave mentor "
    "mentors hide unhide goal goals streak streaks next who leaderboard rank ranking plan progress home nudge quiz "
    "search roadmaps areas assignments tasks levels ping quit exit away export import config "
)

# (behind which commands, "" for a message with nothing else, what is typed, the line that does it)
RUNS = (
    ("plan", "team", "team"),
    ("plan", "stats", "plan"),
    ("plan", "my progress", "plan"),
    ("plan", "all", "plan"),
    ("plan", "week", "log list week"),
    ("plan", "?", "plan help"),
    ("plan", "plan networking", "plan networking"),
    ("plan", "signoff", "roadmate waiting"),
    ("roadmap", "list", "roadmap"),
    ("roadmap", "show all", "roadmap"),
    ("roadmap", "start", "roadmap next"),
    ("roadmap", "stats", "plan"),
    ("roadmap", "aws next", "roadmap next aws"),
    ("log", "edit", "log edit"),
    ("log", "fix", "log edit"),
    ("log", "delete", "log delete"),
    ("log", "rm", "log delete"),
    ("log", "week", "log list week"),
    ("log", "this week", "log list this week"),
    ("log", "last month", "log list last month"),
    ("log", "today", "log list today"),
    ("log", "Show my week, please!", "log list week"),
    ("log", "entries", "log list"),
    ("log", "total", "log why"),
    ("log", "stats", "plan"),
    ("log", "goal", "roadmate goal"),
    ("log", "help", "log help"),
    ("log", "log list", "log list"),
    ("log", "/log list", "log list"),
    ("leaderboard", "top", "leaderboard"),
    ("leaderboard", "team", "leaderboard"),
    ("leaderboard", "month", "leaderboard month"),
    ("leaderboard", "total", "leaderboard all"),
    ("leaderboard", "mine", "leaderboard me"),
    ("leaderboard", "show month", "leaderboard month"),
    ("roadmate", "show me my stats", "plan"),
    ("team", "list", "team"),
    ("team", "status", "team"),
    ("team", "members", "team"),
    ("team", "new", "team new"),
    ("team", "edit", "team help"),
    ("roadmate", "snooze", "roadmate nudge"),
    ("roadmate", "stats", "plan"),
    ("roadmate", "week", "log list week"),
    ("roadmate", "me", "plan"),
    ("roadmate", "report", "roadmate summary"),
    ("roadmate", "streak", "roadmate goal"),
    ("roadmate", "team", "team"),
    ("roadmate", "next", "roadmap next"),
    ("roadmate", "setting", "roadmate settings"),
    ("roadmate", "config", "roadmate settings"),
    ("roadmate", "mentors", "roadmate mentor"),
    ("roadmate", "vacation", "roadmate away"),
    ("roadmate", "ooo", "roadmate away"),
    ("roadmate", "roadmate goal", "roadmate goal"),
    ("roadmate", "?", "roadmate help"),
    ("roadmate", "goals 3h", "roadmate goal 3h"),
    ("roadmate", "set goal 3h", "roadmate goal 3h"),
    ("roadmate", "snooze until 14 dec", "roadmate nudge until 14 dec"),
    ("roadmate", "notifications off", "roadmate nudge off"),
    ("plan", "team networking", "team networking"),
    ("roadmap", "list aws", "roadmap aws"),
    ("roadmap", "aws list", "roadmap aws"),
    ("leaderboard", "top 10", "leaderboard"),
    ("", "goal 3h", "roadmate goal 3h"),
    ("", "nudge off", "roadmate nudge off"),
    ("", "away until friday", "roadmate away until friday"),
    ("", "Who knows Terraform?", "roadmate who Terraform?"),
    ("", "show leaderboard", "leaderboard"),
    ("", "what's next?", "roadmap next"),
    ("", "list week", "log list week"),
    ("", "stats", "plan"),
    ("", "list", "log list"),
    ("", "my hours", "log list"),
    ("", "week", "log list week"),
    ("", "edit", "log edit"),
    ("", "delete", "log delete"),
    ("", "snooze", "roadmate nudge"),
    ("", "goal", "roadmate goal"),
    ("", "board", "leaderboard"),
    ("", "settings", "roadmate settings"),
    ("", "next", "roadmap next"),
    ("", "help", "roadmate help"),
    ("", "hi", "roadmate hello"),
    ("", "hello", "roadmate hello"),
    ("", "?", "roadmate help"),
)

# The same, with what is said, and the buttons that do it.
LEADS = (
    ("plan", "done", "press Start, Hand in or Done on the assignment", ["/plan"]),
    ("plan", "undo", "A change of your plan has Undo below it", ["/plan change", "/plan"]),
    ("plan", "add", "You choose among the team's areas", ["/plan change", "/plan", "/log"]),
    ("log", "start", "I don't run a timer.", ["/log", "/log list"]),
    ("log", "clock in", "I don't run a timer.", ["/log", "/log list"]),
    ("log", "import", "Send me your hours as a CSV file", ["/log list"]),
    ("leaderboard", "off", "An admin turns it on or off for everyone.", ["/leaderboard hide", "/roadmate settings"]),
    (
        *("leaderboard", "last week", "this week, this month, the season or all time"),
        ["/leaderboard", "/leaderboard month", "/leaderboard season", "/leaderboard all"],
    ),
    ("roadmate", "mute off", "Did you mean /roadmate nudge?", ["/roadmate nudge"]),
    ("roadmate", "stats of kubernetes", "Did you mean /plan?", ["/plan"]),
    ("leaderboard", "leave", "This takes you off the leaderboard", ["/leaderboard hide"]),
    ("roadmate", "hide", "This takes you off the leaderboard", ["/leaderboard hide"]),
    ("roadmate", "undo", "This takes back your last change to your hours:", ["/log undo"]),
    ("roadmap", "redo", "This brings back the change to your hours that you undid last:", ["/log redo"]),
    ("team", "undo", "This takes back your last change to your hours:", ["/log undo"]),
    ("team", "invite", "No need to add anyone", ["/team", "/team help"]),
    ("team", "csv", "The team's table as a file, only for you:", ["/team export"]),
    ("roadmate", "timezone", "I use the time zone of your Slack profile", ["/roadmate settings"]),
    ("roadmate", "language", "I only speak English so far.", ["/roadmate help"]),
    ("roadmate", "bug", "Something wrong with me, or an idea?", ["/roadmate stuck"]),
    ("", "leave", "Taking some days off, or do you want your data deleted?", ["/roadmate away", "/roadmate privacy"]),
    ("", "hide", "This takes you off the leaderboard", ["/leaderboard hide"]),
    ("", "timer", "I don't run a timer.", ["/log", "/log list"]),
)


def dm(driver: Driver, text: str) -> ActionResult:
    return driver.delivery.direct_message("ana", text)


def same(outcome: ActionResult) -> tuple[str, list[str]]:
    """What was answered; a form has no text but its buttons."""
    return outcome.text, button_labels(outcome)


@pytest.mark.drawn(3)
@SQLITE
@pytest.mark.parametrize(("command", "words", "line"), RUNS)
def test_a_word_runs_the_command_that_does_it(driver: Driver, command: str, words: str, line: str) -> None:
    driver.say("ana", "/roadmate welcome")  # which a first greeting shows
    driver.say("ana", "/leaderboard show")
    driver.say("ana", "/log 2h networking")
    asked = dm(driver, f"{command} {words}".strip())
    driver.turn(seconds=1)
    assert same(asked) == same(dm(driver, line))
    mentioned = driver.delivery.mention("ana", "#learning", f"{command} {words}".strip())
    assert mentioned.text == asked.text
    if command:
        typed, meant = driver.say("ana", f"/{command} {words}"), driver.say("ana", f"/{line}")
        assert same(typed) == same(meant)


@SQLITE
@pytest.mark.parametrize(("command", "words", "says", "buttons"), LEADS)
def test_a_word_leads_to_the_command_that_does_it(
    driver: Driver, command: str, words: str, says: str, buttons: list[str]
) -> None:
    driver.say("ana", "/log 2h networking")
    asked = dm(driver, f"{command} {words}".strip())
    assert says in asked.text
    assert button_labels(asked) == buttons
    assert driver.delivery.mention("ana", "#learning", f"{command} {words}").text == asked.text
    typed = driver.say("ana", f"/{command} {words}") if command else asked
    assert same(typed) == same(asked)
    assert "2 h in 1 entry" in driver.say("ana", "/log list").text
    pressed = driver.press("ana", typed, buttons[0])
    assert not [sign for sign in NOT_UNDERSTOOD if sign in pressed.text and pressed.text[:8] != "How long"]


@SQLITE
@pytest.mark.thorough
@pytest.mark.parametrize("command", [*NAMES, ALONE])
def test_no_word_that_people_try_is_a_riddle(driver: Driver, command: str) -> None:
    driver.say("ana", "/leaderboard show")
    driver.say("ana", "/log 2h networking")
    for word in draw(TRIED.split(), 3):
        driver.turn(minutes=3)
        outcomes = [dm(driver, f"{command} {word}".strip())]
        if command:
            outcomes += [driver.say("ana", f"/{command} {word}")]
        for outcome in outcomes:
            assert outcome.status == 200, word
            assert outcome.shown, word
            own = command == "roadmap" and word in ("export", "import", "config")  # are words of the content, too
            wrong = [sign for sign in (*NOT_UNDERSTOOD, *NOT_FOUND) if sign in outcome.text]
            is_form = outcome.text.startswith("How long, and on what?") or word in ("?", "help", "commands")
            assert own or is_form or not wrong, (command, word, outcome.text)


@SQLITE
@pytest.mark.thorough
def test_a_word_alone_deletes_nothing_and_undoes_only_where_nothing_else_can_be_meant(driver: Driver) -> None:
    driver.say("ana", "/log 2h networking")
    for name in NAMES:
        for word in draw(TRIED.split(), 3):
            if (name, word) not in (("log", "undo"), ("log", "redo"), ("leaderboard", "hide")):
                driver.say("ana", f"/{name} {word}")
    assert "2 h in 1 entry" in driver.say("ana", "/log list").text
    assert "Undone" in dm(driver, "undo").text
    assert "Restored" in dm(driver, "redo").text
    assert "2 h in 1 entry" in driver.say("ana", "/log list").text


@SQLITE
@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("roadmap", "networking"),
        ("roadmap", "security"),
        ("roadmap", "privacy"),
        ("roadmap", "test"),
        ("roadmap", "review"),
        ("roadmap", "team topologies"),
        ("roadmap", "list of subnets"),
        ("roadmap", "log 2h of it"),
        ("plan", "networking"),
        ("plan", "soft skills"),
        ("leaderboard", "month networking"),
        ("leaderboard", "me month"),
        ("team", "networking stuck"),
        ("log", "2h networking"),
        ("log", "45m VPC yesterday: Flow Logs"),
        ("log", "1h networking, 30m AWS"),
        ("log", "start 2h networking"),
        ("log", "done networking 2h"),
        ("roadmate", "goal 3h"),
        ("", "security"),
        ("", "privacy"),
        ("", "backup"),
        ("", "list of subnets"),
        ("", "session affinity"),
        ("", "level 4 load balancer"),
        ("", "x" * 5000),
    ],
)
def test_names_and_lines_stay_what_they_are(driver: Driver, command: str, words: str) -> None:
    assert read_meaning(driver.roadmate.deps, TEAM_ID, command, words) in (None, f"{command} {words}")


@SQLITE
def test_commands_with_a_prefix_are_known_behind_commands(make_driver: object) -> None:
    driver = make_driver(ROADMATE_COMMAND_PREFIX="team-")  # type: ignore[operator]
    assert read_meaning(driver.roadmate.deps, TEAM_ID, "roadmate", "/team-log 2h vpc") == "log 2h vpc"
    assert (
        read_meaning(driver.roadmate.deps, TEAM_ID, "roadmate", "log\n2h vpc: a &amp;lt; b")
        == "log 2h vpc: a &amp;lt; b"
    )


@SQLITE
def test_an_assignment_that_is_done_leads_to_its_button(driver: Driver) -> None:
    for words in ("networking done", "done networking", "networking finished"):
        text = driver.say("ana", f"/plan {words}").text
        assert text.startswith("To tick an assignment, open it and press Done.\nNetworking"), words
    assert "open it and press Start" in driver.say("ana", "/plan start networking").text
    assert "open it and press Reopen" in driver.say("ana", "/plan networking undo").text


@SQLITE
def test_snooze_shows_the_nudge_with_its_buttons(driver: Driver) -> None:
    shown = driver.say("ana", "/roadmate snooze")
    assert button_labels(shown) == ["Pause until…", "Stop nudges", ""]
    driver.press("ana", driver.say("ana", "/roadmate stop"), "Stop nudges")
    off = driver.say("ana", "/roadmate unmute")
    assert button_labels(off) == ["Turn nudges on"]
    assert "✅ Saved: nudges come every week" in driver.press("ana", off, "Turn nudges on").text


def test_every_synonym_leads_to_a_command_and_is_declared_once() -> None:
    shared = [key for feature in FEATURES for key in feature.synonyms]
    assert len(set(shared)) == len(shared), sorted(key for key in shared if shared.count(key) > 1)
    words = {word for feature in FEATURES for word in feature.words} - {"help"}
    assert not words & set(shared)
    tables = [feature.synonyms for feature in FEATURES] + [command.synonyms for command in COMMANDS]
    for table in tables:
        for key, meaning in table.items():
            lines = meaning.commands if isinstance(meaning, WordHint) else [meaning] if meaning else []
            assert all(line == "help" or line.split()[0] in NAMES for line in lines), key
            assert key == " ".join(key.casefold().split())
            assert len(key) <= 40
            behind = [line.split()[1] for line in lines if line.startswith("roadmate ")]
            assert all(word in words | {"help"} for word in behind), key


def test_lists_that_lead_to_buttons_name_them() -> None:
    assert all(re.search(r"\*(Edit|Delete)\*|log (undo|redo)", lead) for lead in ACT_LEADS.values())
