"""The server is gone and comes back; Slack fails and the app lives on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sandbox.slack_api.fixtures import LEARNING
from bot.sandbox.slack_api.workspace import BOT_TOKEN
from bot.trial import TrialRun
from tests.browser.accessibility import AccessibilityCheck
from tests.browser.stage import Site, pages_of
from tests.browser.visit import Visit


def test_a_lost_connection_is_said_and_comes_back(open_tab: Callable[..., Visit], site: Site) -> None:
    tab = open_tab(may_lose_the_server=True).go("ana", "learning")
    lost = tab.page.locator("#lost")
    with site.being_gone():
        tab.say("are you there?")
        expect(lost).to_contain_text("Connection lost")
        expect(tab.field).to_have_value("are you there?")
    expect(lost).to_be_hidden()
    tab.field.press("Enter")
    expect(tab.latest).to_contain_text("are you there?")


def test_a_server_that_began_anew_is_met_by_loading_again(
    open_tab: Callable[..., Visit], site: Site, trial: TrialRun
) -> None:
    tab = open_tab(may_lose_the_server=True).go("ana", "learning")
    tab.field.fill("half a thought")
    boot = tab.page.locator("body").get_attribute("data-boot")
    with site.being_gone():
        site.show(pages_of(trial))
    expect(tab.page.locator("body")).not_to_have_attribute("data-boot", boot or "")
    expect(tab.field).to_have_value("half a thought")


def test_a_refusal_is_shown_with_its_reason(tab: Visit, trial: TrialRun, axe: AccessibilityCheck) -> None:
    page = tab.go("ana", "learning").page
    page.locator("#inspector-toggle").click()
    client = WebClient(BOT_TOKEN, base_url=trial.delivery.server.base_url)
    with pytest.raises(SlackApiError):
        client.chat_postMessage(channel=LEARNING.id, text="x", blocks=[{"type": "header"}])
    refused = page.locator("[data-exchanges] li[data-failed]").first
    expect(refused).to_contain_text("invalid_blocks")
    refused.locator("summary").click()
    expect(refused.locator("pre").first).to_contain_text('"header"')
    axe(page, "The inspector with a refusal open")
    page.get_by_role("button", name="Close the inspector").click()
    expect(page.locator("#inspector-toggle")).to_be_focused()


def test_too_many_calls_are_survived(tab: Visit, trial: TrialRun) -> None:
    page = tab.go("ana", "learning").page
    tab.say("/log 2h networking", "Logged")
    page.locator("#inspector-toggle").click()
    page.locator("#pane .faults summary").click()
    page.locator("#pane [name=kind]").select_option("rate_limited")
    page.locator("#pane [name=method]").fill("chat.postMessage")
    page.locator("#pane [name=seconds]").fill("1")
    page.locator("#pane [name=calls]").fill("1")
    page.get_by_role("button", name="Switch on").click()
    expect(page.locator("#pane .switched")).to_contain_text("429")
    tab.turn_clock("mon 09:30")
    expect(page.locator("[data-exchanges] li[data-failed]").first).to_contain_text("rate limited")
    trial.clock.advance(timedelta(seconds=5))  # Slack asked for one
    tab.say("is it late?")
    expect(page.locator("#log")).to_contain_text("What we learned, 23-29 Nov")  # the digest was put off, and came
