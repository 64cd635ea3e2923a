"""Settings: read from the environment (and `.env`), checked whole before anything starts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from dotenv import dotenv_values
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError

from bot import setting_values
from bot.calendar.schedule import WeeklySlot, parse_slot


class SettingError(Exception):
    """A setting is wrong; the text is one line that names it and never its value if that could be a secret."""


@dataclass(frozen=True, slots=True)
class SettingDoc:
    """What a setting is for, in the words of the README and `.env.example`."""

    variable: str
    default: str
    description: str


SETTING_DOCS: Final[tuple[SettingDoc, ...]] = (
    SettingDoc("SLACK_BOT_TOKEN", "", "The bot's token, xoxb-..., from OAuth & Permissions. Needed to talk to Slack."),
    SettingDoc("SLACK_SIGNING_SECRET", "", "From Basic Information. Needed for HTTP: shows that a request is Slack's."),
    SettingDoc("SLACK_APP_TOKEN", "", "An app-level token, xapp-..., with connections:write. Needed for Socket Mode."),
    SettingDoc("SLACK_API_URL", "https://slack.com/api/", "Where the Web API is; GovSlack and stand-ins have another."),
    SettingDoc(
        "DATABASE_URL", "sqlite:///roadmate.db", "SQLite for one machine, postgresql://... for several processes."
    ),
    SettingDoc("PORT", "3000", "The port that `roadmate serve` listens on."),
    SettingDoc(
        "ROADMATE_CONTENT_DIR", "", "Another directory of roadmaps and plan; empty for the one that is shipped."
    ),
    SettingDoc("ROADMATE_TIMEZONE", "UTC", "The workspace's IANA time zone: boards, digest, and people without one."),
    SettingDoc(
        "ROADMATE_LEARNING_CHANNEL", "", "The id (C...) of the channel that gets the weekly digest; empty for none."
    ),
    SettingDoc("ROADMATE_ADMINS", "", "User ids, commas, who may do what admins may; workspace admins always may."),
    SettingDoc("ROADMATE_DIGEST", "mon 09:00", "When the digest goes out, workspace time."),
    SettingDoc("ROADMATE_NUDGE", "thu 16:00", "When the nudge goes out, each member's own time."),
    SettingDoc("ROADMATE_RETENTION", "24 months", "How long what is not needed any more is kept; `off` keeps it."),
    SettingDoc(
        "ROADMATE_COMMAND_PREFIX",
        "",
        "Put before each command's name: `team-` makes /team-log.",
    ),
    SettingDoc("LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING or ERROR."),
    SettingDoc("SLACK_CLIENT_ID", "", "For several workspaces: the app's client id."),
    SettingDoc("SLACK_CLIENT_SECRET", "", "For several workspaces: the app's client secret."),
    SettingDoc(
        "ROADMATE_SECRET_KEY", "", "For several workspaces: encrypts their tokens; `roadmate doctor` can make one."
    ),
)


def _blank_to_none(value: Any) -> Any:
    return None if value == "" else value


def _to_zone(value: Any) -> Any:
    if isinstance(value, ZoneInfo):
        return value
    try:
        return ZoneInfo(str(value))
    except (KeyError, ValueError, OSError) as error:
        raise ValueError("not an IANA time zone such as Europe/Berlin") from error


def _to_directory(value: Any) -> Any:
    if value and not Path(value).is_dir():
        raise ValueError("there is no such directory")
    return value


def _to_slot(value: Any) -> Any:
    return value if isinstance(value, WeeklySlot) else parse_slot(str(value))


_RETENTION_HINT: Final = f"write months from {setting_values.MIN_RETENTION_MONTHS} to {setting_values.MAX_RETENTION_MONTHS}, such as 24 months, or off"


def _to_retention(value: Any) -> Any:
    read = value if isinstance(value, int) else setting_values.parse_retention(str(value))
    if isinstance(read, setting_values.RejectedSetting):
        raise ValueError(_RETENTION_HINT)  # noqa: TRY004  (pydantic makes words of this one)
    return read


def _to_database_url(value: Any) -> Any:
    """Platforms hand out `postgres://` and `postgresql://`; both mean the driver that we ship."""
    url = re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", str(value))
    try:
        port = urlsplit(url).port
    except ValueError:
        port = -1
    if not re.match(r"sqlite:///[^?:]+$|postgresql\+psycopg://[^/]*/", url) or port == -1:
        raise ValueError("write sqlite:///path/to/file.db or postgresql://user:password@host:5432/name")
    return url


def _matching(pattern: str, complaint: str) -> BeforeValidator:
    """A check whose complaint is a sentence."""

    def check(value: Any) -> Any:
        text = value.get_secret_value() if isinstance(value, SecretStr) else value
        if isinstance(text, str) and text and not re.fullmatch(pattern, text):
            raise ValueError(complaint)
        return value

    return BeforeValidator(check)


def _to_ids(value: Any) -> Any:
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


OptionalSecret = Annotated[SecretStr | None, BeforeValidator(_blank_to_none)]
UserId = Annotated[str, _matching(r"[UW][A-Z0-9]{2,30}", "write user ids, such as U0123456789, not names")]


class Settings(BaseModel):
    """All settings, typed. Secrets never show in a repr, a log line or an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, hide_input_in_errors=True)

    slack_bot_token: Annotated[
        OptionalSecret, _matching(r"xoxb-[!-~]+", "a bot token starts with xoxb-"), Field(alias="SLACK_BOT_TOKEN")
    ] = None
    slack_signing_secret: Annotated[
        OptionalSecret, _matching(r"[!-~]+", "it is letters and digits only"), Field(alias="SLACK_SIGNING_SECRET")
    ] = None
    slack_app_token: Annotated[
        OptionalSecret,
        _matching(r"xapp-[!-~]+", "an app-level token starts with xapp-"),
        Field(alias="SLACK_APP_TOKEN"),
    ] = None
    slack_api_url: Annotated[
        str,
        _matching(r"https?://[\w.:-]+(/[!-~]*)?", "write an address such as https://slack.com/api/"),
        Field(alias="SLACK_API_URL"),
    ] = "https://slack.com/api/"
    database_url: Annotated[str, BeforeValidator(_to_database_url), Field(alias="DATABASE_URL")] = (
        "sqlite:///roadmate.db"
    )
    port: Annotated[int, Field(alias="PORT", ge=0, le=65535)] = 3000
    content_dir: Annotated[
        Path | None,
        BeforeValidator(_blank_to_none),
        BeforeValidator(_to_directory),
        Field(alias="ROADMATE_CONTENT_DIR"),
    ] = None
    timezone: Annotated[ZoneInfo, BeforeValidator(_to_zone), Field(alias="ROADMATE_TIMEZONE")] = ZoneInfo("UTC")
    learning_channel: Annotated[
        str | None,
        BeforeValidator(_blank_to_none),
        _matching(r"[CG][A-Z0-9]{2,30}", "write the channel's id, such as C0123456789, not its name"),
        Field(alias="ROADMATE_LEARNING_CHANNEL"),
    ] = None
    admins: Annotated[tuple[UserId, ...], BeforeValidator(_to_ids), Field(alias="ROADMATE_ADMINS")] = ()
    digest: Annotated[WeeklySlot, BeforeValidator(_to_slot), Field(alias="ROADMATE_DIGEST")] = parse_slot("mon 09:00")
    nudge: Annotated[WeeklySlot, BeforeValidator(_to_slot), Field(alias="ROADMATE_NUDGE")] = parse_slot("thu 16:00")
    retention: Annotated[int, BeforeValidator(_to_retention), Field(alias="ROADMATE_RETENTION")] = (
        setting_values.DEFAULT_RETENTION_MONTHS
    )
    command_prefix: Annotated[
        str,
        _matching(r"[a-z0-9_-]{0,20}", "at most 20 small letters, digits, - and _"),
        Field(alias="ROADMATE_COMMAND_PREFIX"),
    ] = ""
    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], Field(alias="LOG_LEVEL")] = "INFO"
    slack_client_id: Annotated[str | None, BeforeValidator(_blank_to_none), Field(alias="SLACK_CLIENT_ID")] = None
    slack_client_secret: Annotated[OptionalSecret, Field(alias="SLACK_CLIENT_SECRET")] = None
    secret_key: Annotated[OptionalSecret, Field(alias="ROADMATE_SECRET_KEY")] = None

    def slash_command(self, name: str) -> str:
        """The slash command as people type it, such as `/log`."""
        return f"/{self.command_prefix}{name}"

    def content_path(self) -> Path:
        """The directory of the content: the one that is set, the packaged one, or the checkout's."""
        if self.content_dir:
            return self.content_dir
        packaged = Path(__file__).parent / "content"
        return packaged if packaged.is_dir() else Path(__file__).parent.parent / "content"


