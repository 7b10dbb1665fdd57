"""Boards that start again and again."""

from oceanhil.protocol.panics import BootLoopWatch, Reset, ResetCause

CRASHED = Reset(ResetCause.SOFTWARE, 0xC, "SW_CPU_RESET")
POWERED = Reset(ResetCause.POWER_ON, 1, "POWERON_RESET")


def test_the_same_start_over_and_over_is_a_loop() -> None:
    watch = BootLoopWatch(boots_min=3)
    loops = [watch.started(CRASHED) for _ in range(4)]
    assert [loop and loop.boots for loop in loops] == [None, None, 3, 4]


def test_the_loop_says_how_often_and_why() -> None:
    loop = BootLoopWatch(boots_min=1).started(CRASHED)
    assert loop is not None
    assert loop.headline == (
        "boot loop: 1 starts in a row by software reset (SW_CPU_RESET), and the program never came up"
    )


def test_a_program_that_comes_up_ends_the_count() -> None:
    watch = BootLoopWatch(boots_min=2)
    watch.started(CRASHED)
    watch.came_up()
    assert watch.started(CRASHED) is None


def test_a_start_of_another_cause_begins_the_count_anew() -> None:
    watch = BootLoopWatch(boots_min=2)
    assert [watch.started(reset) for reset in (CRASHED, POWERED, CRASHED)] == [None, None, None]
