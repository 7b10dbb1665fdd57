"""Whether a device of any kind does what it is there for, to the end of its log.

What it must not know: what its work is, and what went wrong before.
"""

from collections.abc import Iterator

from oceanhil.analysis.diagnosis.knowledge import is_called
from oceanhil.analysis.diagnosis.model import Boot, Recognition, Signal

WORKS = "works*"
"""Of any device: a log in which the platform is never named has nothing better."""
_AT_WORK = f"{WORKS}|at-work"
"""It goes on, once somebody took what it sends."""
WOKE = "rom-woke"
_LINES_OF_WORK = 10
_TIMES_OF_WORK = 3
_ENDS_WORK = "mqtt-*|net-*|tls-*|wifi-lost|wifi-dropped"


def ends_at_work(boot: Boot, log: Recognition) -> bool:
    """Tell whether a device of any kind came to work with its network and went on, without a complaint behind it.

    One line says too little: several of them do, with those that tell its work, or a dozen others behind it. Who sleeps
    between goes on with each time that it wakes.
    """
    works = [signal for signal in boot.signals if is_called(signal.name, WORKS)]
    if log.is_oceanremote or not works or log.complained_at > works[-1].last.line:
        return False
    since = (*_awake_before(boot, log), *boot.signals[boot.signals.index(works[0]) :])
    is_often = sum(signal.times for signal in since if is_called(signal.name, _AT_WORK)) >= _TIMES_OF_WORK
    has_ended = any(is_called(signal.name, _ENDS_WORK) for signal in boot.signals[boot.signals.index(works[-1]) :])
    return (is_often or log.lines - works[0].first.line >= _LINES_OF_WORK) and not has_ended


def _awake_before(boot: Boot, log: Recognition) -> Iterator[Signal]:
    """Give what a board that sleeps between its starts did in those before `boot`, if deep sleep began each since."""
    following = boot
    for earlier in reversed([each for each in log.boots if each.number < boot.number]):
        if WOKE not in following.names():
            return
        yield from earlier.signals
        following = earlier
