"""A whole visit by keyboard alone: the focus is never lost."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.accessibility import AccessibilityCheck
from tests.browser.visit import Visit


def focused(page: Page) -> str:
    """Name what has the focus; it is never nothing."""
    name = page.evaluate(
        "(() => { const now = document.activeElement; return now === document.body ? '' : now.id || now.tagName })()"
    )
    assert name, "the focus is lost"
    return str(name)


def test_a_whole_visit(tab: Visit, axe: AccessibilityCheck) -> None:
    page = tab.go("ana", "learning").page
    keys = page.keyboard

    keys.type("/lo")
    keys.press("ArrowDown")
    keys.press("ArrowUp")
    keys.press("Tab")  # takes the first command that fits
    expect(tab.field).to_have_value("/log ")
    keys.type("2h networking")
    keys.press("Enter")
    expect(tab.latest).to_contain_text("Logged 2 h on Networking")
    keys.press("ArrowUp")
    expect(tab.field).to_have_value("/log 2h networking")
    keys.press("ArrowDown")
    expect(tab.field).to_have_value("")

    page.locator("#log").focus()
    keys.press("ArrowUp")
    expect(tab.latest.locator("article")).to_be_focused()
    keys.press("Tab")
    expect(tab.latest.get_by_role("button").first).to_be_focused()
    tab.button("Edit").focus()
    keys.press("Enter")
    expect(tab.modal).to_be_visible()
    for _ in range(25):  # round and round: out of the form only to the window of the browser itself
        keys.press("Tab")
        assert page.evaluate("document.activeElement.closest('dialog, body').id || 'window'") in ("modal", "window")
    expect(tab.modal.locator(":focus")).to_have_count(1)
    keys.press("Escape")
    expect(tab.modal).to_be_hidden()
    expect(tab.button("Edit")).to_be_focused()

    page.locator("#say").focus()
    keys.type("good morning")
    keys.press("Enter")
    expect(tab.latest).to_contain_text("good morning")
    keys.press("Shift+Tab")
    page.locator("#log").focus()
    keys.press("End")
    edit = tab.latest.get_by_role("button", name="Edit message")
    for _ in range(4):
        keys.press("Tab")
        if edit.evaluate("(button) => button === document.activeElement"):
            break
    expect(edit).to_be_focused()
    axe(page, "Actions of a message by keyboard")
    keys.press("Enter")
    keys.press("Control+A")
    keys.type("good evening")
    keys.press("Enter")
    expect(tab.latest).to_contain_text(re.compile("good evening.*edited", re.DOTALL))
    focused(page)

    page.locator("#person-toggle").focus()
    keys.press("ArrowDown")
    expect(page.get_by_role("menuitem").first).to_be_focused()
    axe(page, "The menu of people")
    keys.press("Escape")
    expect(page.locator("#person-toggle")).to_be_focused()
    keys.press("Alt+ArrowLeft")


def test_the_skip_link_is_first_and_leads_to_writing(tab: Visit) -> None:
    page = tab.go("ana", "learning").page
    page.locator("a, button").first.focus()
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(tab.field).to_be_focused()
