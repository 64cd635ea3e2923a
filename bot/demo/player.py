"""Play a living team through time, stopping wherever something happens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from werkzeug.test import Client

from bot.demo.living import LivingTeam
from bot.frozen import frozen
from bot.sandbox.time_travel import SettableClock
from bot.sandbox.user_actions.app_requests import AppResponse

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication


def play(
    team: LivingTeam, clock: SettableClock, until: datetime, on_stop: Callable[[datetime], object] = lambda _: None
) -> None:
    """Play until that moment. What an act brings about falls due on the way too.

    Raises:
        ActError: somebody could not do what the script says.
    """
    while clock.now() < until:
        day_end = min(clock.now() + timedelta(days=1), until)
        team.moments(clock.now(), day_end)  # looked up anew each day, since people change their times
        while clock.now() < day_end:
            moment = team.next_moment(clock.now(), day_end)
            clock.advance_to(moment)
            team.deliver(moment)
            on_stop(moment)


@frozen
class DirectTarget:
    """The app, called in this thread: nobody waits for an answer that is late."""

    app: WSGIApplication

    def send(self, path: str, headers: Mapping[str, str], body: str) -> AppResponse:
        """Call the app as a server would."""
        response = Client(self.app).post(path, data=body.encode(), headers=dict(headers))
        named = {name.lower(): value for name, value in response.headers.items()}
        answer = AppResponse(response.status_code, response.get_data(as_text=True), named)
        response.close()
        return answer
