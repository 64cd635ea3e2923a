"""Time is turned while one looks."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.accessibility import AccessibilityCheck
from tests.browser.visit import Visit


def test_the_digest_comes_by_the_clock(tab: Visit, axe: AccessibilityCheck) -> None:
    page = tab.go("ana", "learning").page
    tab.say("/log 2h networking", "Logged")
    page.locator("#time-toggle").click()
    expect(page.locator("#clock-words")).to_be_visible()
    axe(page, "The menu of the clock")
    page.keyboard.press("Escape")
    expect(page.locator("#time-toggle")).to_be_focused()
    tab.turn_clock("mon 09:30")
    expect(page.locator("#clock")).to_contain_text("Mon 30 Nov 09:3")
    expect(page.locator("#log")).to_contain_text("23-29 Nov")  # it came as one looked
    axe(page, "The digest")


def test_what_is_no_time_is_said_and_turns_nothing(tab: Visit) -> None:
    tab.go("ana", "learning").turn_clock("yesterday")
    expect(tab.page.locator("#notices")).not_to_be_empty()
    expect(tab.page.locator("#clock")).to_contain_text("Tue 24 Nov 09:0")
