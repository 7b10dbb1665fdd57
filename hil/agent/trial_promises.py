"""The promises of `docs/agent-protocol.md` that a bench can try on a board that it may empty."""

import time
from collections.abc import Callable
from typing import Final

from oceanhil.hil.agent.agent_errors import AgentPowerLostError
from oceanhil.hil.agent.http_bridge import HttpBridge
from oceanhil.hil.agent.trial import BrokenPromiseError, NotTriedError, Promise, Trial
from oceanhil.hil.agent.trial_server import TrialServer
from oceanhil.protocol.agent.digest import sector_digest
from oceanhil.protocol.agent.events import BootEvent, CutEvent, HttpEvent, SleepEvent
from oceanhil.protocol.agent.vocabulary import AgentState, CommandGroup
from oceanhil.protocol.board_faults import ClockFault, MacFault
from oceanhil.protocol.flash_sector import SECTOR_BYTES
from oceanhil.protocol.identity import format_mac
from oceanhil.protocol.resets import ResetKind, ResetReason
from oceanhil.protocol.units import SECOND_US, WHOLE_PPM

_PAGE_BYTES: Final = 256
_EEPROM_BYTES: Final = 64
_NUMBER: Final = 7919
"""Of commands that are sent twice with one number; a client counts up from 1."""
_DOUBLE_PPM: Final = WHOLE_PPM
_MEASURED_S: Final = 1.0
_FAST_FROM, _FAST_TO = 1.6, 2.6
_CHOSEN_TENTHS: Final = -987
_NAP_US: Final = 300_000
_WRAP_S: Final = 1 << 31
_REQUEST_S: Final = 30.0
_TIME_OUT_S: Final = 20.0
_REFUSED: Final = (
    (("DANCE",), "unknown-command"),
    (("PING", "x"), "bad-argument"),
    (("RESTART", "soon"), "bad-argument"),
)


def _expect(found: str, *, right: bool) -> None:
    """Hold a promise for broken, by what was found, unless it was right."""
    if not right:
        raise BrokenPromiseError(found)


def _refusals(trial: Trial) -> None:
    for words, code in _REFUSED:
        said = trial.refusal(*words)
        _expect(
            f"'{','.join(words)}' was {f'refused with {said}' if said else 'done'}, expected {code}", right=said == code
        )


def _wrong_sentence(trial: Trial) -> None:
    _expect("a PING with a wrong checksum was answered", right=not trial.is_answered(b"$HIL,5,PING*00\r\n", 0.5))


def _hold(trial: Trial) -> None:
    trial.running()
    time.sleep(trial.settle_s)
    before = trial.agent.info().boots
    trial.forget_events()
    trial.agent.hold()
    info, boots = trial.agent.info(), trial.seen(BootEvent)
    _expect("after HOLD, INFO says that it is running", right=info.state is AgentState.HELD)
    _expect(f"HOLD on a running board sent BOOT, number {boots[0].number}" if boots else "", right=not boots)
    _expect(f"HOLD on a running board counted a boot: {before} became {info.boots}", right=info.boots == before)


def _go(trial: Trial) -> None:
    for words in (("GO",), ("RESTART", "watchdog")):
        trial.agent.hold()
        before = trial.agent.info().boots
        trial.forget_events()
        trial.tell(_NUMBER, *words)
        boot, said = trial.event(BootEvent), f"after {','.join(words)} on a held board"
        _expect(f"{said} BOOT says {boot.reason.value}", right=boot.reason is ResetReason.POWER_ON)
        _expect(f"{said} BOOT has number {boot.number}, INFO had said {before}", right=boot.number == before + 1)


def _restart(trial: Trial) -> None:
    trial.running()
    for kind in ResetKind:
        trial.forget_events()
        trial.agent.restart(kind)
        said = trial.event(BootEvent).reason
        _expect(f"after RESTART,{kind.value} BOOT says {said.value}", right=said is kind.reason)


def _apply(trial: Trial) -> None:
    trial.agent.hold()
    trial.agent.provision({})
    _expect("after PROVISION,APPLY a held board runs", right=trial.agent.info().state is AgentState.HELD)
    trial.boot()
    trial.forget_events()
    trial.agent.provision({})
    said = trial.event(BootEvent).reason
    _expect(f"after PROVISION,APPLY on a running board BOOT says {said.value}", right=said is ResetReason.PIN)


def _sleep(trial: Trial) -> None:
    trial.running()
    trial.forget_events()
    trial.agent.sleep(_NAP_US)
    trial.event(SleepEvent)
    said = trial.event(BootEvent).reason
    _expect(f"after SLEEP, BOOT says {said.value}", right=said is ResetReason.DEEP_SLEEP)


