"""What somebody has filled into the form for a part of a topic, and what is wrong with it, at its field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pydantic import ValidationError

from bot.features.suggestions.rules.proposals import SuggestionKind
from bot.lazy_pattern import lazy_pattern
from bot.slack.modals import FormErrors
from bot.slack.mrkdwn import clip

NOTHING_DIFFERENT: Final = "This is what it says now. Change something, then send it."
WHY_FIELD, DROP_FIELD = "why", "drop"
OPTION_FIELDS: Final = ("option1", "option2", "option3", "option4")
_NAMED_OPTION: Final = lazy_pattern(r"\b[Oo]ption ([1-4])\b")
_QUOTED: Final = lazy_pattern(r"'(.+?)…?' would ")
_OWNED_ADDRESS: Final = lazy_pattern(r"The address is that of '([^']+)' too\.")
_MINUTES: Final = lazy_pattern(r"[0-9]{1,5}")
_MAX_ERROR: Final = 150


def render_errors(kind: SuggestionKind, error: ValidationError) -> FormErrors:
    """Return what content may not have, each at its field."""
    errors: dict[str, str] = {}
    for each in error.errors():
        if each["type"] == "too_short" and errors:  # fewer options than four, as one that was left empty doesn't count
            continue
        errors.setdefault(field_of(kind, each["loc"]), _limit_text(each["type"], each.get("ctx", {})))
    return FormErrors(errors)


def render_objections(
    kind: SuggestionKind,
    objections: Mapping[str, str],
    values: Mapping[str, Any] | None = None,
    titles: Mapping[str, str] | None = None,
) -> FormErrors:
    """Return why content can't have these values, each at the field that it is about; resources by their titles."""
    errors: dict[str, str] = {}
    for changed, reason in objections.items():
        field = _field_quoted(values or {}, reason) or _field_about(kind, changed, reason)
        errors.setdefault(field, clip(_plain_reason(reason, field, values or {}, titles or {}), _MAX_ERROR))
    return FormErrors(errors)


def _plain_reason(reason: str, field: str, values: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    if field == "url" and not str(values.get("url", "https://")).startswith("https://"):
        return "The address has to begin with https://."
    if owner := _OWNED_ADDRESS.fullmatch(reason):
        return f"This link is here already: {titles.get(owner[1], owner[1])}."
    return reason


def _field_quoted(values: Mapping[str, Any], reason: str) -> str:
    """Return the field that holds the words which a reason quotes; empty where none does."""
    quoted = _QUOTED.match(reason)
    if quoted is None:
        return ""
    texts = {name: value for name, value in values.items() if isinstance(value, str)}
    texts |= dict(zip(OPTION_FIELDS, values.get("options", ()), strict=False))
    return next((name for name, text in texts.items() if quoted[1] in text), "")


def _field_about(kind: SuggestionKind, changed: str, reason: str) -> str:
    """Return the field of a form that an objection speaks of; of a whole part it names what is wrong in words."""
    match kind:
        case SuggestionKind.WORDS:
            return changed
        case SuggestionKind.RESOURCE:
            return "title" if "title" in reason.casefold() else "url"
        case SuggestionKind.QUESTION:
            if found := _NAMED_OPTION.search(reason):
                return OPTION_FIELDS[int(found[1]) - 1]
            about = {"options": OPTION_FIELDS[0], "resource": "resource", "reason": "reason"}
            return next((field for word, field in about.items() if word in reason.casefold()), "ask")


def _limit_text(problem: str, limits: Mapping[str, Any]) -> str:
    match problem:
        case "string_too_short":
            return "Write something here."
        case "string_too_long":
            return f"At most {limits['max_length']} characters."
        case "too_long":
            return f"At most {limits['max_length']} of them."
    return "Pick one of these."


def read_fields(kind: SuggestionKind, fields: Mapping[str, str]) -> dict[str, Any] | None:
    """Return what a form holds as the content has it; None where the part is to be taken out."""
    match kind:
        case SuggestionKind.WORDS:
            terms: dict[str, str] = {}  # each once
            for each in fields.get("terms", "").splitlines():
                if term := each.strip(" ,•-"):
                    terms.setdefault(term.casefold(), term)
            return {"text": _one_line(fields.get("text", "")), "terms": tuple(terms.values())}
        case SuggestionKind.RESOURCE:
            if fields.get(DROP_FIELD):
                return None
            minutes = fields.get("minutes", "")
            return {
                "title": _one_line(fields.get("title", "")),
                "url": fields.get("url", "").strip(),
                "kind": fields.get("kind", ""),
                "minutes": int(minutes) if _MINUTES.fullmatch(minutes) else 0,
                "price": fields.get("price", ""),
            }
        case SuggestionKind.QUESTION:
            right = fields.get("right", "")
            return {
                "ask": _one_line(fields.get("ask", "")),
                "options": tuple(_one_line(fields.get(each, "")) for each in OPTION_FIELDS),
                "right": int(right) if right in ("1", "2", "3", "4") else 0,
                "reason": _one_line(fields.get("reason", "")),
                "resource": fields.get("resource", ""),
            }


def field_of(kind: SuggestionKind, path: Sequence[str | int]) -> str:
    """Return the field in which a value of the content stands."""
    if not path:
        return {SuggestionKind.WORDS: "text", SuggestionKind.RESOURCE: "title", SuggestionKind.QUESTION: "ask"}[kind]
    if path[0] == "options":
        place = path[1] if len(path) > 1 and isinstance(path[1], int) else 0
        return OPTION_FIELDS[min(place, len(OPTION_FIELDS) - 1)]
    return str(path[0])


def _one_line(text: str) -> str:
    return " ".join(text.split())