def read_settings(environment: Mapping[str, str], dotenv: Path | None = None) -> Settings:
    """Read the settings; the environment wins over the file.

    Raises:
        SettingError: one line that names the first wrong setting and says what is wrong with it.
    """
    known = {about.variable for about in SETTING_DOCS}
    from_file = read_dotenv(dotenv) if dotenv else {}
    merged = {key: value.strip() for key, value in {**from_file, **environment}.items() if key in known}
    try:
        settings = Settings.model_validate({key: value for key, value in merged.items() if value})
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise SettingError(f"{first['loc'][0]}: {_error_text(first['msg'])}") from None
    return settings


def read_dotenv(file: Path) -> dict[str, str]:
    """The variables of a `.env` file, as they stand there. Raises SettingError."""
    try:
        found = dotenv_values(file, interpolate=False)
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"{file}: cannot be read ({type(error).__name__})") from None
    return {key: value for key, value in found.items() if value is not None}


def find_unknown_variables(environment: Mapping[str, str]) -> tuple[str, ...]:
    """Variables that look like ours but are none, which is how a misspelt one shows."""
    known = {about.variable for about in SETTING_DOCS}
    return tuple(sorted(key for key in environment if key.startswith("ROADMATE_") and key not in known))


def _error_text(message: str) -> str:
    return (
        message.removeprefix("Value error, ").replace("Input should", "it should").replace("String should", "it should")
    )
