"""A course with round numbers, for pictures and pages."""

from oceanhil.fleet.course import Course, Subject, course_of
from oceanhil.fleet.requests import OK, RequestKind
from oceanhil.fleet.tally import Tally
from oceanhil.protocol.units import SECOND_US


def course(storm: str = "maintenance-ends", *, refused: int = 3, back_s: int = 130) -> Course:
    """Two devices: struck at 100 s, mended at 120 s, back at `back_s`, a burst of nine at 500 s; it ends at 1000 s."""
    tally = Tally(2)
    for place in range(2):
        tally.go(place, 0, online=True)
    for second in range(100):
        for _ in range(4):
            told(tally, second, OK)
    tally.strike(100 * SECOND_US)
    for place in range(2):
        tally.go(place, 101 * SECOND_US, online=False)
    for second in range(100, 120):
        for _ in range(refused):
            told(tally, second, 503)
    tally.mend(120 * SECOND_US)
    told(tally, 121, -11)
    for place in range(2):
        tally.go(place, back_s * SECOND_US, online=True)
    for second in range(back_s, 1000):
        told(tally, second, OK)
    for _ in range(8):
        told(tally, 500, OK)
    tally.finish(1000 * SECOND_US)
    return course_of(tally, Subject(storm, "What <happens> & when.", 10, 7, 50.0))


def told(tally: Tally, second: int, code: int) -> None:
    tally.ask(RequestKind.POLL, second * SECOND_US)
    tally.end(RequestKind.POLL, second * SECOND_US, code)
