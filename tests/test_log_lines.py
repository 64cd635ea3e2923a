from __future__ import annotations

import io
import json
import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.daemon_threads import DaemonThreads
from bot.log_lines import EXTRA_FIELDS, JsonFormatter, LogFormat, TextFormatter, build_handler
from bot.request_context import carried, current, current_id, new_request_id, note_workspace, working_on

ROOT = Path(__file__).parents[1]
SECRET = "xoxb-somebody-wrote-this"


def record(message: str, *arguments: object, error: BaseException | None = None) -> logging.LogRecord:
    found = logging.LogRecord("bot.worker", logging.WARNING, "worker.py", 1, message, arguments, None)
    found.created, found.msecs = 1_795_953_600.25, 250.0
    if error:
        found.exc_info = (type(error), error, error.__traceback__)
    return found


def caught() -> Exception:
    """An error that holds what somebody wrote, caused by another that does."""
    try:
        try:
            int(SECRET)
        except ValueError as error:
            raise RuntimeError(SECRET) from error
    except RuntimeError as error:
        return error


def test_a_record_is_one_object_on_one_line() -> None:
    line = JsonFormatter().format(record("sent %s\nof %d “letters”", "U1", 2))
    assert "\n" not in line
    assert json.loads(line) == {
        "ts": "2026-11-29T12:00:00.250+00:00",
        "level": "WARNING",
        "logger": "bot.worker",
        "message": "sent U1\nof 2 “letters”",
    }


def test_half_a_character_is_logged_all_the_same() -> None:
    assert json.loads(JsonFormatter().format(record("path \ud83d")))["message"] == "path \ud83d"


def test_a_trace_says_where_and_of_what_kind_and_never_what_was_written() -> None:
    """An error's own words may hold a note, a token or the values of a statement."""
    json_line, text = (
        JsonFormatter().format(record("broke", error=caught())),
        TextFormatter().format(record("broke", error=caught())),
    )
    assert "\n" not in json_line
    for shown in (json.loads(json_line)["trace"], text):
        assert SECRET not in shown
        assert shown.index("builtins.ValueError") < shown.index("builtins.RuntimeError")
        assert "test_log_lines.py" in shown


@pytest.fixture(params=["json", "text"])
def lines(request: pytest.FixtureRequest) -> Iterator[tuple[str, list[str]]]:
    """What is logged with the real handler in each of the two formats; read as it comes."""
    stream = io.StringIO()

    class Lines(list[str]):
        def __iter__(self) -> Iterator[str]:
            return iter(stream.getvalue().splitlines())

    chosen: LogFormat = request.param
    handler, logger = build_handler(chosen, stream), logging.getLogger("bot.log_lines_test")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield chosen, Lines()
    logger.removeHandler(handler)


def test_each_line_has_the_id_of_its_work(lines: tuple[str, list[str]]) -> None:
    chosen, written = lines
    log = logging.getLogger("bot.log_lines_test")
    with working_on("log") as request:
        note_workspace("T1")
        log.info("in the request")
        with working_on("message digest", workspace="T2", request_id="0lder0ne"):
            log.info("sent")
        log.info("again", extra={"ms": 1.5})
    log.info("outside")
    first, inner, again, outside = list(written)
    if chosen == "text":
        assert f" INFO bot.log_lines_test [{request.id}] in the request" in first
        assert "[0lder0ne] sent" in inner
        assert outside.endswith(" INFO bot.log_lines_test outside")
        return
    common = {"request": request.id, "workspace": "T1", "kind": "log"}
    assert common.items() <= json.loads(first).items()
    assert {"request": "0lder0ne", "workspace": "T2", "kind": "message digest"}.items() <= json.loads(inner).items()
    assert (common | {"ms": 1.5}).items() <= json.loads(again).items()
    assert not set(EXTRA_FIELDS) & json.loads(outside).keys()


def test_threads_that_work_for_it_have_its_id_and_others_none() -> None:
    found: list[str | None] = []
    with working_on("log") as request:
        DaemonThreads("test").submit(lambda: found.append(current_id())).result(5)
        note = carried(lambda: found.append(current_id()))
        for call in (note, lambda: found.append(current_id())):
            thread = threading.Thread(target=call)
            thread.start()
            thread.join(5)
    assert found == [request.id, request.id, None]
    assert current() is None


def test_ids_are_short_and_differ() -> None:
    ids = {new_request_id() for _ in range(20_000)}
    assert len(ids) > 19_990  # of 2^40
    assert all(len(each) == 8 and each.isalnum() and each == each.lower() for each in ids)


@pytest.mark.parametrize(("log_format", "start"), [("text", "20"), ("json", '{"ts":"20')])
def test_a_process_logs_so(log_format: str, start: str) -> None:
    program = f"""
import logging
from bot.log_lines import set_up_logging
set_up_logging("INFO", "{log_format}")
logging.getLogger("bot.x").info("id=%s", 7)
logging.getLogger("slack_sdk.web").error("an answer, whole")
logging.getLogger("apscheduler").info("chatter")
logging.getLogger("bot.x").debug("too much")
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    (line,) = done.stderr.splitlines()
    assert line.startswith(start)
    assert "id=7" in line
