"""Ask Slack itself about everything that a set-up needs, in the order in which one thing rests on another."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from bot.clock import Clock
from bot.doctor import app_setup, hello
from bot.doctor.findings import Finding, Severity, Step, broken, warning
from bot.doctor.installed import WorkspaceCheck
from bot.doctor.messages import MessageCheck, Pace
from bot.doctor.reach import check_reach
from bot.doctor.samples import Sample
from bot.doctor.socket_mode import app_of_token, check_socket_mode
from bot.doctor.tokens import KnownWorkspace, list_operators, list_tokens, read_learning_channel
from bot.frozen import frozen
from bot.manifest import build_manifest
from bot.settings import Settings
from bot.slack.client import SlackClient
from bot.slack.command import Command

_EXAMPLE_URL: Final = "https://roadmate.example.com"  # stands for the address, which only Slack's pages have


@frozen
class OnlineOptions:
    """What is asked for: one workspace or all, a hello to somebody (None for no hello), a token that exports."""

    workspace: str = ""
    hello_to: str | None = None
    config_token: str = ""
    with_messages: bool = True


_USUAL_OPTIONS: Final = OnlineOptions()


class OnlineCheck:
    """The questions to Slack. Nothing is posted or changed, but for the hello that was asked for."""

    def __init__(
        self,
        settings: Settings,
        commands: Sequence[Command],
        clock: Clock,
        *,
        collect_samples: Callable[[], Sequence[Sample]],
        wait: Callable[[float], object],
        progress: Callable[[int, int], object] = lambda _done, _all: None,
        options: OnlineOptions = _USUAL_OPTIONS,
    ) -> None:
        self._settings = settings
        self._commands = commands
        self._clock = clock
        self._collect_samples = collect_samples
        self._wait = wait
        self._progress = progress
        self._options = options
        self._apps: list[str] = []
        self._answering: SlackClient | None = None

    def examine(self) -> Iterator[Finding]:
        """Yield what is found, each as soon as it is known."""
        known = list_tokens(self._settings)
        if not known:
            make = Step(
                "Make the app, install it, and put its tokens into .env in this folder.", "roadmate manifest --link"
            )
            yield warning("didn't ask Slack: there's no token yet", make)
            return
        reach = list(check_reach(self._settings.slack_api_url, self._clock))
        yield from reach
        if len(reach) == 1 and reach[0].severity is Severity.BROKEN:
            return  # nothing else would get through
        yield from self._check_workspaces(known)
        yield from self._check_app()
        if self._answering and self._options.with_messages:
            pace = Pace(self._wait, self._clock.monotonic)
            yield from MessageCheck(self._answering, "", pace, self._progress).check(self._collect_samples())

    def _check_workspaces(self, known: Sequence[KnownWorkspace]) -> Iterator[Finding]:
        wanted = self._options.workspace
        is_found = False
        seen: set[str] = set()
        for each in known:
            if wanted and each.id and each.id != wanted:
                continue
            check = WorkspaceCheck(self._client(each), each.id, is_own_install=bool(each.id))
            findings = list(check.check_token())
            name = check.found.workspace or each.id
            if (wanted and name != wanted) or (name and name in seen):
                continue
            is_found, seen = True, seen | {name}
            yield from findings
            if check.found.workspace:
                yield from self._check_inside(each, check)
        if not is_found:
            take = Step("Take the workspace's id from its address in a browser: app.slack.com/client/T...")
            yield broken(f"Roadmate isn't installed in a workspace {wanted}", take)

    def _check_inside(self, known: KnownWorkspace, check: WorkspaceCheck) -> Iterator[Finding]:
        workspace, slack = check.found.workspace, self._client(known)
        self._answering = self._answering or slack
        self._apps.append(check.found.app)
        yield check.check_channel(read_learning_channel(self._settings, workspace))
        if self._options.hello_to is not None:
            yield hello.say_hello(slack, workspace, self._hello_to(workspace))

    def _hello_to(self, workspace: str) -> str:
        team, _, user = (self._options.hello_to or "").rpartition(":")
        if user and team in ("", workspace):
            return user
        return next(iter(list_operators(self._settings, workspace)), "")

    def _check_app(self) -> Iterator[Finding]:
        app_token = self._settings.slack_app_token.get_secret_value() if self._settings.slack_app_token else ""
        app = next(filter(None, (*self._apps, app_of_token(app_token))), "")
        if app_token:
            client = self._client(KnownWorkspace("", "")).tokenless_client()
            yield from check_socket_mode(client, app_token, next(filter(None, self._apps), ""))
        if self._settings.slack_signing_secret:
            yield app_setup.check_signing_secret(self._settings.slack_signing_secret.get_secret_value())
        if self._options.config_token:
            slack = self._client(KnownWorkspace("", ""))
            manifest = build_manifest(self._settings, self._commands, None if app_token else _EXAMPLE_URL)
            yield from app_setup.check_app(slack, self._options.config_token, app, manifest)
            return
        if not app_token:
            yield app_setup.check_address()
        yield app_setup.check_unseen_app([self._settings.slash_command(each.name) for each in self._commands])

    def _client(self, known: KnownWorkspace) -> SlackClient:
        return SlackClient(
            api_url=self._settings.slack_api_url,
            token=lambda _workspace: known.token or None,
            command_prefix=self._settings.command_prefix,
        ).for_jobs()


def start_command(settings: Settings) -> str:
    """Return the command that runs Roadmate with these settings; empty where nothing can."""
    if not (settings.slack_bot_token or settings.slack_client_id):
        return ""
    if settings.slack_app_token:
        return "roadmate socket"
    return "roadmate serve" if settings.slack_signing_secret else ""
