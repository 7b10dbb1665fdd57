"""What is left to chance: probabilities are exact to one in a million, and what cannot happen draws nothing."""

import random
from collections.abc import Iterator

import pytest

from oceanhil.protocol.http import HttpFailure, HttpRequest, HttpResponse
from oceanhil.protocol.surroundings import Host
from oceanhil.simulator.board.line_faults import FaultyLine, LineFaults
from oceanhil.simulator.kernel import Kernel
from oceanhil.simulator.network import ExchangeEnd, Network
from tests.simulator.board.fake_observer import SECOND_US, ObservedBoard

TIMEOUT_US = 10 * SECOND_US
OK = HttpResponse(200)
PPM = 1_000_000


class Drawn(random.Random):
    """Numbers that a test has chosen; it notes out of how many each was drawn."""

    def __init__(self, *numbers: int) -> None:
        super().__init__(0)
        self._numbers: Iterator[int] = iter(numbers)
        self.bounds: list[int] = []

    def randrange(self, start: int, stop: int | None = None, step: int = 1) -> int:
        assert (stop, step) == (None, 1)
        self.bounds.append(start)
        return next(self._numbers)


class Air:
    """A network whose server notes when requests arrive (µs)."""

    def __init__(self, rng: Drawn, loss_ppm: int = 0) -> None:
        self.kernel = Kernel()
        self.kernel.rng = rng
        self.network = Network(self.kernel, self._serve, lambda: self.kernel.now_us)
        self.network.loss_ppm = loss_ppm
        self.arrived_us: list[int] = []

    def _serve(self, _: HttpRequest) -> HttpResponse:
        self.arrived_us.append(self.kernel.now_us)
        return OK

    def exchange(self) -> ExchangeEnd:
        signal = self.network.exchange(HttpRequest("GET", "/"), TIMEOUT_US)
        self.kernel.run_until(self.kernel.now_us + TIMEOUT_US)
        return signal.value

    def ask_time(self) -> int | None:
        signal = self.network.ask_time(TIMEOUT_US)
        self.kernel.run_until(self.kernel.now_us + TIMEOUT_US)
        return signal.value


@pytest.mark.parametrize(
    ("loss_ppm", "drawn", "lost"), [(1, 0, True), (1, 1, False), (300, 299, True), (300, 300, False)]
)
def test_so_many_in_a_million_exchanges_are_lost_as_the_network_says(loss_ppm: int, drawn: int, lost: bool) -> None:
    rng = Drawn(drawn, 0)
    assert Air(rng, loss_ppm).exchange() == (HttpFailure.TIMEOUT if lost else OK)
    assert rng.bounds == ([PPM, 2] if lost else [PPM])
    rng = Drawn(drawn)
    assert (Air(rng, loss_ppm).ask_time() is None) is lost
    assert rng.bounds == [PPM]


@pytest.mark.parametrize(("half", "arrived_us"), [(0, []), (1, [20_000])])
def test_what_is_lost_on_the_way_back_has_reached_the_server_in_its_usual_time(
    half: int, arrived_us: list[int]
) -> None:
    air = Air(Drawn(0, half), loss_ppm=1)
    assert air.exchange() is HttpFailure.TIMEOUT
    assert air.arrived_us == arrived_us


def test_a_network_without_loss_draws_nothing_nor_does_one_that_is_blocked() -> None:
    air = Air(Drawn())
    assert (air.exchange(), air.ask_time()) == (OK, TIMEOUT_US + 40_000)
    air.network.loss_ppm = PPM
    air.network.blocked.add(Host.SERVER)
    assert air.exchange() is HttpFailure.REFUSED


def test_an_answer_too_slow_to_be_in_time_is_not_drawn_either() -> None:
    air = Air(Drawn())
    air.network.latency_us = TIMEOUT_US // 2
    assert air.exchange() is HttpFailure.TIMEOUT
    assert air.arrived_us == [TIMEOUT_US // 2]


def test_joining_takes_2_seconds_give_or_take_a_fifth_of_one() -> None:
    rng = Drawn(0, 399_999)
    network = Air(rng).network
    assert (network.join_us(), network.join_us()) == (1_800_000, 2_199_999)
    assert rng.bounds == [400_000] * 2


def test_jitter_is_drawn_in_parts_per_million() -> None:
    observed = ObservedBoard()
    observed.kernel.rng = rng = Drawn(PPM - 1)
    assert (observed.board.random_ppm(), rng.bounds) == (PPM - 1, [PPM])


@pytest.mark.parametrize(
    ("faults", "heard"),
    [
        (LineFaults(drop_ppm=5), [b"", b"U"]),
        (LineFaults(duplicate_ppm=5), [b"UU", b"U"]),
    ],
)
def test_a_byte_is_struck_with_the_probability_of_its_fault(faults: LineFaults, heard: list[bytes]) -> None:
    rng = Drawn(4, 5)
    line = FaultyLine(faults, rng)
    assert [line.carry(b"U"), line.carry(b"U")] == heard
    # One draw a byte: faults that the line does not have draw nothing.
    assert rng.bounds == [PPM] * 2


def test_noise_strikes_with_its_probability_and_then_any_bit() -> None:
    rng = Drawn(4, 7, 5)
    line = FaultyLine(LineFaults(noise_ppm=5), rng)
    assert line.carry(b"\0\0") == b"\x80\0"
    assert rng.bounds == [PPM, 8, PPM]
