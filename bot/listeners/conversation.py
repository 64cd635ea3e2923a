"""What is said to Roadmate in words: mentions, direct messages, and the other events of a workspace."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from typing import Any, Final

from slack_bolt import App, BoltResponse

from bot.db.sessions import Unavailable
from bot.deps import Deps
from bot.domain import durations
from bot.domain.words import tidy
from bot.listeners import help as help_listener
from bot.listeners.ask import Ask, from_event, reply
from bot.listeners.doors import Feature
from bot.services import events, members
from bot.slack import Ending, SlackFailure, read_profile
from bot.views.message import Answer

log = logging.getLogger(__name__)

# What carries a person's words; all other subtypes tell of edits, joins and the like.
SPOKEN: Final = frozenset({None, "file_share", "me_message", "thread_broadcast"})
GREETINGS: Final = frozenset({"hi", "hello", "hey", "thanks"})
ALONE: Final[Mapping[str, str]] = {"undo": "log", "list": "log", "next": "roadmap"}
_AROUND: Final = " \t\n,:;.!?*_~`"  # what may stand around our name, and around the words said to us
_ANYONE: Final = r"[UW][A-Z0-9]+"


def register(app: App, deps: Deps, features: Mapping[str, Feature]) -> None:
    """The events that Roadmate subscribes to; `features` are the commands by name."""

    def mention(body: dict[str, Any]) -> BoltResponse:
        return _answer(deps, features, body, "mention") if _is_spoken(body) else _noted()

    def message(body: dict[str, Any]) -> BoltResponse:
        direct = body["event"].get("channel_type") == "im"
        return _answer(deps, features, body, "message") if direct and _is_spoken(body) else _noted()

    def changed(body: dict[str, Any]) -> BoltResponse:
        _learn(deps, body)
        return _noted()

    app.event("app_mention")(mention)
    app.event("message")(message)
    app.event("user_change")(changed)


def route(deps: Deps, ask: Ask, features: Mapping[str, Feature]) -> Answer:
    """Find the feature that a text is for; what is no command is looked up."""
    words = ask.text.split()
    if not words or (len(words) == 1 and _bare(words[0]) in GREETINGS):
        return help_listener.answer(deps, ask.saying(""))
    first, rest = _command(deps, words[0], features), " ".join(words[1:])
    if first == help_listener.NAME and (len(words) == 1 or _command(deps, words[1], features) != ""):
        return help_listener.answer(deps, ask.saying(_command(deps, words[1], features) if rest else ""))
    if first in features:
        return features[first](deps, ask.saying(_after(ask.text, words[0])))
    if len(words) == 1 and _bare(words[0]) in ALONE:
        return features[ALONE[_bare(words[0])]](deps, ask.saying(_bare(words[0])))
    if _is_hours(ask.text):
        return features["log"](deps, ask.saying(ask.text.removeprefix("+").strip()))
    return features["roadmap"](deps, ask)


def spoken(body: Mapping[str, Any], source: str) -> str:
    """What was said, without our name in it."""
    event = body["event"]
    text = event.get("text")
    if not isinstance(text, str):
        return ""
    bot = _own_id(body)
    if bot:
        text = re.sub(rf"<@{re.escape(bot)}(\|[^<>]*)?>", " ", text)
    elif source == "mention":
        text = re.sub(rf"<@{_ANYONE}(\|[^<>]*)?>", " ", text, count=1)
    said = text.strip().lstrip(_AROUND)
    greeted = re.sub(rf"^(?:{'|'.join(GREETINGS)}|ok|please)\b[{re.escape(_AROUND)}]*", "", said, flags=re.IGNORECASE)
    return greeted or said  # "hey @Roadmate: log 45m vpc" asks to log


def _answer(deps: Deps, features: Mapping[str, Feature], body: dict[str, Any], source: str) -> BoltResponse:
    """Do what is asked, then answer, once per event; 500 has Slack deliver the event again."""
    ask = from_event(body, spoken(body, source), source)
    answer = route(deps, ask, features)
    event = f"{ask.workspace}:{ask.request}"
    try:
        with deps.sessions.begin() as session:
            fresh = events.claim(session, event=event, now=deps.clock.now())
    except Unavailable:  # what was asked for is done, so nobody may be told that it failed
        log.warning("answer put off event=%s reason=database", ask.request)
        return BoltResponse(status=500, body="")
    return _say(deps, ask, answer, event) if fresh else _noted()


def _say(deps: Deps, ask: Ask, answer: Answer, event: str) -> BoltResponse:
    try:
        return reply(deps, ask, answer)
    except SlackFailure as failure:
        log.warning("not answered event=%s ending=%s reason=%s", ask.request, failure.ending.value, failure.reason)
        if failure.ending is not Ending.RETRY:
            return _noted()
    try:
        with deps.sessions.begin() as session:
            events.release(session, event=event)
    except Unavailable:  # what was asked for is done; only the answer is lost
        log.warning("answer lost event=%s reason=database", ask.request)
    return BoltResponse(status=500, body="")


def _is_spoken(body: Mapping[str, Any]) -> bool:
    """Whether a person said it just now: no bot, not ourselves, no edit and no notice of Slack's."""
    event = body["event"]
    user = event.get("user")
    ours = user == _own_id(body) or user == "USLACKBOT"
    return bool(user) and not ours and not event.get("bot_id") and event.get("subtype") in SPOKEN


def _own_id(body: Mapping[str, Any]) -> str:
    """Our user id, as Slack tells it with each event."""
    for each in body.get("authorizations") or ():
        if isinstance(each, Mapping) and isinstance(each.get("user_id"), str):
            return str(each["user_id"])
    return ""


def _learn(deps: Deps, body: Mapping[str, Any]) -> None:
    """Write down what changed about a person, if it is one who has spoken to us."""
    user, workspace = body["event"].get("user"), body.get("team_id")
    if not isinstance(user, Mapping) or not isinstance(user.get("id"), str) or not isinstance(workspace, str):
        return
    with deps.sessions.read() as session:
        known, _ = members.profile_age(session, workspace=workspace, member=user["id"])
    if known:
        deps.people.learn(workspace, read_profile(user, user["id"]))


def _command(deps: Deps, word: str, features: Mapping[str, Feature]) -> str:
    """The command that a word names, with or without slash and prefix; empty if it names none."""
    name, prefix = _bare(word).removeprefix("/"), deps.settings.command_prefix
    known = {*features, help_listener.NAME}
    return next((each for each in (name, name.removeprefix(prefix)) if each in known), "")


def _bare(word: str) -> str:
    return word.casefold().strip(_AROUND)


def _after(text: str, word: str) -> str:
    """The rest of a text as it was typed, line breaks and all."""
    return text.strip()[len(word) :].strip()


def _is_hours(text: str) -> bool:
    """Whether a text begins with a length of time; a bare number counts only after a plus."""
    line = tidy(text)
    if line.startswith("+"):
        return durations.take(line) is not None
    found = durations.find(line, bare=False)
    return found is not None and line.startswith(found.got)


def _noted() -> BoltResponse:
    return BoltResponse(status=200, body="")
