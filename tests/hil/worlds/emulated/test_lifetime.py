"""Time as far as any emulated board lives to see it."""

from hil.vboard.internet.http_exchange import HttpExchanger, Route
from hil.worlds.emulated.exchanges import Exchanges
from hil.worlds.emulated.lifetime import Lifetime
from protocol.agent.events import BootEvent, CutEvent
from protocol.agent.vocabulary import BootReason
from protocol.http import HttpRequest, HttpResponse
from simulator.network import Exchanged

BOOT = BootEvent(1, BootReason.POWER_ON, "esp8266")


class Clock:
    """A clock that is set."""

    now_ns = 0

    def __call__(self) -> int:
        """Read it."""
        return self.now_ns


class Life:
    """A lifetime under a clock that is moved by hand."""

    def __init__(self) -> None:
        self.clock, self.exchanges = Clock(), Exchanges(10)
        self.time = Lifetime(self.exchanges, self.clock)

    def pass_ns(self, duration_ns: int) -> None:
        """Let the machine's time pass."""
        self.clock.now_ns += duration_ns


def test_time_stands_until_a_board_boots() -> None:
    life = Life()
    life.pass_ns(5)
    assert (life.time.stands, life.time.elapsed_ns()) == (True, 0)
    life.time.hear("one", BOOT)
    life.pass_ns(7)
    assert (life.time.stands, life.time.elapsed_ns()) == (False, 7)


def test_time_goes_on_while_any_board_runs() -> None:
    life = Life()
    life.time.begin("one")
    life.pass_ns(3)
    life.time.begin("two")
    life.time.end("one")
    life.pass_ns(4)
    life.time.end("two")
    life.pass_ns(100)
    assert life.time.elapsed_ns() == 7


def test_a_power_cut_ends_a_board() -> None:
    life = Life()
    life.time.hear("one", BOOT)
    life.time.hear("one", CutEvent(4))
    assert life.time.stands
    assert not life.time.lives("one")


def test_a_reset_takes_no_time_away() -> None:
    life = Life()
    life.time.hear("one", BOOT)
    life.pass_ns(3)
    life.time.hear("one", BOOT)
    assert life.time.elapsed_ns() == 3


def test_time_does_not_stand_while_the_server_is_at_work() -> None:
    life = Life()
    stood: list[bool] = []

    class Server(HttpExchanger):
        """A server that looks at the time while it is at work."""

        def exchange(self, request: HttpRequest, timeout_s: float) -> Exchanged:
            """Answer."""
            del request, timeout_s
            stood.append(life.time.stands)
            return HttpResponse(200)

    life.exchanges.exchange("one", Server(Route("http://127.0.0.1:1")), HttpRequest("GET", "/"), 10.0)
    assert (stood, life.time.stands) == ([False], True)
