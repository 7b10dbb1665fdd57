"""The compiled core: one shared library, any number of devices in it, each on a simulated board in memory of its own.

`firmware/host/simulated_board.h` says what passes between a step and the simulator, and when.
"""

import ctypes
from collections.abc import Coroutine
from functools import lru_cache
from pathlib import Path

import msgspec

from oceanhil.boards import family
from oceanhil.hil.worlds.native.abi import (
    ABI_VERSION,
    LEFT,
    LONGEST_TOKEN_BYTES,
    MESSAGE_AT,
    NOW,
    TEXT_AT,
    AskTime,
    BoardCalls,
    Join,
    Request,
    Settings,
    Started,
    Wake,
)
from oceanhil.hil.worlds.native.edges import EdgeWatch
from oceanhil.hil.worlds.native.port import BoardTable, CoreError, CorePort
from oceanhil.protocol.http import HttpFailure, HttpResponse
from oceanhil.protocol.not_json import NOT_JSON
from oceanhil.simulator.flash.chip import PowerCut
from oceanhil.simulator.program.hardware import Hardware

_JOIN = msgspec.msgpack.Decoder(Join)
_REQUEST = msgspec.msgpack.Decoder(Request)
_ASK_TIME = msgspec.msgpack.Decoder(AskTime)
_MISTAKES = {
    Started.NOTHING: "the core has started nothing",
    Started.TWICE: "the core starts a second operation while one is under way",
    Started.TOO_LONG: "the core starts something with texts that are too long",
    Started.NEVER: "the core polls an exchange that it has not started",
    Started.CHANGED: "the core changed a request before its exchange had ended",
    Started.NO_ROOM: "the core gives less room for an address or a body than board.h says",
}


class CoreLibrary:
    """A shared library with the C functions of `core.h` and `simulated_board.h`."""

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
        self.library = library
        self.functions = Functions(library)
        self.size_bytes = int(self.functions.size())
        self.table = BoardTable()
        self.edges = EdgeWatch.of(library)
        """Who looks at the edges of its code; None: it was not built for that."""


class Functions:
    """The functions of a library, with the types of what they take and give."""

    def __init__(self, library: ctypes.CDLL) -> None:
        memory, text, size = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t
        self.size = library.or_simulated_size
        self.size.restype = size
        self.defaults = library.or_settings_default
        self.defaults.argtypes, self.defaults.restype = [ctypes.POINTER(Settings)], None
        self.init = library.or_simulated_init
        self.init.restype = memory
        self.init.argtypes = [memory, memory, ctypes.POINTER(BoardCalls), ctypes.POINTER(Settings)]
        self.step = library.or_simulated_step
        self.step.argtypes, self.step.restype = [memory], None
        self.joined = library.or_simulated_joined
        self.joined.argtypes, self.joined.restype = [memory, text], None
        self.answered = library.or_simulated_answered
        self.answered.argtypes, self.answered.restype = [memory, ctypes.c_int32, text, size, memory, size], None
        self.unanswered = library.or_simulated_unanswered
        self.unanswered.argtypes, self.unanswered.restype = [memory, ctypes.c_int32], None
        self.broke_off = library.or_simulated_broke_off
        self.broke_off.argtypes, self.broke_off.restype = [memory, ctypes.c_int32], None
        self.told = library.or_simulated_told
        self.told.argtypes, self.told.restype = [memory, ctypes.c_int32, ctypes.c_int64], None
        self.settled = library.or_simulated_settled
        self.settled.argtypes, self.settled.restype = [memory], None


@lru_cache(None)
def _room_of(text: bytes) -> int | None:
    """Give the address of `text` in memory of just its size, beside which a sanitizer sees what is read; None if empty.

    A process meets few texts, and a kept moment may still read one: so the room is never given back.
    """
    if not text:
        return None
    allocate = ctypes.pythonapi.PyMem_RawMalloc
    allocate.restype, allocate.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
    room: int = allocate(len(text))
    ctypes.memmove(room, text, len(text))
    return room


