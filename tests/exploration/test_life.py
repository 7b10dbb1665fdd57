"""A life is its steps in the order of time, and loses happenings without the others moving."""

from oceanhil.exploration.life import Happening
from tests.exploration.explored import NEW, S, happening, life

AWAY = happening("server-away", 10, 60)
RESET = happening("reset", 20)
MAINTENANCE = happening("maintenance", 5, 5)


def lines(*happenings: Happening, laws: tuple[str, ...] = ()) -> list[str]:
    return [line.text for line in life(*happenings).lines(laws)]


def test_disturbances_overlap_as_their_times_do() -> None:
    assert lines(AWAY, RESET, MAINTENANCE) == [
        "time.run: 10s",
        "radio.block: server",
        "time.run: 20s",
        "device.reset: pin",
        "time.run: 5s",
        "server.settings: {maintenance: true}",
        "time.run: 5s",
        "server.settings: {maintenance: false}",
        "time.run: 30s",
        "radio.unblock: server",
        "device.power_on",
    ]


def test_without_one_the_others_come_when_they_came() -> None:
    led = life(AWAY, RESET, MAINTENANCE)
    assert [each.after_us for each in led.without(0).happenings] == [30_000_000, 5_000_000]
    assert led.only([1]) == life(happening("reset", 30))
    assert led.only([0, 1, 2]) == led
    assert led.without(2).happenings == led.happenings[:2]


def test_the_laws_stand_at_the_end() -> None:
    assert lines(laws=("expect.pace", "expect.no_loss")) == ["device.power_on", "expect.pace", "expect.no_loss"]


def test_a_device_that_is_not_online_yet_is_only_switched_on() -> None:
    assert [line.text for line in NEW.lines] == ["device.power_on"]


def test_two_lives_differ_in_their_keys() -> None:
    assert life(AWAY).key == life(happening("server-away", 10, 60)).key
    others = [
        life(happening("server-away", 11, 60)),
        life(happening("server-away", 10, 61)),
        life(AWAY, start=NEW),
        life(),
    ]
    assert life(AWAY).key not in {each.key for each in others}


def test_a_life_that_must_be_short_has_all_of_it_sooner_in_the_same_order() -> None:
    long = life(happening("maintenance", 100, 300), happening("reset", 200), happening("power-away", 100, 200))
    assert long.lasts_us == 600 * S
    short = long.within(60 * S)
    assert [(each.after_us, each.lasts_us) for each in short.happenings] == [
        (10 * S, 30 * S),
        (20 * S, 0),
        (10 * S, 20 * S),
    ]
    assert short.lasts_us == 60 * S


def test_a_life_that_is_short_already_stays_as_it_is() -> None:
    short = life(happening("maintenance", 10, 30))
    assert short.within(40 * S) == short


def test_what_must_last_its_time_does_so_in_a_short_life_too() -> None:
    (cut,) = life(happening("power-cut", 100, 600)).within(3 * S).happenings
    assert cut.lasts_us == 6 * S


def test_the_end_of_one_fault_is_not_that_of_another() -> None:
    led = lines(happening("answer-lost", 10, 60), happening("answer-late", 10, 20), happening("answer-lost", 5, 10))
    assert [line.partition(", kind")[0] for line in led if "fault" in line] == [
        "server.fault: {name: answer-lost",
        "server.fault: {name: answer-late",
        "server.fault: {name: answer-lost-2",
        "server.clear_faults: answer-lost-2",
        "server.clear_faults: answer-late",
        "server.clear_faults: answer-lost",
    ]
