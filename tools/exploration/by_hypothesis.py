"""Explore or Hypothesis, who finds lives sooner? `python tools/exploration/by_hypothesis.py SEEDS` compares both.

Both look for the loss of NVS blobs (docs/finding-nvs-blob-loss.md) in lives of an ESP32 with the same start, the same
disturbances and the same laws, and make the first life that shows it as simple as they can. Told are, of each seed, the
lives until it was found, the runs to make it simple, and what is left. Time is that of the process.
"""

import sys
import time
from collections.abc import Callable
from random import Random

import click
import msgspec
from hypothesis import HealthCheck, Phase, find, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from oceanhil.exploration.disturbance import Disturbance
from oceanhil.exploration.disturbances import DISTURBANCES
from oceanhil.exploration.drawing import Drawing
from oceanhil.exploration.draws import Draw, Span, Whole, Words
from oceanhil.exploration.findings import breach_of
from oceanhil.exploration.habitat import Habitat
from oceanhil.exploration.life import Happening, Life, Start
from oceanhil.exploration.shrinking import shrunk
from oceanhil.hil.worlds.sim import SimWorldFactory
from oceanhil.protocol.board import Board
from oceanhil.protocol.profile import load_profile
from oceanhil.protocol.record import StorePolicy

LIVES_MOST = 3000
PAUSE = Span(1_000, 1_200_000_000)
START = Start(Board.ESP32, StorePolicy.LEGACY, "idf-5.5.1", is_online=True)
LAWS = ("expect.recovered: 1h", "expect.no_loss")
HABITAT = Habitat(SimWorldFactory(), load_profile(), LAWS)


class Found(msgspec.Struct, frozen=True):
    """What one of the two has come to."""

    lives: int
    runs: int
    life: Life | None
    seconds: float

    def __str__(self) -> str:
        if self.life is None:
            return f"not found in {self.lives:,} lives, {self.seconds:.0f} s"
        left = f"{len(self.life.happenings)} happenings, {sum(1 for _ in self.life.lines(()))} steps"
        return f"found in life {self.lives:,}, simple after {self.runs:,} runs: {left}; {self.seconds:.0f} s"


def loses(life: Life) -> bool:
    """Tell whether the record is lost in it."""
    breach = breach_of(HABITAT.lead(life))
    return breach is not None and breach.law == "no-loss"


def by_explore(seed: int) -> Found:
    """Draw lives, and shrink as `oceanhil explore` does."""
    begun_s, drawing = time.process_time(), Drawing(seed, [START], DISTURBANCES)
    for number in range(1, LIVES_MOST + 1):
        if loses(life := drawing.life(number)):
            simple = shrunk(life, loses)
            return Found(number, simple.runs, simple.life, time.process_time() - begun_s)
    return Found(LIVES_MOST, 0, None, time.process_time() - begun_s)


def by_hypothesis(seed: int) -> Found:
    """Let Hypothesis do both, from a strategy of the same lives."""
    begun_s, asked = time.process_time(), Asked(loses)
    how = settings(
        max_examples=LIVES_MOST,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
    try:
        life = find(lives(), asked, settings=how, random=Random(seed))
    except NoSuchExample:
        return Found(asked.count, 0, None, time.process_time() - begun_s)
    return Found(asked.first, asked.count - asked.first, life, time.process_time() - begun_s)


class Asked:
    """Counts how often something is asked, and when it was so for the first time."""

    def __init__(self, ask: Callable[[Life], bool]) -> None:
        self._ask = ask
        self.count = self.first = 0

    def __call__(self, life: Life) -> bool:
        """Ask."""
        self.count += 1
        holds = self._ask(life)
        self.first = self.first or (self.count if holds else 0)
        return holds


def lives() -> st.SearchStrategy[Life]:
    """Lives as the table has them, each disturbance as often as it is there."""
    weighted = [each for each in DISTURBANCES for _ in range(each.weight)]
    happenings = st.lists(st.sampled_from(weighted).flatmap(happening), min_size=1, max_size=10)
    return happenings.map(lambda found: Life(START, tuple(found)))


def happening(disturbance: Disturbance) -> st.SearchStrategy[Happening]:
    """One disturbance, with whatever can be drawn for it."""
    lasts = st.just(0) if disturbance.lasts is None else numbers(disturbance.lasts)
    values = st.tuples(*map(numbers, disturbance.draws.values()))
    return st.builds(Happening, st.just(disturbance), numbers(PAUSE), lasts, values)


def numbers(draw: Draw) -> st.SearchStrategy[int]:
    """The domain of a draw; where that draws unevenly, as it draws."""
    if type(draw) is Words:
        return st.integers(0, draw.count - 1)
    if type(draw) is Whole:
        return st.integers(draw.least, draw.most)
    return st.randoms(use_true_random=False).map(draw.drawn)


def main() -> None:
    """Compare for some seeds."""
    for seed in range(int(sys.argv[1])):
        for name, look in (("explore", by_explore), ("hypothesis", by_hypothesis)):
            click.echo(f"seed {seed}  {name:<10}  {look(seed)}")


if __name__ == "__main__":
    main()