class Core:
    """One device's core on its board, just reset; `close` throws its memory away."""

    __slots__ = (
        "_address", "_answer", "_functions", "_hardware", "_kept", "_memory", "_message_bytes", "_number", "_port",
        "_table", "started",
    )  # fmt: skip

    def __init__(self, library: CoreLibrary, hardware: Hardware, settings: Settings) -> None:
        """Make it; raises CoreError if it refuses its settings."""
        self._functions, self._table, self._hardware = library.functions, library.table, hardware
        self._memory = bytearray(library.size_bytes)
        held = ctypes.c_char.from_buffer(self._memory)
        self._address = ctypes.c_void_p(ctypes.addressof(held))
        # Its texts are read for as long as the core lives, and its memory may not move.
        self._kept = (settings, held)
        # What the core reads of an answer stays here until the next one.
        self._answer: tuple[bytes | None, ...] = ()
        self._message_bytes = 0
        self.started = 0
        """What the last step has started, one of `Started`."""
        self._port = CorePort(hardware)
        self._number = self._table.add(self._port)
        if not self._functions.init(self._address, self._number, self._table.calls, settings):
            self.close()
            raise CoreError(
                f"the core refuses its settings, with a registration token of {settings.registration_token.bytes!r} "
                f"bytes; expected at most {LONGEST_TOKEN_BYTES}"
            )

    def close(self) -> None:
        """Forget it; no step may follow."""
        self._table.remove(self._number)

    def step(self, wake: Wake) -> int:
        """Let it do what is left to do now; gives ms to wait, or `abi.WAITING`, or `abi.HALTED`.

        Raises what the hardware raised in a call, such as PowerCut: nothing that the core did after it has an effect.
        """
        hardware = self._hardware
        NOW.pack_into(self._memory, 0, hardware.unix_us(), hardware.millis(), hardware.wifi_connected(), wake)
        self._functions.step(self._address)
        return self.take()

    def take(self) -> int:
        """Take what a step has left: print it and note what was started; gives and raises what `step` does."""
        if self._port.error is not None:
            if self._port.went_on and isinstance(self._port.error, PowerCut):
                raise CoreError(f"power was lost, and the core went on: it called {self._port.went_on}")
            raise self._port.error
        memory = self._memory
        wait_ms: int
        wait_ms, self.started, text_bytes, self._message_bytes, stack_bytes, calls = LEFT.unpack_from(memory, NOW.size)
        self._judge_step(stack_bytes, calls)
        if text_bytes:
            self._hardware.print(memory[TEXT_AT : TEXT_AT + text_bytes].decode("utf-8", "replace"))
        return wait_ms

    def _judge_step(self, stack_bytes: int, calls: int) -> None:
        """Raise CoreError for a step that is too much for its board: frames here are no smaller than a chip's."""
        board = self._hardware.board
        has = family(board)
        if has.stack_bytes is not None and stack_bytes > has.stack_bytes:
            raise CoreError(
                f"a step of the core takes {stack_bytes:,} bytes of stack on this machine; a program on "
                f"{board.value!r} has {has.stack_bytes:,}"
            )
        if has.step_calls is not None and calls > has.step_calls:
            raise CoreError(
                f"a step of the core calls {calls:,} functions before it yields; a program on {board.value!r} has time "
                f"for {has.step_calls:,}, then its Wi-Fi needs the processor"
            )

    def carry_out(self) -> Coroutine[object, object, None]:
        """Await what the last step has started, and let the core see what came of it; raises CoreError."""
        match self.started:
            case Started.JOIN:
                return self._join()
            case Started.HTTP:
                return self._exchange()
            case Started.SNTP:
                return self._ask_time()
            case Started.SETTLING:
                return self._settle()
            case _:
                return self._refuse()

    async def _join(self) -> None:
        try:
            join = _JOIN.decode(self._message)
        except NOT_JSON as error:
            raise CoreError(
                f"the core asks for a network with a name or a password that is not UTF-8: {error}"
            ) from error
        address = await self._hardware.wifi_join(*join)
        self._answer = (None if address is None else address.encode("ascii"),)
        self._functions.joined(self._address, *self._answer)

    async def _exchange(self) -> None:
        try:
            request = _REQUEST.decode(self._message)
        except NOT_JSON as error:
            raise CoreError(f"the core sends a request that is not text where it must be: {error}") from error
        outcome = await self._hardware.http(*request)
        if isinstance(outcome, HttpFailure):
            half = self._hardware.take_half_answer()
            if half is None:
                self._functions.unanswered(self._address, outcome.value)
            else:
                self._give(half)
                self._functions.broke_off(self._address, outcome.value)
        else:
            self._give(outcome)

    def _give(self, answer: HttpResponse) -> None:
        body, value = answer.body, answer.headers.get("retry-after")
        # With blanks round it: ports hand it over as it came (board.h), and some do not trim it.
        retry_after = b"" if value is None else b" " + value.encode() + b"\t"
        self._answer = (body,)
        self._functions.answered(self._address, answer.status, body, len(body), _room_of(retry_after), len(retry_after))

    async def _ask_time(self) -> None:
        unix_us = await self._hardware.ask_time(*_ASK_TIME.decode(self._message))
        self._functions.told(self._address, unix_us is not None, unix_us or 0)

    async def _settle(self) -> None:
        await self._hardware.flash_settled()
        self._functions.settled(self._address)

    async def _refuse(self) -> None:
        raise CoreError(_MISTAKES[Started(self.started)])

    @property
    def _message(self) -> bytearray:
        return self._memory[MESSAGE_AT : MESSAGE_AT + self._message_bytes]
