"""The terminal chat, line by line, over a small real Bolt app."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from slack_bolt import App
from slack_sdk import WebClient

from bot.clock import AdjustableClock
from bot.sandbox.slack_api import fixtures
from bot.sandbox.slack_api.workspace import SlackWorkspace
from bot.sandbox.terminal.chat import TerminalChat
from bot.sandbox.terminal.session import NotUnderstoodError
from bot.sandbox.user_actions.delivery import Delivery
from bot.sandbox.user_actions.interactions import Shortcut
from tests import faults

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)  # a Saturday
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def button(label: str, action: str, value: str = "-", **rest: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain(label), "action_id": action, "value": value, **rest}


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


ASK = {
    "title": plain("Take it back?"),
    "text": plain("2 h no longer count."),
    "confirm": plain("Yes"),
    "deny": plain("No"),
}
AREAS = [{"text": plain(name), "value": name.lower()} for name in ("Networking", "Blockchain")]
FORM = {
    "type": "modal",
    "title": plain("Log hours"),
    "submit": plain("Book"),
    "callback_id": "form",
    "notify_on_close": True,
    "blocks": [
        {
            "type": "input",
            "block_id": "area",
            "label": plain("Area"),
            "element": {"type": "static_select", "action_id": "area", "options": AREAS},
        },
        {
            "type": "input",
            "block_id": "note",
            "label": plain("Note"),
            "optional": True,
            "element": {"type": "plain_text_input", "action_id": "note"},
        },
        {
            "type": "input",
            "block_id": "what",
            "label": plain("Topic"),
            "optional": True,
            "element": {"type": "external_select", "action_id": "topic", "min_query_length": 2},
        },
    ],
}
DONE = {
    "type": "modal",
    "title": plain("Booked"),
    "blocks": [{"type": "actions", "elements": [button("Undo", "undo")]}],
}
SHORTCUTS = (Shortcut("Log hours", "log.hours"), Shortcut("Log this", "log.this", on_message=True))


@pytest.fixture
def clock() -> AdjustableClock:
    return AdjustableClock(NOON, is_running=False)


@pytest.fixture
def workspace(clock: AdjustableClock) -> SlackWorkspace:
    return SlackWorkspace(clock.now)


@pytest.fixture
def app(app: App) -> App:
    """Books hours, takes them back after a question, opens a form, answers mentions and direct messages."""

    @app.command("/log")
    def log(ack: Any, command: Any, client: WebClient, body: Any) -> None:
        if not command["text"]:
            client.views_open(trigger_id=body["trigger_id"], view=FORM)
            ack()
            return
        undo = button("Undo", "undo", command["text"], confirm=ASK)
        pick = {"type": "static_select", "action_id": "pick", "placeholder": plain("Area"), "options": AREAS}
        rows = [
            section(f"Booked: *{command['text']}*"),
            {"type": "actions", "elements": [button("Again", "again"), undo, pick]},
        ]
        ack({"text": "booked", "blocks": rows})

    @app.command("/tell")
    def tell(ack: Any, client: WebClient) -> None:
        client.chat_postMessage(channel=fixtures.BEN.id, text="for Ben alone")
        ack({"response_type": "in_channel", "text": "told"})

    @app.command("/quiet")
    def quiet(ack: Any, command: Any, client: WebClient) -> None:
        client.views_publish(user_id=command["user_id"], view={"type": "home", "blocks": [section("Changed home")]})
        ack("done")

    @app.command("/crash")
    def crash() -> None:
        raise ZeroDivisionError("oh")

    @app.action("undo")
    def undo(ack: Any, respond: Any, action: Any, body: Any, client: WebClient) -> None:
        ack()
        if "view" in body:
            client.views_update(view_id=body["view"]["id"], view={**DONE, "title": plain("Taken back"), "blocks": []})
        else:
            respond(f"Taken back: {action['value']}", replace_original=True)

    @app.action("pick")
    def pick(ack: Any, respond: Any, action: Any) -> None:
        ack()
        respond(f"Picked {action['selected_option']['text']['text']}")

    @app.view("form")
    def form(ack: Any, view: Any, client: WebClient, body: Any) -> None:
        values = view["state"]["values"]
        if values["note"]["note"]["value"] == "bad":
            ack(response_action="errors", errors={"note": "Not that note."})
            return
        if values["note"]["note"]["value"] == "more":
            ack(response_action="update", view=DONE)
            return
        ack()
        area = values["area"]["area"]["selected_option"]["value"]
        topic = (values["what"]["topic"]["selected_option"] or {"value": ""})["value"]
        note = values["note"]["note"]["value"]
        client.chat_postMessage(channel=body["user"]["id"], text=f"Form: {area}, {note}{topic}")

    @app.options("topic")
    def topics(ack: Any, payload: Any) -> None:
        names = [name for name in ("VPC", "VPC peering", "VPN") if name.lower().startswith(payload["value"].lower())]
        ack(options=[{"text": plain(name), "value": f"/{name}"} for name in names])

    @app.shortcut("log.hours")
    def hours(ack: Any, client: WebClient, body: Any) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=FORM)
        ack()

    @app.shortcut("log.this")
    def this(ack: Any, respond: Any, body: Any) -> None:
        ack()
        respond(f"Noted: {body['message']['text']}", replace_original=False)

    @app.view_closed("form")
    def closed(ack: Any) -> None:
        ack()

    @app.event("app_mention")
    def mention(event: Any, client: WebClient) -> None:
        client.chat_postMessage(channel=event["channel"], text=f"heard {event['text']}")

    @app.event("message")
    def message(event: Any, client: WebClient) -> None:
        if "files" in event:
            client.chat_postMessage(channel=event["channel"], text=f"got {event['files'][0]['name']}")
        elif "subtype" in event:
            about = event.get("message") or event["previous_message"]
            client.chat_postEphemeral(
                channel=event["channel"], user=about["user"], text=f"{event['subtype']}: {about['text']}"
            )
        elif event["channel_type"] == "im":
            client.chat_postMessage(channel=event["channel"], text=f"you wrote {event['text']}")
        elif event["text"].startswith("+"):
            client.reactions_add(channel=event["channel"], timestamp=event["ts"], name="white_check_mark")
            client.reactions_add(channel=event["channel"], timestamp=event["ts"], name="eyes")
            client.reactions_remove(channel=event["channel"], timestamp=event["ts"], name="eyes")

    @app.event("app_home_opened")
    def home(event: Any, client: WebClient) -> None:
        rows = [section("Welcome home"), {"type": "actions", "elements": [button("Fresh", "fresh")]}]
        client.views_publish(user_id=event["user"], view={"type": "home", "blocks": rows})

    @app.action("fresh")
    def fresh(ack: Any, body: Any, client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=DONE)
        rows = [section("Fresh home"), {"type": "actions", "elements": [button("Fresh", "fresh")]}]
        client.views_publish(user_id=body["user"]["id"], view={"type": "home", "blocks": rows})

    return app


class Mondays:
    """Posts in #learning every Monday at nine, and to Ben an hour later."""

    def __init__(self, client: WebClient) -> None:
        self.client = client
        self.sent: list[datetime] = []
        self.put_off: list[str] = []

    def moments(self, after: datetime, until: datetime) -> Iterable[datetime]:
        each = [MONDAY + timedelta(weeks=week, hours=hour) for week in range(3) for hour in (0, 1)]
        return [moment for moment in reversed(each) if after < moment <= until]

    def deliver(self, at: datetime) -> None:
        self.sent.append(at)
        rows = [section("Your week"), {"type": "actions", "elements": [button("Log 1 h", "undo", "1h")]}]
        if at.hour == 9:
            self.client.chat_postMessage(channel=fixtures.LEARNING.id, text="The digest")
        else:
            self.client.chat_postMessage(channel=fixtures.BEN.id, text="A nudge", blocks=rows)

    def send(self, at: datetime) -> None:
        while self.put_off:
            self.client.chat_postMessage(channel=self.put_off.pop(), text="an offer")


