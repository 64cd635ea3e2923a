"""How long Socket Mode waits for what. All in seconds."""

from __future__ import annotations

from bot.frozen import frozen


@frozen
class Timing:
    """The waits of one run; tests take shorter ones."""

    ping: float = 0.8  # between a pong and the next ping
    doubt: float = 0.7  # without a pong, after which another connection is opened beside this one
    doubt_pause: float = 60.0  # between two such doubts: Slack counts how often an address is asked for
    give_up: float = 3.0  # without a pong, after which the connection is lost
    look: float = 0.1  # the longest that a thread of ours goes without a look at what else there is to do
    overlap: float = 10.0  # that an old connection is read on beside its successor
    short_life: float = 5.0  # a connection that ends sooner hurries nobody to open the next
    first_delay: float = 0.25  # before the second attempt; twice as long before each further one
    max_delay: float = 2.0
    hang: float = 2.0  # after which an attempt that hangs gets another beside it
    attempt: float = 10.0  # for each of an attempt's steps
    refused: float = 60.0  # that a token which was good before may be refused
    answer: float = 3.0  # that an answer waits for a connection; Slack waits no longer
    drain: float = 3.0  # for requests in flight when told to stop
    stuck: float = 60.0  # that a request waits for its turn before the process counts as stuck
