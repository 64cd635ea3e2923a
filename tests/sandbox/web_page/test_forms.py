"""Forms: drawn, handed in, wrong, closed."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.sandbox.web_page.small_app import HERE, do, form, look


def test_a_form_is_drawn_with_its_fields(browser: FlaskClient) -> None:
    form(browser)
    page = look(browser)
    for words in (
        '<dialog id="modal"',
        "Log hours",
        "<textarea",
        'type="datetime-local"',
        "Any words",
        "Cancel",
        ">Book<",
    ):
        assert words in page
    assert 'value="U0SANDMEI"' in page


def test_a_form_hands_on_what_was_put_in(browser: FlaskClient, heard: list[Any]) -> None:
    form(browser)
    page = do(
        browser,
        "ana/learning/submit",
        f1="networking",
        f2="one\r\ntwo",
        f3="U0SANDMEI",
        f4=["", "tue"],
        f5="2026-11-23T09:00",
        f6="sub",
    )
    assert 'class="modal-card"' not in page
    values = {name: next(iter(block.values())) for name, block in heard[0].items()}
    assert values["area"]["selected_option"]["value"] == "networking"
    assert values["note"]["value"] == "one\ntwo"
    assert values["mentor"]["selected_user"] == "U0SANDMEI"
    assert [chosen["value"] for chosen in values["days"]["selected_options"]] == ["tue"]
    assert values["when"]["selected_date_time"] == int(datetime(2026, 11, 23, 9, 0, tzinfo=UTC).timestamp())
    assert values["topic"]["selected_option"]["value"] == "subnets"


def test_an_emptied_form_hands_on_nothing(browser: FlaskClient, heard: list[Any]) -> None:
    form(browser)
    do(browser, "ana/learning/submit", f1="networking", f2="", f3="", f4="", f5="", f6="")
    values = {name: block.get(name) for name, block in heard[0].items()}
    assert values["note"] == {"type": "plain_text_input", "value": None}
    assert values["days"] == {"type": "checkboxes", "selected_options": []}
    assert values["topic"] == {"type": "external_select", "selected_option": None}


def test_errors_stand_at_their_fields_and_nothing_typed_is_lost(browser: FlaskClient) -> None:
    form(browser)
    page = do(
        browser, "ana/learning/submit", f1="blockchain", f2="bad", f3="U0SANDMEI", f4="mon", f5="2026-11-23T09:00"
    )
    assert "</svg> Not that note.</p>" in page
    assert "Please look at 1 field." in page
    assert 'data-value="blockchain" aria-selected="true"' in page
    assert ">bad</textarea>" in page
    assert 'data-value="U0SANDMEI" aria-selected="true"' in page
    assert 'value="mon" checked' in page
    assert 'value="2026-11-23T09:00"' in page
    assert 'class="error"' not in do(browser, "ana/learning/submit", f1="blockchain", f2="good")


def test_a_required_field_is_asked_for(browser: FlaskClient, heard: list[Any]) -> None:
    form(browser)
    assert "</svg> Please complete this required field." in do(browser, "ana/learning/submit", f1="")
    assert heard == []


@pytest.mark.parametrize(
    ("name", "words", "told"), [("f5", "soon", "such as"), ("f6", "zzz", "offered"), ("f3", "zed", "nobody")]
)
def test_what_cannot_be_understood_is_told_at_its_field(
    browser: FlaskClient, heard: list[Any], name: str, words: str, told: str
) -> None:
    form(browser)
    page = do(browser, "ana/learning/submit", f1="networking", f2="kept", **{name: words})
    assert 'class="error"' in page
    assert told in page
    assert ">kept</textarea>" in page
    assert heard == []


def test_a_button_in_a_form_brings_what_was_typed_along(browser: FlaskClient, heard: list[Any]) -> None:
    view = form(browser)
    page = do(browser, "ana/learning/press", view=view, press="7", f1="networking", f2="draft")
    assert "More fields" in page
    assert ">draft</textarea>" in page
    assert heard[0]["note"]["note"]["value"] == "draft"


def test_a_form_can_be_closed(browser: FlaskClient, heard: list[Any]) -> None:
    form(browser)
    assert 'class="modal-card"' not in do(browser, "ana/learning/close")
    assert heard == ["closed"]
    do(browser, "ana/learning/close")
    assert "No form is open." in do(browser, "ana/learning/submit")


def test_suggestions_come_from_the_app(browser: FlaskClient) -> None:
    data = {"view": form(browser), "number": "6", "words": "s"}
    assert browser.post("/ana/learning/suggest", data=data, headers=HERE).json == ["Subnets", "Sidecars"]
    gone = browser.post("/ana/learning/suggest", data={**data, "number": "77"}, headers=HERE)
    assert gone.json == []


def test_the_home_tab_opens_and_its_buttons_work(browser: FlaskClient) -> None:
    assert "Roadmate has put nothing here yet." in look(browser, "ana/home")
    page = do(browser, "ana/home/open")
    assert "Welcome home" in page
    (view,) = re.findall(r'name="view" value="([^"]+)"', page)
    assert "Pressed" in do(browser, "ana/home/press", view=view, press="1")
    assert "Welcome home" not in look(browser, "ben/home")
    do(browser, "ana/home/say", text="/share")


def test_what_was_looked_up_stays_chosen(browser: FlaskClient, heard: list[Any]) -> None:
    view = form(browser)
    fields = {"view": view, "f1": "networking", "f2": "bad"}
    assert "Which one?" in do(browser, "ana/learning/submit", **fields, f6="s")
    page = do(browser, "ana/learning/submit", **fields, f6="sub")
    assert 'data-value="Subnets" aria-selected="true"' in page
    do(browser, "ana/learning/submit", **{**fields, "f2": "good"}, f6="Subnets")
    assert heard[-1]["topic"]["topic"]["selected_option"]["value"] == "subnets"
