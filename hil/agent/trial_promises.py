"""The promises of `docs/agent-protocol.md` that a bench can try on a board that it may empty."""

import time
from functools import partial
from typing import Final

from oceanhil.hil.agent.trial import NUMBER, BrokenPromiseError, NotTriedError, Trial, declared, expect
from oceanhil.hil.agent.trial_bridge import BRIDGE_PROMISES
from oceanhil.hil.agent.trial_cuts import CUT_PROMISES, EEPROM_BYTES, write_other_bytes
from oceanhil.hil.agent.trial_exchange import EXCHANGE_PROMISES
from oceanhil.hil.agent.trial_line import LINE_PROMISES
from oceanhil.protocol.agent.digest import sector_digest
from oceanhil.protocol.agent.events import BootEvent, SleepEvent
from oceanhil.protocol.agent.vocabulary import AgentState, CommandGroup
from oceanhil.protocol.board_faults import ClockFault, MacFault
from oceanhil.protocol.flash_sector import SECTOR_BYTES
from oceanhil.protocol.identity import format_mac
from oceanhil.protocol.resets import ResetKind, ResetReason
from oceanhil.protocol.units import SECOND_US, WHOLE_PPM

_PAGE_BYTES: Final = 256
_TEXTS: Final = (("wifi-ssid", 16, True), ("wifi-ssid", 17, False), ("token", 96, False))
"""Fields, with how many letters of two bytes, and whether that is within what a board takes."""
_BEYOND: Final = (
    (("ERASE", "4294967295"), "bad-argument"),
    (("HASH", "4294967295", "1"), "bad-argument"),
    (("ERASE", "4294963200"), "out-of-range"),
    (("READ", "4294967295", "2"), "out-of-range"),
)
"""Raw flash beyond the end of any chip: first comes whether a sector begins there."""
_DOUBLE_PPM: Final = WHOLE_PPM
_HALF_PPM: Final = WHOLE_PPM // 2
_UPTIME_S: Final = 3_600_000
_BEGUN_S: Final = 1.0
"""A boot that nobody asked for would have been told by then."""
_MEASURED_S: Final = 1.0
_FAST_FROM, _FAST_TO = 1.6, 2.6
_NAP_US: Final = 1_900_000
"""Not of whole seconds."""
_EARLIEST: Final = 0.85
_WRAP_S: Final = 1 << 31
_TIME_OUT_S: Final = 20.0


def _hold(trial: Trial) -> None:
    trial.running()
    time.sleep(trial.settle_s)
    before = trial.agent.info().boots
    trial.forget_events()
    trial.agent.hold()
    info, boots = trial.agent.info(), trial.seen(BootEvent)
    expect("after HOLD, INFO says that it is running", right=info.state is AgentState.HELD)
    expect(f"HOLD on a running board sent BOOT, number {boots[0].number}" if boots else "", right=not boots)
    expect(f"HOLD on a running board counted a boot: {before} became {info.boots}", right=info.boots == before)


def _go(trial: Trial) -> None:
    agent = trial.agent
    for words, begin in (("GO", agent.go), ("RESTART,watchdog", partial(agent.restart, ResetKind.WATCHDOG))):
        agent.hold()
        before = agent.info().boots
        trial.forget_events()
        begin()
        boot, said = trial.event(BootEvent), f"after {words} on a held board"
        expect(f"{said} BOOT says {boot.reason.value}", right=boot.reason is ResetReason.POWER_ON)
        expect(f"{said} BOOT has number {boot.number}, INFO had said {before}", right=boot.number == before + 1)


def _restart(trial: Trial) -> None:
    trial.running()
    for kind in ResetKind:
        trial.forget_events()
        trial.agent.restart(kind)
        said = trial.event(BootEvent).reason
        expect(f"after RESTART,{kind.value} BOOT says {said.value}", right=said is kind.reason)


def _apply(trial: Trial) -> None:
    trial.agent.hold()
    trial.agent.provision({})
    expect("after PROVISION,APPLY a held board runs", right=trial.agent.info().state is AgentState.HELD)
    trial.boot()
    trial.forget_events()
    trial.agent.provision({})
    said = trial.event(BootEvent).reason
    expect(f"after PROVISION,APPLY on a running board BOOT says {said.value}", right=said is ResetReason.PIN)