@pytest.fixture
def mondays(client: WebClient) -> Mondays:
    return Mondays(client)


@pytest.fixture
def chat(delivery: Delivery, clock: AdjustableClock, mondays: Mondays) -> TerminalChat:
    delivery.shortcuts = SHORTCUTS
    return TerminalChat(delivery, clock, mondays, examples=[("/log 2h x", "log hours"), ("/tell", "tell Ben")])


def test_it_begins_with_three_lines_as_ana(chat: TerminalChat) -> None:
    assert chat.banner().split("\n") == [
        "Roadmate, here without Slack: a team of 5, and a clock that you can turn.",
        "Try /log 2h x or /tell.",
        ":help shows what else there is, :quit leaves.",
    ]
    assert "log hours" in chat.answer(":help")
    assert chat.prompt() == "ana Sat 21 Nov 12:00> "


def test_a_command_is_answered_with_numbered_buttons(chat: TerminalChat) -> None:
    assert chat.answer("/log 2h networking") == (
        "#learning Roadmate (only visible to you):\n"
        "Booked: *2h networking*\n"
        "[1 Again] [2 Undo] [3 Area: Networking | Blockchain]"
    )


def test_a_public_answer_names_its_channel_and_others_are_pointed_to_their_inbox(chat: TerminalChat) -> None:
    answer = chat.answer("/tell")
    assert "#learning Roadmate:\ntold" in answer
    assert "(Ben Carter got a message: `:as ben`, `:inbox`.)" in answer
    assert "for Ben alone" not in answer
    chat.answer(":as ben")
    assert "for Ben alone" in chat.answer(":inbox")


