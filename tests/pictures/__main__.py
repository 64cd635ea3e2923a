"""Take the pictures of the README and of docs/voice.md: the demo's team at one fixed moment, in real Chromium.

python -m tests.pictures docs/pictures
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import click
from playwright.sync_api import Browser, Locator, sync_playwright

from bot.demo import history
from bot.demo.folders import HistoryFolder
from bot.demo.guide import DemoGuide
from bot.sandbox.slack_api.fixtures import LEARNING, MEI
from bot.sandbox.time_travel import ClockTurner
from bot.settings import read_settings
from bot.trial import RoadmateTimetable, open_trial
from tests.browser.conftest import CHROMIUM, OPTIONS
from tests.browser.stage import Site, pages_of
from tests.browser.visit import Visit
from tests.pictures.png import shrink

MOMENT: Final = datetime(2026, 11, 25, 13, 40, tzinfo=UTC)  # a Wednesday
SEED: Final = 7
SCREEN: Final = {"width": 1280, "height": 800}
WIDE: Final = {"width": 1440, "height": 860}
TALL: Final = {"width": 1280, "height": 1010}
PHONE: Final = {"width": 390, "height": 780}
NARROW: Final = {"width": 760, "height": 2400}
STYLES: Final = (
    "body { font-family: Lato, 'Noto Sans', sans-serif !important } * { caret-color: transparent !important }"
)
FOLDED: Final = "localStorage.setItem('strip folded', 'true')"
# A message that is cut is left out, or the window made higher for the newest; of a thread no line is cut in two.
MISSING_HEIGHT: Final = """() => {
  const [log, latest] = [document.querySelector("#log"), document.querySelector("#log li.message:last-child")];
  return Math.max(0, log.getBoundingClientRect().top - latest.getBoundingClientRect().top);
}"""
TIDY_EDGES: Final = """() => {
  const top = (one) => one.getBoundingClientRect().top;
  for (const log of document.querySelectorAll("#log"))
    for (const one of log.querySelectorAll("li.message")) if (top(one) < top(log)) one.style.visibility = "hidden";
  for (const log of document.querySelectorAll("#thread-log")) {
    const texts = document.createTreeWalker(log, NodeFilter.SHOW_TEXT), range = document.createRange();
    let cut = top(log);
    while (texts.nextNode()) {
      range.selectNodeContents(texts.currentNode);
      for (const line of range.getClientRects()) if (line.top < top(log)) cut = Math.max(cut, line.bottom);
    }
    log.style.marginTop = `${cut - top(log)}px`;
    log.scrollTop = log.scrollHeight;
  }
}"""
END_OF_HOME: Final = """() => {
  const parts = [...document.querySelectorAll("#home-body form > *")];
  const bottom = (one) => one.getBoundingClientRect().bottom;
  const last = Math.max(...parts.map(bottom).filter((each) => each < innerHeight - 14));
  for (const one of parts) if (bottom(one) > last) one.style.visibility = "hidden";
  return last;
}"""


class Camera:
    """A browser before the demo's page, and the folder for the pictures."""

    def __init__(self, browser: Browser, site: Site, folder: Path) -> None:
        self.browser, self.site, self.folder = browser, site, folder
        (folder / "after").mkdir(parents=True, exist_ok=True)

    @contextmanager
    def looking(self, person: str, place: str, size: dict[str, int] = SCREEN, **options: Any) -> Iterator[Visit]:
        """Yield a page as this person sees it."""
        context = self.browser.new_context(viewport=size, reduced_motion="reduce", bypass_csp=True, **options)
        if place != "home":
            context.add_init_script(FOLDED)
        tab = Visit(context.new_page(), self.site.address).go(person, place)
        tab.page.add_style_tag(content=STYLES)
        tab.page.evaluate("document.fonts.ready")
        if place == "home":
            tab.page.locator("#home-body").get_by_text("This week").first.wait_for()
        if place == "home" and size != NARROW:
            tab.page.set_viewport_size({**size, "height": round(tab.page.evaluate(END_OF_HOME)) + 14})
        yield tab
        context.close()

    def fit(self, tab: Visit, size: dict[str, int] = SCREEN) -> None:
        """Make the window high enough for the newest message."""
        missing = tab.page.evaluate(MISSING_HEIGHT)
        if missing:
            tab.page.set_viewport_size({**size, "height": size["height"] + round(missing) + 8})

    def take(self, name: str, shown: Visit | Locator) -> None:
        """Take a picture of a whole window, or of a part of it."""
        target = shown.page if isinstance(shown, Visit) else shown
        if isinstance(shown, Visit):
            shown.page.mouse.move(0, 0)
            shown.page.evaluate(TIDY_EDGES)
        raw = target.screenshot(animations="disabled")
        small = shrink(raw, cuts_end=not isinstance(shown, Visit))
        (self.folder / f"{name}.png").write_bytes(small)
        click.echo(f"{name}.png {len(small) // 1000} kB")