def _lengths(trial: Trial) -> None:
    """A letter of two bytes counts twice, however it is escaped."""
    for field, letters, fits in _TEXTS:
        code, length = trial.refusal("PROVISION", "SET", field, "é" * letters), 2 * letters
        said = f"a {field} of {length} bytes, {letters} times 'é', was {f'refused with {code}' if code else 'taken'}"
        expect(said, right=(not code) == fits)


def _sleep(trial: Trial) -> None:
    trial.running()
    trial.forget_events()
    began_s = time.monotonic()
    trial.agent.sleep(_NAP_US)
    trial.event(SleepEvent)
    said = trial.event(BootEvent).reason
    slept_s, wanted_s = time.monotonic() - began_s, _NAP_US / SECOND_US
    expect(f"after SLEEP, BOOT says {said.value}", right=said is ResetReason.DEEP_SLEEP)
    # What is slow here makes it longer, never shorter; an oscillator may be off by some percent.
    expect(f"BOOT came {slept_s:.1f} s after SLEEP for {wanted_s:g} s", right=slept_s > wanted_s * _EARLIEST)


def _once(trial: Trial) -> None:
    agent = trial.agent
    agent.hold()
    agent.eeprom_begin(EEPROM_BYTES)
    agent.eeprom_write(0, b"\0")
    for _ in range(2):
        trial.tell(NUMBER, "EEPROM", "XOR", "0", "FF")
    read = trial.tell(NUMBER, "EEPROM", "READ", "0", "1")
    expect(
        "EEPROM,READ with the number of the EEPROM,XOR before it was given the reply to that",
        right=len(read.words) == 1,
    )
    expect("EEPROM,XOR that came again with its number was done again", right=agent.eeprom_read(0, 1) == b"\xff")
    for _ in range(2):
        trial.tell(0, "EEPROM", "XOR", "0", "FF")
    expect("EEPROM,XOR with number 0 was not done each time", right=agent.eeprom_read(0, 1) == b"\xff")


def _forgets(trial: Trial) -> None:
    agent = trial.agent
    agent.hold()
    agent.eeprom_begin(EEPROM_BYTES)
    for between, what in ((("PING",), "another command"), (("PING", "x"), "a refused command")):
        agent.eeprom_write(0, b"\0")
        trial.tell(NUMBER, "EEPROM", "XOR", "0", "FF")
        trial.tell(NUMBER + 1, *between)
        trial.tell(NUMBER, "EEPROM", "XOR", "0", "FF")
        said = f"EEPROM,XOR with the number of the one before {what} was taken for a repetition"
        expect(said, right=agent.eeprom_read(0, 1) == b"\0")


def _refused_without_effect(trial: Trial) -> None:
    agent = trial.agent
    agent.hold()
    size = agent.eeprom_begin(EEPROM_BYTES)
    agent.eeprom_write(size - 1, b"\x5a")
    code = trial.refusal("EEPROM", "WRITE", str(size - 1), "A5A5")
    said = f"of {size} bytes, a write of two at {size - 1} was {f'refused with {code}' if code else 'done'}"
    expect(said, right=code == "out-of-range")
    expect(f"{said}, and the first of them was written", right=agent.eeprom_read(size - 1, 1) == b"\x5a")


def _go_while_running(trial: Trial) -> None:
    trial.running()
    before = trial.agent.info().boots
    trial.forget_events()
    trial.agent.go()
    time.sleep(_BEGUN_S)
    boots = trial.agent.info().boots
    expect(f"GO on a running board counted a boot: {before} became {boots}", right=boots == before)
    expect("GO on a running board sent BOOT", right=not trial.seen(BootEvent))


def _begin(trial: Trial) -> None:
    agent = trial.agent
    agent.hold()
    agent.eeprom_begin(EEPROM_BYTES)
    stored = agent.eeprom_read(0, 8)
    agent.eeprom_write(0, bytes(each ^ 0x5A for each in stored))
    agent.eeprom_begin(EEPROM_BYTES)
    expect("bytes that were not committed are there after EEPROM,BEGIN", right=agent.eeprom_read(0, 8) == stored)


