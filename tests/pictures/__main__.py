"""Act out four weeks of a team over the stand-in, and take a picture of each of the ten most frequent messages.

python -m tests.pictures docs/pictures/after
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import click

from bot.sandbox.slack_api.fixtures import ANA, BEN, CHIDI, LEARNING, MEI, PRIYA, SlackUser
from bot.sandbox.time_travel import ClockTurner
from bot.sandbox.web_page.app import create_pages
from bot.settings import read_settings
from bot.trial import RoadmateTimetable, TrialRun, open_trial
from tests.pictures.png import shrink

STARTS_AT: Final = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)  # a Monday
WINDOW: Final = (720, 2600)
STYLES: Final = Path(__file__).parents[2] / "bot" / "sandbox" / "web_page" / "static" / "sandbox.css"
# Slack's own font where it is there; of the page, one message alone.
ONLY: Final = """
body { font-family: Lato, "Noto Sans", "DejaVu Sans", "Noto Color Emoji", sans-serif; }
.page, main { display: block; height: auto; }
html, body, .log { height: auto; overflow: visible; }
header, nav, .title, .notices, .composer, .uploader, .day, .skip, details.more, .veil { display: none; }
.scroll { overflow: visible; }
"""


class Pictures:
    """A trial in which people do something, and a folder for the pictures of what they see."""

    def __init__(self, trial: TrialRun, folder: Path, browser: str, work: Path) -> None:
        self.trial, self.folder, self.browser, self.work = trial, folder, browser, work
        timetable = RoadmateTimetable(trial.roadmate)
        self.turner = ClockTurner(trial.delivery.workspace, trial.clock, timetable)
        self.pages = create_pages(trial.delivery, trial.clock, timetable).test_client()

    def do(self, person: SlackUser, typed: str) -> None:
        """Type a command in #learning."""
        command, _, words = typed.partition(" ")
        outcome = self.trial.delivery.command(person.id, command, words, LEARNING.id)
        if outcome.error:
            raise RuntimeError(f"{person.name}: {typed}: {outcome.error}")

    def turn_to(self, day: int, hour: int, month: int = 11) -> None:
        """Turn the clock, and send what falls due on the way."""
        self.turner.turn_to(datetime(2026, month, day, hour, 0, tzinfo=UTC))

    def take(self, name: str, person: SlackUser, place: str, *, saying: str = "") -> None:
        """Take a picture of the last message that a person sees in a place, or the last with some words in it."""
        page = self.pages.get(f"/{person.name}/{place}").get_data(as_text=True)
        styles = STYLES.read_text("utf-8") + ONLY
        if place != "home":
            items = re.findall(
                r'<li class="message(?![^"]* reply)[^"]*" id="([^"]+)">(.*?)</li>\s*(?=<li|</ol|$)', page, re.DOTALL
            )
            shown = [key for key, inside in items if saying in inside]
            styles += f".message:not(#{shown[-1]}) {{ display: none; }}"
        page = re.sub(r"<script.*?</script>|<link [^>]*>", "", page, flags=re.DOTALL)
        file, raw = self.work / "page.html", self.work / "raw.png"
        file.write_text(page.replace("</head>", f"<style>{styles}</style></head>"), "utf-8")
        self._run_browser(file, raw)
        small = shrink(raw.read_bytes())
        (self.folder / f"{name}.png").write_bytes(small)
        click.echo(f"{name}.png {len(small) // 1000} kB")

    def _run_browser(self, file: Path, picture: Path) -> None:
        options = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run")
        size = f"--window-size={WINDOW[0]},{WINDOW[1]}"
        profile = f"--user-data-dir={self.work / 'profile'}"
        command = [self.browser, *options, size, profile, f"--screenshot={picture}", file.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=100)


def act_out(pictures: Pictures) -> None:
    """Let a team learn for four weeks, then take each picture at its moment."""
    do = pictures.do
    do(ANA, "/roadmate settings board on")
    do(ANA, "/team mentor @ben")
    for week, day in enumerate((3, 10, 17)):
        pictures.turn_to(day, 10)
        do(BEN, f"/log {2 + week}h kubernetes: reading group")
        do(CHIDI, "/log 1h30m networking: VPC peering")
        do(MEI, f"/log {60 + 15 * week}m terraform: State and locking")
        do(ANA, "/log 1h ci/cd")
        do(PRIYA, "/log 45m cloud computing")
    do(CHIDI, "/roadmate goal 2h")
    do(MEI, "/roadmate goal 3h")
    pictures.turn_to(23, 10)  # after the digest of Monday morning
    pictures.take("digest", CHIDI, LEARNING.name, saying="16-22 Nov")
    pictures.turn_to(26, 13)
    pictures.take("nudge", MEI, "roadmate")
    do(CHIDI, "/log 2h networking: subnets")
    pictures.take("log", CHIDI, LEARNING.name)
    do(CHIDI, "/log 30m docker")
    do(CHIDI, "/log undo")
    pictures.take("undo", CHIDI, LEARNING.name)
    for name, typed in (
        ("roadmap", "/roadmap aws scaling"),
        ("topic", "/roadmap rds proxy"),
        ("plan", "/plan"),
        ("area", "/plan networking"),
        ("leaderboard", "/leaderboard month"),
    ):
        do(CHIDI, typed)
        pictures.take(name, CHIDI, LEARNING.name)
    pictures.trial.delivery.home_opened(CHIDI.id)
    pictures.take("home", CHIDI, "home")


def main(arguments: list[str], write: Callable[[str], object] = sys.stderr.write) -> int:
    """Take all pictures into the folder that is named."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None or len(arguments) != 1:
        write("python -m tests.pictures FOLDER needs a folder, and Chromium on the PATH\n")
        return 2
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        settings = read_settings({"DATABASE_URL": f"sqlite:///{work}/pictures.db"})
        with open_trial(settings, STARTS_AT) as trial:
            trial.roadmate.start(with_sending=False)
            act_out(Pictures(trial, folder, browser, Path(work)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
