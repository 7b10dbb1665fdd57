"""I11: what a device may do to its flash, which bears 100,000 erases of a sector (W25Q32JV, GD25Q32)."""

from typing import ClassVar, Final

import msgspec

from oceanhil.protocol.lines import Line
from oceanhil.scenarios.devices.invariants.tokens import fingerprint
from oceanhil.scenarios.invariants import Invariant, InvariantId, Violation
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.units import UNITS_US
from oceanhil.scenarios.world import Capability, FlashWear, World

_SAVED: Final = Line.EEPROM_SAVED.template
_CYCLES: Final = 100_000
# A save: the sector of an ESP8266 or a Pico W anew; of an ESP32 an entry, and now and then a page that is collected.
_SAVE: Final = FlashWear(erases=2, programmed_bytes=2 * 4096)
# A start programs the newest record once more over itself; what a power cut left is cleared away.
_START: Final = FlashWear(erases=0, programmed_bytes=512)
_START_AFTER_CUT: Final = FlashWear(erases=4, programmed_bytes=4 * 4096)
_BENCH: Final = ("storage.", "device.flash", "identity.")
_YEAR_US: Final = 365 * UNITS_US["d"]


class _Account(msgspec.Struct):
    """What a device has done since `since`, and what it had reason for."""

    since: FlashWear
    opened_us: int
    may_erase: int = 0
    may_program: int = 0
    reasons: list[str] = []
    is_cut: bool = True
    told: tuple[bool, bool] | None = None
    granted: str = ""

    def allow(self, work: FlashWear, reason: str) -> None:
        """Give it a reason for so much work."""
        self.may_erase += work.erases
        self.may_program += work.programmed_bytes
        self.reasons = [*self.reasons[-2:], reason]


class FlashIsSpared(Invariant[World]):
    """I11: each start, each token granted and each relay moved gives reason for so much flash work, nothing else does.

    `[EEPROM] Token saved` is said of a record that reads back, with the token that was granted last.
    """

    id: ClassVar[InvariantId] = InvariantId.I11
    kinds: ClassVar[frozenset[EventKind]] = frozenset(
        {
            EventKind.BOOT,
            EventKind.POWER,
            EventKind.REQUEST,
            EventKind.SERIAL,
            EventKind.STEP,
            EventKind.LOAD,
        }
    )

    def __init__(self, world: World, violations: list[Violation]) -> None:
        super().__init__(world, violations)
        self._can_count = Capability.FLASH_WEAR in world.capabilities
        self._accounts: dict[str, _Account] = {}
        self._bench_works = False

    def take(self, event: Event) -> None:
        """Note reasons for work."""
        if not self._can_count:
            return
        if event.kind is EventKind.STEP:
            self._settle()
            self._bench_works = str(event.fields["lever"]).startswith(_BENCH)
            return
        if not event.device:
            return
        account = self._account(event.device)
        match event.kind:
            case EventKind.BOOT:
                account.allow(_START_AFTER_CUT if account.is_cut else _START, "a start")
                account.is_cut = False
            case EventKind.LOAD if event.fields["verdict"] != "valid":
                account.allow(_START_AFTER_CUT, "storage that does not read")
            case EventKind.POWER:
                account.is_cut = account.is_cut or event.fields["state"] == "cut"
            case EventKind.REQUEST:
                self._note_request(account, event)
            case EventKind.SERIAL if str(event.fields["text"]).rstrip() == _SAVED:
                self._read_back(account, event.device)
            case _:
                pass

    def look(self) -> None:
        """Compare with what was done."""
        if self._can_count:
            self._settle()

    end = look

    def _account(self, name: str) -> _Account:
        found = self._accounts.get(name)
        if found is None:
            found = self._accounts[name] = _Account(self.world.device(name).flash_wear(), self.world.now_us)
        return found

    def _note_request(self, account: _Account, event: Event) -> None:
        fields = event.fields
        if granted := fingerprint(event, "granted"):
            account.granted = granted
            account.allow(_SAVE, "a token")
        if "relay1" in fields and fields.get("method") == "GET":
            told = (bool(fields["relay1"]), bool(fields["relay2"]))
            if told != account.told:
                account.told = told
                account.allow(_SAVE, "a relay")

    def _settle(self) -> None:
        for name, account in self._accounts.items():
            now = self.world.device(name).flash_wear()
            if self._bench_works:
                # What the bench did is no work of the device, and what it left may need mending.
                account.since, account.is_cut, account.told = now, True, None
                account.may_erase = account.may_program = 0
                account.allow(_START_AFTER_CUT, "what the bench did")
                account.opened_us = self.world.now_us
                continue
            done = now.since(account.since)
            if done.erases > account.may_erase or done.programmed_bytes > account.may_program:
                self._accuse(name, account, done)
                account.since = now
        self._bench_works = False

    def _accuse(self, name: str, account: _Account, done: FlashWear) -> None:
        reasons = ", ".join(account.reasons) or "nothing"
        allowed = FlashWear(account.may_erase, account.may_program).words
        text = f"{name}: {done.words}, {allowed} expected at most after {reasons}"
        passed_us = self.world.now_us - account.opened_us
        if done.erases > account.may_erase and passed_us:
            years = _CYCLES * passed_us / done.erases / _YEAR_US
            text += f"; at this rate a sector is worn out after {years:.1f} years"
        self.violated(text)

    def _read_back(self, account: _Account, name: str) -> None:
        record = self.world.device(name).stored_record().record
        if record is None:
            self.violated(f"{name} said {_SAVED!r}, and nothing valid can be read back")
        elif account.granted and not record.token.startswith(account.granted):
            self.violated(f"{name} said {_SAVED!r}, and another token than {account.granted}… is read back")