def _read_to_the_end(trial: Trial) -> None:
    agent = trial.agent
    agent.hold()
    size = agent.eeprom_begin(_PAGE_BYTES)
    for address, length in ((size - 1, 1), (size - min(size, _PAGE_BYTES), min(size, _PAGE_BYTES))):
        code = trial.refusal("EEPROM", "READ", str(address), str(length))
        expect(f"of {size} bytes, {length} at {address} were refused with {code}", right=not code)
    code = trial.refusal("EEPROM", "READ", str(size), "1")
    expect(
        f"of {size} bytes, 1 at {size} was {f'refused with {code}' if code else 'read'}", right=code == "out-of-range"
    )


def _not_begun(trial: Trial) -> None:
    trial.boot()
    trial.agent.hold()
    if not (code := trial.refusal("EEPROM", "READ", "0", "1")):
        raise NotTriedError("its program begins EEPROM by itself")
    for words, wanted in (
        (("READ", "0", "1"), "out-of-range"),
        (("ERASE",), "out-of-range"),
        (("COMMIT",), "storage-failed"),
    ):
        code = trial.refusal("EEPROM", *words)
        said = f"refused with {code}" if code else "done"
        expect(f"'EEPROM,{','.join(words)}' before EEPROM,BEGIN was {said}, expected {wanted}", right=code == wanted)


def _commit(trial: Trial) -> None:
    agent = trial.agent
    agent.hold()
    wanted = write_other_bytes(trial)
    agent.eeprom_commit()
    agent.eeprom_begin(EEPROM_BYTES)
    expect(
        "bytes that were committed are others after EEPROM,BEGIN", right=agent.eeprom_read(0, EEPROM_BYTES) == wanted
    )


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


def _order(trial: Trial) -> None:
    """At addresses that no chip has."""
    for words, wanted in _BEYOND:
        code = trial.refusal("FLASH", *words)
        said = f"refused with {code}" if code else "done"
        expect(f"'FLASH,{','.join(words)}' was {said}, expected {wanted}", right=code == wanted)


def _flash_hash(trial: Trial) -> None:
    if trial.spare is None:
        raise NotTriedError("it has no sector that may be overwritten")
    found = trial.agent.flash_read(trial.spare, SECTOR_BYTES)
    (digest,) = trial.agent.flash_digests(trial.spare, 1)
    expect(
        f"the digest of the sector at {trial.spare} is not that of what it reads as",
        right=digest == sector_digest(found),
    )


def _clock_set(trial: Trial) -> None:
    agent = trial.agent
    for unix_s in (_WRAP_S + 5, -5000):
        agent.clock_set(unix_s * SECOND_US)
        shown_s = agent.clock_get().unix_us / SECOND_US
        expect(f"after CLOCK,SET to {unix_s} s it shows {shown_s:.1f} s", right=0 <= shown_s - unix_s < _TIME_OUT_S)


def _clock_fault(trial: Trial) -> None:
    agent = trial.agent
    agent.clock_set((_WRAP_S + 5) * SECOND_US)
    agent.clock_fault(ClockFault.SIGNED_32_BIT)
    shown_s = agent.clock_get().unix_us / SECOND_US
    agent.clock_fault(None)
    said = f"{_WRAP_S + 5} s are shown as {shown_s:.1f} s"
    expect(f"with signed-32-bit, {said}", right=0 <= shown_s + _WRAP_S < _TIME_OUT_S + 5)


def _sleep_drift(trial: Trial) -> None:
    trial.running()
    trial.agent.clock_sleep_drift(-_HALF_PPM)
    trial.forget_events()
    began_s = time.monotonic()
    trial.agent.sleep(_NAP_US)
    trial.event(BootEvent)
    slept_s, wanted_s = time.monotonic() - began_s, 2 * _NAP_US / SECOND_US
    trial.agent.clock_sleep_drift(0)
    said = f"with CLOCK,SLEEPDRIFT,{-_HALF_PPM} BOOT came {slept_s:.1f} s after SLEEP,{_NAP_US}"
    # An oscillator that is slow by half counts so far in twice the time; what is slow here makes it longer still.
    expect(f"{said}, expected {wanted_s:g} s", right=slept_s > wanted_s * _EARLIEST)


