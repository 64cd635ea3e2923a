from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.calendar.schedule import parse_slot
from bot.core.people.workspaces import SettingOrigin
from bot.core.time_off import TimeOff
from bot.dispatch.channel_presence import ChannelPresence
from bot.features.settings.rules import SETTING_PARSERS
from bot.features.settings.views import page
from bot.sandbox.validation.rules import check_message
from bot.setting_values import RejectedSetting, SettingErrorReason
from tests.features.settings.samples import MEMBER, NOW, WORKSPACE
from tests.slack_driver import message_blocks, message_text

ORIGINS = {
    **dict.fromkeys(("timezone", "board_on", "digest_on", "nudge_on", "goal_minutes", "nudge"), SettingOrigin.DEFAULT),
    **dict.fromkeys(("board_by", "digest_parts", "retention_months"), SettingOrigin.DEFAULT),
    "learning_channel": SettingOrigin.ENVIRONMENT,
    "digest": SettingOrigin.SLACK,
}


def test_each_setting_stands_there_with_where_it_comes_from() -> None:
    message = page.render_settings(WORKSPACE, ORIGINS, None, NOW)
    check_message(message.post_arguments())
    assert "Leaderboard: off\n" in message.text
    assert "Learning channel: <#C0LEARNING> (set by the person who runs Roadmate)" in message.text
    assert "Digest: Mon 09:00, Europe/Berlin time (set here)" in message.text
    assert "Next digest: Mon 23 Nov 09:00, Europe/Berlin time" in message.text


def test_a_digest_turned_off_here_was_set_here() -> None:
    origins = {**ORIGINS, "digest": SettingOrigin.DEFAULT, "digest_on": SettingOrigin.SLACK}
    message = page.render_settings(replace(WORKSPACE, digest_on=False), origins, None, NOW)
    assert "Digest: off (set here)" in message.text
    assert "The digest is off." in message.text


def test_admins_are_told_how_and_others_who() -> None:
    admin = message_text(page.render_settings(WORKSPACE, ORIGINS, None, NOW), "team-")
    other = page.render_settings(WORKSPACE, ORIGINS, ["Ana", "<!here>"], NOW).text
    assert "board on" in admin
    assert "Or type /team-roadmate settings with" in admin
    assert "ask Ana or &lt;!here&gt;." in other
    assert "board on," not in other


@pytest.mark.parametrize("name", sorted(SETTING_PARSERS))
def test_every_change_says_what_is_in_force_and_what_comes_next(name: str) -> None:
    message = page.render_changed_settings((name,), WORKSPACE, MEMBER, NOW)
    check_message(message.post_arguments())
    since = ", starting this week" if name == "goal" else ""
    assert message.text.startswith(f"✅ Saved. {page.setting_text(name, WORKSPACE)}{since}.")
    digest, nudge = "Next digest: Mon 23 Nov 09:00, Europe/Berlin time", "Next nudge: Thu 26 Nov 16:00 (your time)"
    assert (digest in message.text) == (name in ("channel", "digest", "timezone"))
    assert (nudge in message.text) == (name in ("goal", "nudge", "timezone"))


def test_a_channel_without_us_asks_for_an_invitation() -> None:
    absent = page.render_changed_settings(
        ("channel",), WORKSPACE, MEMBER, NOW, presence=ChannelPresence("C0LEARNING", is_in=False)
    )
    assert "Invite me to <#C0LEARNING>" in absent.text
    there = ChannelPresence("C0LEARNING", is_in=True)
    for presence in (None, there):
        assert (
            "Invite me"
            not in page.render_changed_settings(("channel",), WORKSPACE, MEMBER, NOW, presence=presence).text
        )


@pytest.mark.parametrize(
    ("scopes", "words"),
    [
        (("channels:read",), "I lack the permission `channels:read`"),
        (("channels:read", "groups:read"), "I lack the permission `channels:read` or `groups:read`"),
        ((), "Slack didn't answer"),
    ],
)
def test_what_is_not_known_of_a_channel_is_said_so(scopes: tuple[str, ...], words: str) -> None:
    presence = ChannelPresence("C0LEARNING", None, scopes)
    message = page.render_changed_settings(("channel",), WORKSPACE, MEMBER, NOW, presence=presence)
    check_message(message.post_arguments())
    assert f"I can't check whether I'm in <#C0LEARNING>: {words}".replace("`", "") in message.text.replace("`", "")
    assert "Invite me" not in message.text


