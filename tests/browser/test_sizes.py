"""Widths, colours and lengths: a phone, the dark, many and long messages."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from bot.sandbox.slack_api.fixtures import ANA, LEARNING
from bot.trial import TrialRun
from tests.browser.accessibility import AccessibilityCheck
from tests.browser.visit import Visit

pytestmark = pytest.mark.drawn(2, together=True)  # a thousand messages in a browser

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
# What sticks out of the window without being in something that scrolls, or cut on purpose.
_STICKING_OUT = """() => [...document.querySelectorAll("body *")].filter((one) => {
  const box = one.getBoundingClientRect();
  if (!box.width || box.right <= innerWidth + 1 || getComputedStyle(one).position === "absolute") return false;
  for (let up = one.parentElement; up; up = up.parentElement)
    if (getComputedStyle(up).overflowX !== "visible" && up !== document.body) return false;
  return true;
}).map((one) => one.outerHTML.slice(0, 100))"""


def assert_fits(page: Page) -> None:
    """Nothing is wider than the window, and the document itself never scrolls."""
    width, height = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
    assert (width, height) <= (page.viewport_size["width"], page.viewport_size["height"])
    assert page.evaluate("[scrollX, scrollY]") == [0, 0]
    assert page.evaluate(_STICKING_OUT) == []


def test_on_a_phone_everything_has_its_place(open_tab: Callable[..., Visit], axe: AccessibilityCheck) -> None:
    tab = open_tab(**PHONE).go("ana", "learning")
    page = tab.page
    for line, answer in (("/log 2h networking", "Logged"), ("/plan", "Your plan"), ("/team", "5 members")):
        tab.say(line, answer)
        assert_fits(page)
    axe(page, "A table on a phone")

    page.locator("#drawer-toggle").click()
    expect(page.locator("#to-roadmate")).to_be_visible()
    axe(page, "The drawer on a phone")
    assert_fits(page)
    page.keyboard.press("Escape")
    expect(page.locator("#drawer-toggle")).to_be_focused()

    tab.say("who is here?", "who is here?")
    tab.latest.locator("article").focus()
    tab.press("Reply in thread")
    expect(page.locator("#reply")).to_be_visible()
    assert_fits(page)
    axe(page, "A thread on a phone")
    page.get_by_role("button", name="Close the thread").click()
    tab.go("ana", "home")
    expect(page.locator("#home-body")).to_contain_text("2 h")
    assert_fits(page)
    axe(page, "Home on a phone")


def test_in_the_dark_everything_can_be_read(open_tab: Callable[..., Visit], axe: AccessibilityCheck) -> None:
    tab = open_tab(color_scheme="dark").go("ana", "learning")
    ground = tab.page.evaluate("getComputedStyle(document.querySelector('main')).backgroundColor")
    assert sum(map(int, re.findall(r"\d+", ground)[:3])) < 200
    tab.say("/log 2h networking", "Logged")
    tab.say("/plan", "Your plan")
    axe(tab.page, "A plan in the dark")
    tab.say("/log")
    expect(tab.modal).to_be_visible()
    axe(tab.page, "A form in the dark")
    tab.page.keyboard.press("Escape")
    tab.page.locator("#inspector-toggle").click()
    expect(tab.page.locator("[data-exchanges] li").first).to_be_visible()
    axe(tab.page, "The inspector in the dark")


def test_of_twenty_long_answers_only_the_list_scrolls(tab: Visit) -> None:
    tab.go("ana", "learning")
    for number in range(20):
        tab.field.fill("/plan")
        tab.field.press("Enter")
        expect(tab.messages).to_have_count(number + 1)
        expect(tab.field).to_be_focused()
    assert_fits(tab.page)
    log = tab.page.locator("#log")
    height, shown = log.evaluate("(log) => [log.scrollHeight, log.clientHeight]")
    assert height > 5 * shown
    expect(tab.field).to_be_in_viewport()


def test_an_answer_comes_in_sight_from_where_it_begins(tab: Visit) -> None:
    tab.page.set_viewport_size({"width": 1280, "height": 500})
    tab.go("ana", "learning").say("/roadmap search secrets", "matches, best first")
    log = tab.page.locator("#log")
    tops = "(log) => [log, log.querySelector('li.message:last-child')].map((one) => one.getBoundingClientRect().top)"
    frame, answer = log.evaluate(tops)
    assert tab.latest.evaluate("(line) => line.offsetHeight > line.closest('#log').clientHeight")
    assert abs(frame - answer) < 2  # too high for the list, so it's shown from its head
    tab.say("/log 2h networking", "Logged")
    height, shown, top = log.evaluate("(log) => [log.scrollHeight, log.clientHeight, log.scrollTop]")
    assert abs(height - shown - top) < 2  # though one was far from the end
    expect(tab.page.locator("#new-messages")).to_be_hidden()


@pytest.fixture
def talkative(trial: TrialRun) -> TrialRun:
    """A channel with a thousand messages."""
    for number in range(1000):
        trial.delivery.channel_message(ANA.id, LEARNING.id, f"message {number}")
    return trial


def test_a_thousand_messages_open_and_answer_quickly(talkative: TrialRun, tab: Visit) -> None:
    tab.go("ben", "learning")
    expect(tab.page.locator("#log")).to_contain_text("message 999")
    assert tab.page.locator("#log *").count() < 20_000  # those before come as one scrolls up
    tab.say("/log 2h networking", "Logged")
    before = tab.messages.count()
    tab.page.locator("#log").evaluate("(log) => { log.scrollTop = 0 }")
    expect(tab.messages.nth(before)).to_be_attached()
    assert_fits(tab.page)
