"""`crowd`: fifty members who log at the same moment on SQLite, as after a training."""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks import client, databases, requests, serving
from benchmarks.report import Table, median, milli, percentile

CROWD = 50
WITHIN = 1.0  # seconds, on an idle machine


def run(*, quick: bool) -> Table:
    """Rounds of fifty at once; every one of them has to be found in the ledger afterwards."""
    rounds = 5 if quick else 20
    ids = requests.members(CROWD)
    bookings = requests.Bookings(ids)
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        url = f"sqlite:///{directory / 'roadmate.db'}"
        with databases.opened(url) as sessions:
            databases.people(sessions, ids)
            durable = databases.is_durable(sessions)
        with serving.running("roadmate", serving.environment(url, directory)) as served:
            found = [client.burst(served.port, bookings.make(CROWD)) for _ in range(rounds + 1)]
        with databases.opened(url) as sessions:
            booked = databases.booked(sessions)
    if booked != bookings.made:
        raise AssertionError(f"{bookings.made} requests, {booked} entries")
    later = [seconds for taken in found[1:] for seconds in taken]
    rows = (("the first fifty after the start", found[0]), (f"{rounds} times fifty", later))
    missed = sum(max(taken) > WITHIN for taken in found)
    return Table(
        f"{CROWD} members log at once, SQLite{'' if durable else ', NOT durable'}",
        ("what", "half answered within", "99% within", "the slowest"),
        tuple((what, milli(median(taken)), milli(percentile(taken, 99)), milli(max(taken))) for what, taken in rows),
        (
            f"The aim is {WITHIN:.0f} s for the slowest; {missed} of {rounds + 1} rounds missed it.",
            "Fifty open connections, all requests sent before the first answer is read; sixteen threads answer.",
            "Every booking asked for was found in the ledger afterwards.",
        ),
    )
