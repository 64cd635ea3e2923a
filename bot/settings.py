"""Read the settings from the environment (and `.env`), checked whole before anything starts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError, model_validator

from bot import setting_values
from bot.calendar.schedule import WeeklySlot, parse_slot


class SettingError(Exception):
    """A setting is wrong; the text is one line that names it and never its value if that could be a secret."""


def _blank_to_none(value: Any) -> Any:
    return None if value == "" else value


def _to_port(value: Any) -> Any:
    if not re.fullmatch(r"[0-9]{1,5}", str(value)) or int(value) > 65535:
        raise ValueError("write the number of a port, from 1 to 65535")
    return value


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


def _to_retention(value: Any) -> Any:
    parsed = value if isinstance(value, int) else setting_values.parse_retention(str(value))
    if isinstance(parsed, setting_values.RejectedSetting):
        months = f"months from {setting_values.MIN_RETENTION_MONTHS} to {setting_values.MAX_RETENTION_MONTHS}"
        raise ValueError(f"write {months}, such as 24 months, or off")  # noqa: TRY004  (pydantic turns this into text)
    return parsed


def _to_database_url(value: Any) -> Any:
    """Return the URL for the driver that we ship; platforms hand out `postgres://` and `postgresql://`."""
    url = re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", str(value))
    try:
        port = urlsplit(url).port
    except ValueError:
        port = -1
    if not re.match(r"sqlite:///[^?:]+$|postgresql\+psycopg://[^/]*/", url) or port == -1:
        raise ValueError("write sqlite:///path/to/file.db or postgresql://user:password@host:5432/name")
    return url


def _matching(pattern: str, complaint: str) -> BeforeValidator:
    """Return a validator that refuses other texts with this complaint; an empty text passes."""

    def check(value: Any) -> Any:
        text = value.get_secret_value() if isinstance(value, SecretStr) else value
        if isinstance(text, str) and text and not re.fullmatch(pattern, text):
            raise ValueError(complaint)
        return value

    return BeforeValidator(check)


def _to_ids(value: Any) -> Any:
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


OptionalSecret = Annotated[SecretStr | None, BeforeValidator(_blank_to_none)]
UserId = Annotated[
    str,
    _matching(r"([TE][A-Z0-9]{2,30}:)?[UW][A-Z0-9]{2,30}", "write user ids, such as U0123456789, not names"),
]


class Settings(BaseModel):
    """All settings, typed. Secrets never show in a repr, a log line or an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, hide_input_in_errors=True)

    slack_bot_token: Annotated[OptionalSecret, _matching(r"xoxb-[!-~]+", "a bot token starts with xoxb-")] = Field(
        None,
        alias="SLACK_BOT_TOKEN",
        description="The bot's token, xoxb-..., from OAuth & Permissions. Needed to talk to Slack.",
    )
    slack_signing_secret: Annotated[OptionalSecret, _matching(r"[!-~]+", "it is letters and digits only")] = Field(
        None,
        alias="SLACK_SIGNING_SECRET",
        description="From Basic Information. Needed for HTTP: shows that a request is Slack's.",
    )
    slack_app_token: Annotated[OptionalSecret, _matching(r"xapp-[!-~]+", "an app-level token starts with xapp-")] = (
        Field(
            None,
            alias="SLACK_APP_TOKEN",
            description="An app-level token, xapp-..., with connections:write. Needed for Socket Mode.",
        )
    )
    slack_api_url: Annotated[
        str, _matching(r"https?://[\w.:-]+(/[!-~]*)?", "write an address such as https://slack.com/api/")
    ] = Field(
        "https://slack.com/api/",
        alias="SLACK_API_URL",
        description="Where the Web API is; GovSlack has another.",
    )
    database_url: Annotated[str, BeforeValidator(_to_database_url)] = Field(
        "sqlite:///roadmate.db",
        alias="DATABASE_URL",
        description="SQLite for one machine, postgresql://... for several processes.",
    )
    port: Annotated[int, BeforeValidator(_to_port)] = Field(
        3000, alias="PORT", description="The port that `roadmate serve` listens on."
    )
    host: Annotated[str, _matching(r"[0-9A-Za-z.:-]{1,253}", "write an address such as 0.0.0.0 or 127.0.0.1")] = Field(
        "0.0.0.0",  # noqa: S104  (a server in a container is reached from outside of it)
        alias="ROADMATE_HOST",
        description="The address that `PORT` and `ROADMATE_STATUS_PORT` are opened on.",
    )
    status_port: Annotated[int, BeforeValidator(_to_port)] | None = Field(
        None,
        alias="ROADMATE_STATUS_PORT",
        description="A port of its own for health, readiness and metrics, also of `socket` and `worker`.",
    )
    content_dir: Annotated[Path | None, BeforeValidator(_blank_to_none), BeforeValidator(_to_directory)] = Field(
        None,
        alias="ROADMATE_CONTENT_DIR",
        description="Another directory of roadmaps and plan; empty for the one that is shipped.",
    )
    packs_dir: Path = Field(
        Path("packs"),
        alias="ROADMATE_PACKS_DIR",
        description="The directory of `packs.lock`, the packs from git and `overlay.yaml`; it need not exist.",
    )
    timezone: Annotated[ZoneInfo, BeforeValidator(_to_zone)] = Field(
        ZoneInfo("UTC"),
        alias="ROADMATE_TIMEZONE",
        description="The workspace's IANA time zone: boards, digest, and people without one.",
    )
    learning_channel: Annotated[
        str | None,
        BeforeValidator(_blank_to_none),
        _matching(r"[CG][A-Z0-9]{2,30}", "write the channel's id, such as C0123456789, not its name"),
    ] = Field(
        None,
        alias="ROADMATE_LEARNING_CHANNEL",
        description="The id (C...) of the channel that gets the weekly digest; empty for none.",
    )
    admins: Annotated[tuple[UserId, ...], BeforeValidator(_to_ids)] = Field(
        (),
        alias="ROADMATE_ADMINS",
        description="User ids, commas, who may do what admins may; workspace admins always may. "
        "With several workspaces write T0123456789:U0123456789.",
    )
    digest: Annotated[WeeklySlot, BeforeValidator(_to_slot)] = Field(
        parse_slot("mon 09:00"), alias="ROADMATE_DIGEST", description="When the digest goes out, workspace time."
    )
    nudge: Annotated[WeeklySlot, BeforeValidator(_to_slot)] = Field(
        parse_slot("thu 16:00"), alias="ROADMATE_NUDGE", description="When the nudge goes out, each member's own time."
    )
    retention: Annotated[int, BeforeValidator(_to_retention)] = Field(
        setting_values.DEFAULT_RETENTION_MONTHS,
        alias="ROADMATE_RETENTION",
        description="How many months to keep data that isn't needed any more; `off` keeps it forever.",
    )
    command_prefix: Annotated[str, _matching(r"[a-z0-9_-]{0,20}", "at most 20 small letters, digits, - and _")] = Field(
        "",
        alias="ROADMATE_COMMAND_PREFIX",
        description="Put before each command's name: `team-` makes /team-log.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", alias="LOG_LEVEL", description="The least level that is logged."
    )
    log_format: Literal["text", "json"] = Field(
        "text", alias="LOG_FORMAT", description="`json` writes one object a line: ts, level, logger, message."
    )
    slack_client_id: Annotated[str | None, BeforeValidator(_blank_to_none)] = Field(
        None, alias="SLACK_CLIENT_ID", description="For several workspaces: the app's client id."
    )
    slack_client_secret: OptionalSecret = Field(
        None, alias="SLACK_CLIENT_SECRET", description="For several workspaces: the app's client secret."
    )
    secret_key: OptionalSecret = Field(
        None,
        alias="ROADMATE_SECRET_KEY",
        description="For several workspaces: encrypts their tokens; `roadmate doctor` can make one.",
    )

    @model_validator(mode="after")
    def _check_ports(self) -> Settings:
        if self.port and self.port == self.status_port:
            raise ValueError(f"PORT and ROADMATE_STATUS_PORT are both {self.port}; give the status pages another one")
        return self

    def slash_command(self, name: str) -> str:
        """Return the slash command as people type it, such as `/log`."""
        return f"/{self.command_prefix}{name}"

    def content_path(self) -> Path:
        """Return the directory of the content: the one that is set, the packaged one, or the checkout's."""
        if self.content_dir:
            return self.content_dir
        packaged = Path(__file__).parent / "content"
        return packaged if packaged.is_dir() else Path(__file__).parent.parent / "content"


