"""World `emulated:FILE` with the firmware of this project as somebody's program, beside world `sim`."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from oceanhil.hil.emulators.build import build, firmware_image
from oceanhil.hil.emulators.targets import RP2040
from oceanhil.hil.worlds.image.world import ImageWorld, ImageWorldFactory
from oceanhil.hil.worlds.sim import SimWorld, SimWorldFactory
from oceanhil.protocol.board import Board
from oceanhil.protocol.board_faults import TornModel
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.panics import PanicKind
from oceanhil.protocol.profile import load_profile
from oceanhil.protocol.record import RecordVerdict, StorePolicy
from oceanhil.protocol.resets import ResetKind
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.world import LackingError, WorldRequest
from tests.firmware.images.image_board import program_file

PROFILE = load_profile()
SECOND_US = 1_000_000
MINUTE_US = 60 * SECOND_US
REQUEST = WorldRequest(board=Board.PICOW, seed=0, profile=PROFILE)
WHOLE = 257
"""Units of a save: a sector erased and a page programmed."""
NOTED = 2
"""Units at each boot before it: this firmware notes its boots on the chip."""


@pytest.fixture(scope="module")
def factory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ImageWorldFactory]:
    path = tmp_path_factory.mktemp("image") / "firmware.elf"
    path.write_bytes(program_file(build(firmware_image(RP2040))))
    with closing(ImageWorldFactory(str(path))) as made:
        yield made


@pytest.fixture
def world(factory: ImageWorldFactory) -> Iterator[ImageWorld]:
    """A world whose board carries firmware with a token, and has no power."""
    with closing(factory.make(REQUEST)) as made:
        prepare(made)
        yield made


def prepare(world: SimWorld, name: str = "device", store: StorePolicy = StorePolicy.REFERENCE) -> None:
    token = world.server.generate_firmware(Board.PICOW, name).registration_token
    world.device(name).flash(Firmware(token, store=store))


def fields(world: SimWorld, kind: EventKind) -> list[Event]:
    return [event for event in world.trace.events if event.kind is kind]


def said(world: SimWorld, name: str = "device") -> list[str]:
    return [str(event.fields["text"]) for event in fields(world, EventKind.SERIAL) if event.device == name]


def is_online(event: Event) -> bool:
    return event.kind is EventKind.SERIAL and event.fields["text"] == "[INFO] Device ONLINE"


def is_cut(event: Event) -> bool:
    return event.kind is EventKind.POWER and event.fields["state"] == "cut"


def after_a_cut(world: SimWorld, unit: int, store: StorePolicy, torn: TornModel) -> tuple[RecordVerdict, str]:
    """Lose power in the first save; gives what is stored then, and what the next boot says of it."""
    device = world.device()
    prepare(world, store=store)
    device.tear_flash(torn, 1)
    device.cut_power(1, unit)
    device.power_on()
    cut = world.wait_for(is_cut, MINUTE_US)
    assert cut is not None
    assert cut.fields["unit"] == unit
    assert not device.has_power
    verdict = device.stored_record().verdict
    device.power_on()
    found = world.wait_for(lambda event: "[EEPROM] " in str(event.fields.get("text")), MINUTE_US)
    assert found is not None
    return verdict, str(found.fields["text"])


@pytest.mark.parametrize("torn", TornModel)
@pytest.mark.parametrize("store", StorePolicy)
def test_power_lost_in_a_save_leaves_what_it_leaves_in_sim(
    factory: ImageWorldFactory, store: StorePolicy, torn: TornModel
) -> None:
    for unit in (0, 1, 2, 100, WHOLE - 1):
        with closing(factory.make(REQUEST)) as emulated, closing(SimWorldFactory().make(REQUEST)) as simulated:
            found = after_a_cut(emulated, NOTED + unit, store, torn)
            assert found == after_a_cut(simulated, unit, store, torn)


def test_a_save_is_as_much_work_as_in_sim(world: ImageWorld) -> None:
    world.device().power_on()
    assert world.wait_for(is_online, MINUTE_US)
    assert [event.fields["units"] for event in fields(world, EventKind.SAVE)] == [WHOLE]
    assert world.device().flash_units(1) == NOTED + WHOLE


def test_an_hour_passes_without_being_waited_for(world: ImageWorld) -> None:
    world.device().power_on()
    world.run_for(62 * MINUTE_US)
    sessions = [text for text in said(world) if text.startswith("[SESSION] Got")]
    assert len(sessions) == 2


def test_the_same_seed_gives_the_same_trace(factory: ImageWorldFactory) -> None:
    traces = []
    for _ in range(2):
        with closing(factory.make(REQUEST)) as world:
            prepare(world)
            world.device().power_on()
            world.run_for(MINUTE_US)
            traces.append([(event.t_us, event.kind, event.fields) for event in world.trace.events])
    assert traces[0] == traces[1]


def test_what_was_provisioned_is_the_images_and_not_what_it_stores(world: ImageWorld) -> None:
    device = world.device()
    device.power_on()
    assert world.wait_for(is_online, MINUTE_US)
    held = device.stored_record()
    assert held.verdict is RecordVerdict.VALID
    assert held.record is not None
    assert device.storage_contains(held.record.token)
    assert not device.storage_contains("oc_reg_")


def test_a_reset_answers_nothing_that_was_asked_before_it(world: ImageWorld) -> None:
    device = world.device()
    device.power_on()
    assert world.wait_for(lambda event: event.fields.get("path") == PROFILE.wire.session_path, MINUTE_US)
    device.reset(ResetKind.WATCHDOG)
    assert world.wait_for(is_online, 5 * MINUTE_US)
    assert [event.fields["reason"] for event in fields(world, EventKind.BOOT)] == ["power-on", "watchdog"]


def test_two_boards_are_in_one_present(world: ImageWorld) -> None:
    prepare(world, "second")
    for name in ("device", "second"):
        world.device(name).power_on()
    world.run_for(MINUTE_US)
    for name in ("device", "second"):
        assert said(world, name)[-1] == "[INFO] Device ONLINE"
    macs = {world.device(name).mac for name in ("device", "second")}
    ids = {
        text.rpartition("_")[2] for name in ("device", "second") for text in said(world, name) if "Device ID" in text
    }
    assert ids == {mac.hex().upper() for mac in macs}


def test_another_mac_is_the_programs_too(world: ImageWorld) -> None:
    device = world.device()
    device.set_mac(bytes.fromhex("28cdc1abcdef"))
    device.power_on()
    world.run_for(SECOND_US)
    assert "[SYSTEM] Device ID: PICOW_28CDC1ABCDEF" in said(world)


def test_a_sensor_shows_what_it_is_told_in_each_boot(world: ImageWorld) -> None:
    device = world.device()
    device.set_sensors(-125, 407)
    device.power_on()
    assert world.wait_for(is_online, MINUTE_US)
    device.reset(ResetKind.PIN)
    assert world.wait_for(is_online, MINUTE_US)
    world.run_for(SECOND_US)
    reports = [event.fields for event in fields(world, EventKind.REQUEST) if event.fields["method"] == "POST"]
    assert [report["temperature"] for report in reports if "temperature" in report] == ["-12.5", "-12.5"]


def test_a_clock_that_is_set_on_the_bench_is_the_programs(world: ImageWorld) -> None:
    device = world.device()
    device.power_on()
    assert world.wait_for(is_online, MINUTE_US)
    device.set_clock(world.server.unix_us + 3_600 * SECOND_US)
    device.reset(ResetKind.SOFTWARE)
    corrected = world.wait_for(lambda event: "clock corrected" in str(event.fields.get("text")), MINUTE_US)
    assert corrected is not None


@pytest.mark.parametrize(
    ("what", "deed"),
    [
        ("crashes", lambda device: device.crash(PanicKind.PANIC)),
        ("drift", lambda device: device.set_drift(40)),
        ("uptime", lambda device: device.set_uptime(SECOND_US)),
        ("boot clock", lambda device: device.set_boot_clock(0)),
        ("sleep", lambda device: device.deep_sleep(SECOND_US)),
    ],
)
def test_what_nobody_can_do_to_a_program_of_somebodys_is_lacking(world: ImageWorld, what: str, deed: object) -> None:
    assert callable(deed)
    with pytest.raises(LackingError, match="which a board with a program of somebody's does not offer"):
        deed(world.device())


def test_a_program_that_goes_no_further_is_told_of(factory: ImageWorldFactory, world: ImageWorld) -> None:
    device = world.device()
    boot_code = dict(factory.image.parts)[0]
    device._board.edit_flash(lambda flash: flash.load(bytes(len(boot_code[:4096])), 0))
    device.power_on()
    world.run_for(SECOND_US)
    assert ["goes no further" in str(event.fields["reason"]) for event in fields(world, EventKind.HALT)] == [True]


def test_files_of_this_kind_are_read(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="no such file"):
        ImageWorldFactory(str(tmp_path / "none.uf2"))
