"""A device's life as one line of text: `esp32/idf-5.5.1+reference#seed=7;on;run=60;cut=104;reset=pin`.

The line is what hypothesis makes up, what it shrinks, and what `python -m tests.differential` runs again.
"""

from collections.abc import Callable, Mapping, Sequence

import msgspec

from oceanhil.hil.worlds.sim import SimWorld
from oceanhil.protocol.board import Board
from oceanhil.protocol.board_faults import ClockFault, MacFault, RecordDamage, StorageCall, StorageRefusal, TornModel
from oceanhil.protocol.faults import AnswerChange, FaultKind, Malformation
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.network_change import AccessPointChange, HostChange, Latency, Loss
from oceanhil.protocol.profile import load_profile
from oceanhil.protocol.record import StorePolicy
from oceanhil.protocol.resets import ResetKind
from oceanhil.protocol.surroundings import Host
from oceanhil.scenarios.trace import Event
from oceanhil.scenarios.world import WorldFactory, WorldRequest
from tests.fault_rules import rule_of
from tests.lived_device import LivedDevice

SECOND_US = 1_000_000
Arguments = Sequence[str]
# A token that also fits the legacy record.
PROFILE = load_profile().override({"server.permanent_body_length": 24})
_PATHS = {
    "any": "",
    "register": PROFILE.wire.register_path,
    "session": PROFILE.wire.session_path,
    "state": PROFILE.wire.state_path,
}
PATH_WORDS = tuple(_PATHS)
_SETTINGS = {"maintenance": "maintenance", "limits": "rate_limit_enabled"}
SETTING_WORDS = tuple(_SETTINGS)


class Deed(msgspec.Struct, frozen=True):
    """One thing that happens: a word of `LEVERS` and its arguments."""

    word: str
    arguments: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.word}={','.join(self.arguments)}" if self.arguments else self.word


class Life(msgspec.Struct, frozen=True):
    """A board, its firmware's store policy, a seed, and what happens in order."""

    board: Board
    driver: str
    store: StorePolicy
    seed: int
    deeds: tuple[Deed, ...]

    def __str__(self) -> str:
        said = ";".join(map(str, (f"seed={self.seed}", *self.deeds)))
        return f"{self.board.value}/{self.driver}+{self.store.value}#{said}"


def parse_life(text: str) -> Life:
    """Read what `str` of a life gave; raises ValueError for anything else."""
    where, _, what = text.partition("#")
    board, _, rest = where.partition("/")
    driver, _, store = rest.rpartition("+")
    seed, *deeds = what.split(";")
    words = [deed.partition("=") for deed in deeds if deed]
    made = tuple(Deed(word, tuple(arguments.split(",")) if arguments else ()) for word, _, arguments in words)
    return Life(Board(board), driver, StorePolicy(store), int(seed.removeprefix("seed=")), made)


class Living(LivedDevice):
    """A life under way in one world."""

    def __init__(self, life: Life, factory: WorldFactory) -> None:
        world = factory.make(WorldRequest(board=life.board, seed=life.seed, profile=PROFILE, driver=life.driver))
        assert isinstance(world, SimWorld)
        super().__init__(world, life.board)
        self.life = life
        self.flash()

    def flash(self) -> None:
        self.device.flash(Firmware(self.entry.registration_token, store=self.life.store))

    def fault(self, words: Arguments) -> None:
        kind, path, times, status, retry_after_s, amount = words
        malformations, changes = [*Malformation], [*AnswerChange]
        self.server.add_fault(
            rule_of(
                FaultKind(kind),
                path=_PATHS[path],
                times=int(times),
                status=int(status),
                retry_after=int(retry_after_s) or None,
                seconds=int(amount) % 31,
                bytes=1 + int(amount),
                bytes_per_second=1 + int(amount),
                how=malformations[int(amount) % len(malformations)],
                change=changes[int(amount) % len(changes)],
            )
        )


Lever = Callable[[Living, Arguments], object]

LEVERS: Mapping[str, Lever] = {
    "on": lambda life, _: life.device.power_on(),
    "off": lambda life, _: life.device.power_off(),
    "reset": lambda life, words: life.device.reset(ResetKind(words[0])),
    "sleep": lambda life, words: life.device.deep_sleep(int(words[0]) * SECOND_US),
    "run": lambda life, words: life.world.run_for(int(words[0]) * SECOND_US),
    "cut": lambda life, words: life.cut_next_boot(int(words[0])),
    "tear": lambda life, words: life.device.tear_flash(TornModel(words[0]), int(words[1])),
    "refuse": lambda life, words: life.device.refuse_storage(
        StorageRefusal(
            call=StorageCall(words[0]),
            times=int(words[1]),
            after=int(words[2]),
            torn=words[3] == "1",
            silent=words[4] == "1",
        )
    ),
    "clear": lambda life, _: life.device.clear_storage(),
    "damage": lambda life, words: life.device.damage_storage(RecordDamage(words[0]), int(words[1])),
    "resize": lambda life, words: life.device.resize_storage(int(words[0])),
    "age": lambda life, words: life.device.age_storage(int(words[0])),
    "rewrite": lambda life, words: life.device.rewrite_storage(int(words[0])),
    "fault": lambda life, words: life.fault(words),
    "faultless": lambda life, _: life.server.clear_faults(),
    "restart": lambda life, _: life.server.restart(),
    "regenerate": lambda life, _: life.regenerate(),
    "flash": lambda life, _: life.flash(),
    "revoke": lambda life, _: life.in_dashboard(life.server.revoke_token),
    "delete": lambda life, _: life.in_dashboard(life.server.delete_device),
    "relay": lambda life, words: life.in_dashboard(
        lambda entry: life.server.set_relay(entry, int(words[0]), on=words[1] == "1")
    ),
    "set": lambda life, words: life.server.put_settings({_SETTINGS[words[0]]: words[1] == "1"}),
    "idempotent": lambda life, words: life.server.put_settings({"idempotent_register_window": int(words[0])}),
    "serverclock": lambda life, words: life.server.move_clock(int(words[0]) * SECOND_US),
    "clock": lambda life, words: life.device.set_clock(life.server.unix_us + int(words[0]) * SECOND_US),
    "bootclock": lambda life, words: life.device.set_boot_clock(int(words[0]) * SECOND_US),
    "noclock": lambda life, _: life.device.set_boot_clock(None),
    "clockfault": lambda life, words: life.device.break_clock(ClockFault(words[0])),
    "drift": lambda life, words: life.device.set_drift(int(words[0])),
    "uptime": lambda life, words: life.device.set_uptime(int(words[0]) * SECOND_US),
    "mac": lambda life, words: life.device.break_mac(MacFault(words[0])),
    "nomac": lambda life, _: life.device.break_mac(None),
    "block": lambda life, words: life.network.apply(HostChange(Host(words[0]), blocked=True)),
    "unblock": lambda life, words: life.network.apply(HostChange(Host(words[0]), blocked=False)),
    "password": lambda life, words: life.network.apply(AccessPointChange("OceanNet", words[0])),
    "latency": lambda life, words: life.network.apply(Latency(int(words[0]))),
    "loss": lambda life, words: life.network.apply(Loss(int(words[0]))),
}


def live(life: Life, factory: WorldFactory) -> list[Event]:
    """Live this life in a fresh world and give its trace; whatever the world raises goes through."""
    living = Living(life, factory)
    try:
        for deed in life.deeds:
            LEVERS[deed.word](living, deed.arguments)
        living.world.run_for(60 * SECOND_US)
        return list(living.world.trace)
    finally:
        living.world.close()
