"""Settings are read whole and checked before anything starts; one line names what is wrong; secrets stay secret."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import SettingError, Settings, find_unknown_variables, read_settings

ROOT = Path(__file__).parent.parent
DEFAULTS_AS_TYPED = {
    "ROADMATE_ADMINS": "",
    "ROADMATE_DIGEST": "mon 09:00",
    "ROADMATE_NUDGE": "thu 16:00",
    "ROADMATE_RETENTION": "24 months",
}


def test_nothing_set_gives_the_defaults() -> None:
    settings = read_settings({})
    assert settings.database_url == "sqlite:///roadmate.db"
    assert settings.port == 3000
    assert settings.timezone.key == "UTC"
    assert settings.slack_bot_token is None
    assert settings.content_path().is_dir()


def test_every_setting_is_read() -> None:
    settings = read_settings(
        {
            "PORT": "8080",
            "ROADMATE_ADMINS": "U012AB, W345,",
            "ROADMATE_TIMEZONE": "Asia/Kolkata",
            "ROADMATE_DIGEST": "fri 8:30",
            "ROADMATE_LEARNING_CHANNEL": "C0123",
            "ROADMATE_COMMAND_PREFIX": "team-",
            "ROADMATE_RETENTION": "1 year",
            "LOG_LEVEL": "DEBUG",
            "LOG_FORMAT": "json",
            "ROADMATE_HOST": "127.0.0.1",
            "ROADMATE_STATUS_PORT": "9100",
        }
    )
    assert settings.admins == ("U012AB", "W345")
    assert settings.slash_command("log") == "/team-log"
    assert settings.retention == 12
    assert (settings.log_format, settings.host, settings.status_port) == ("json", "127.0.0.1", 9100)
    assert (settings.digest.weekday, settings.digest.time_of_day.hour, settings.digest.time_of_day.minute) == (4, 8, 30)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PORT", "seventy"),
        ("PORT", "70000"),
        ("ROADMATE_STATUS_PORT", "status"),
        ("ROADMATE_STATUS_PORT", "70000"),
        ("ROADMATE_HOST", "here and there"),
        ("LOG_FORMAT", "xml"),
        ("ROADMATE_TIMEZONE", "Mars/Olympus"),
        ("ROADMATE_TIMEZONE", "../../etc/passwd"),
        ("ROADMATE_DIGEST", "someday"),
        ("ROADMATE_NUDGE", "thu 25:00"),
        ("ROADMATE_ADMINS", "ana"),
        ("ROADMATE_LEARNING_CHANNEL", "#learning"),
        ("ROADMATE_COMMAND_PREFIX", "Team "),
        ("DATABASE_URL", "mysql://x"),
        ("SLACK_API_URL", "slack.com"),
        ("LOG_LEVEL", "LOUD"),
        ("ROADMATE_RETENTION", "2 months"),
    ],
)
def test_a_wrong_setting_is_named_in_one_line(variable: str, value: str) -> None:
    with pytest.raises(SettingError) as caught:
        read_settings({variable: value})
    assert str(caught.value).startswith(f"{variable}: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("variable", ["PORT", "ROADMATE_STATUS_PORT"])
@pytest.mark.parametrize("value", ["http", "-1", "65536", "99999999999", "30 00"])
def test_a_wrong_port_is_told_in_plain_words(variable: str, value: str) -> None:
    with pytest.raises(SettingError, match=f"^{variable}: write the number of a port, from 1 to 65535$"):
        read_settings({variable: value})


def test_a_secret_shows_nowhere() -> None:
    settings = read_settings({"SLACK_BOT_TOKEN": "xoxb-very-secret", "SLACK_SIGNING_SECRET": "also-secret"})
    assert "very-secret" not in repr(settings)
    assert "also-secret" not in settings.model_dump_json()


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("PORT=1111\nLOG_LEVEL=ERROR\nUNRELATED=x\n")
    settings = read_settings({"PORT": "2222"}, file)
    assert (settings.port, settings.log_level) == (2222, "ERROR")


def test_an_empty_value_is_the_default() -> None:
    assert read_settings({"PORT": "", "ROADMATE_ADMINS": " ", "SLACK_APP_TOKEN": ""}).port == 3000


def test_a_misspelt_variable_shows() -> None:
    assert find_unknown_variables({"ROADMATE_TIMEZOME": "x", "ROADMATE_DIGEST": "y", "HOME": "z"}) == (
        "ROADMATE_TIMEZOME",
    )


def test_every_setting_is_documented_with_its_default() -> None:
    example, page = (ROOT / ".env.example").read_text(), (ROOT / "docs/reference/settings.md").read_text()
    for field in Settings.model_fields.values():
        assert field.description
        assert f"\n{field.alias}={DEFAULTS_AS_TYPED.get(field.alias, field.default or '')}\n" in example
        assert f"`{field.alias}`" in page


def test_the_example_file_holds_the_defaults() -> None:
    assert read_settings({}, ROOT / ".env.example") == read_settings({})


def test_the_status_pages_need_another_port() -> None:
    with pytest.raises(SettingError) as refused:
        read_settings({"PORT": "3000", "ROADMATE_STATUS_PORT": "3000"})
    assert str(refused.value) == "PORT and ROADMATE_STATUS_PORT are both 3000; give the status pages another one"
    assert read_settings({"PORT": "0", "ROADMATE_STATUS_PORT": "0"}).status_port == 0
