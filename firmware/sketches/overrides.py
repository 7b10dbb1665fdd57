"""Texts that a sketch has itself, where a case has others: `#define WIFI_SSID "mine"`, `const char* ssid = "mine";`.

A sketch is not changed for it. Where one of its own files says such a thing, the files are compiled from copies, as
Arduino CLI does with all of them, that lack the definition or have a macro in the text's place; messages name the
originals. What the sketch makes only `#ifndef` it is there, it leaves alone itself.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from oceanhil.firmware.compiler import keep_whole, make_folder
from oceanhil.firmware.sketches.digests import digest_of
from oceanhil.firmware.sketches.errors import SketchError
from oceanhil.firmware.sketches.joining import Place, source_text
from oceanhil.firmware.sketches.project import Project, files_below
from oceanhil.firmware.sketches.sketch import Define, SketchSettings
from oceanhil.protocol.suggestion import suggestion

_NAME: Final = re.compile(r"\b[A-Za-z_]\w{2,}\b", re.ASCII)
_NEAR: Final = 0.7
"""Of all names of a sketch one is always a little like another."""
_PREFIX: Final = "OCEANHIL_TEXT_OF_"
_SIZE: Final = r"\[[^][;={}\"]*\]"
"""Of an array: nothing, a number, or what names one, as `[N + 1]`."""
_STRINGS: Final = r"String|auto|(?:std\s*::\s*)?string(?:_view)?"
_IN_FLASH: Final = "PROGMEM|ICACHE_RODATA_ATTR"
"""Where an attribute of where it lies stands behind the name."""
_STRING: Final = r'"(?:[^"\\\n]|\\.)*"'
_LITERALS: Final = rf'(?:(?:{_STRING}|R"(?P<ends>[^\s()\\]{{0,16}})\((?:.|\n)*?\)(?P=ends)")\s*)+'
_WRAPPED: Final = r"(?:(?:String|F|PSTR|(?:std\s*::\s*)?string)\s*\(\s*)?"
"""Around a text, what makes a value of it that the type takes."""
# What stands before another variable of the same statement.
_BEFORE: Final = rf"\b(?:char|{_STRINGS})\b(?:[^;{{}}\"]|{_STRING})*,\s*"
_SAID: Final = re.compile(rf"{_STRING}|//[^\n]*|/\*(?:.|\n)*?\*/")
"""In a string or in a comment a name means nothing."""
_FORMS: Final = (
    "'#define {0} \"…\"', '#ifndef {0}', 'const char* {0} = \"…\"', 'char {0}[] = \"…\"' and 'String {0} = \"…\"'"
)


@dataclass(frozen=True, slots=True)
class Overrides:
    """Names of a case's macros, and which of them a sketch has as a variable."""

    names: tuple[str, ...]
    variables: frozenset[str]

    def applied(self, text: str) -> str:
        """Give a text of the sketch's with a case's values in it; each line stays where it is."""
        for name in self.names:
            text = _variable(name).sub(_with_macro, text) if name in self.variables else _without(name, text)
        return text

    def macros(self, defines: Mapping[str, Define]) -> Mapping[str, Define]:
        """Give the macros that the compiler gets: for a variable one of another name."""
        return {f"{_PREFIX}{name}" if name in self.variables else name: value for name, value in defines.items()}


def overrides_of(project: Project, defines: Mapping[str, Define]) -> Overrides:
    """Look through the sketch's own files for what it has of these names."""
    texts = [source_text(each) for each in own_files(project)]
    found = (name for name in defines if any(_variable(name).search(text) for text in texts))
    return Overrides(tuple(defines), frozenset(found))


def refuse_unused(settings: SketchSettings, own: Iterable[Path], libraries: Iterable[Path]) -> None:
    """Raise SketchError for a macro that stands in none of the files: a case's text would go nowhere.

    As a part of another name it does not stand there: `OR_TOKEN` takes nothing from a `TOKEN`. What was meant is looked
    for in the sketch's own files, of which there are few.
    """
    unseen, names = set(settings.defines), dict[str, None]()
    for files, is_own in ((own, True), (libraries, False)):
        for each in files:
            if not unseen:
                return
            text = source_text(each)
            unseen = {name for name in unseen if not _names(text, name)}
            names |= dict.fromkeys(_NAME.findall(text) if is_own else ())
    if unseen:
        raise SketchError("\n".join(_unused(name, settings, names) for name in sorted(unseen)))


def refuse_other_forms(settings: SketchSettings, own: Iterable[Path], overrides: Overrides) -> None:
    """Raise SketchError for a name that the sketch declares, but not in a form in which a case's text can be put.

    As a macro for everything it would stand in headers of the API, too, which have parameters of such names.
    """
    left = {name for name in overrides.names if name not in overrides.variables}
    declared, told = dict[str, str](), set[str]()
    for each in own if left else ():
        text = _SAID.sub(lambda found: _lines(found[0]) or " ", source_text(each))
        told |= {name for name in left if re.search(_asking(name), text, re.MULTILINE)}
        for name in left:
            if (found := re.search(_declaring(name), text, re.ASCII)) and name not in declared:
                declared[name] = f"{each}:{text.count(chr(10), 0, found.end()) + 1}"
    wrong = [name for name in sorted(declared) if name not in told]
    if wrong:
        raise SketchError("\n".join(_in_other_form(name, declared[name], settings) for name in wrong))


