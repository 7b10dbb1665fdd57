"""The files of a project of PlatformIO's, for one family of boards."""

import re
import shlex
from collections.abc import Callable, Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

from oceanhil.firmware.sketches.core_generation import generation_flags
from oceanhil.firmware.sketches.errors import SketchError
from oceanhil.firmware.sketches.platformio import Configuration, split
from oceanhil.firmware.sketches.project import Project, inos_below, sources_below
from oceanhil.firmware.sketches.sketch import PLATFORMIO_FILE, Sketch
from oceanhil.firmware.sketches.targets import Target, target_of
from oceanhil.protocol.board import PLATFORM_BOARDS, Board

_PLATFORMS: Final = {"esp32": ("espressif32",), "esp8266": ("espressif8266",), "rp2040": ("raspberrypi",)}
_CHIPS: Final = re.compile(r"(?:esp32-?_?)?([sch][2356]|p4)(?![0-9])")
_FILTER: Final = re.compile(r"([+-])<([^>]*)>")
_ALL: Final = "+<*> -<.git/> -<.svn/>"
_LINK: Final = "symlink://"
_MAIN: Final = re.compile(r"void\s+(setup|loop)\s*\(", re.IGNORECASE)
# With a word of their own, or within the same.
_OF_FOLDERS: Final = ("-isystem", "-iquote", "-idirafter")
# One that lies elsewhere is found as a header is.
_OF_FILES: Final = ("-include", "-imacros")
_KEPT: Final = ("-D", "-U", "-I", *_OF_FOLDERS, *_OF_FILES, "-std=", "-f")
# How messages look, which are read here.
_OF_MESSAGES: Final = ("-fdiagnostics-", "-fno-diagnostics-", "-fmessage-length")
# By this macro the build scripts of both cores that do without exceptions put them back.
_ENABLES_EXCEPTIONS: Final = "PIO_FRAMEWORK_ARDUINO_ENABLE_EXCEPTIONS"
_WITH_A_WORD: Final = frozenset({"-D", "-U", "-I", *_OF_FOLDERS, *_OF_FILES, "-L", "-l", "-T", "-Xlinker"})


def platformio_project(sketch: Sketch, target: Target) -> Project:
    """Give the files of the environment that fits a family; raises SketchError that says which ones there are."""
    configuration = Configuration(sketch.folder)
    name = _environment(configuration, target)
    section = f"env:{name}"
    source = configuration.path("src_dir", "src")
    wanted = source_filter(source, configuration.value(section, "build_src_filter") or _ALL)
    inos, sources = _main_first(inos_below(source, wanted)), sources_below(source, wanted)
    if not inos and not sources:
        raise SketchError(
            f"sketch {str(sketch.folder)!r}: there is no .cpp, .c or .ino in {str(source)!r} of [{section}]"
        )
    generation = generation_flags(
        configuration.value(section, "platform") or "", configuration.value(section, "platform_packages") or ""
    )
    flags = _flags(configuration, section, "build_flags")
    if _ENABLES_EXCEPTIONS in {each.removeprefix("-D").partition("=")[0] for each in flags}:
        flags = ("-fexceptions", *flags)
    return Project(
        sketch.folder,
        inos,
        sources,
        includes=tuple(each for each in (configuration.path("include_dir", "include"), source) if each.is_dir()),
        libraries=_libraries(configuration, name),
        generation=generation,
        flags=flags,
        own_flags=_flags(configuration, section, "build_src_flags"),
        unflags=_unflags(configuration, section),
        ignored=frozenset(split(configuration.value(section, "lib_ignore") or "")),
        hints=_hints(configuration, name),
        takes_whole=True,
    )


def boards_of_project(sketch: Sketch) -> tuple[Board, ...]:
    """Give the families of the platform for which its `platformio.ini` has an environment; raises SketchError."""
    configuration = Configuration(sketch.folder)
    return tuple(each for each in PLATFORM_BOARDS if _fitting(configuration, target_of(each)))


def source_filter(folder: Path, text: str) -> Callable[[Path], bool]:
    """Give what says of a file below `folder` whether `+<…>` and `-<…>` let it in; the last that fits counts."""
    rules = _FILTER.findall(text)

    def is_wanted(path: Path) -> bool:
        name = path.relative_to(folder).as_posix()
        fits = [sign for sign, pattern in rules if _fits(name, pattern)]
        return bool(fits) and fits[-1] == "+"

    return is_wanted


def _fits(name: str, pattern: str) -> bool:
    """Tell whether a file is what a pattern names, or lies below it."""
    pattern = pattern.strip().removeprefix("./").rstrip("/") or "."
    if pattern in {"*", ".", "**"}:
        return True
    parts = name.split("/")
    heads = ("/".join(parts[: count + 1]) for count in range(len(parts)))
    return any(_is_same(head, pattern) for head in heads)


def _is_same(name: str, pattern: str) -> bool:
    """Compare a path with a pattern part by part; `**` stands for any number of them."""
    return _is_same_parts(name.split("/"), pattern.split("/"))


def _is_same_parts(names: Sequence[str], patterns: Sequence[str]) -> bool:
    if not patterns:
        return not names
    if patterns[0] == "**":
        return any(_is_same_parts(names[count:], patterns[1:]) for count in range(len(names) + 1))
    return bool(names) and fnmatchcase(names[0], patterns[0]) and _is_same_parts(names[1:], patterns[1:])


