"""What a driver does to the lines by itself, and how far apart changes are."""

from oceanhil.simulator.adapter.requests import LineChange, LineRequests

REQUEST_US = 1_000


def test_opening_asserts_both_lines_at_once_and_closing_drops_both_at_once() -> None:
    driver = LineRequests(REQUEST_US)
    assert driver.open(0) == (LineChange(1_000, True, True),)
    assert driver.close(50_000) == (LineChange(51_000, False, False),)


def test_without_hupcl_closing_changes_nothing() -> None:
    driver = LineRequests(REQUEST_US, hangs_up=False)
    driver.open(0)
    assert driver.close(50_000) == ()


def test_two_calls_at_the_same_time_are_a_request_apart() -> None:
    driver = LineRequests(REQUEST_US)
    driver.set_lines(0, dtr=False, rts=True)
    assert driver.set_lines(100_000, dtr=True, rts=True) == (LineChange(101_000, True, True),)
    assert driver.set_lines(100_000, dtr=True, rts=False) == (LineChange(102_000, True, False),)


def test_what_is_so_already_is_not_asked_for() -> None:
    driver = LineRequests(REQUEST_US)
    driver.open(0)
    assert driver.set_lines(10_000, dtr=True, rts=True) == ()
    assert driver.open(20_000) == ()


def test_a_parted_driver_has_rts_alone_between_when_it_closes() -> None:
    driver = LineRequests(REQUEST_US, parted=True)
    assert driver.open(0) == (LineChange(1_000, True, False), LineChange(2_000, True, True))
    assert driver.close(50_000) == (LineChange(51_000, False, True), LineChange(52_000, False, False))
    assert driver.set_lines(60_000, dtr=True, rts=False) == (LineChange(61_000, True, False),)
