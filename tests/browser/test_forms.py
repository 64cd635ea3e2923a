"""Forms and buttons: mistakes, two presses, old buttons, two people."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import expect

from bot.trial import TrialRun
from tests.browser.accessibility import AccessibilityCheck
from tests.browser.visit import Visit


def test_a_mistake_is_said_at_its_field_which_has_the_focus(tab: Visit, axe: AccessibilityCheck) -> None:
    tab.go("ana", "learning").say("/log")
    field, what = tab.modal.get_by_label("Duration"), tab.modal.get_by_label("What", exact=True)
    expect(field).to_be_focused()
    axe(tab.page, "A form")
    field.fill("a while")
    tab.press("Log it", tab.modal)
    expect(what).to_be_focused()  # it is empty, which the page knows by itself
    axe(tab.page, "A form with a field left empty")
    what.fill("networking")
    tab.modal.get_by_role("option", name=re.compile("^Networking")).first.click()
    tab.press("Log it", tab.modal)
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_be_focused()
    expect(field).to_have_value("a while")
    told = tab.page.locator(f"#{field.get_attribute('aria-describedby')}")
    expect(told).to_contain_text("2h")
    axe(tab.page, "A form with a mistake")
    field.fill("2h")
    field.press("Enter")
    expect(tab.modal).to_contain_text("Logged 2 h")
    tab.page.keyboard.press("Escape")
    expect(tab.modal).to_be_hidden()
    expect(tab.field).to_be_focused()


def test_a_double_click_sends_once(tab: Visit) -> None:
    tab.go("ana", "learning").say("/log 2h networking", "Logged 2 h")
    tab.latest.get_by_role("button", name=re.compile("^Log 1 h of")).dblclick()
    expect(tab.page.locator("#log")).to_contain_text("Logged 1 h")
    tab.say("/plan", "3 h of")


def test_an_old_button_says_what_it_still_does(tab: Visit, trial: TrialRun, axe: AccessibilityCheck) -> None:
    answer = tab.go("ana", "learning").say("/log 2h networking", "Logged 2 h")
    question = tab.page.locator("dialog#confirm")
    tab.press("Undo", answer)
    expect(question.get_by_role("button", name="Keep it")).to_be_focused()
    axe(tab.page, "A question before a press")
    tab.press("Undo", question)
    expect(answer).to_contain_text("Undone")
    trial.clock.advance(timedelta(days=400))
    tab.press("Redo", answer)
    expect(answer).to_contain_text(re.compile("Restored|expired"))


def test_one_hands_in_and_another_signs_off(open_tab: Callable[..., Visit], axe: AccessibilityCheck) -> None:
    chidi, ana = open_tab().go("chidi", "learning"), open_tab().go("ana", "roadmate")
    plan = chidi.say("/plan networking", "Hybrid network to a cloud")
    chidi.press("Open: Hybrid network to a cloud", plan)
    chidi.press("Start", chidi.modal)
    expect(chidi.modal).to_contain_text("Started: Hybrid network to a cloud")
    chidi.press("Open: Hybrid network to a cloud", chidi.modal)
    chidi.press("Hand in", chidi.modal)
    chidi.modal.get_by_label("Link").fill("https://example.org/network")
    axe(chidi.page, "A form over a form")
    chidi.press("Hand in", chidi.modal)
    expect(ana.page.locator("#log")).to_contain_text("Hybrid network to a cloud")
    ana.page.get_by_role("button", name=re.compile("^Sign off: Hybrid")).last.click()
    expect(ana.page.locator("#log")).to_contain_text("Signed off")
    expect(chidi.page.locator("#to-roadmate")).to_contain_text("unread")
    chidi.page.keyboard.press("Escape")
    chidi.page.locator("#to-roadmate").click()
    expect(chidi.latest).to_contain_text("Ana signed off")
