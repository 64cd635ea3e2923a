"""List, explain, correct, undo and redo what was booked."""

from __future__ import annotations

from bot.feature import Feature
from bot.features.entries import handlers
from bot.features.entries.payloads import EntryListPayload
from bot.slack.command import WordHint

_UNDO = WordHint("This takes back your last change to your hours:", ("log undo",), runs_alone=True)

FEATURE = Feature(
    name="entries",
    payloads=(EntryListPayload,),
    register=handlers.register,
    synonyms={
        **dict.fromkeys(("edit", "change", "correct", "correction", "fix", "edit last"), "log edit"),
        **dict.fromkeys(("delete", "remove", "rm", "del", "delete last", "remove last", "delete all"), "log delete"),
        **dict.fromkeys(("list", "ls", "entries", "entry list", "history", "hours", "timesheet"), "log list"),
        **{f"list {days}": f"log list {days}" for days in ("today", "yesterday", "week", "month")},
        **{days: f"log list {days}" for days in ("today", "yesterday", "week", "month", "year")},
        **{f"{which} {days}": f"log list {which} {days}" for which in ("this", "last") for days in ("week", "month")},
        "weekly": "log list week",
        "monthly": "log list month",
        "last": "log list",
        **dict.fromkeys(("total", "totals", "why", "how much", "how many hours"), "log why"),
        **dict.fromkeys(("undo", "undo last", "revert", "oops"), _UNDO),
        "redo": WordHint("This brings back the change to your hours that you undid last:", ("log redo",), True),
        "cancel": WordHint("There's nothing to cancel. To take back your last change to your hours:", ("log undo",)),
    },
    samples=(
        "log list",
        "log list month",
        "log list networking",
        "log undo",
        "log redo",
        "log undo",
        "log why",
        "log why networking",
        "log 25h networking",
        "log list aws networking",
    ),
)
