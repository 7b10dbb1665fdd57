"""What breaks a law becomes as simple as it gets, and still breaks it."""

from oceanhil.exploration.life import Life
from oceanhil.exploration.shrinking import shrunk
from tests.exploration.explored import LEGACY, ONLINE, S, drawing, happening, life


def names(led: Life) -> list[str]:
    return [each.disturbance.name for each in led.happenings]


def long_life() -> Life:
    noise = [happening(name, 61, 123) for name in ("drift", "maintenance", "server-away", "reset")]
    cut = happening("power-cut", 77, 91, units=103)
    return life(*noise, cut, *noise, happening("relay", 19, state=1), start=LEGACY)


def test_only_what_it_takes_is_left_in_round_times() -> None:
    result = shrunk(long_life(), lambda led: "power-cut" in names(led) and "relay" in names(led))
    assert names(result.life) == ["power-cut", "relay"]
    assert result.life.start == ONLINE
    cut, relay = result.life.happenings
    assert (cut.after_us, cut.lasts_us, cut.values) == (0, 10_000_000, (0, 0, 0, 0, 0))
    assert (relay.after_us, relay.values) == (0, (0, 0))


def test_a_number_that_matters_stays() -> None:
    def breaks(led: Life) -> bool:
        return any(each.disturbance.name == "power-cut" and each.values[0] >= 90 for each in led.happenings)

    assert shrunk(long_life(), breaks).life.happenings[0].values[0] == 90


def test_what_only_had_to_take_its_time_becomes_a_time_in_which_nothing_happens() -> None:
    result = shrunk(long_life(), lambda led: led.lasts_us + led.quiet_us > 599 * S)
    assert result.life == Life(ONLINE, (), 600 * S)
    assert "time.run: 10m" in [line.text for line in result.life.lines()]


def test_what_cannot_be_made_simpler_is_left_as_it_is() -> None:
    led = long_life()
    assert shrunk(led, lambda other: other.key == led.key).life == led


def test_no_more_runs_than_so_many() -> None:
    asked: list[Life] = []
    led = drawing(seed=1).life(1)

    def breaks(other: Life) -> bool:
        asked.append(other)
        return False

    result = shrunk(led, breaks, runs_most=5)
    assert (len(asked), result.runs, result.life) == (5, 5, led)


def test_nothing_is_asked_twice() -> None:
    asked: list[object] = []

    def breaks(led: Life) -> bool:
        asked.append(led.key)
        return "reset" in names(led)

    shrunk(long_life(), breaks)
    assert len(set(asked)) == len(asked)