def _once(trial: Trial) -> None:
    agent = trial.agent
    agent.hold()
    agent.eeprom_begin(_EEPROM_BYTES)
    agent.eeprom_write(0, b"\0")
    for _ in range(2):
        trial.tell(_NUMBER, "EEPROM", "XOR", "0", "FF")
    _expect("EEPROM,XOR that came again with its number was done again", right=agent.eeprom_read(0, 1) == b"\xff")
    for _ in range(2):
        trial.tell(0, "EEPROM", "XOR", "0", "FF")
    _expect("EEPROM,XOR with number 0 was not done each time", right=agent.eeprom_read(0, 1) == b"\xff")


def _begin(trial: Trial) -> None:
    agent = trial.agent
    agent.hold()
    agent.eeprom_begin(_EEPROM_BYTES)
    stored = agent.eeprom_read(0, 8)
    agent.eeprom_write(0, bytes(each ^ 0x5A for each in stored))
    agent.eeprom_begin(_EEPROM_BYTES)
    _expect("bytes that were not committed are there after EEPROM,BEGIN", right=agent.eeprom_read(0, 8) == stored)


def _commit(trial: Trial) -> None:
    agent = trial.agent
    agent.hold()
    wanted = _write_other_bytes(trial)
    agent.eeprom_commit()
    agent.eeprom_begin(_EEPROM_BYTES)
    _expect(
        "bytes that were committed are others after EEPROM,BEGIN", right=agent.eeprom_read(0, _EEPROM_BYTES) == wanted
    )


def _write_other_bytes(trial: Trial) -> bytes:
    trial.agent.eeprom_begin(_EEPROM_BYTES)
    stored = trial.agent.eeprom_read(0, _EEPROM_BYTES)
    wanted = bytes(each ^ 0xA5 for each in stored)
    trial.agent.eeprom_write(0, wanted)
    return wanted


def _flash_write(trial: Trial) -> None:
    if trial.spare is None:
        raise NotTriedError("it has no sector that may be overwritten")
    agent, pattern, start = trial.agent, bytes(range(_PAGE_BYTES)), _PAGE_BYTES // 2
    agent.hold()
    agent.flash_erase(trial.spare)
    agent.flash_write(trial.spare + start, pattern)
    agent.flash_write(trial.spare + start, b"\x0f")
    wanted = (b"\xff" * start + pattern).ljust(SECTOR_BYTES, b"\xff")
    found = agent.flash_read(trial.spare, SECTOR_BYTES)
    if found != wanted:
        at = next(each for each in range(SECTOR_BYTES) if found[each] != wanted[each])
        where, value = f"256 bytes written at {trial.spare + start}: byte {trial.spare + at}", f"{found[at]:02X}"
        raise BrokenPromiseError(f"{where} is {value}, expected {wanted[at]:02X}")


def _flash_hash(trial: Trial) -> None:
    if trial.spare is None:
        raise NotTriedError("it has no sector that may be overwritten")
    found = trial.agent.flash_read(trial.spare, SECTOR_BYTES)
    (digest,) = trial.agent.flash_digests(trial.spare, 1)
    _expect(
        f"the digest of the sector at {trial.spare} is not that of what it reads as",
        right=digest == sector_digest(found),
    )


def _clock_set(trial: Trial) -> None:
    agent = trial.agent
    for unix_s in (_WRAP_S + 5, -5000):
        agent.clock_set(unix_s * SECOND_US)
        shown_s = agent.clock_get().unix_us / SECOND_US
        _expect(f"after CLOCK,SET to {unix_s} s it shows {shown_s:.1f} s", right=0 <= shown_s - unix_s < _TIME_OUT_S)


def _clock_fault(trial: Trial) -> None:
    agent = trial.agent
    agent.clock_set((_WRAP_S + 5) * SECOND_US)
    agent.clock_fault(ClockFault.SIGNED_32_BIT)
    shown_s = agent.clock_get().unix_us / SECOND_US
    agent.clock_fault(None)
    said = f"{_WRAP_S + 5} s are shown as {shown_s:.1f} s"
    _expect(f"with signed-32-bit, {said}", right=0 <= shown_s + _WRAP_S < _TIME_OUT_S + 5)


def _drift(trial: Trial) -> None:
    trial.running()
    trial.agent.clock_drift(_DOUBLE_PPM)
    before, began_s = trial.agent.clock_get(), time.monotonic()
    time.sleep(_MEASURED_S)
    after, took_s = trial.agent.clock_get(), time.monotonic() - began_s
    trial.agent.clock_drift(0)
    wall = (after.unix_us - before.unix_us) / SECOND_US / took_s
    uptime = (after.uptime_ms - before.uptime_ms) / 1000 / took_s
    both = all(_FAST_FROM < each < _FAST_TO for each in (wall, uptime))
    rates = f"wall time ran {wall:.1f} times as fast, and uptime {uptime:.1f} times"
    _expect(f"with CLOCK,DRIFT,{_DOUBLE_PPM} {rates}", right=both)


