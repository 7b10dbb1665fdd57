"""What core.h says of a core that is being made: which boards and settings it takes, and which it refuses.

A world gives each core what is right, so no run would show that a core takes what is wrong. A port's programmer sees
it: a function that was forgotten ends in a refusal, and not in a jump to address 0 when it is first called.
"""

import ctypes
from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

from oceanhil.hil.worlds.native.abi import (
    ABI_VERSION,
    BOARD_CALLS,
    LONGEST_TIME_S,
    LONGEST_TOKEN_BYTES,
    WAITING,
    BoardCalls,
    Settings,
    Text,
    Wake,
)
from oceanhil.hil.worlds.native.port import CoreError
from oceanhil.protocol.profile import Profile

_ALWAYS: Final = (
    *("console_write", "millis", "unix_us", "set_unix_us", "mac_read", "random_ppm", "restart", "flash_settled"),
)
_NETWORK: Final = ("join_start", "join_poll", "connected", "http_start", "http_poll")
_TIME_SERVER: Final = ("sntp_start", "sntp_poll")
_SLOTS: Final = ("slot_read", "slot_write")
_EEPROM: Final = ("eeprom_begin", "eeprom_length", "eeprom_read", "eeprom_write", "eeprom_commit")
# No page says whether firmware that never asks for the size can do without the call.
_MAY_BE_NEEDED: Final = frozenset({"eeprom_length"})
_NAMES: Final = tuple(field[0] for field in Settings._fields_ if field[1] is ctypes.c_char_p)
_TIMES: Final = tuple(field[0] for field in Settings._fields_ if field[0].endswith("_s"))
_TOKEN: Final = b"t" * (LONGEST_TOKEN_BYTES + 1)


class _Way(NamedTuple):
    """Settings by which a core uses some of a board's calls, and those calls."""

    settings: dict[str, int]
    calls: tuple[str, ...]


_WAYS: Final = (
    _Way({}, (*_ALWAYS, *_NETWORK, *_TIME_SERVER, *_SLOTS)),
    _Way({"store": 0}, (*_ALWAYS, *_NETWORK, *_TIME_SERVER, *_EEPROM)),
    _Way({"sntp": 0}, (*_ALWAYS, *_NETWORK, *_SLOTS)),
    _Way({"bridge": 1}, (*_ALWAYS, "agent_write", *_TIME_SERVER, *_SLOTS)),
)


def judge_contract(library: ctypes.CDLL, profile: Profile) -> None:
    """Make cores of right and of wrong settings; raises CoreError for the first that was not taken as core.h says.

    `profile` is the built-in one, whose paths and names `or_settings_default` gives.
    """
    maker = _Maker(library)
    breaches = (
        _of_defaults(maker, profile),
        _of_boards(maker),
        _of_settings(maker),
        _of_holding(maker),
        _of_calls(maker),
    )
    for each in breaches:
        for breach in each:
            raise CoreError(f"the core breaks core.h: {breach}")