def _uptime(trial: Trial) -> None:
    trial.running()
    trial.agent.clock_uptime(_UPTIME_S * SECOND_US)
    shown_s = trial.agent.clock_get().uptime_ms / 1000
    said = f"after CLOCK,UPTIME to {_UPTIME_S} s it shows {shown_s:.1f} s"
    expect(said, right=0 <= shown_s - _UPTIME_S < _TIME_OUT_S)
    trial.forget_events()
    trial.agent.restart(ResetKind.PIN)
    trial.event(BootEvent)
    shown_s = trial.agent.clock_get().uptime_ms / 1000
    expect(f"after CLOCK,UPTIME to {_UPTIME_S} s and a boot it shows {shown_s:.1f} s", right=shown_s < _UPTIME_S)


def _clock_through_go(trial: Trial) -> None:
    trial.agent.hold()
    trial.agent.clock_set(_WRAP_S // 2 * SECOND_US)
    trial.boot()
    shown_s = trial.agent.clock_get().unix_us / SECOND_US
    said = f"a clock that was set in the hold to {_WRAP_S // 2} s shows {shown_s:.1f} s after GO"
    expect(said, right=0 <= shown_s - _WRAP_S // 2 < _TIME_OUT_S)


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
    expect(f"with CLOCK,DRIFT,{_DOUBLE_PPM} {rates}", right=both)


def _mac_set(trial: Trial) -> None:
    agent = trial.agent
    own = agent.mac_read()
    other = _other_than(own)
    agent.mac_set(other)
    found = {agent.mac_read(), agent.info().mac}
    # That FACTORY does this too is another promise.
    agent.mac_set(own)
    expect(f"after MAC,SET to {format_mac(other)} it reads {_macs(found)}", right=found == {other})


def _mac_outlasts_a_boot(trial: Trial) -> None:
    agent = trial.agent
    own = agent.mac_read()
    other = _other_than(own)
    agent.mac_set(other)
    trial.boot()
    found = agent.mac_read()
    agent.mac_set(own)
    expect(f"after MAC,SET to {format_mac(other)} and a boot it reads {format_mac(found)}", right=found == other)


def _fault_outlasts_a_boot(trial: Trial) -> None:
    trial.agent.clock_fault(ClockFault.SIGNED_32_BIT)
    trial.boot()
    trial.agent.clock_set((_WRAP_S + 5) * SECOND_US)
    shown_s = trial.agent.clock_get().unix_us / SECOND_US
    trial.agent.clock_fault(None)
    expect(f"after a boot, signed-32-bit shows {_WRAP_S + 5} s as {shown_s:.1f} s", right=shown_s < 0)


def _mac_fault(trial: Trial) -> None:
    trial.agent.mac_fault(MacFault.UNREADABLE)
    code = trial.refusal("MAC", "READ")
    mac = trial.agent.info().mac
    trial.agent.mac_fault(None)
    expect(
        f"with broken fuses MAC,READ was {f'refused with {code}' if code else 'answered'}", right=code == "unreadable"
    )
    expect(f"with broken fuses INFO says {format_mac(mac)}", right=not any(mac))


def _mac_set_under_a_fault(trial: Trial) -> None:
    agent = trial.agent
    own = agent.mac_read()
    other = _other_than(own)
    agent.mac_fault(MacFault.UNREADABLE)
    agent.mac_set(other)
    code = trial.refusal("MAC", "READ")
    agent.mac_fault(None)
    found = agent.mac_read()
    agent.mac_set(own)
    said = f"with broken fuses and another MAC set, MAC,READ was {f'refused with {code}' if code else 'answered'}"
    expect(said, right=code == "unreadable")
    expect(f"after the mend of fuses it reads {_macs({found})}, not what was set", right=found == other)


def _factory_faults(trial: Trial) -> None:
    agent = trial.agent
    agent.mac_fault(MacFault.UNREADABLE)
    agent.factory()
    code = trial.refusal("MAC", "READ")
    agent.mac_fault(None)
    expect(f"after MAC,FAULT and FACTORY, MAC,READ was refused with {code}", right=not code)


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


_G: Final = CommandGroup
_RESTARTS: Final = (_G.HOLD,)
_EEPROM: Final = (_G.HOLD, _G.EEPROM)
PROMISES: Final = (
    *LINE_PROMISES,
    declared("HOLD", "no boot is counted and no event BOOT is sent", _hold, *_RESTARTS),
    declared("GO", "GO begins a boot with reason `power-on`, and RESTART is the same as GO", _go, *_RESTARTS),
    declared("GO", "boots a held board; does nothing if it runs", _go_while_running, *_RESTARTS),
    declared("RESTART", "resets with that [restart reason](#words); the next BOOT names it", _restart, *_RESTARTS),
    declared("PROVISION,APPLY", "a running board restarts, with reason `pin`", _apply, *_RESTARTS, _G.PROVISION),
    declared("PROVISION,SET", "itself; bounds count UTF-8 bytes before escaping", _lengths, _G.PROVISION),
    declared(
        "SLEEP",
        "sends the event SLEEP, then goes into deep sleep until its own timer has counted so many µs",
        _sleep,
        *_RESTARTS,
        _G.SLEEP,
    ),
    declared("EEPROM,XOR", "it gives the same reply and does nothing", _once, *_EEPROM),
    declared(
        "EEPROM,XOR", "Every other command in between makes the agent forget, a refused one too", _forgets, *_EEPROM
    ),
    declared("EEPROM,WRITE", "a refused command has no effect", _refused_without_effect, *_EEPROM),
    declared("EEPROM,BEGIN", "loads them from flash and drops what was not committed", _begin, *_EEPROM),
    declared("EEPROM,READ", "1 to 256 bytes, exactly as many as were asked for", _read_to_the_end, *_EEPROM),
    declared(
        "EEPROM", "Before anything began EEPROM its size is 0: every address is `out-of-range`", _not_begun, *_EEPROM
    ),
    declared("EEPROM,COMMIT", "`EEPROM.commit()`", _commit, *_EEPROM),
    declared("FLASH,WRITE", "programs 1 to 256 bytes, over page borders too", _flash_write, _G.HOLD, _G.FLASH),
    declared("FLASH", "and the first thing that is wrong decides", _order, _G.FLASH),
    declared("FLASH,HASH", "the digest of each of 1 to 32 sectors", _flash_hash, _G.FLASH),
    declared("CLOCK,SET", "sets wall time, signed, 64 bits", _clock_set, _G.CLOCK),
    declared("CLOCK,FAULT", "time falls back to 1901 in 2038", _clock_fault, _G.CLOCK, _G.CLOCK_FAULTS),
    declared("CLOCK,DRIFT", "lets both clocks run fast", _drift, _G.HOLD, _G.CLOCK, _G.CLOCK_FAULTS),
    declared(
        "CLOCK,SLEEPDRIFT",
        "the same for the oscillator that counts in deep sleep",
        _sleep_drift,
        *_RESTARTS,
        _G.SLEEP,
        _G.CLOCK_FAULTS,
    ),
    declared("CLOCK,UPTIME", "ends what was said for a boot", _uptime, *_RESTARTS, _G.CLOCK, _G.CLOCK_FAULTS),
    declared(
        "CLOCK,SET", "A clock that was set in the hold keeps its time through GO", _clock_through_go, _G.HOLD, _G.CLOCK
    ),
    declared("MAC,SET", "from now on firmware reads this one", _mac_set, _G.MAC, _G.MAC_OVERRIDE),
    declared(
        "MAC,SET", "What was arranged lasts through resets", _mac_outlasts_a_boot, _G.HOLD, _G.MAC, _G.MAC_OVERRIDE
    ),
    declared(
        "CLOCK,FAULT",
        "What was arranged lasts through resets",
        _fault_outlasts_a_boot,
        _G.HOLD,
        _G.CLOCK,
        _G.CLOCK_FAULTS,
    ),
    declared("MAC,FAULT", "six zero bytes when it cannot be read", _mac_fault, _G.MAC, _G.MAC_FAULTS),
    declared(
        "MAC,SET",
        "as soon as no MAC fault is in force",
        _mac_set_under_a_fault,
        _G.MAC,
        _G.MAC_OVERRIDE,
        _G.MAC_FAULTS,
    ),
    declared("FACTORY", "ends every fault", _factory_faults, _G.PROVISION, _G.MAC, _G.MAC_FAULTS),
    declared("FACTORY", "gives the board its own MAC again", _factory_mac, _G.PROVISION, _G.MAC, _G.MAC_OVERRIDE),
    *CUT_PROMISES,
    *EXCHANGE_PROMISES,
    *BRIDGE_PROMISES,
)
"""In the order in which they are tried."""
