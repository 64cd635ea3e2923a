"""Two processes that change one plan at once."""

from __future__ import annotations

import threading
import time

import pytest

from bot.catalog.catalog import Catalog
from bot.catalog.models import Area
from bot.core.plan import stored_choices
from bot.core.plan.plan_choices import NO_CHOICES, PlanChoices
from bot.core.time_off import WHOLE_TEAM
from bot.db.engine import Database
from bot.features.plan.rules.changes import ChangeKind, PlanChange, apply_change
from tests.conftest import NOON


@pytest.mark.parametrize("owner", ["U1", WHOLE_TEAM])
def test_two_that_hide_half_each_leave_half(people: Database, catalog: Catalog, owner: str) -> None:
    both = threading.Barrier(2)

    def hide(areas: tuple[Area, ...]) -> None:
        both.wait()
        with people.begin() as conn:
            stored_choices.lock_choices(conn, workspace="T1", member=owner)
            own = stored_choices.read_own_choices(conn, workspace="T1", member=owner, today=NOON.date())
            after = apply_change(own, PlanChange(ChangeKind.HIDE, areas), team=NO_CHOICES, catalog=catalog)
            time.sleep(0.05)
            if isinstance(after, PlanChoices):
                stored_choices.save_choices(conn, workspace="T1", member=owner, choices=after, now=NOON)

    threads = [threading.Thread(target=hide, args=(half,)) for half in (catalog.areas[:5], catalog.areas[5:])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with people.read() as conn:
        own = stored_choices.read_own_choices(conn, workspace="T1", member=owner, today=NOON.date())
    assert len(own.hidden) == 5
