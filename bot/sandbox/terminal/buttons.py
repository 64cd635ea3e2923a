"""Buttons and forms in the terminal chat: pressing, choosing, filling in, sending."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.sandbox.rendering import shown_text
from bot.sandbox.slack_api import views
from bot.sandbox.slack_api.journal import ActionResult, ShownItem, ShownKind
from bot.sandbox.terminal.session import ChatSession, NotUnderstoodError
from bot.sandbox.user_actions import external_selects, form_values
from bot.sandbox.validation.interactive_elements import InteractiveElement, element_options

_YES = ("y", "yes")


def click_element(session: ChatSession, words: str) -> str:
    """Do `:click 2`, `:click 2 yes` for a button that asks first, `:click 3 Networking` for a menu."""
    source = session.find_target()
    if source is None:
        raise NotUnderstoodError("There is nothing to press.")
    number, _, rest = words.strip().partition(" ")
    chosen = _element_by_number(source, number)
    rest, confirmed = _split_confirmation(chosen, rest.strip())
    value = None if chosen.is_button else _chosen_value(session, source, chosen, rest)
    standing = dict(session.entered_values.get(source.view["id"], {})) if source.view else {}

    def press(*, sure: bool = True) -> ActionResult:
        return session.delivery.click(session.person.id, source, int(number), value, values=standing, confirmed=sure)

    at_home = source.kind is ShownKind.HOME
    if chosen.element.get("url"):
        return session.perform(press, f"(This opens {chosen.element['url']})", at_home=at_home)
    if chosen.element.get("confirm") and not confirmed:
        session.pending_question = lambda: session.perform(press, at_home=at_home)
        return f"{session.perform(lambda: press(sure=False))}\n(y or n?)"
    return session.perform(press, at_home=at_home)


def answer_question(session: ChatSession, line: str) -> str | None:
    """Do what "y" or "n" means where a button asked; return None for any other line, which takes the question off."""
    question, session.pending_question = session.pending_question, None
    if question is None or line.strip().casefold() not in (*_YES, "n", "no"):
        return None
    return question() if line.strip().casefold() in _YES else "(Nothing was pressed.)"


def fill_field(session: ChatSession, words: str) -> str:
    """Do `:fill note=flow logs`: put something in a field of the open form; nothing after the = empties it."""
    view = _open_view(session)
    name, equals, value = words.partition("=")
    every = list(shown_text.usable_elements(ShownItem(ShownKind.MODAL, view=view)))
    if not equals:
        raise NotUnderstoodError(f"Write `:fill FIELD=VALUE`. Fields: {_field_names(every)}.")
    chosen = _field_by_name(every, name.strip())
    told = _parse_value(session, ShownItem(ShownKind.MODAL, to=session.person.id, view=view), chosen, value.strip())
    session.entered_values.setdefault(view["id"], {})[form_values.value_key(chosen, every)] = told
    return show_form(session, "")


def show_form(session: ChatSession, _: str) -> str:
    """Do `:open`: show the open form again, with what was filled in."""
    return session.render_item(
        ShownItem(ShownKind.MODAL, to=session.person.id, view=_open_view(session)), session.person
    )


def submit_form(session: ChatSession, _: str) -> str:
    """Do `:submit`: send the open form."""
    view = _open_view(session)
    filled = session.entered_values.get(view["id"], {})
    return session.perform(lambda: session.delivery.submit(session.person.id, filled))


def cancel_form(session: ChatSession, _: str) -> str:
    """Do `:cancel`: close the open form."""
    session.entered_values.pop(_open_view(session)["id"], None)
    return session.perform(lambda: session.delivery.close(session.person.id))


def _open_view(session: ChatSession) -> Mapping[str, Any]:
    view = views.top_modal(session.workspace, session.person.id)
    if view is None:
        raise NotUnderstoodError("No form is open.")
    return view


def _element_by_number(source: ShownItem, number: str) -> InteractiveElement:
    every = shown_text.usable_elements(source)
    if not number.isascii() or not number.isdecimal() or not 1 <= int(number) <= len(every):
        has = f"1 to {len(every)}" if len(every) > 1 else "only 1"
        raise NotUnderstoodError(f"Write `:click NUMBER`; the last message has {has}.")
    return every[int(number) - 1]


def _split_confirmation(chosen: InteractiveElement, rest: str) -> tuple[str, bool]:
    """Return the words for a menu, and whether a "yes" after them settles the question."""
    before, _, last = rest.rpartition(" ")
    return (before, True) if last.casefold() in _YES and chosen.element.get("confirm") else (rest, False)


def _chosen_value(session: ChatSession, source: ShownItem, chosen: InteractiveElement, words: str) -> Any:
    element = chosen.element
    if not words:
        offered = ", ".join(option["text"]["text"] for option in element_options(element)) or "a value"
        raise NotUnderstoodError(f"Say which after the number: {offered}.")
    return _parse_value(session, source, chosen, words)


def _parse_value(session: ChatSession, source: ShownItem, chosen: InteractiveElement, words: str) -> Any:
    """Return the value that these words mean in this element."""
    element = chosen.element
    try:
        if element["type"] == "external_select" and words:
            return _fetched_option(session, source, chosen, words)
        return form_values.parse_entered(
            session.workspace, session.person, element, form_values.split_words(element, words)
        )
    except LookupError as unfit:
        raise NotUnderstoodError(str(unfit.args[0])) from None


def _fetched_option(session: ChatSession, source: ShownItem, chosen: InteractiveElement, words: str) -> Any:
    """Return the option that the app offers for these words; one of several is named by its number in their list."""
    key = (source.view["id"] if source.view else source.ts, chosen.block_id, chosen.action_id)
    known = session.fetched_options.get(key, [])
    if words.isdecimal() and 1 <= int(words) <= len(known):
        return known[int(words) - 1]
    number = [(one.block_id, one.action_id) for one in shown_text.usable_elements(source)].index(key[1:]) + 1
    found = external_selects.fetch_options(session.delivery, session.person, source, number, words)
    session.fetched_options[key] = found
    return external_selects.choose_option(found, words)


def _field_by_name(every: list[InteractiveElement], name: str) -> InteractiveElement:
    """Return the field with this number, label, action id or block id, or whose label starts so."""
    wanted = name.casefold()
    if name.isdecimal() and 1 <= int(name) <= len(every):
        return every[int(name) - 1]
    for field in every:
        if wanted in (_field_label(field).casefold(), field.action_id.casefold(), field.block_id.casefold()):
            return field
    near = [field for field in every if wanted and _field_label(field).casefold().startswith(wanted)]
    if len(near) != 1:
        raise NotUnderstoodError(f"There's no field {name}. Fields: {_field_names(every)}.")
    return near[0]


def _field_names(every: list[InteractiveElement]) -> str:
    return ", ".join(_field_label(field) for field in every if not field.is_button)


def _field_label(field: InteractiveElement) -> str:
    label = field.block.get("label")
    return str(label["text"]) if label else field.action_id