def test_a_mention_goes_to_learning_in_any_case(chat: TerminalChat) -> None:
    assert chat.answer("@roadMATE plan") == "#learning Roadmate:\nheard @Roadmate plan"


def test_anything_else_is_a_direct_message(chat: TerminalChat) -> None:
    assert chat.answer("plan ahead") == "Roadmate:\nyou wrote plan ahead"
    assert chat.answer(":tada: done") == "Roadmate:\nyou wrote 🎉 done"


def test_an_empty_line_does_nothing(chat: TerminalChat) -> None:
    assert chat.answer("   ") == ""


def test_another_person_has_their_own_clock(chat: TerminalChat) -> None:
    assert "Mei Tan" in chat.answer(":as MEI")
    assert chat.prompt() == "mei Sat 21 Nov 20:00> "


@pytest.mark.parametrize("line", [":as zed", ":as roadmate", ":as lena", ":as"])
def test_nobody_of_that_name_lists_the_people(chat: TerminalChat, line: str) -> None:
    assert "ana, ben, chidi, mei, priya" in chat.answer(line)
    assert chat.prompt().startswith("ana ")


def test_starting_as_nobody_is_refused(delivery: Delivery, clock: AdjustableClock) -> None:
    with pytest.raises(NotUnderstoodError, match="zed"):
        TerminalChat(delivery, clock, person="zed")


def test_people_and_channels_are_listed(chat: TerminalChat) -> None:
    listed = chat.answer(":people")
    assert len(listed.split("\n")) == 5
    assert "* ana     Ana Ferreira    Europe/Lisbon, workspace admin" in listed
    channels = chat.answer(":channels")
    assert "* #learning" in channels
    assert "#general      Roadmate isn't in there" in channels


def test_slash_commands_are_typed_where_one_chooses(chat: TerminalChat) -> None:
    assert "#general" in chat.answer(":in #general")
    assert chat.answer("/log 1h x").startswith("#general Roadmate (only visible to you)")
    assert "direct message" in chat.answer(":in dm")
    assert chat.answer("/log 1h x").startswith("Roadmate (only visible to you)")
    assert "no channel" in chat.answer(":in #nowhere")


def test_who_is_not_in_the_channel_types_in_the_direct_message(chat: TerminalChat) -> None:
    chat.answer(":as gus")
    assert chat.answer("/log 1h x").startswith("Roadmate (only visible to you)")
    assert "isn't in #learning" in chat.answer(":in learning")


def test_a_button_that_asks_waits_for_yes(chat: TerminalChat) -> None:
    chat.answer("/log 2h networking")
    assert chat.answer(":click 2") == "Take it back?\n2 h no longer count.\n[Yes] [No]\n(y or n?)"
    assert "Taken back: 2h networking" in chat.answer("y")


def test_no_and_any_other_line_take_the_question_off(chat: TerminalChat) -> None:
    chat.answer("/log 2h networking")
    chat.answer(":click 2")
    assert chat.answer("n") == "(Nothing was pressed.)"
    chat.answer(":click 2")
    assert chat.answer("/log 1h x").startswith("#learning")
    assert chat.answer("y") == "Roadmate:\nyou wrote y"


