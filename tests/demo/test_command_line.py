"""How the sandbox is started: piped lines, an empty input, a port that is taken, progress."""

from __future__ import annotations

import io
import os
import socket
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import trial_commands
from bot.cli.piped_lines import has_piped_lines
from bot.cli.progress import ProgressLine
from bot.web.http_server import bind_port


def piped(text: str | None) -> io.TextIOWrapper:
    read, write = os.pipe()
    if text is not None:
        os.write(write, text.encode())
        os.close(write)
    return os.fdopen(read, "r")


def test_lines_are_told_from_an_empty_input_and_nothing_is_lost() -> None:
    with piped("/log 2h networking\n/plan\n") as lines:
        assert has_piped_lines(lines)
        assert lines.read() == "/log 2h networking\n/plan\n"
    with piped("") as empty:
        assert not has_piped_lines(empty)
    with piped(None) as silent:
        assert not has_piped_lines(silent, patience=0.01)
    assert not has_piped_lines(None)


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    here, no_folder = tmp_path / "here", tmp_path / "file" / "roadmate"
    assert trial_commands.writable_folder(tmp_path / "new", here) == tmp_path / "new"
    assert trial_commands.writable_folder(None, here) == here
    assert capsys.readouterr().out == ""
    assert trial_commands.writable_folder(no_folder, here) == here
    assert f"Nothing can be kept in {no_folder} (Not a directory)" in capsys.readouterr().out


@pytest.mark.parametrize("port", ["-1", "65536"])
def test_no_number_of_a_port(port: str) -> None:
    refused = CliRunner().invoke(trial_commands.sandbox, ["--port", port])
    assert refused.exit_code == 2
    assert "0<=x<=65535" in refused.output


def test_the_next_port_is_taken_unless_one_was_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with bind_port("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match=str(port)):
            trial_commands.find_free_port(port, usual=port)
        found = trial_commands.find_free_port(None, usual=port)
    assert found > port
    assert f"Port {port} is taken, so this is {found}." in capsys.readouterr().out
    with socket.socket() as free:
        free.bind(("127.0.0.1", found))


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_one_line_on_a_terminal_and_plain_lines_elsewhere() -> None:
    for out, expected in (
        (Terminal(), "\rPlaying: week 1 of 2\rPlaying: week 2 of 2\r                    \r"),
        (io.StringIO(), "Playing: week 1 of 2\nPlaying: week 2 of 2\n"),
    ):
        line = ProgressLine(out, "Playing")
        line.show(1, 2)
        line.show(2, 2)
        line.clear()
        assert out.getvalue() == expected