def take_windows(camera: Camera) -> None:
    """Take the README's pictures: whole windows."""
    with camera.looking("mei", "home") as tab:
        camera.take("home", tab)
    with camera.looking("mei", "home", color_scheme="dark") as tab:
        camera.take("dark", tab)
    with camera.looking("mei", "learning") as tab:
        tab.say("/roadmap rds proxy", "RDS Proxy")
        camera.fit(tab)
        camera.take("topic", tab)
    with camera.looking("hanna", "learning") as tab:
        tab.say("/log 1h30m terraform: state and locking", "Logged")
        camera.take("log", tab)
    with camera.looking("mei", "roadmate") as tab:
        tab.say("/plan", "Your plan")
        camera.fit(tab)
        camera.take("plan", tab)
    with camera.looking("ben", "roadmate", WIDE) as tab:
        tab.say("/team", "The team")
        camera.take("team", tab)
    with camera.looking("ana", "learning", TALL) as tab:
        digest = tab.messages.filter(has_text="What we learned").last
        digest.locator(".thread-link").click()
        tab.page.locator("#thread-log li.message").first.wait_for()
        digest.evaluate("(message) => message.scrollIntoView({ block: 'end' })")
        camera.take("digest", tab)
    with camera.looking("mei", "home", PHONE, device_scale_factor=1.5, is_mobile=True, has_touch=True) as tab:
        camera.take("phone", tab)


def take_messages(camera: Camera) -> None:
    """Take the pictures of docs/voice.md: the messages that are read most often, each by itself."""
    with camera.looking("mei", "learning", NARROW) as tab:
        camera.take("after/digest", body(tab.messages.filter(has_text="What we learned").last))
        for name, line, answer in (
            ("log", "/log 2h networking: subnets", "Logged"),
            ("roadmap", "/roadmap aws scaling", "scaling"),
            ("topic", "/roadmap rds proxy", "RDS Proxy"),
            ("plan", "/plan", "Your plan"),
            ("area", "/plan networking", "Networking"),
            ("leaderboard", "/leaderboard month", "November"),
        ):
            camera.take(f"after/{name}", body(tab.say(line, answer)))
        tab.say("/log 30m docker", "Logged 30 min")
        camera.take("after/undo", body(tab.say("/log undo", "Undone")))
    with camera.looking("mei", "home", NARROW) as tab:
        camera.take("after/home", tab.page.locator("#home-body"))


def take_nudge(camera: Camera, work: Path) -> None:
    """Take the picture of a nudge: to somebody who logged something in each week but this."""
    settings = read_settings({"DATABASE_URL": f"sqlite:///{work / 'nudge.db'}"})
    with open_trial(settings, datetime(2026, 11, 2, 9, 0, tzinfo=UTC), is_running=False) as trial:
        timetable = RoadmateTimetable(trial.roadmate)
        turner = ClockTurner(trial.delivery.workspace, trial.clock, timetable)
        trial.delivery.command(MEI.id, "/roadmate", "goal 3h", LEARNING.id)
        for day in (3, 10, 17):
            turner.turn_to(datetime(2026, 11, day, 10, 0, tzinfo=UTC))
            trial.delivery.command(MEI.id, "/log", "2h networking", LEARNING.id)
        turner.turn_to(datetime(2026, 11, 26, 13, 0, tzinfo=UTC))
        camera.site.show(pages_of(trial, timetable))
        with camera.looking("mei", "roadmate", NARROW) as tab:
            camera.take("after/nudge", body(tab.messages.filter(has=tab.page.get_by_text("Remind me tomorrow")).last))


def body(message: Locator) -> Locator:
    """Return a message without the face beside it."""
    return message.locator(".body")


@contextmanager
def opened_demo(work: Path) -> Iterator[Site]:
    """Yield a site with the demo's team at its moment, its history made anew."""
    os.environ["XDG_CACHE_HOME"] = str(work)  # of the content that is read
    folder, settings = HistoryFolder(work / "history"), read_settings({})
    folder.path.mkdir()
    state = history.build_history(folder, settings, version="", seed=SEED, end=MOMENT)
    fill = history.restoring(folder.read_workspace())
    demo = history.demo_settings(settings, folder)
    site = Site()
    with open_trial(demo, MOMENT, fill=fill, is_running=False) as trial:
        team = history.living_team(trial, state, is_strict=True)
        site.show(pages_of(trial, team, DemoGuide(trial.roadmate.deps, lambda: None)))
        yield site
        site.close()


def main(arguments: list[str], write: Callable[[str], object] = sys.stderr.write) -> int:
    """Take all pictures into the folder that is named."""
    if CHROMIUM is None or len(arguments) != 1:
        write("python -m tests.pictures FOLDER needs a folder, and Chromium on the PATH\n")
        return 2
    with tempfile.TemporaryDirectory() as work, opened_demo(Path(work)) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*OPTIONS.split(), "--hide-scrollbars"])
        camera = Camera(browser, site, Path(arguments[0]))
        take_windows(camera)
        take_messages(camera)
        take_nudge(camera, Path(work))
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
