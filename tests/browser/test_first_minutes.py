"""A newcomer's first five minutes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from playwright.sync_api import expect

from bot.sandbox.slack_api.fixtures import SlackUser
from bot.sandbox.web_page.guide import EmptyGuide, SuggestedStep
from bot.trial import TrialRun
from tests.browser.accessibility import AccessibilityCheck
from tests.browser.stage import Site, pages_of
from tests.browser.visit import Visit


def test_a_newcomer_finds_their_way(tab: Visit, axe: AccessibilityCheck) -> None:
    page = tab.page
    page.goto(tab.address)
    page.locator("body[data-ready]").wait_for()
    expect(page).to_have_url(re.compile("/ana/learning$"))
    expect(tab.field).to_be_focused()
    expect(page.locator("#empty")).to_be_visible()
    axe(page, "A channel with nothing in it")

    page.keyboard.type("/")
    offers = page.get_by_role("listbox", name="Suggestions").get_by_role("option")
    expect(offers.first).to_be_visible()
    axe(page, "The menu of commands")
    page.keyboard.type("log 2h networking: subnets")
    page.keyboard.press("Enter")
    expect(tab.latest).to_contain_text("Logged 2 h on Networking")
    expect(tab.latest.locator(".only")).to_have_text("Only visible to you")
    expect(tab.field).to_be_focused()
    expect(tab.field).to_have_value("")
    axe(page, "An answer that one person sees")

    before = tab.messages.count()
    page.get_by_role("button", name=re.compile("^Log 1 h of")).click()
    expect(page.locator("#log")).to_contain_text("Logged 1 h")
    assert tab.messages.count() >= before

    page.get_by_role("link", name=re.compile("^Roadmate")).click()
    expect(page.locator("#log")).to_contain_text("Hi Ana, I'm Roadmate.")
    axe(page, "Messages with the app")
    page.get_by_role("link", name="Home", exact=True).click()
    expect(page.locator("#home-body")).to_contain_text("3 h of 2 h")
    axe(page, "Home")


def test_back_leads_to_where_one_was_with_what_one_was_writing(tab: Visit) -> None:
    tab.go("ana", "learning").field.fill("half a thought")
    tab.page.locator("#to-roadmate").click()
    expect(tab.page).to_have_url(re.compile("/ana/roadmate$"))
    tab.page.go_back()
    expect(tab.field).to_have_value("half a thought")


def test_a_thread_opens_at_the_side_and_closes_by_back(tab: Visit, axe: AccessibilityCheck) -> None:
    tab.go("ana", "learning").say("+2h networking", "Logged 2 h")
    mine = tab.messages.first
    expect(mine.locator(".reaction .emoji")).to_have_text("✅")
    mine.hover()
    tab.press("Reply in thread", mine)
    reply = tab.page.locator("#reply")
    expect(reply).to_be_focused()
    reply.fill("and subnets")
    reply.press("Enter")
    expect(tab.page.locator("#thread-log li.message").last).to_contain_text("and subnets")
    expect(reply).to_be_focused()
    axe(tab.page, "A thread at the side")
    tab.page.go_back()
    expect(tab.page.locator("#pane")).to_be_hidden()
    expect(mine.locator(".thread-link")).to_contain_text("1 reply")


def test_each_reads_times_in_their_own_zone(open_tab: Callable[..., Visit]) -> None:
    ana, mei = open_tab().go("ana", "learning"), open_tab().go("mei", "learning")
    expect(mei.page.locator("#clock")).to_contain_text("Tue 24 Nov 17:00")
    ana.say("hello from Lisbon")
    expect(mei.latest).to_contain_text("hello from Lisbon")  # it comes without a reload
    expect(mei.latest.locator(".who time")).to_have_text(re.compile("^17:0"))
    expect(ana.latest.locator(".who time")).to_have_text(re.compile("^09:0"))


class SmallGuide(EmptyGuide):
    """Two things to try, and a jump in time."""

    def steps(self, person: SlackUser) -> Sequence[SuggestedStep]:
        ask = SuggestedStep("See your plan", "Ten areas.", "Open the plan", person.name, "roadmate", line="/plan")
        jump = SuggestedStep("Wait a week", "Watch.", "Turn", person.name, "learning", jump="2026-12-01T09:00:00+00:00")
        return ask, jump


def test_what_is_offered_to_try_is_done_by_one_press(
    tab: Visit, site: Site, trial: TrialRun, axe: AccessibilityCheck
) -> None:
    site.show(pages_of(trial, guide=SmallGuide("mei", "home")))
    page = tab.page
    page.goto(tab.address)
    expect(page.locator("#strip")).to_contain_text("Two things to try")
    expect(page.locator("#home-body")).to_contain_text("Welcome, Mei")
    axe(page, "Home with things to try")
    page.get_by_role("button", name="Open the plan", exact=True).first.click()
    expect(page).to_have_url(re.compile("/mei/roadmate$"))
    expect(page.locator("#log")).to_contain_text("Change my plan")
    expect(page.locator("#strip-done")).to_have_text("1 of 2 done")
