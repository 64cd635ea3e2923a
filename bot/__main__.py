"""`roadmate` and `python -m bot`: the first and the last moments of the process, around the command line.

Only what Python has at hand is imported at the top, so that a signal ends a process that does not listen yet.
"""

import gc
import os
import signal
import sys

SELDOM = (20_000, 20, 20)  # to look for garbage as often as Python does takes a tenth of a start
RUNNING_COMMANDS = frozenset({"serve", "socket", "worker"})  # that go on until they are told to stop


def run() -> None:
    """Run the command line.

    A command that goes on until it is told to stop ends with the process itself: taking Python apart takes up to a
    third of a second, on a busy machine several, in which no thread of ours could keep the time limit any more.
    """
    if not RUNNING_COMMANDS.intersection(sys.argv[1:2]):
        _call_command()
        return
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: os._exit(0))  # until `StopSignal` listens: nothing has begun
    gc.disable()  # until it has started: `running_process`
    status = 1
    try:
        _call_command()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001 - as Python does where nobody catches it, but for its own end
        sys.excepthook(*sys.exc_info())
    _leave(status)


def _call_command() -> None:
    gc.set_threshold(*SELDOM)
    from bot.cli import main  # noqa: PLC0415 - takes ten times as long as all of Python's own start

    main()


def _leave(status: int) -> None:
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except (OSError, ValueError):  # nobody reads it any more
            pass
    os._exit(status)


if __name__ == "__main__":
    run()
