"""A stand-in for esptool: `fake_esptool.py FLASH_FILE LOG_FILE MESSAGE` and then esptool's own words.

Its flash is a file. It writes its words down as a line of JSON. MESSAGE, unless empty, is printed instead of doing
anything, with exit code 2; `hang` waits until it is ended; `2: MESSAGE` is printed by the second run alone.
"""

import json
import sys
import threading
from pathlib import Path

HEAD = """esptool v5.6.0
Connected to ESP8266 on /dev/somewhere:
Chip type:          ESP8266EX
MAC:                5c:cf:7f:14:6a:18
"""
FLASH_ID = """Flash Memory Information:
=========================
Manufacturer: ef
Device: 4016
Detected flash size: 4MB
"""


def main() -> int:
    flash_path, log_path, message, *words = sys.argv[1:]
    with Path(log_path).open("a", encoding="utf-8") as log:
        log.write(json.dumps(words) + "\n")
    run, _, later = message.partition(": ")
    if run.isdecimal():
        message = later if len(Path(log_path).read_text(encoding="utf-8").splitlines()) == int(run) else ""
    if message == "hang":
        sys.stdout.write("Connecting....\n")
        sys.stdout.flush()
        threading.Event().wait()
    sys.stdout.write(message or HEAD)
    return 2 if message else act(Path(flash_path), words)


def act(path: Path, words: list[str]) -> int:
    while words[0].startswith("--"):
        words = words[1:] if words[0] == "--no-stub" else words[2:]
    command, *words = words
    words = [word for word in words if word != "--no-progress"]
    while words and words[0].startswith("--"):
        words = words[2:]
    flash = bytearray(path.read_bytes())
    if command == "read-flash":
        start, length = int(words[0], 0), int(words[1], 0)
        Path(words[2]).write_bytes(flash[start : start + length])
    elif command in {"write-flash", "verify-flash"}:
        return over(flash, path, command, words)
    elif command == "erase-region":
        start, length = int(words[0], 0), int(words[1], 0)
        flash[start : start + length] = b"\xff" * length
    elif command == "erase-flash":
        flash[:] = b"\xff" * len(flash)
    elif command == "flash-id":
        sys.stdout.write(FLASH_ID)
    elif command == "chip-id":
        sys.stdout.write("Chip ID: 0x00146a18\n")
    path.write_bytes(flash)
    return 0


def over(flash: bytearray, path: Path, command: str, words: list[str]) -> int:
    for start, name in zip(words[::2], words[1::2], strict=True):
        data = Path(name).read_bytes()
        if command == "verify-flash" and flash[int(start, 0) :][: len(data)] != data:
            sys.stdout.write("A fatal error occurred: Verification failed.\n")
            return 2
        if command == "write-flash":
            flash[int(start, 0) : int(start, 0) + len(data)] = data
    path.write_bytes(flash)
    return 0


if __name__ == "__main__":
    sys.exit(main())
