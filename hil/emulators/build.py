"""Cross-compiling the firmware for a target; an image is built once for the same sources, flags and compiler."""

import hashlib
import os
import subprocess
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from filelock import FileLock

from oceanhil.hil.emulators.emulator_errors import EmulatorError
from oceanhil.hil.emulators.targets import Target
from oceanhil.hil.emulators.tools import FIRMWARE, cache_folder

_FLAGS: Final = (
    *("-std=c++17", "-Os", "-ffreestanding", "-ffunction-sections", "-fdata-sections"),
    *("-fno-exceptions", "-fno-rtti", "-fno-threadsafe-statics"),
    *("-Wall", "-Wextra", "-Wconversion", "-Werror"),
)
_TIMEOUT_S: Final = 120
_SHOWN_LINES: Final = 12
_COMPILED: Final = frozenset({".cpp", ".S"})
_READ: Final = _COMPILED | {".h", ".def", ".ld"}


@dataclass(frozen=True, slots=True)
class Image:
    """What is built for a target: an ELF file `name`.elf out of these sources, with headers from these folders."""

    name: str
    target: Target
    sources: tuple[Path, ...]
    includes: tuple[Path, ...]


def firmware_image(target: Target) -> Image:
    """Give the firmware: the core, what bare machines share, and the target's own part."""
    core = FIRMWARE / "core"
    folders = (core / "src", FIRMWARE / "bare", FIRMWARE / target.folder)
    return Image(target.folder, target, sources_in(*folders), (core / "include", core / "src"))


def sources_in(*folders: Path) -> tuple[Path, ...]:
    """List what can be compiled in these folders and below."""
    found = (path for folder in folders for path in folder.rglob("*") if path.suffix in _COMPILED)
    return tuple(sorted(found))


def build(image: Image, folder: Path | None = None) -> Path:
    """Give the built file, as it is in `folder` or made there; raises ToolMissingError, EmulatorError."""
    for tool in image.target.needs:
        tool.find()
    folder = folder or cache_folder() / "firmware"
    folder.mkdir(parents=True, exist_ok=True)
    built = folder / f"{image.name}-{_fingerprint(image)}.elf"
    with FileLock(folder / f"{image.name}.lock"):
        if not built.exists():
            _build(image, built)
    return built


def _fingerprint(image: Image) -> str:
    """Digest everything that the file depends on."""
    toolchain = image.target.toolchains.find()
    version = _output((*toolchain.compiler.command(), "--version"))
    digest = hashlib.sha256(repr((_FLAGS, toolchain.flags, toolchain.link_flags, version)).encode())
    folders = {path.parent for path in image.sources} | {*image.includes, *toolchain.headers}
    read = {path for folder in folders for path in folder.rglob("*") if path.suffix in _READ}
    for path in sorted(read | set(image.sources)):
        digest.update(str(path).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _build(image: Image, built: Path) -> None:
    toolchain = image.target.toolchains.find()
    command = toolchain.compiler.command()
    include = [word for path in image.includes for word in ("-I", str(path))]
    include += [word for path in toolchain.headers for word in ("-isystem", str(path))]
    with tempfile.TemporaryDirectory(dir=built.parent) as folder:

        def compile_one(numbered: tuple[int, Path]) -> str:
            number, source = numbered
            into = str(Path(folder) / f"{number}-{source.name}.o")
            _output((*command, *_FLAGS, *toolchain.flags, *include, "-c", str(source), "-o", into))
            return into

        with ThreadPoolExecutor(os.cpu_count()) as pool:
            objects = list(pool.map(compile_one, enumerate((*image.sources, *toolchain.sources))))
        linked = Path(folder) / built.name
        script = str(FIRMWARE / image.target.folder / "link.ld")
        options = (*toolchain.flags, *toolchain.link_flags, "-T", script, "-Wl,--gc-sections")
        _output((*command, *options, *objects, *toolchain.libraries, "-o", str(linked)))
        linked.replace(built)


def _output(words: Sequence[str]) -> str:
    """Run a program of the compiler; raises EmulatorError with the end of what it said."""
    try:
        run = subprocess.run(words, capture_output=True, text=True, timeout=_TIMEOUT_S, check=False)  # noqa: S603 - ours
    except subprocess.TimeoutExpired:
        raise EmulatorError(f"{words[0]!r} did not end in {_TIMEOUT_S} s") from None
    if run.returncode != 0:
        said = "\n".join(f"  {line}" for line in run.stderr.strip().splitlines()[:_SHOWN_LINES])
        raise EmulatorError(f"the firmware does not compile with {words[0]!r}:\n{said}")
    return run.stdout