def test_a_digest_without_a_channel_says_why_none_goes_out() -> None:
    nowhere = replace(WORKSPACE, learning_channel=None)
    message = page.render_changed_settings(("digest",), nowhere, MEMBER, NOW)
    assert "No digest yet: there's no learning channel." in message.text


def test_holidays_stand_among_the_settings() -> None:
    holidays = [TimeOff(date(2026, 12, 24), date(2027, 1, 1), "Christmas <b>")]
    message = page.render_settings(WORKSPACE, ORIGINS, None, NOW, holidays=holidays)
    check_message(message.post_arguments())
    assert "Team holidays: Thu 24 Dec-Fri 1 Jan 2027: Christmas &lt;b&gt;" in message.text
    assert "Team holidays: none" in page.render_settings(WORKSPACE, ORIGINS, None, NOW).text


@pytest.mark.parametrize("reason", list(SettingErrorReason))
@pytest.mark.parametrize(
    "setting",
    [
        *("goal", "day", "own nudge", "named", "settings goal", "board", "board by"),
        *("digest parts", "channel", "digest", "nudge", "timezone"),
    ],
)
def test_every_refusal_is_short_harmless_and_has_an_example(reason: SettingErrorReason, setting: str) -> None:
    message = page.render_rejected_setting(RejectedSetting(reason, setting, "<!here>", suggestion="Europe/Berlin"))
    check_message(message.post_arguments())
    assert "<!here>" not in message.text
    assert "/roadmate" in message_text(message) or reason is SettingErrorReason.NAME


def test_a_setting_without_a_value_asks_for_one_with_an_example() -> None:
    message = page.render_rejected_setting(RejectedSetting(SettingErrorReason.SLOT, "digest", ""))
    assert message_text(message) == "What should it be? E.g. /roadmate settings digest mon 09:00."


def test_a_number_that_may_be_minutes_or_hours_offers_both() -> None:
    wrong = RejectedSetting(SettingErrorReason.HOURS_OR_MINUTES, "settings goal", "20", minute_options=(20, 1200))
    message = page.render_rejected_setting(wrong)
    elements = next(block["elements"] for block in message.blocks if block["type"] == "actions")
    assert [(each["text"]["text"], each["value"]) for each in elements] == [
        ("20 min", "goal 20m"),
        ("20 h", "goal 1200m"),
    ]


def test_several_changes_stand_together() -> None:
    message = page.render_changed_settings(("goal", "board by", "digest parts"), WORKSPACE, MEMBER, NOW)
    check_message(message.post_arguments())
    assert message.text.startswith(
        "✅ Saved.\nWeekly goal (team default): 2 h, starting this week.\nLeaderboard ranks by"
    )
    assert "In the digest: everything." in message.text


def test_a_digest_that_is_due_already_goes_out_now() -> None:
    workspace = replace(WORKSPACE, digest_slot=parse_slot("sat 12:30"))
    due = page.next_digest_text(workspace, NOW, {"2026-W45"})
    assert due == "The digest of Sat 21 Nov 12:30 goes out now, in <#C0LEARNING>."
    assert "Next digest: Sat 28 Nov 12:30" in page.next_digest_text(workspace, NOW, {"2026-W46"})


def test_a_suggestion_fits_on_its_button_with_the_longest_prefix() -> None:
    message = page.render_not_understood("x", suggestion="roadmate goal " + "3" * 100)
    [label, _] = [each["text"]["text"] for each in message_blocks(message, "x" * 20)[1]["elements"]]
    assert label.startswith(f"/{'x' * 20}roadmate goal 3")
    assert len(label) == 75


def test_admins_get_the_form_and_the_holidays_by_a_button_and_others_do_not() -> None:
    def labels(admins: list[str] | None) -> list[str]:
        blocks = page.render_settings(WORKSPACE, ORIGINS, admins, NOW).blocks
        return [each["text"]["text"] for block in blocks if block["type"] == "actions" for each in block["elements"]]

    assert labels(None) == ["Change", "Team holidays"]
    assert labels(["Ana"]) == []
