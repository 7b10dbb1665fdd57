"""The one table of function pointers that all cores of a library share; a core is known by its number, its context.

No exception may pass through C++ frames. What a call raises is kept in its port, and from then on that core's calls
change nothing: a core whose power is gone has no effect any more, whatever it still does before its step returns.
"""

from collections.abc import Callable

from oceanhil.hil.worlds.native.abi import BOARD_CALLS, BoardCalls, Status
from oceanhil.hil.worlds.native.port import CorePort

_SERVED: tuple[tuple[Callable[..., int | None], int | None], ...] = (
    (CorePort.console_write, None),
    (CorePort.unix_us, 0),
    (CorePort.set_unix_us, None),
    (CorePort.mac_read, Status.FAILED),
    (CorePort.random_ppm, 0),
    (CorePort.restart, None),
    (CorePort.eeprom_begin, Status.POWER_LOST),
    (CorePort.eeprom_length, 0),
    (CorePort.eeprom_read, Status.POWER_LOST),
    (CorePort.eeprom_write, Status.POWER_LOST),
    (CorePort.eeprom_commit, Status.POWER_LOST),
    (CorePort.slot_read, Status.POWER_LOST),
    (CorePort.slot_write, Status.POWER_LOST),
    (CorePort.slot_program_again, Status.POWER_LOST),
    (CorePort.note_load, None),
    (CorePort.note_save, None),
)
"""The calls that a port serves, each with what it gives once the core is dead; the simulated board has the others."""


class BoardTable:
    """Function pointers, and the port of each core that lives."""

    def __init__(self) -> None:
        self._ports: dict[int, CorePort] = {}
        self._last = 0
        # ctypes frees a function pointer with its object, so the objects live as long as this table.
        self._pointers = {
            call.__name__: BOARD_CALLS[call.__name__](self._guarded(call, dead)) for call, dead in _SERVED
        }
        self.calls = BoardCalls(**self._pointers)
        """What every core gets, its number as the context."""

    def add(self, port: CorePort) -> int:
        """Give a new core its number, from 1."""
        self._last += 1
        self._ports[self._last] = port
        return self._last

    def remove(self, number: int) -> None:
        """Forget a core: its memory is thrown away."""
        del self._ports[number]

    def _guarded(self, call: Callable[..., int | None], dead: int | None) -> Callable[..., int | None]:
        ports = self._ports

        def served(number: int, *arguments: object) -> int | None:
            port = ports[number]
            if port.error is not None:
                return dead
            try:
                return call(port, *arguments)
            except BaseException as error:  # noqa: BLE001 - it is raised again when the step has returned
                port.error = error
                return dead

        return served