def _mac_set(trial: Trial) -> None:
    agent = trial.agent
    own = agent.mac_read()
    other = _other_than(own)
    agent.mac_set(other)
    found = {agent.mac_read(), agent.info().mac}
    # That FACTORY does this too is another promise.
    agent.mac_set(own)
    _expect(f"after MAC,SET to {format_mac(other)} it reads {_macs(found)}", right=found == {other})


def _mac_fault(trial: Trial) -> None:
    trial.agent.mac_fault(MacFault.UNREADABLE)
    code = trial.refusal("MAC", "READ")
    mac = trial.agent.info().mac
    trial.agent.mac_fault(None)
    _expect(
        f"with broken fuses MAC,READ was {f'refused with {code}' if code else 'answered'}", right=code == "unreadable"
    )
    _expect(f"with broken fuses INFO says {format_mac(mac)}", right=not any(mac))


def _other_than(mac: bytes) -> bytes:
    return bytes((*mac[:-1], mac[-1] ^ 1))


def _macs(found: set[bytes]) -> str:
    return " and ".join(sorted(format_mac(each) for each in found))


def _factory_mac(trial: Trial) -> None:
    agent = trial.agent
    own = agent.mac_read()
    agent.mac_set(_other_than(own))
    agent.factory()
    found = agent.mac_read()
    if found != own:
        agent.mac_set(own)
        shown = f"{format_mac(found)}, expected {format_mac(own)}"
        raise BrokenPromiseError(f"after MAC,SET and FACTORY it has the MAC {shown}")


def _factory_cut(trial: Trial) -> None:
    agent = trial.agent
    agent.hold()
    agent.cut_arm(agent.info().boots + 1, 0)
    agent.factory()
    trial.boot()
    try:
        _write_other_bytes(trial)
        agent.eeprom_commit()
    except AgentPowerLostError:
        raise BrokenPromiseError("a power cut that was armed before FACTORY came after it") from None
    cuts = trial.seen(CutEvent)
    _expect("a power cut that was armed before FACTORY came after it", right=not cuts)


def _cut(trial: Trial) -> None:
    agent = trial.agent
    boot = trial.boot().number
    _write_other_bytes(trial)
    agent.eeprom_commit()
    past = agent.cut_units(boot)
    _expect(f"after EEPROM,COMMIT, CUT,UNITS,{boot} is 0", right=past > 0)
    _lose_power(trial, boot, 0)
    units, said = agent.cut_units(boot), trial.event(CutEvent).unit
    _expect(f"armed at a unit that was past, CUT said {said}; CUT,UNITS says {units}", right=said == units >= past)
    boot = trial.boot().number
    agent.eeprom_begin(_EEPROM_BYTES)
    unit = agent.cut_units(boot) + 3
    _lose_power(trial, boot, unit)
    units, said = agent.cut_units(boot), trial.event(CutEvent).unit
    _expect(f"armed at unit {unit}, CUT said {said}; CUT,UNITS says {units}", right=said == units == unit)


def _lose_power(trial: Trial, boot: int, unit: int) -> None:
    _write_other_bytes(trial)
    trial.agent.cut_arm(boot, unit)
    trial.forget_events()
    try:
        trial.agent.eeprom_commit()
    except AgentPowerLostError:
        trial.revive()
        trial.agent.open()
    else:
        raise BrokenPromiseError(f"no power cut came, which was armed in boot {boot} at unit {unit}")


def _sensor(trial: Trial) -> None:
    server = TrialServer()
    trial.agent.hold()
    trial.agent.sensor_set(_CHOSEN_TENTHS, None)
    with HttpBridge(trial.agent, server.exchange):
        trial.boot()
        report = server.report(_REQUEST_S)
    if report is None:
        raise NotTriedError(f"its program reported nothing within {_REQUEST_S:g} s")
    chosen = f"{_CHOSEN_TENTHS / 10}"
    _expect(
        f"SENSOR,SET to {chosen} °C before a boot is what the program reports in it",
        right=chosen.encode() not in report,
    )


def _exchange(trial: Trial) -> None:
    number = _ask(trial)
    other = str(number % 9999 + 1)
    code = trial.refusal("HTTP", "FAIL", other, "-1")
    _expect(
        f"HTTP,FAIL of another exchange was {f'refused with {code}' if code else 'done'}", right=code == "no-exchange"
    )
    code = trial.refusal("HTTP", "ANSWER", str(number), "3", "2", "5", "00")
    _expect(f"part 3 of 2 was {f'refused with {code}' if code else 'taken'}", right=code == "out-of-range")
    code = trial.refusal("HTTP", "ANSWER", str(number), "1", "1", "5", "00")
    _expect(
        f"an answer with a wrong CRC-32 was {f'refused with {code}' if code else 'taken'}", right=code == "bad-argument"
    )
    trial.forget_events()
    trial.agent.http_resend(number, 1)
    _expect("HTTP,RESEND from part 1 began with another part", right=trial.event(HttpEvent).part == 1)


