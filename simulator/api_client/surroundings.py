"""What a client has round it: a way to the service, a clock, a log, and somebody who is told when it stops."""

from collections.abc import Callable
from dataclasses import dataclass

from oceanhil.protocol.http import HttpRequest, HttpResponse


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The functions that a client is given.

    `send` gives the answer, None if none came. `now_us` is the time in µs since the run began. `say` takes a line of
    the client's log, `stop` the reason why it goes no further by itself.
    """

    send: Callable[[HttpRequest], HttpResponse | None]
    now_us: Callable[[], int]
    say: Callable[[str], None]
    stop: Callable[[str], None]
