"""The calls of this machine's C and C++ libraries for files: in a sketch they mean the board's, or nothing.

What is it: a program on a board has no other files than those that its core lends to its C library: ESP-IDF's VFS does,
esp8266/Arduino and arduino-pico have next to nothing there. Here the same calls would read, change and remove what this
machine's user has.

Which laws hold: in a sketch and its libraries such a name becomes `oceanhil_c_` and the name as it is written. The API
defines those that a core has (`src/<family>/c_files.cpp` of `arduino_host`); any other is told as what nothing defines.
The API, and what watches or counts a program, go on calling this machine's.

What calls what: `own_names` asks for each name that an object of a sketch only uses.
"""

import re
from typing import Final

BOARD_PREFIX: Final = "oceanhil_c_"
"""What the board's call of a name begins with."""
# By what a program of 32 bits with long offsets and times calls them: `fopen64`, `__stat64_time64`.
_CALL: Final = re.compile(r"(?:__)?(?P<name>[a-z]+?)(?:64)?(?:_time64)?")
_CALLS: Final = frozenset(
    (
        *("fopen", "freopen", "tmpfile", "fflush", "open", "openat", "creat", "mkstemp", "mkdtemp"),
        *("stat", "lstat", "statx", "access", "chmod", "utime", "truncate"),
        *("remove", "rename", "unlink", "unlinkat", "link", "symlink", "readlink", "realpath"),
        *("mkdir", "mkdirat", "rmdir", "chdir", "getcwd", "ftw", "nftw", "glob"),
        *("opendir", "readdir", "closedir", "rewinddir", "seekdir", "telldir", "scandir"),
    )
)
# Itanium C++ ABI, "Mangling": what begins or opens a stream of a file; functions of `std::filesystem`, but for paths.
_STREAM: Final = re.compile(r"_ZNSt1[34]basic_(?P<kind>filebuf|[io]?fstream)I.+E(?:C[12]E|4open).+")
_FILE_SYSTEM: Final = re.compile(r"_ZNS[tK]+10filesystem(?!7__cxx114path).+")


def board_name(symbol: str) -> str:
    """Give what a sketch's object is to call for this name; empty if it is not one for files."""
    found = _CALL.fullmatch(symbol)
    if found is not None and found["name"] in _CALLS:
        return f"{BOARD_PREFIX}{found['name']}"
    if (stream := _STREAM.fullmatch(symbol)) is not None:
        return f"{BOARD_PREFIX}std::{stream['kind']}"
    return f"{BOARD_PREFIX}std::filesystem" if _FILE_SYSTEM.fullmatch(symbol) else ""
