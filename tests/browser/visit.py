"""A person before the page: what they type, press and see."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

READY = "body[data-ready]"


class Visit:
    """One tab of a browser."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address

    def go(self, person: str, place: str) -> Visit:
        """Open a conversation, or the Home tab, as somebody."""
        self.page.goto(f"{self.address}/{person}/{place}")
        self.page.locator(READY).wait_for()
        return self

    @property
    def field(self) -> Locator:
        """Where one writes."""
        return self.page.locator("#say")

    @property
    def messages(self) -> Locator:
        """All messages that are shown."""
        return self.page.locator("#log li.message")

    @property
    def latest(self) -> Locator:
        """The newest message."""
        return self.messages.last

    @property
    def modal(self) -> Locator:
        """The form in front."""
        return self.page.locator("dialog#modal")

    def say(self, line: str, answer: str = "") -> Locator:
        """Type a line and send it; return the newest message, which has this answer in it."""
        before = self.latest.get_attribute("id") if self.messages.count() else None
        self.field.fill(line)
        self.field.press("Enter")
        if before and answer:
            expect(self.latest).not_to_have_attribute("id", before)
        if answer:
            expect(self.latest).to_contain_text(answer)
        return self.latest

    def press(self, name: str, within: Locator | None = None) -> None:
        """Press the button with these words, in the newest message or where it is said."""
        self.button(name, within).click()

    def button(self, name: str, within: Locator | None = None) -> Locator:
        """Return the button with these words, or with this name where it has no words."""
        found = within or self.latest
        words = re.compile(rf"^\s*{re.escape(name)}\s*$")
        return (
            found.locator("button:not([aria-hidden])")
            .filter(has_text=words)
            .or_(found.get_by_role("button", name=name, exact=True))
        )

    def turn_clock(self, words: str) -> None:
        """Turn the clock by words such as `mon 09:00`."""
        self.page.locator("#time-toggle").click()
        self.page.locator("#clock-words").fill(words)
        self.page.locator("#clock-words").press("Enter")
        expect(self.page.locator("#turning")).to_be_hidden()

    def width_of_document(self) -> int:
        """Return how wide everything is that there is to see."""
        return int(self.page.evaluate("document.documentElement.scrollWidth"))
