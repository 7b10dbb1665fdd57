"""A typed method for each command of an agent."""

from collections.abc import Callable, Mapping, Sequence

from oceanhil.hil.agent.agent_errors import AgentReplyError
from oceanhil.hil.agent.agent_session import AgentSession
from oceanhil.protocol.agent import commands as say
from oceanhil.protocol.agent.bridge import answer_commands
from oceanhil.protocol.agent.message import Command
from oceanhil.protocol.agent.replies import BoardInfo, ClockReading, ReadData, RelaysReading
from oceanhil.protocol.agent.sentence import MAX_DATA_BYTES
from oceanhil.protocol.agent.vocabulary import (
    MAX_HASHED_SECTORS,
    BridgeFailure,
    ProvisionField,
)
from oceanhil.protocol.board_faults import ClockFault, MacFault, TornModel
from oceanhil.protocol.flash_sector import SECTOR_BYTES
from oceanhil.protocol.http import HttpResponse
from oceanhil.protocol.panics import PanicKind
from oceanhil.protocol.resets import ResetKind


class AgentClient(AgentSession):
    """Asks one board's agent. Addresses and lengths are in bytes; data of any length is sent in pieces.

    A command is documented where it is defined, in `oceanhil.protocol.agent.commands`, and in `docs/agent-protocol.md`.
    """

    # The board

    def info(self) -> BoardInfo:
        """Ask who answers, without beginning anew as `open` does."""
        return self.ask(say.Info())

    def ping(self) -> None:
        """Ask whether anybody answers."""
        self.ask(say.Ping())

    def restart(self, reason: ResetKind) -> None:
        """Start it again."""
        self.ask(say.Restart(reason))

    def hold(self) -> None:
        """Stop its program."""
        self.ask(say.Hold())

    def go(self) -> None:
        """Boot it out of hold."""
        self.ask(say.Go())

    def sleep(self, duration_us: int) -> None:
        """Send it into deep sleep for that time by its own counting, µs."""
        self.ask(say.Sleep(duration_us))

    def crash(self, kind: PanicKind) -> None:
        """Let its program crash."""
        self.ask(say.Crash(kind))

    # Power cuts

    def cut_arm(self, boot: int, unit: int) -> None:
        """Lose power in that boot after so many units of flash work."""
        self.ask(say.CutArm(boot, unit))

    def cut_tear(self, model: TornModel, seed: int) -> None:
        """Choose what a power cut leaves behind."""
        self.ask(say.CutTear(model, seed))

    def cut_units(self, boot: int) -> int:
        """Ask for the units of flash work of that boot so far."""
        return self.ask(say.CutUnits(boot)).units

    # EEPROM, through the board's own library

    def eeprom_begin(self, size_bytes: int) -> int:
        """Begin EEPROM; gives the size the library made of it, in bytes."""
        return self.ask(say.EepromBegin(size_bytes)).size_bytes

    def eeprom_read(self, address: int, length: int) -> bytes:
        """Read."""
        return self._read(say.EepromRead, address, length)

    def eeprom_write(self, address: int, data: bytes) -> None:
        """Write, in RAM."""
        self.ask_all([say.EepromWrite(*piece) for piece in _pieces(address, data)])

    def eeprom_xor(self, address: int, data: bytes) -> None:
        """Turn bits over, in RAM."""
        self.ask_all([say.EepromXor(*piece) for piece in _pieces(address, data)])

    def eeprom_erase(self) -> None:
        """Fill with 0xFF, in RAM."""
        self.ask(say.EepromErase())

    def eeprom_commit(self) -> None:
        """Bring RAM to flash."""
        self.ask(say.EepromCommit())

    # Raw flash

    def flash_read(self, address: int, length: int) -> bytes:
        """Read."""
        return self._read(say.FlashRead, address, length)

    def flash_write(self, address: int, data: bytes) -> None:
        """Program: bits can only be cleared."""
        self.ask_all([say.FlashWrite(*piece) for piece in _pieces(address, data)])

    def flash_erase(self, address: int) -> None:
        """Erase the sector that begins there."""
        self.ask(say.FlashErase(address))

    def flash_digests(self, address: int, sectors: int) -> Sequence[bytes]:
        """Ask for the digest (`oceanhil.protocol.agent.digest`) of each of so many sectors from `address` on."""
        replies = self.ask_all([say.FlashHash(*span) for span in _sector_spans(address, sectors)])
        return [digest for reply in replies for digest in reply.digests]

    # Clocks

    def clock_get(self) -> ClockReading:
        """Read wall time (Unix µs) and uptime (ms)."""
        return self.ask(say.ClockGet())

    def clock_set(self, unix_us: int) -> None:
        """Set wall time, Unix µs."""
        self.ask(say.ClockSet(unix_us))

    def clock_drift(self, parts_per_million: int) -> None:
        """Let the clocks run fast or slow."""
        self.ask(say.ClockDrift(parts_per_million))

    def clock_sleep_drift(self, parts_per_million: int) -> None:
        """Let the oscillator that counts in deep sleep run fast or slow."""
        self.ask(say.ClockSleepDrift(parts_per_million))

    def clock_fault(self, fault: ClockFault | None) -> None:
        """Give the firmware a wrong idea of time, or mend it."""
        self.ask(say.ClockFault(fault))

    def clock_uptime(self, uptime_us: int) -> None:
        """Pretend that it has been up so long, µs."""
        self.ask(say.ClockUptime(uptime_us))

    def clock_sntp_delay(self, delay_us: int) -> None:
        """Let the SNTP client wait so long before it first asks, µs."""
        self.ask(say.ClockSntpDelay(delay_us))

    # Relays and sensor

    def relays_read(self) -> RelaysReading:
        """Ask how the relays stand, and how often each was switched since the boot."""
        return self.ask(say.RelaysRead())

    def sensor_set(self, temperature_tenths: int | None, humidity_tenths: int | None) -> None:
        """Let its program read this until the next boot, tenths of °C and of %; None: what its sensor shows."""
        self.ask(say.SensorSet(temperature_tenths, humidity_tenths))

    # Identity and provisioning

    def mac_read(self) -> bytes:
        """Read the MAC's six octets as firmware does."""
        return self.ask(say.MacRead()).mac

    def mac_set(self, mac: bytes) -> None:
        """Give it another MAC of six octets."""
        self.ask(say.MacSet(mac))

    def mac_fault(self, fault: MacFault | None) -> None:
        """Break the fuses that hold the MAC, or mend them."""
        self.ask(say.MacFault(fault))

    def provision(self, values: Mapping[ProvisionField, str]) -> None:
        """Put these values on the board, in this order; a running board starts again."""
        self.ask_all([say.ProvisionSet(field, value) for field, value in values.items()])
        self.ask(say.ProvisionApply())

    def factory(self) -> None:
        """Erase storage and provisioning; the board is held afterwards."""
        self.ask(say.Factory())

    # HTTP bridge

    def http_answer(self, exchange: int, response: HttpResponse) -> None:
        """Hand over the answer to a bridged request; raises protocol.agent.bridge.BridgeError when it cannot be."""
        self.ask_all(answer_commands(exchange, response))

    def http_fail(self, exchange: int, failure: BridgeFailure) -> None:
        """Tell why a bridged request has no answer."""
        self.ask(say.HttpFail(exchange, failure))

    def http_resend(self, exchange: int, part: int) -> None:
        """Ask for the parts of a bridged request again, from number `part` on."""
        self.ask(say.HttpResend(exchange, part))

    def _read(self, command: Callable[[int, int], Command[ReadData]], address: int, length: int) -> bytes:
        spans = _spans(address, length)
        data = [reply.data for reply in self.ask_all([command(*span) for span in spans])]
        if [len(piece) for piece in data] != [span[1] for span in spans]:
            raise AgentReplyError(f"{self.board!r} gave fewer or more bytes than it was asked for: its agent is faulty")
        return b"".join(data)


def _spans(address: int, length: int) -> list[tuple[int, int]]:
    starts = range(0, length, MAX_DATA_BYTES)
    return [(address + start, min(MAX_DATA_BYTES, length - start)) for start in starts]


def _pieces(address: int, data: bytes) -> list[tuple[int, bytes]]:
    return [(start, data[start - address : start - address + length]) for start, length in _spans(address, len(data))]


def _sector_spans(address: int, sectors: int) -> list[tuple[int, int]]:
    starts = range(0, sectors, MAX_HASHED_SECTORS)
    return [(address + start * SECTOR_BYTES, min(MAX_HASHED_SECTORS, sectors - start)) for start in starts]