class _Maker:
    """Makes cores of a library, on boards whose calls only note that they were called."""

    def __init__(self, library: ctypes.CDLL) -> None:
        library.or_core_size.restype = ctypes.c_size_t
        library.or_core_init.restype = ctypes.c_void_p
        library.or_core_step.restype = ctypes.c_uint32
        library.or_core_step.argtypes = [ctypes.c_void_p, ctypes.c_int]
        library.or_core_is_held.argtypes = [ctypes.c_void_p]
        self._library = library
        # Memory for a core is aligned to 8.
        self._memory = (ctypes.c_uint64 * (library.or_core_size() // 8 + 1))()
        self.called: list[str] = []
        self._pointers = {name: kind(self._noting(name)) for name, kind in BOARD_CALLS.items()}

    def defaults(self) -> Settings:
        """Give what `or_settings_default` fills in, over bytes that mean nothing."""
        settings = Settings.from_buffer_copy(b"\xa5" * ctypes.sizeof(Settings))
        self._library.or_settings_default(ctypes.byref(settings))
        return settings

    def takes(self, calls: Iterable[str], **changes: object) -> bool:
        """Say whether a core can be made with a board of these calls and the default settings, but for changes."""
        return self.make(calls, **changes) is not None

    def make(self, calls: Iterable[str], **changes: object) -> int | None:
        """Make a core; None when it refuses. It lives until the next one is made."""
        settings = self.defaults()
        for name, value in changes.items():
            setattr(settings, name, value)
        board = BoardCalls(**{name: self._pointers[name] for name in calls})
        made: int | None = self._library.or_core_init(self._memory, ctypes.byref(board), ctypes.byref(settings))
        return made

    def step(self, core: int) -> int:
        """Let a core step; gives what that gives."""
        return int(self._library.or_core_step(core, Wake.LOOK))

    def is_held(self, core: int) -> int:
        """Ask a core."""
        return int(self._library.or_core_is_held(core))

    def _noting(self, name: str) -> Callable[..., int]:
        def note(*_: object) -> int:
            self.called.append(name)
            return 0

        return note


def _of_defaults(maker: _Maker, profile: Profile) -> Iterator[str]:
    given = maker.defaults()
    wanted: dict[str, object] = {"abi_version": ABI_VERSION, "family": 0, "store": 1, "sntp": 1, "program_again": 1}
    wanted |= dict.fromkeys(("derivation", "held", "bridge", "reset", "boots"), 0)
    wanted |= {name: getattr(profile.wire, name).encode() for name in _NAMES}
    for name, value in wanted.items():
        found = getattr(given, name)
        # The names of headers may be written in capitals. Times are the firmware's own, as far as a core takes them.
        if (found.lower() if isinstance(found, bytes) else found) != value:
            yield f"or_settings_default gives {name} as {found!r}, expected {value!r}"


def _of_boards(maker: _Maker) -> Iterator[str]:
    for way in _WAYS:
        if not maker.takes(way.calls, **way.settings):
            yield f"or_core_init refuses {way.settings} and a board of all that it needs then: {', '.join(way.calls)}"
        for missing in sorted(set(way.calls) - _MAY_BE_NEEDED):
            if maker.takes((name for name in way.calls if name != missing), **way.settings):
                yield f"or_core_init takes {way.settings} and a board without {missing!r}"


def _of_settings(maker: _Maker) -> Iterator[str]:
    for name, value, is_right in _values():
        if maker.takes(_WAYS[0].calls, **{name: value}) is not is_right:
            shown = value.bytes if isinstance(value, Text) else value
            yield f"or_core_init {'refuses' if is_right else 'takes'} {name} of {shown!r}"


def _values() -> Iterator[tuple[str, object, bool]]:
    """Give values at the borders of what settings may be, and whether they still may."""
    for version in (ABI_VERSION - 1, ABI_VERSION + 1):
        yield "abi_version", version, False
    for name in _NAMES:
        yield name, None, False
    for name in _TIMES:
        for seconds, is_right in ((0, False), (1, True), (LONGEST_TIME_S, True), (LONGEST_TIME_S + 1, False)):
            yield name, seconds, is_right
    for length in (LONGEST_TOKEN_BYTES, LONGEST_TOKEN_BYTES + 1):
        yield "registration_token", Text(_TOKEN, length), length == LONGEST_TOKEN_BYTES


def _of_holding(maker: _Maker) -> Iterator[str]:
    for held in (0, 1):
        core = maker.make(_WAYS[0].calls, held=held)
        if core is None:
            yield f"or_core_init refuses held of {held}"
        elif maker.is_held(core) != held:
            yield f"or_core_is_held gives {maker.is_held(core)} for a core made with held of {held}"
        elif held and maker.step(core) != WAITING:
            yield "a core that is held does not wait"


def _of_calls(maker: _Maker) -> Iterator[str]:
    """Look at last whether anything was called: only cores that are held have stepped."""
    if maker.called:
        yield f"or_core_init, or a core that is held, calls {maker.called[0]!r} on its board"
