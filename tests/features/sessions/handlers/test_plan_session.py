"""Planning a session through the whole app: the line, the form, the preview and the channel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.dispatch.request import FormSubmission, Request
from bot.features.sessions.handlers import plan_session
from bot.sandbox.slack_api.fixtures import BOT, CHIDI, LEARNING, MEI, TEAM_ID, SlackChannel
from bot.sandbox.slack_api.journal import ShownKind
from tests import faults
from tests.features.sessions.handlers.session_steps import (
    LINE,
    SQLITE,
    audited_acts,
    channel_texts,
    deliver,
    newest,
    press,
    shown_words,
    succeeded,
)
from tests.slack_driver import Driver
from tests.slack_world import add_channel


@SQLITE
def test_a_missing_channel_or_one_without_the_bot_is_said_before_anything_else(
    make_driver: Callable[..., Driver],
) -> None:
    driver = make_driver(ROADMATE_LEARNING_CHANNEL="")
    nowhere = succeeded(driver.say("ana", f"{LINE} for 45m", channel=""))
    assert "There's no learning channel yet. Type this in the channel where you want it" in nowhere.text
    assert '/roadmate session "GitOps intro" thu 26 nov 15:00 for 45m' in nowhere.text
    preview = succeeded(driver.say("ana", f"{LINE} for 45m", channel="#general"))
    press(driver, "ana", preview, "Change")
    in_window = succeeded(driver.delivery.submit("ana", {}))
    for absent in (preview, in_window):
        assert "I'm not in <#C0GENERAL>, so I can't announce this yet. Type /invite @Roadmate there" in shown_words(
            absent
        )
        assert "Announce" not in str(absent.last.view or absent.last.blocks).replace("Announced", "")
    again = press(driver, "ana", in_window, "Try again")
    assert "I'm not in <#C0GENERAL>" in shown_words(again)
    driver.slack.workspace.channels["C0GENERAL"] = replace(LEARNING, id="C0GENERAL", name="general")
    asked = press(driver, "ana", again, "Try again")
    assert "Announce this in <#C0GENERAL>?" in shown_words(asked)
    assert "Announced in <#C0GENERAL>: GitOps intro, Thu 26 Nov 15:00, 45 min" in shown_words(
        press(driver, "ana", asked, "Announce")
    )
    deliver(driver)
    assert len(channel_texts(driver, "C0GENERAL")) == 1


@SQLITE
def test_a_session_is_announced_only_where_its_host_is(driver: Driver) -> None:
    members_with_bot = frozenset({BOT.id, CHIDI.id})
    add_channel(driver.slack.workspace, SlackChannel("C0SECRET", "secret", members_with_bot, is_private=True))
    add_channel(driver.slack.workspace, SlackChannel("C0HIDDEN", "hidden", frozenset({CHIDI.id}), is_private=True))
    channels = ("C0SECRET", "C0HIDDEN", "C0NONE")
    [refusal] = {succeeded(driver.say("mei", f"{LINE} in <#{each}|>")).text for each in channels}
    assert "I can announce it in the learning channel, or in the channel where you ask for it" in refusal
    assert audited_acts(driver) == []
    deps, kept = driver.roadmate.deps, '"key":"k","title":"x","day":"2026-11-26","at":"15:00","here":"C0SECRET"'
    payload = f'{{{kept},"channel":"C0SECRET"}}'
    for handler in (plan_session.press_announce, plan_session.preview_again):
        for channel, view in (("C0LEARNING", ""), (MEI.dm, ""), ("", "modal")):
            request = Request(TEAM_ID, MEI.id, payload, channel, "r", "button", view_type=view)
            assert "Not announced yet" in handler(deps, request).to_message().text
    form = Request(TEAM_ID, MEI.id, "", "", "r", "form", view_type="modal")
    fields = {"title": "x", "day": "2026-11-26", "at": "15:00", "channel": "C0SECRET"}
    wrong: Any = plan_session.submit_plan(deps, FormSubmission(form, fields, f"{{{kept[:9]},{kept[-17:]}}}"))
    assert list(wrong.errors) == ["channel"]
    assert [each[0] for each in audited_acts(driver)] == ["refused.session"] * 7
    succeeded(driver.say("chidi", "/roadmate session", channel="C0SECRET"))
    made = succeeded(driver.delivery.submit("chidi", {"title": "GitOps intro", "channel": "C0SECRET"}))
    press(driver, "chidi", made, "Announce")
    deliver(driver)
    assert len(channel_texts(driver, "C0SECRET")) == 1


@SQLITE
def test_the_form_keeps_what_was_typed_and_a_lost_update_loses_no_joining(driver: Driver) -> None:
    wrong = succeeded(driver.say("mei", '/roadmate session "GitOps intro" today 11:00 for 90m'))
    assert "That time has already passed" in wrong.text
    assert '/roadmate session "GitOps intro" tomorrow 11:00 for 90m' in wrong.text
    form = press(driver, "mei", wrong, "Open the form").last
    assert form.view
    assert "GitOps intro" in str(form.view["blocks"][0])
    assert driver.delivery.submit("mei", {}).last.view["errors"] == {"at": "That time has already passed."}
    made = succeeded(driver.delivery.submit("mei", {"day": "2026-11-26"}))
    press(driver, "mei", made, "Announce")
    deliver(driver)
    driver.slack.faults.add("chat.update", faults.error("cant_update_message"))
    lost = driver.delivery.click("ben", newest(driver, "C0LEARNING"), 1)
    assert lost.refused == ("chat.update: cant_update_message",)
    assert "You're in: GitOps intro" in lost.text
    assert "1 person joins, you among them" in succeeded(driver.say("ben", "/roadmate sessions")).text
    mentioned = succeeded(driver.delivery.mention("ben", "#learning", "roadmate session"))
    assert press(driver, "ben", mentioned, "Plan a session").last.kind is ShownKind.MODAL
    dropped = press(driver, "ben", succeeded(driver.say("ben", LINE)), "Forget it")
    assert "Nothing was announced" in dropped.text
