"""The compiled core: one shared library, any number of devices in it, each in memory of its own."""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hil.worlds.native.abi import ABI_VERSION, LONGEST_TOKEN_BYTES, BoardCalls, Settings, Wake
from hil.worlds.native.board_calls import BoardTable
from hil.worlds.native.port import CoreError, CorePort

_WORD_BYTES = 8


class CoreLibrary:
    """A shared library with the C functions of `core.h`."""

    def __init__(self, path: Path) -> None:
        """Load it; raises CoreError if it cannot be loaded or has another ABI."""
        try:
            library = ctypes.CDLL(str(path))
        except OSError as error:
            raise CoreError(f"the firmware library {str(path)!r} cannot be loaded: {error}") from error
        library.or_abi_version.restype = ctypes.c_uint32
        version = library.or_abi_version()
        if version != ABI_VERSION:
            raise CoreError(
                f"the firmware library {str(path)!r} has ABI {version!r}, expected {ABI_VERSION}; build it again"
            )
        library.or_core_size.restype = ctypes.c_size_t
        library.or_core_init.restype = ctypes.c_void_p
        library.or_core_init.argtypes = [ctypes.c_void_p, ctypes.POINTER(BoardCalls), ctypes.POINTER(Settings)]
        library.or_core_step.restype = ctypes.c_uint32
        library.or_core_step.argtypes = [ctypes.c_void_p, ctypes.c_int]
        self._init, self._step = library.or_core_init, library.or_core_step
        self._memory = ctypes.c_uint64 * -(-int(library.or_core_size()) // _WORD_BYTES)
        self._table = BoardTable()

    @contextmanager
    def core(self, port: CorePort, settings: Settings) -> Iterator["Core"]:
        """Give a core that has just been reset; afterwards its memory is gone."""
        number = self._table.add(port)
        memory = self._memory()
        try:
            if not self._init(memory, self._table.calls(number), settings):
                token_bytes = settings.registration_token.bytes
                raise CoreError(
                    f"the core refuses its settings, with a registration token of {token_bytes!r} bytes; "
                    f"expected at most {LONGEST_TOKEN_BYTES}"
                )
            yield Core(self._step, memory, settings)
        finally:
            port.close()
            self._table.remove(number)


class Core:
    """One device's core."""

    def __init__(
        self, step: "ctypes._NamedFuncPointer", memory: "ctypes.Array[ctypes.c_uint64]", settings: Settings
    ) -> None:
        self._step_call, self._memory = step, memory
        # Its texts are read for as long as the core lives.
        self._settings = settings

    def step(self, wake: Wake) -> int:
        """Let it do what is left to do now; gives ms to wait, or `abi.WAITING`, or `abi.HALTED`."""
        wait_ms: int = self._step_call(self._memory, wake)
        return wait_ms
