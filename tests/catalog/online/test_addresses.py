"""Each address is asked once whether it answers; the web that is asked is on loopback."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bot.catalog.content_inputs import ContentFolders
from bot.catalog.online.address_probe import AddressAnswer, AddressProbe, AnswerKind
from bot.catalog.online.address_survey import AddressPlace, list_addresses, survey_addresses
from bot.cli import main
from tests.catalog.online.loopback_web import LoopbackWeb

DOCS = "docs.example.org"


@pytest.fixture
def web(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[LoopbackWeb]:
    with LoopbackWeb(tmp_path_factory.mktemp("web")).running() as running:
        for name, value in running.environment.items():
            monkeypatch.setenv(name, value)
        yield running


def ask(path: str, host: str = DOCS, timeout: float = 5) -> AddressAnswer:
    return AddressProbe(timeout=timeout)(f"https://{host}{path}")


def test_an_address_that_answers(web: LoopbackWeb) -> None:
    web.answers[f"{DOCS}/page?a=1"] = 200
    assert ask("/page?a=1#part") == AddressAnswer(AnswerKind.FINE)
    assert web.asked == [f"HEAD {DOCS}/page?a=1"]


@pytest.mark.parametrize("refused", [400, 403, 404, 405, 501])
def test_get_where_head_is_refused(web: LoopbackWeb, refused: int) -> None:
    web.answers |= {f"HEAD {DOCS}/page": refused, f"GET {DOCS}/page": 200}
    assert ask("/page").kind is AnswerKind.FINE
    assert web.asked == [f"HEAD {DOCS}/page", f"GET {DOCS}/page"]


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        *((status, AnswerKind.BROKEN) for status in (404, 410)),
        *((status, AnswerKind.DOUBTFUL) for status in (401, 403, 418, 429, 500, 503)),
    ],
)
def test_what_a_status_means(web: LoopbackWeb, status: int, kind: AnswerKind) -> None:
    web.answers[f"{DOCS}/page"] = status
    answer = ask("/page")
    assert answer.kind is kind
    assert f"status {status}" in answer.text


def test_redirects_are_followed_and_named(web: LoopbackWeb) -> None:
    web.answers |= {f"{DOCS}/old": "/new", f"{DOCS}/new": "https://other.example.org/", "other.example.org/": 200}
    assert ask("/old") == AddressAnswer(AnswerKind.DOUBTFUL, "has moved to https://other.example.org/")
    web.answers[f"{DOCS}/latest"] = lambda handler: handler.reply(302, "/v3")
    web.answers[f"{DOCS}/v3"] = 200
    assert ask("/latest").text == f"leads to https://{DOCS}/v3"
    web.answers[f"{DOCS}/lost"] = "/nowhere"
    assert ask("/lost") == AddressAnswer(AnswerKind.BROKEN, f"is gone (status 404 at https://{DOCS}/nowhere)")


def test_redirects_that_lead_nowhere(web: LoopbackWeb) -> None:
    web.answers |= {f"{DOCS}/a": "/b", f"{DOCS}/b": "/a"}
    assert ask("/a") == AddressAnswer(AnswerKind.BROKEN, f"leads in a circle, back to https://{DOCS}/a")
    web.answers |= {f"{DOCS}/{number}": f"/{number + 1}" for number in range(50)}
    assert ask("/0") == AddressAnswer(AnswerKind.BROKEN, "redirects more than 6 times")
    for target in ("http://docs.example.org/plain", "file:///etc/passwd", "ftp://docs.example.org/"):
        web.answers[f"{DOCS}/out"] = target
        assert "which is no https:// address" in ask("/out").text
    web.answers[f"{DOCS}/bad"] = "https://[nonsense/"
    assert ask("/bad").kind is not AnswerKind.FINE
    web.answers[f"{DOCS}/none"] = lambda handler: handler.reply(302)
    assert ask("/none").text.startswith("answers with status 302")


def test_a_huge_body_is_not_read(web: LoopbackWeb) -> None:
    sent: list[int] = []

    def pour(handler: Any) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(10**12))
        handler.end_headers()
        try:
            for _ in range(10_000):
                handler.wfile.write(b"x" * 65_536)
                sent.append(65_536)
        except OSError:
            pass

    web.answers |= {f"HEAD {DOCS}/huge": 405, f"GET {DOCS}/huge": pour}
    assert ask("/huge").kind is AnswerKind.FINE
    assert sum(sent) < 100_000_000


def test_a_slow_host_is_not_waited_for(web: LoopbackWeb) -> None:
    released = threading.Event()
    web.answers["slow.example.org/"] = lambda _handler: released.wait(20)
    start = time.monotonic()
    assert ask("/", "slow.example.org", timeout=0.3) == AddressAnswer(AnswerKind.DOUBTFUL, "doesn't answer in time")
    assert time.monotonic() - start < 5
    released.set()


def test_nonsense_instead_of_an_answer(web: LoopbackWeb) -> None:
    web.answers[f"{DOCS}/"] = lambda handler: handler.wfile.write(b"\x00\xff nonsense\r\n\r\n")
    assert ask("/").kind is AnswerKind.DOUBTFUL
    web.answers[f"{DOCS}/"] = lambda handler: handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000)
    assert ask("/").kind is AnswerKind.DOUBTFUL
    web.answers[f"{DOCS}/"] = lambda handler: handler.connection.close()
    assert ask("/").kind is AnswerKind.DOUBTFUL


def test_a_certificate_for_another_name(web: LoopbackWeb) -> None:
    answer = ask("/", "wrong.example.org")
    assert answer.kind is AnswerKind.BROKEN
    assert answer.text.startswith("has no certificate to trust: Hostname mismatch")
    assert web.asked == []


def test_a_name_that_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")
    answer = AddressProbe(timeout=5)("https://nobody.invalid/")
    assert answer == AddressAnswer(AnswerKind.BROKEN, "has a host name that nobody knows")


def test_nobody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")
    assert AddressProbe(timeout=5)("https://127.0.0.1:1/").text.startswith("can't be reached: ")
    assert AddressProbe(timeout=5)("gopher://127.0.0.1/").kind is AnswerKind.DOUBTFUL


# --- Many addresses -----------------------------------------------------------------------------------------------


def places(*addresses: str) -> list[AddressPlace]:
    return [AddressPlace(address, "lessons/marina.yaml", line) for line, address in enumerate(addresses, 1)]


def test_each_address_is_asked_once_and_reported_wherever_it_is() -> None:
    asked: list[str] = []

    def probe(address: str) -> AddressAnswer:
        asked.append(address)
        return AddressAnswer(AnswerKind.BROKEN, "is gone") if "gone" in address else AddressAnswer(AnswerKind.FINE)

    report = survey_addresses(places("https://a.org/gone", "https://b.org/", "https://a.org/gone"), probe, pause=0)
    assert sorted(asked) == ["https://a.org/gone", "https://b.org/"]
    assert (report.asked, [problem.line for problem in report.problems], report.warnings) == (2, [1, 3], ())
    assert str(report.problems[0]) == "lessons/marina.yaml:1: https://a.org/gone is gone"


def test_one_request_at_a_time_for_a_host_and_eight_hosts_at_most() -> None:
    lock, running, most, most_of_a_host = threading.Lock(), list[str](), [0], [0]

    def probe(address: str) -> AddressAnswer:
        host = address.split("/")[2]
        with lock:
            running.append(host)
            most[0], most_of_a_host[0] = max(most[0], len(running)), max(most_of_a_host[0], running.count(host))
        time.sleep(0.01)
        with lock:
            running.remove(host)
        return AddressAnswer(AnswerKind.FINE)

    addresses = [f"https://h{host}.org/{page}" for host in range(20) for page in range(3)]
    assert survey_addresses(places(*addresses), probe, pause=0).asked == 60
    assert (most_of_a_host[0], most[0] <= 8, most[0] > 1) == (1, True, True)


def test_an_address_that_hangs_holds_nobody_up() -> None:
    released = threading.Event()

    def probe(address: str) -> AddressAnswer:
        if "hang" in address:
            released.wait(30)
        return AddressAnswer(AnswerKind.FINE)

    start = time.monotonic()
    report = survey_addresses(places("https://a.org/hang", "https://a.org/b"), probe, pause=0, limit=0.2)
    released.set()
    assert time.monotonic() - start < 5
    assert [str(each) for each in report.warnings] == [
        "lessons/marina.yaml:1: https://a.org/hang doesn't answer in time"
    ]


def test_addresses_are_found_with_their_lines(taught: Path) -> None:
    found = list_addresses(ContentFolders(taught).read())
    assert [place.line for place in found] == [8, 13, 26, 38, 50, 62, 74]
    assert found[1] == AddressPlace("https://books.example/knots", "lessons/marina.yaml", 13)


def test_the_command_prints_as_the_lint_does(web: LoopbackWeb, taught: Path) -> None:
    lessons = taught / "lessons/marina.yaml"
    text = lessons.read_text("utf-8").replace("harbour.example", DOCS).replace("books.example", "other.example.org")
    lessons.write_text(text, "utf-8")
    pages = ("knots", "alongside", "stern-first", "pontoons", "dredging", "fire")
    web.answers |= {f"{DOCS}/{page}": 200 for page in pages} | {"other.example.org/knots": 200}
    result = CliRunner().invoke(main, ["content", "check", "--online", str(taught)])
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "The content is fine: 2 roadmaps, 11 topics, 1 subtopic, 6 lessons, 18 questions.",
        "Asked 7 addresses: 0 problems, 0 warnings.",
    ]
    web.answers |= {f"{DOCS}/fire": 410, f"{DOCS}/pontoons": 403}
    result = CliRunner().invoke(main, ["content", "check", "--online", str(taught)])
    assert result.exit_code == 1
    assert result.stdout.splitlines()[1:] == [
        f"lessons/marina.yaml:50: https://{DOCS}/pontoons answers with status 403: look at it yourself (a warning)",
        "Asked 7 addresses: 1 problem, 1 warning.",
    ]
    assert result.stderr == f"Error: lessons/marina.yaml:74: https://{DOCS}/fire is gone (status 410)\n"
    assert web.asked.count(f"HEAD {DOCS}/knots") == 2


def test_content_with_problems_is_not_asked(web: LoopbackWeb, taught: Path) -> None:
    (taught / "plan.yaml").unlink()
    assert CliRunner().invoke(main, ["content", "check", "--online", str(taught)]).exit_code == 1
    assert web.asked == []
