"""What a scenario can do with a board: decided by its entry before a run, and by what its agent says once it is asked.

| the board has | it can |
| --- | --- |
| a power switch of any kind | power |
| the agent | storage-watch |
| an agent that knows the commands | what `_OF_AGENT` says; one that was not asked yet may know all |
| reset lines and a boot ROM (ESP32, ESP8266) | storage-read, storage-write, through esptool |
| reset lines, a boot ROM and an image command, or a control channel | flashing |
| a control channel | serial-faults; with a network of its own radio, join-time |
| a network of its own | wifi |
| a held clock | virtual-time |
| firmware of somebody else's with a layout of its own | no storage-read |

What the server can do, and whether there is a second board, is the world's to add.
"""

from typing import Final

from oceanhil.boards import family
from oceanhil.hil.boards.entry import BoardEntry, NetworkBy, PowerBy, Time
from oceanhil.hil.link.modem import ModemPolicy
from oceanhil.protocol.agent.vocabulary import CommandGroup
from oceanhil.scenarios.world import Capability

_OF_AGENT: Final = {
    Capability.FLASHING: CommandGroup.PROVISION,
    Capability.STORAGE_READ: CommandGroup.FLASH,
    Capability.STORAGE_WRITE: CommandGroup.FLASH,
    Capability.POWER_CUT: CommandGroup.CUT,
    Capability.CRASH: CommandGroup.CRASH,
    Capability.DEVICE_CLOCK: CommandGroup.CLOCK,
    Capability.MAC_OVERRIDE: CommandGroup.MAC_OVERRIDE,
    # Relays that nobody tells of look like relays that are never switched.
    Capability.OUTPUTS: CommandGroup.OUTPUTS,
    Capability.SENSOR: CommandGroup.OUTPUTS,
}
_DOWNLOAD = frozenset({Capability.STORAGE_READ, Capability.STORAGE_WRITE})


def capabilities_of(entry: BoardEntry, groups: frozenset[CommandGroup] | None = None) -> frozenset[Capability]:
    """Give what the board of this entry can do; `groups` are what its agent knows, None before it has said so."""
    found: frozenset[Capability] = frozenset()
    if entry.power is not PowerBy.NONE:
        found |= {Capability.POWER}
    if entry.agent:
        found |= {Capability.STORAGE_WATCH, *_OF_AGENT} - lacking_by(
            frozenset(CommandGroup) if groups is None else groups
        )
    if has_download_mode(entry):
        found |= _DOWNLOAD
        if entry.image or entry.control:
            found |= {Capability.FLASHING}
    if entry.control:
        found |= {Capability.SERIAL_FAULTS}
    if entry.network is NetworkBy.RADIO:
        found |= {Capability.WIFI, Capability.RADIO, Capability.JOIN_TIME} if entry.control else {Capability.WIFI}
    if entry.time is Time.HELD:
        found |= {Capability.VIRTUAL_TIME}
    if entry.firmware is not None and entry.firmware.record is None:
        # Its storage can be reached; what stands there nobody can read.
        found -= {Capability.STORAGE_READ}
    return found


def lacking_by(groups: frozenset[CommandGroup]) -> frozenset[Capability]:
    """Give what only an agent can do, and one that knows these groups of commands cannot."""
    return frozenset(each for each, group in _OF_AGENT.items() if group not in groups)


def has_download_mode(entry: BoardEntry) -> bool:
    """Tell whether esptool can reach the board: a Pico's boot ROM speaks USB mass storage, not the serial line."""
    reachable = bool(entry.control) or entry.lines in {ModemPolicy.CLASSIC, ModemPolicy.USB_JTAG}
    return family(entry.kind).loader is not None and reachable
