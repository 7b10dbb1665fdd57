"""What a scenario can do with a board, decided by its entry alone: before a run, and without touching it.

| the board has | it can |
| --- | --- |
| a power switch of any kind | power |
| the agent | flashing (provisioning), storage-read, storage-watch, storage-write |
| the agent | power-cut, crash, device-clock, mac-override, outputs |
| reset lines and a boot ROM (ESP32, ESP8266) | storage-read, storage-write, through esptool |
| reset lines, a boot ROM and an image command, or a control channel | flashing |
| a control channel | serial-faults; with a network of its own radio |
| a network of its own | wifi |
| a held clock | virtual-time |

What the server can do, and whether there is a second board, is the world's to add. An agent that does not know the
commands of `outputs` takes that away again once it has said so.
"""

from oceanhil.boards import family
from oceanhil.hil.boards.entry import BoardEntry, NetworkBy, PowerBy, Time
from oceanhil.hil.link.modem import ModemPolicy
from oceanhil.protocol.agent.vocabulary import CommandGroup
from oceanhil.scenarios.world import Capability

_AGENT = frozenset(
    {
        Capability.FLASHING,
        Capability.STORAGE_READ,
        Capability.STORAGE_WATCH,
        Capability.STORAGE_WRITE,
        Capability.POWER_CUT,
        Capability.CRASH,
        Capability.DEVICE_CLOCK,
        Capability.MAC_OVERRIDE,
        Capability.OUTPUTS,
    }
)
_UNTOLD = frozenset({Capability.OUTPUTS})
_DOWNLOAD = frozenset({Capability.STORAGE_READ, Capability.STORAGE_WRITE})


def capabilities_of(entry: BoardEntry) -> frozenset[Capability]:
    """Give what the board of this entry can do."""
    found: frozenset[Capability] = frozenset()
    if entry.power is not PowerBy.NONE:
        found |= {Capability.POWER}
    if entry.agent:
        found |= _AGENT
    if has_download_mode(entry):
        found |= _DOWNLOAD
        if entry.image or entry.control:
            found |= {Capability.FLASHING}
    if entry.control:
        found |= {Capability.SERIAL_FAULTS}
    if entry.network is NetworkBy.RADIO:
        found |= {Capability.WIFI, Capability.RADIO} if entry.control else {Capability.WIFI}
    if entry.time is Time.HELD:
        found |= {Capability.VIRTUAL_TIME}
    return found


def left_by(groups: frozenset[CommandGroup], found: frozenset[Capability]) -> frozenset[Capability]:
    """Give what is left of `found` on a board whose agent knows these groups of commands.

    Relays that nobody tells of look like relays that are never switched.
    """
    return found if CommandGroup.OUTPUTS in groups else found - _UNTOLD


def has_download_mode(entry: BoardEntry) -> bool:
    """Tell whether esptool can reach the board: a Pico's boot ROM speaks USB mass storage, not the serial line."""
    reachable = bool(entry.control) or entry.lines in {ModemPolicy.CLASSIC, ModemPolicy.USB_JTAG}
    return family(entry.kind).loader is not None and reachable