def _late_answer(trial: Trial) -> None:
    number, before = _ask(trial), len(trial.lines())
    until_s = time.monotonic() + _TIME_OUT_S
    while not any(": -11" in line for line in trial.lines()[before:]):
        if time.monotonic() > until_s:
            raise NotTriedError(f"it did not print within {_TIME_OUT_S:g} s that a request ended with -11")
        time.sleep(_MEASURED_S / 10)
    code = trial.refusal("HTTP", "FAIL", str(number), "-1")
    said = f"refused with {code}" if code else "done"
    _expect(
        f"HTTP,FAIL of exchange {number} was {said} after it was printed to end with -11", right=code == "no-exchange"
    )


def _ask(trial: Trial) -> int:
    """Have its program send a request over the line; gives the number of the exchange."""
    trial.boot()
    try:
        return trial.event(HttpEvent, _REQUEST_S).exchange
    except BrokenPromiseError as error:
        raise NotTriedError(f"its program asks nothing: {error}") from None


def _promise(command: str, says: str, attempt: Callable[[Trial], None], *needs: CommandGroup) -> Promise:
    return Promise(command, says, frozenset(needs), attempt)


_G: Final = CommandGroup
_RESTARTS: Final = (_G.HOLD,)
_EEPROM: Final = (_G.HOLD, _G.EEPROM)
_BRIDGED: Final = (_G.HOLD, _G.PROVISION, _G.HTTP)
PROMISES: Final = (
    _promise("any", "Answer `unknown-command`, `bad-argument` and `out-of-range` before anything changes", _refusals),
    _promise("any", "A sentence that is wrong, or not of a kind for this end, is **not answered**", _wrong_sentence),
    _promise("HOLD", "no boot is counted and no event BOOT is sent", _hold, *_RESTARTS),
    _promise("GO", "GO begins a boot with reason `power-on`, and RESTART is the same as GO", _go, *_RESTARTS),
    _promise("RESTART", "resets with that [restart reason](#words); the next BOOT names it", _restart, *_RESTARTS),
    _promise("PROVISION,APPLY", "a running board restarts, with reason `pin`", _apply, *_RESTARTS, _G.PROVISION),
    _promise("SLEEP", "sends the event SLEEP, then goes into deep sleep", _sleep, *_RESTARTS, _G.SLEEP),
    _promise("EEPROM,XOR", "it gives the same reply and does nothing", _once, *_EEPROM),
    _promise("EEPROM,BEGIN", "loads them from flash and drops what was not committed", _begin, *_EEPROM),
    _promise("EEPROM,COMMIT", "`EEPROM.commit()`", _commit, *_EEPROM),
    _promise("FLASH,WRITE", "programs 1 to 256 bytes, over page borders too", _flash_write, _G.HOLD, _G.FLASH),
    _promise("FLASH,HASH", "the digest of each of 1 to 32 sectors", _flash_hash, _G.FLASH),
    _promise("CLOCK,SET", "sets wall time, signed, 64 bits", _clock_set, _G.CLOCK),
    _promise("CLOCK,FAULT", "time falls back to 1901 in 2038", _clock_fault, _G.CLOCK, _G.CLOCK_FAULTS),
    _promise("CLOCK,DRIFT", "lets both clocks run fast", _drift, _G.HOLD, _G.CLOCK, _G.CLOCK_FAULTS),
    _promise("MAC,SET", "from now on firmware reads this one", _mac_set, _G.MAC, _G.MAC_OVERRIDE),
    _promise("MAC,FAULT", "six zero bytes when it cannot be read", _mac_fault, _G.MAC, _G.MAC_FAULTS),
    _promise("FACTORY", "gives the board its own MAC again", _factory_mac, _G.PROVISION, _G.MAC, _G.MAC_OVERRIDE),
    _promise("FACTORY", "disarms power cuts", _factory_cut, *_EEPROM, _G.PROVISION, _G.CUT),
    _promise("CUT", "The agent then sends CUT with the units that were done", _cut, *_EEPROM, _G.CUT),
    _promise("SENSOR,SET", "in place of its sensor until the next boot", _sensor, *_BRIDGED, _G.OUTPUTS),
    _promise("HTTP", "answers any of them when the board waits for no such exchange", _exchange, *_BRIDGED),
    _promise("HTTP", "the commands that still come are refused with `no-exchange`", _late_answer, *_BRIDGED),
)
"""In the order in which they are tried."""