_VARIABLES: Final = frozenset(field.alias for field in Settings.model_fields.values())


def read_settings(environment: Mapping[str, str], dotenv: Path | None = None) -> Settings:
    """Read the settings; the environment wins over the file.

    Raises:
        SettingError: one line that names the first wrong setting and says what is wrong with it.
    """
    from_file = read_dotenv(dotenv) if dotenv else {}
    merged = {key: value.strip() for key, value in {**from_file, **environment}.items() if key in _VARIABLES}
    try:
        return Settings.model_validate({key: value for key, value in merged.items() if value})
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = f"{first['loc'][0]}: " if first["loc"] else ""
        raise SettingError(f"{where}{_error_text(first['msg'])}") from None


def read_dotenv(file: Path) -> dict[str, str]:
    """Return the variables of a `.env` file, as they stand there. Raises SettingError."""
    from dotenv import dotenv_values  # noqa: PLC0415  (where there is no file, nothing reads one)

    try:
        variables = dotenv_values(file, interpolate=False)
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"{file}: can't be read ({type(error).__name__})") from None
    return {key: value for key, value in variables.items() if value is not None}


def find_unknown_variables(environment: Mapping[str, str]) -> tuple[str, ...]:
    """Return variables that look like ours but are none, which is how a misspelt one shows."""
    return tuple(sorted(key for key in environment if key.startswith("ROADMATE_") and key not in _VARIABLES))


def _error_text(message: str) -> str:
    return (
        message.removeprefix("Value error, ").replace("Input should", "it should").replace("String should", "it should")
    )
