"""Buttons and forms in the terminal chat: pressing, choosing, filling in, sending."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.sandbox.rendering import shown_text
from bot.sandbox.slack_api import views
from bot.sandbox.slack_api.call_log import Kind, Outcome, Shown
from bot.sandbox.terminal.session import NotUnderstoodError, Session
from bot.sandbox.user_actions import external_selects, form_values
from bot.sandbox.validation.interactive_fields import Field, options

_YES = ("y", "yes")


def click(conn: Session, words: str) -> str:
    """`:click 2`, `:click 2 yes` for a button that asks first, `:click 3 Networking` for a menu."""
    source = conn.target()
    if source is None:
        raise NotUnderstoodError("There is nothing to press.")
    number, _, rest = words.strip().partition(" ")
    chosen = _numbered(source, number)
    rest, confirmed = _without_yes(chosen, rest.strip())
    value = None if chosen.is_button else _chosen(conn, source, chosen, rest)
    standing = dict(conn.entered.get(source.view["id"], {})) if source.view else {}

    def press(*, sure: bool = True) -> Outcome:
        return conn.delivery.click(conn.person.id, source, int(number), value, values=standing, confirmed=sure)

    at_home = source.kind is Kind.HOME
    if chosen.element.get("url"):
        return conn.do(press, f"(This opens {chosen.element['url']})", at_home=at_home)
    if chosen.element.get("confirm") and not confirmed:
        conn.question = lambda: conn.do(press, at_home=at_home)
        return f"{conn.do(lambda: press(sure=False))}\n(y or n?)"
    return conn.do(press, at_home=at_home)


def answer_question(conn: Session, line: str) -> str | None:
    """What a "y" or "n" does where a button asked; None for any other line, which takes the question off."""
    question, conn.question = conn.question, None
    if question is None or line.strip().casefold() not in (*_YES, "n", "no"):
        return None
    return question() if line.strip().casefold() in _YES else "(Nothing was pressed.)"


def fill(conn: Session, words: str) -> str:
    """`:fill note=flow logs` puts something in a field of the open form; nothing after the = empties it."""
    view = _open_view(conn)
    name, equals, value = words.partition("=")
    every = list(shown_text.buttons(Shown(Kind.MODAL, view=view)))
    if not equals:
        raise NotUnderstoodError(f"Write `:fill FIELD=VALUE`. Fields: {_names(every)}.")
    chosen = _named(every, name.strip())
    told = _meant(conn, Shown(Kind.MODAL, to=conn.person.id, view=view), chosen, value.strip())
    conn.entered.setdefault(view["id"], {})[form_values.name_of(chosen, every)] = told
    return show_form(conn, "")


def show_form(conn: Session, _: str) -> str:
    """`:open` shows the open form again, with what was filled in."""
    return conn.told(Shown(Kind.MODAL, to=conn.person.id, view=_open_view(conn)), conn.person)


def submit(conn: Session, _: str) -> str:
    """`:submit` sends the open form."""
    view = _open_view(conn)
    filled = conn.entered.get(view["id"], {})
    return conn.do(lambda: conn.delivery.submit(conn.person.id, filled))


def cancel(conn: Session, _: str) -> str:
    """`:cancel` closes the open form."""
    conn.entered.pop(_open_view(conn)["id"], None)
    return conn.do(lambda: conn.delivery.close(conn.person.id))


def _open_view(conn: Session) -> Mapping[str, Any]:
    view = views.top(conn.workspace, conn.person.id)
    if view is None:
        raise NotUnderstoodError("No form is open.")
    return view


def _numbered(source: Shown, number: str) -> Field:
    every = shown_text.buttons(source)
    if not number.isascii() or not number.isdecimal() or not 1 <= int(number) <= len(every):
        has = f"1 to {len(every)}" if len(every) > 1 else "only 1"
        raise NotUnderstoodError(f"Write `:click NUMBER`; the last message has {has}.")
    return every[int(number) - 1]


def _without_yes(chosen: Field, rest: str) -> tuple[str, bool]:
    """The words for a menu, and whether a "yes" after them settles the question."""
    before, _, last = rest.rpartition(" ")
    return (before, True) if last.casefold() in _YES and chosen.element.get("confirm") else (rest, False)


def _chosen(conn: Session, source: Shown, chosen: Field, words: str) -> Any:
    element = chosen.element
    if not words:
        offered = ", ".join(option["text"]["text"] for option in options(element)) or "a value"
        raise NotUnderstoodError(f"Say which after the number: {offered}.")
    return _meant(conn, source, chosen, words)


def _meant(conn: Session, source: Shown, chosen: Field, words: str) -> Any:
    """The value that these words mean in this element."""
    element = chosen.element
    try:
        if element["type"] == "external_select" and words:
            return _offered(conn, source, chosen, words)
        return form_values.entered(conn.workspace, conn.person, element, form_values.split(element, words))
    except LookupError as unfit:
        raise NotUnderstoodError(str(unfit.args[0])) from None


def _offered(conn: Session, source: Shown, chosen: Field, words: str) -> Any:
    """The option that the app offers for these words; several are listed, and one of them is named by its number."""
    key = (source.view["id"] if source.view else source.ts, chosen.block_id, chosen.action_id)
    known = conn.offers.get(key, [])
    if words.isdecimal() and 1 <= int(words) <= len(known):
        return known[int(words) - 1]
    number = [(one.block_id, one.action_id) for one in shown_text.buttons(source)].index(key[1:]) + 1
    found = external_selects.offered(conn.delivery, conn.person, source, number, words)
    conn.offers[key] = found
    return external_selects.only(found, words)


def _named(every: list[Field], name: str) -> Field:
    """The field with this number, label, action id or block id, or whose label starts so."""
    wanted = name.casefold()
    if name.isdecimal() and 1 <= int(name) <= len(every):
        return every[int(name) - 1]
    for field in every:
        if wanted in (_label(field).casefold(), field.action_id.casefold(), field.block_id.casefold()):
            return field
    near = [field for field in every if wanted and _label(field).casefold().startswith(wanted)]
    if len(near) != 1:
        raise NotUnderstoodError(f"There is no field {name}. Fields: {_names(every)}.")
    return near[0]


def _names(every: list[Field]) -> str:
    return ", ".join(_label(field) for field in every if not field.is_button)


def _label(field: Field) -> str:
    label = field.block.get("label")
    return str(label["text"]) if label else field.action_id