def _asking(name: str) -> str:
    """Give what finds a directive that names it: the sketch makes the macro itself, or leaves it to whoever builds."""
    return rf"^[ \t]*#[ \t]*(?:define|undef|ifdef|ifndef|(?:el)?if\b.*\bdefined)\b.*\b{name}\b"


def _declaring(name: str) -> str:
    return rf"\b(?:char|__FlashStringHelper|{_STRINGS})\b\s*(?:const\b\s*)?[*&]*\s*(?:const\s+)?\b{name}\b"


def _in_other_form(name: str, where: str, settings: SketchSettings) -> str:
    place = settings.places.get(name, "")
    told = f"defines.{name}: {where} declares {name} in a form whose text cannot be another; what can be is "
    return f"{f'{place}: ' if place else ''}{told}{_FORMS.format(name)}"


def _names(text: str, name: str) -> bool:
    # Most files have nothing of it, which is seen at once.
    return name in text and re.search(rf"\b{name}\b", text, re.ASCII) is not None


def _unused(name: str, settings: SketchSettings, names: Iterable[str]) -> str:
    place, meant = settings.places.get(name, ""), suggestion(name, names, "check the name", _NEAR)
    told = f"defines.{name}: no file of the sketch or of its libraries names {name}; {meant}"
    return f"{place}: {told}" if place else told


def own_files(project: Project) -> tuple[Path, ...]:
    """Give the files that are the sketch's own, of libraries none."""
    # A library's example lies below the library.
    others = [each for each in project.libraries if not project.folder.is_relative_to(each)]
    headers = (each for each in project.headers() if not _is_in(each, others))
    return tuple(dict.fromkeys((*project.inos, *project.sources, *headers)))


def mirrored(project: Project, overrides: Overrides, kept: Path) -> Project:
    """Give the project with copies of its files where they must be others; `kept`: the folder of what is made."""
    inside = [each for each in own_files(project) if each not in project.inos and each.is_relative_to(project.folder)]
    texts = {each: source_text(each) for each in inside}
    changed = {each: overrides.applied(text) for each, text in texts.items()}
    if changed == texts:
        return project
    mirror = kept / "mirrors" / digest_of((str(project.folder.resolve()), overrides.names))
    copies = {
        mirror / each.relative_to(project.folder): Place(str(each), 1).directive + changed[each] for each in inside
    }
    for path in set(files_below(mirror)) - copies.keys():
        path.unlink(missing_ok=True)
    for path, text in copies.items():
        _write(path, text, kept)
    return replace(
        project,
        sources=tuple(_moved(each, project.folder, mirror) for each in project.sources),
        includes=(*(_moved(each, project.folder, mirror) for each in project.includes), *project.includes),
        # A header that they name stands before every source.
        flags=tuple(
            str(_moved(path, project.folder, mirror)) if (path := Path(each)) in texts else each
            for each in project.flags
        ),
        mirror=mirror,
    )


def _variable(name: str) -> re.Pattern[str]:
    """Give what finds the text of a variable: of characters, a String, a string of C++, or of the type that it has."""
    pointer = r"(?:\*\s*(?:const\s+)?)?"
    types = rf"\b(?:char|__FlashStringHelper)\s*(?:const\s*)?{pointer}|\b(?:{_STRINGS})\s+(?:const\s+)?"
    kind = rf"(?:{types}|{_BEFORE}{pointer})(?P<name>\b{name})"
    begun = rf"\s*(?:{_SIZE})?\s*(?:{_IN_FLASH})?\s*(?:=\s*\{{?|[({{])\s*{_WRAPPED}"
    return re.compile(rf"(?P<head>{kind}{begun})(?P<text>{_LITERALS})", re.ASCII)


def _with_macro(found: re.Match[str]) -> str:
    return f"{found['head']}{_PREFIX}{found['name']}{_lines(found['text'])}"


def _without(name: str, text: str) -> str:
    """Leave out where a file makes a macro, or takes it away, whether it is there or not."""
    asked = rf"^[ \t]*#[ \t]*(?:ifndef[ \t]+{name}\b|(?:el)?if\b.*!\s*defined\s*\(?\s*{name}\b)"
    if re.search(asked, text, re.MULTILINE):
        return text
    directive = rf"^[ \t]*#[ \t]*(?:define|undef)[ \t]+{name}\b(?!\()(?:[^\n\\]|\\.|\\\n)*"
    return re.sub(directive, lambda found: _lines(found[0]), text, flags=re.MULTILINE)


def _lines(text: str) -> str:
    return "\n" * text.count("\n")


def _moved(path: Path, folder: Path, mirror: Path) -> Path:
    return mirror / path.relative_to(folder) if path.is_relative_to(folder) else path


def _is_in(path: Path, folders: Iterable[Path]) -> bool:
    return any(path.is_relative_to(each) for each in folders)


def _write(path: Path, text: str, kept: Path) -> None:
    """Write a copy, unless it is there as it should be."""
    if path.is_file() and source_text(path) == text:
        return
    make_folder(path.parent, kept)
    keep_whole(path, text)