def test_yes_on_the_same_line_presses_at_once_and_the_button_is_gone(chat: TerminalChat) -> None:
    chat.answer("/log 2h networking")
    assert "(changed):\nTaken back: 2h networking" in chat.answer(":click 2 yes")
    assert chat.answer(":click 2 yes") == "There is nothing to press."


@pytest.mark.parametrize("line", [":click", ":click 0", ":click 4", ":click two", ":click -1", ":click ²"])
def test_a_number_that_is_not_there_is_told(chat: TerminalChat, line: str) -> None:
    chat.answer("/log 2h networking")
    assert chat.answer(line) == "Write `:click NUMBER`; the last message has 1 to 3."


@pytest.mark.parametrize("choice", ["Blockchain", "blockchain", "2"])
def test_a_menu_takes_text_value_or_number(chat: TerminalChat, choice: str) -> None:
    chat.answer("/log 2h networking")
    assert "Picked Blockchain" in chat.answer(f":click 3 {choice}")


def test_a_menu_without_a_known_choice_lists_the_choices(chat: TerminalChat) -> None:
    chat.answer("/log 2h networking")
    assert chat.answer(":click 3") == "Say which after the number: Networking, Blockchain."
    assert chat.answer(":click 3 Cooking") == "Choose one of: Networking, Blockchain"


def test_a_form_is_filled_in_sent_back_with_errors_and_accepted(chat: TerminalChat) -> None:
    opened = chat.answer("/log")
    assert opened.startswith("┌─ Log hours")
    assert "[1 choose: *Networking" not in opened
    filled = chat.answer(":fill area=networking")
    assert "[1 choose: *Networking | Blockchain]" in filled
    assert "[2 bad]" in chat.answer(":fill note=bad")
    assert chat.answer(":submit") == "! Note: Not that note."
    chat.answer(":fill Note=flow logs = good")
    sent = chat.answer(":submit")
    assert "(the form is closed)" in sent
    assert "Form: networking, flow logs = good" in sent
    assert chat.answer(":open") == "No form is open."


def test_a_required_field_must_be_filled(chat: TerminalChat) -> None:
    chat.answer("/log")
    assert chat.answer(":submit") == "! Area: Please complete this required field."
    chat.answer(":fill area=Networking")
    assert "Choose one of" in chat.answer(":fill area=Cooking")
    assert "Networking" in chat.answer(":open")


def test_a_field_can_be_emptied_again(chat: TerminalChat) -> None:
    chat.answer("/log")
    chat.answer(":fill 1=Blockchain")
    chat.answer(":fill note=x")
    assert "[2 x]" not in chat.answer(":fill note=")
    assert "Form: blockchain, None" in chat.answer(":submit")


@pytest.mark.parametrize("line", [":fill", ":fill what", ":fill where=x", ":fill =x"])
def test_a_field_that_is_not_there_lists_the_fields(chat: TerminalChat, line: str) -> None:
    chat.answer("/log")
    assert "Area, Note, Topic" in chat.answer(line)


def test_a_form_can_be_left(chat: TerminalChat) -> None:
    chat.answer("/log")
    assert chat.answer(":cancel") == "(the form is closed)"
    assert chat.answer(":cancel") == "No form is open."


def test_the_home_tab_opens(chat: TerminalChat) -> None:
    assert "Welcome home" in chat.answer(":home")


def test_the_clock_is_shown_and_turned(chat: TerminalChat, clock: AdjustableClock) -> None:
    assert chat.answer(":clock").startswith("Sat 21 Nov 12:00 (Europe/Lisbon).")
    assert chat.answer(":clock +2h") == "(Nothing fell due.)\n\nIt is Sat 21 Nov 14:00."
    assert clock.now() == NOON + timedelta(hours=2)


def test_what_falls_due_is_sent_at_its_own_moment_and_shown_to_whom_it_came(
    chat: TerminalChat, mondays: Mondays
) -> None:
    answer = chat.answer(":clock +7d")
    assert mondays.sent == [MONDAY, MONDAY + timedelta(hours=1)]
    assert "-- Mon 23 Nov 09:00, for everybody --\n#learning Roadmate:\nThe digest" in answer
    assert "-- Mon 23 Nov 05:00, for Ben Carter --\nRoadmate:\nYour week\n[1 Log 1 h]" in answer
    assert answer.endswith("It is Sat 28 Nov 12:00.")
    chat.answer(":as ben")
    assert "Taken back: 1h" in chat.answer(":click 1")