def _environment(configuration: Configuration, target: Target) -> str:
    """Choose the environment: one for the chip itself, else one for its platform."""
    fitting = _fitting(configuration, target)
    same = [each for each in fitting if _chip(configuration, each) == target.mcu]
    if chosen := [*same, *fitting]:
        return chosen[0]
    for each in configuration.environments:
        if _is_of_platform(configuration, each, target):
            raise SketchError(
                f"{configuration.folder / PLATFORMIO_FILE}: [env:{each}] is for framework"
                f" {_framework(configuration, each)!r}, and world sketch has the API of Arduino's cores alone; add"
                " an environment with 'framework = arduino' if the sources are for that"
            )
    platform = " or ".join(_PLATFORMS[target.api])
    known = ", ".join(map(repr, configuration.environments)) or "none"
    raise SketchError(
        f"{configuration.folder / PLATFORMIO_FILE}: there is no environment for {target.mcu}, looked for one with"
        f" 'platform = {platform}' among {known}; add '[env:{target.mcu}]'"
    )


def _fitting(configuration: Configuration, target: Target) -> list[str]:
    return [each for each in configuration.environments if _is_for(configuration, each, target)]


def _is_for(configuration: Configuration, name: str, target: Target) -> bool:
    return "arduino" in _framework(configuration, name) and _is_of_platform(configuration, name, target)


def _is_of_platform(configuration: Configuration, name: str, target: Target) -> bool:
    platform = (configuration.value(f"env:{name}", "platform") or "").lower()
    return any(word in platform for word in _PLATFORMS[target.api])


def _framework(configuration: Configuration, name: str) -> str:
    return configuration.value(f"env:{name}", "framework") or "arduino"


def _chip(configuration: Configuration, name: str) -> str:
    """Tell an ESP32's chip by what the environment says of it, or by the name of its board."""
    section = f"env:{name}"
    platform = (configuration.value(section, "platform") or "").lower()
    if "espressif32" not in platform:
        return "esp8266" if "espressif8266" in platform else "rp2040"
    board = (configuration.value(section, "board") or "").lower()
    if mcu := configuration.value(section, "board_build.mcu"):
        return mcu
    found = _CHIPS.search(board.removeprefix("esp32"))
    return f"esp32{found[1]}" if found else "esp32"


def _libraries(configuration: Configuration, name: str) -> tuple[Path, ...]:
    extra = split(configuration.value(f"env:{name}", "lib_extra_dirs") or "")
    return (
        configuration.path("lib_dir", "lib"),
        *_linked(configuration, name),
        configuration.path("libdeps_dir", ".pio/libdeps") / name,
        *(configuration.folder / Path(each).expanduser() for each in extra),
    )


def _linked(configuration: Configuration, name: str) -> Iterator[Path]:
    """Give the libraries that lie elsewhere and are used from there, `symlink://../lamps`, fetched or not."""
    for each in split(configuration.value(f"env:{name}", "lib_deps") or ""):
        _, mark, path = each.rpartition(_LINK)
        if mark:
            yield configuration.folder / Path(path.strip()).expanduser()


def _hints(configuration: Configuration, name: str) -> tuple[str, ...]:
    wanted = [each for each in split(configuration.value(f"env:{name}", "lib_deps") or "") if _LINK not in each]
    if not wanted:
        return ()
    return (f"'lib_deps' names {', '.join(map(repr, wanted))}: 'pio pkg install -e {name}' fetches what is missing",)


def _main_first(inos: tuple[Path, ...]) -> tuple[Path, ...]:
    """Put the file with `setup` or `loop` in front, as PlatformIO does."""
    return tuple(sorted(inos, key=lambda each: (_MAIN.search(each.read_text("utf-8", "replace")) is None, each)))


def _flags(configuration: Configuration, section: str, option: str) -> tuple[str, ...]:
    """Give the flags that mean something on this machine: macros, headers, language; not those of a board's linker."""
    text = configuration.substituted(section, option)
    if dynamic := next((each for each in split(text) if each.startswith("!")), None):
        raise SketchError(
            f"{configuration.folder / PLATFORMIO_FILE}: {option!r} of [{section}] runs a program, {dynamic!r}, which is"
            " not done here; write its result instead"
        )
    return kept_flags(configuration.folder, flag_words(text, str(configuration.folder / PLATFORMIO_FILE)))


def _unflags(configuration: Configuration, section: str) -> tuple[str, ...]:
    text = configuration.substituted(section, "build_unflags")
    return tuple(flag_words(text, str(configuration.folder / PLATFORMIO_FILE)))


def flag_words(text: str, place: str) -> list[str]:
    """Part flags as a shell does; `place`: where they stand. Raises SketchError."""
    try:
        return shlex.split(text)
    except ValueError:
        raise SketchError(f"{place}: the flags {text!r} have a quotation mark or a backslash too many") from None


def kept_flags(folder: Path, words: Iterable[str]) -> tuple[str, ...]:
    """Give of a compiler's flags those that mean something here; paths are seen from a folder."""
    return tuple(_kept(folder, _with_their_words(iter(words))))


def _with_their_words(words: Iterator[str]) -> Iterator[tuple[str, str]]:
    """Give flags as pairs: those that take a word with it, the others with an empty one."""
    for word in words:
        yield word, next(words, "") if word in _WITH_A_WORD else ""


def _kept(folder: Path, flags: Iterable[tuple[str, str]]) -> Iterator[str]:
    for flag, word in flags:
        if not flag.startswith(_KEPT) or flag.startswith(_OF_MESSAGES):
            continue
        if flag.startswith("-I"):
            yield f"-I{folder / (word or flag[2:])}"
        elif flag in _OF_FOLDERS or (flag in _OF_FILES and (folder / word).is_file()):
            yield from (flag, str(folder / word))
        else:
            yield from (flag, word) if word else (flag,)