def test_what_falls_due_is_sent_once(chat: TerminalChat, mondays: Mondays) -> None:
    chat.answer(":clock mon 09:00")
    chat.answer(":clock +30m")
    assert mondays.sent == [MONDAY]


def test_what_falls_due_while_the_clock_runs_comes_with_the_next_answer(
    chat: TerminalChat, clock: AdjustableClock
) -> None:
    clock.advance(timedelta(days=2))
    assert chat.answer(":clock").startswith("-- Mon 23 Nov 09:00, for everybody --")


@pytest.mark.parametrize(
    "line", [":clock -1d", ":clock 2020-01-01", ":clock noon", ":clock +", ":clock +99w", ":clock 25:00"]
)
def test_a_clock_that_cannot_be_turned_so_says_why(chat: TerminalChat, clock: AdjustableClock, line: str) -> None:
    assert "clock" in chat.answer(line)
    assert clock.now() == NOON


def test_an_unknown_control_gives_one_line_with_the_nearest(chat: TerminalChat) -> None:
    assert chat.answer(":clik 2") == "I don't know :clik. Did you mean :click?"
    assert chat.answer(":zzz") == "I don't know :zzz. :help lists what there is."


def test_help_names_every_control_and_fits(chat: TerminalChat) -> None:
    answer = chat.answer(":help")
    for name in ("as", "clock", "click", "inbox", "fill", "submit", "cancel", "people", "channels", "quit", "help"):
        assert f":{name}" in answer
    assert max(map(len, answer.split("\n"))) <= 80


def test_quit_ends_it(chat: TerminalChat) -> None:
    assert not chat.over
    assert chat.answer(":quit") == ""
    assert chat.over


def test_a_crash_of_the_app_is_told_and_the_chat_goes_on(chat: TerminalChat) -> None:
    assert chat.answer("/crash") != ""
    assert chat.answer("hi") == "Roadmate:\nyou wrote hi"


def test_an_exception_that_reaches_the_chat_is_one_line(delivery: Delivery, clock: AdjustableClock) -> None:
    class Broken(Mondays):
        def moments(self, after: datetime, until: datetime) -> Iterable[datetime]:
            raise KeyError("timetable")

    chat = TerminalChat(delivery, clock, Broken(WebClient()))
    clock.advance(timedelta(minutes=1))
    assert chat.answer("hi") == "That went wrong: KeyError: 'timetable'"


def test_a_failure_without_a_word_says_so(chat: TerminalChat) -> None:
    chat.session.delivery.server.faults.add("chat.postMessage", faults.error("account_inactive"))
    assert chat.answer("hi") == "Roadmate failed (HTTP 500)."


def test_an_unanswered_line_says_so(chat: TerminalChat) -> None:
    chat.answer("/log 2h networking")
    assert "Slack:" in chat.answer(":click 1")  # the app has no listener for it
    assert chat.answer("/unknown").startswith("Slack: /unknown failed")


def test_an_empty_inbox_says_so(chat: TerminalChat) -> None:
    assert chat.answer(":inbox") == "(Your inbox is empty.)"


def test_an_inbox_shows_its_newest_with_buttons(chat: TerminalChat) -> None:
    for number in range(12):
        chat.answer(f"word {number}")
    answer = chat.answer(":inbox")
    assert answer.startswith("(2 earlier)")
    assert "you wrote word 1\n" not in answer
    assert answer.endswith("you wrote word 11")


@pytest.mark.parametrize("line", ["#learning: +2h networking", ":say +2h networking"])
def test_words_in_a_channel_get_a_reaction(chat: TerminalChat, line: str) -> None:
    answer = chat.answer(line)
    assert "#learning Roadmate reacted with ✅" in answer
    assert answer.endswith("#learning Roadmate took its 👀 back")
    chat.answer(":as ben")
    assert chat.answer("#learning: see you in 2h") == "(There was no answer.)"


def test_words_where_the_bot_or_the_person_is_not(chat: TerminalChat) -> None:
    assert chat.answer("#general: +2h aws") == "(There was no answer.)"
    chat.answer(":in general")
    assert chat.answer(":say hello") == "(said in #general)"
    assert chat.answer("#nowhere: hello") == "Roadmate:\nyou wrote #nowhere: hello"
    assert "Write `:say TEXT`" in chat.answer(":say")
    chat.answer(":as gus")
    assert chat.answer("#learning: hello") == "Gus Guest isn't in #learning."


def test_ones_own_messages_are_listed_changed_and_deleted(chat: TerminalChat) -> None:
    assert chat.answer(":mine") == "(You have written nothing.)"
    chat.answer("#learning: +2h networking")
    chat.answer("plan <ahead>")
    assert chat.answer(":mine") == " 1  Roadmate: plan <ahead>\n 2  #learning: +2h networking"
    told = chat.answer(":edit #2 +1h networking")
    assert told.startswith("(changed from: +2h networking)\n\n#learning Roadmate (only visible to you):")
    assert "message_changed: +1h networking" in told
    assert "message_deleted: +1h networking" in chat.answer(":delete 2")
    assert chat.answer(":edit 2 hours").startswith("(changed from: plan <ahead>)")
    assert chat.answer(":mine") == " 1  Roadmate: 2 hours"


@pytest.mark.parametrize("line", [":edit", ":edit #1", ":edit #9 x", ":delete 9", ":delete x", ":delete 0"])
def test_a_message_that_is_not_there_is_told(chat: TerminalChat, line: str) -> None:
    chat.answer("plan")
    assert ":mine lists" in chat.answer(line)
    assert chat.answer(":mine") == " 1  Roadmate: plan"


def test_a_file_is_sent(chat: TerminalChat, tmp_path: Path) -> None:
    file = tmp_path / "my hours.csv"
    file.write_text("day,hours\n")
    assert chat.answer(f':upload "{file}"') == "(sent my hours.csv)\n\nRoadmate:\ngot my hours.csv"
    assert "No such file" in chat.answer(":upload nothing.csv")
    assert "Write `:upload FILE`" in chat.answer(":upload")


def test_shortcuts_anywhere_and_on_the_newest_message(chat: TerminalChat) -> None:
    assert chat.answer(":shortcut") == "Shortcuts: Log hours; Log this."
    assert "no message yet" in chat.answer(":shortcut log this")
    chat.answer(":as ben")
    chat.answer("#learning: look at this")
    chat.answer(":as ana")
    assert "Noted: look at this" in chat.answer(":shortcut log this")
    assert chat.answer(":shortcut LOG H").startswith("┌─ Log hours")


def test_a_field_that_looks_up_takes_the_only_match_or_lists_them(chat: TerminalChat) -> None:
    chat.answer("/log")
    assert chat.answer(":fill topic=v") == "Type at least 2 characters."
    assert chat.answer(":fill topic=zzz") == "Nothing is offered for zzz."
    listed = chat.answer(":fill topic=vp")
    assert listed.endswith("1 VPC\n2 VPC peering\n3 VPN")
    assert "Topic (optional): [3 VPC peering]" in chat.answer(":fill topic=2")
    assert "Topic (optional): [3 VPC]" in chat.answer(":fill topic=vpc")
    assert "Topic (optional): [3 VPN]" in chat.answer(":fill topic=vpn")
    chat.answer(":fill area=networking")
    assert "Form: networking, None/VPN" in chat.answer(":submit")


def test_a_form_that_changes_after_it_was_sent_has_buttons(chat: TerminalChat) -> None:
    chat.answer("/log")
    chat.answer(":fill area=networking")
    chat.answer(":fill note=more")
    assert chat.answer(":submit") == "┌─ Booked\n│ [1 Undo]\n└─"
    assert chat.answer(":click 1").startswith("┌─ Taken back")


def test_home_is_drawn_only_for_who_is_there(chat: TerminalChat) -> None:
    assert chat.answer("/quiet") == "#learning Roadmate (only visible to you):\ndone"
    assert "[1 Fresh]" in chat.answer(":home")
    changed = chat.answer(":click 1")
    assert changed.index("Fresh home") < changed.index("Booked")
    assert "Taken back" in chat.answer(":click 1")  # the form in front, not the Home tab behind it


def test_what_was_put_off_for_somebody_comes_at_once(chat: TerminalChat, mondays: Mondays) -> None:
    mondays.put_off.append(fixtures.BEN.id)
    assert "(Ben Carter got a message: `:as ben`, `:inbox`.)" in chat.answer("plan")
    mondays.put_off.append(fixtures.ANA.id)
    assert chat.answer("plan").endswith("Roadmate:\nan offer")
