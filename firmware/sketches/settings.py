"""Reading `oceanhil.toml`: what a user's project says about its sketches, every mistake named with its line."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from oceanhil.boards import OWN_NAMES, board_named, family, family_suggestion, find_board
from oceanhil.firmware.sketches.case_words import unknown_words
from oceanhil.firmware.sketches.data_folder import DataFolder
from oceanhil.firmware.sketches.errors import SketchError
from oceanhil.firmware.sketches.pins import unknown_input, unknown_output
from oceanhil.firmware.sketches.sketch import Define, SketchSettings
from oceanhil.firmware.sketches.wiring import (
    FULL_MILLIVOLTS,
    I2C_ADDRESSES,
    PINS,
    RELAYS,
    AnalogSensor,
    Button,
    DigitalSensor,
    Level,
    RelayPins,
    Sensor,
    SensorKind,
    Shown,
)
from oceanhil.protocol.board import Board
from oceanhil.protocol.bounded_text import DataFileError
from oceanhil.protocol.data_files import read_text
from oceanhil.protocol.line_rules import note_wrong_rules
from oceanhil.protocol.record import StorePolicy
from oceanhil.protocol.toml_form import Key, Mistakes, read_form
from oceanhil.protocol.wording import os_reason

FILE_NAME: Final = "oceanhil.toml"
LEAST_HEAP: Final = 4_096
_MILLIVOLTS_MOST: Final = 100_000
_GPIO: Final = "the number of a GPIO"
SKETCH_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
MACRO: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")

Text = Annotated[str, Meta(min_length=1)]


class SensorForm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The table `sensor` of a sketch."""

    kind: Annotated[
        SensorKind, Meta(description="'analog', 'dht11', 'dht22', 'ds18b20', 'bme280', 'sht31' or 'aht20'")
    ] = SensorKind.ANALOG
    pin: Annotated[int, Meta(ge=0, lt=PINS, description=_GPIO)] | None = None
    address: Annotated[int, Meta(ge=1, lt=0x80, description="an address of I2C, such as 0x76")] | None = None
    shows: Annotated[Shown, Meta(description="'temperature' or 'humidity'")] = Shown.TEMPERATURE
    millivolts_at_0: Annotated[
        int, Meta(ge=-_MILLIVOLTS_MOST, le=_MILLIVOLTS_MOST, description="a whole number of mV")
    ] = 500
    millivolts_per_unit: Annotated[
        float, Meta(ge=-_MILLIVOLTS_MOST, le=_MILLIVOLTS_MOST, description="mV for a degree or a percent")
    ] = 10
    millivolts_at_most: Annotated[
        int, Meta(gt=0, le=_MILLIVOLTS_MOST, description="a whole number of mV, the most that the pin can show")
    ] = FULL_MILLIVOLTS


class ButtonForm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The table `button` of a sketch."""

    pin: Annotated[int, Meta(ge=0, lt=PINS, description=_GPIO)]
    pressed: Annotated[Level, Meta(description="'high' or 'low'")] = Level.LOW


class SketchForm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The table `[sketch.NAME]`; relative paths begin at the folder of the file."""

    path: Annotated[Text, Meta(description="the sketch's folder, its .ino file, or a project of PlatformIO's")]
    boards: Annotated[list[str], Meta(description="a list of the board families that the sketch is for")] = []
    defines: Annotated[
        dict[str, Define], Meta(description="a table of macros: texts, in which {token} is filled in, or numbers")
    ] = {}
    include: Annotated[list[Text], Meta(description="a list of folders of headers")] = []
    libraries: Annotated[list[Text], Meta(description="a list of folders of libraries, or of libraries")] = []
    flags: Annotated[list[Text], Meta(description="a list of flags for the compiler")] = []
    lines: Annotated[
        dict[str, str], Meta(description="a table of events, each by the regular expression of a console line")
    ] = {}
    heap: Annotated[int | None, Meta(description="the bytes of heap that are free when the sketch begins")] = None
    agent: Annotated[bool, Meta(description="true if it has the agent, which tells of each load and save")] = False
    record: Annotated[StorePolicy | None, Meta(description="the documented layout in which it keeps its record")] = None
    poll_interval_s: Annotated[int, Meta(ge=1, le=86_400, description="the seconds from poll to poll, up to a day")] = 0
    own_time_client: Annotated[
        bool, Meta(description="true if it asks for the time itself, not by the core's SNTP client")
    ] = False
    relays: Annotated[
        dict[str, Annotated[int, Meta(ge=0, lt=PINS, description=_GPIO)]],
        Meta(description="the GPIOs of those that it has, as { 1 = 26, 2 = 27 }"),
    ] = {}
    relays_close_at: Annotated[Level, Meta(description="'high' or 'low'")] = Level.HIGH
    sensor: Annotated[SensorForm | None, Meta(description="a table with the pin of the sensor")] = None
    button: Annotated[ButtonForm | None, Meta(description="a table with the pin of the button")] = None
    files: Annotated[Text | None, Meta(description="the folder of the files that lie on the board")] = None
    file_texts: Annotated[
        dict[Text, str], Meta(description="a table of texts of these files, each with what takes its place")
    ] = {}


@dataclass(frozen=True, slots=True)
class SketchEntry:
    """A sketch of the file: where it is, and its settings."""

    path: Path
    settings: SketchSettings


def find_settings(start: Path) -> Path | None:
    """Give the `oceanhil.toml` of the folder `start`, or of the nearest one above it; None if there is none."""
    folder = start.resolve()
    return next((path for each in (folder, *folder.parents) if (path := each / FILE_NAME).is_file()), None)


def read_settings(path: Path) -> Mapping[str, SketchEntry]:
    """Read the sketches of a file by their names; raises SketchError with everything that is wrong, a line each."""
    try:
        text = read_text(path)
    except OSError as error:
        raise SketchError(f"{path}: cannot be read: {os_reason(error)}") from None
    except DataFileError as error:
        raise SketchError(f"{path}: cannot be read: it {error.what}") from None
    mistakes = Mistakes(path, text)
    document = mistakes.tables()
    entries = {} if document is None else _Reading(mistakes, path.parent).entries(document)
    if found := mistakes.all():
        raise SketchError("\n".join(found))
    return entries


class _Reading:
    """One reading of a file; what is wrong goes to `mistakes`, and the reading goes on."""

    def __init__(self, mistakes: Mistakes, folder: Path) -> None:
        self._mistakes = mistakes
        self._folder = folder

    def entries(self, document: Mapping[str, object]) -> dict[str, SketchEntry]:
        for word in document.keys() - {"sketch"}:
            self._mistakes.add((word,), f"unknown table or key {word!r}; a sketch is '[sketch.NAME]'")
        tables = document.get("sketch", {})
        if not isinstance(tables, dict):
            self._mistakes.add(("sketch",), "sketch is no table; a sketch is '[sketch.NAME]'")
            return {}
        read = {name: self._entry(name, table) for name, table in tables.items()}
        return {name: entry for name, entry in read.items() if entry is not None}

    def _entry(self, name: str, table: object) -> SketchEntry | None:
        key = ("sketch", name)
        if SKETCH_NAME.fullmatch(name) is None:
            self._mistakes.add(key, f"a sketch is called {name!r}; expected up to 64 of A-Z a-z 0-9 . _ -")
        if not isinstance(table, dict):
            self._mistakes.add(key, f"{name!r} is no table; a sketch is '[sketch.NAME]' with at least a path")
            return None
        form = read_form(SketchForm, table, key, self._mistakes)
        return None if form is None else SketchEntry(self._path(form.path), self._settings(key, form))

    def _settings(self, key: Key, form: SketchForm) -> SketchSettings:
        self._refuse_names((*key, "defines"), form.defines)
        note_wrong_rules(form.lines, (*key, "lines"), self._mistakes)
        boards = self._boards((*key, "boards"), form.boards)
        self._refuse_heap((*key, "heap"), form.heap, boards)
        self._refuse_pins(key, form, boards)
        button = form.button
        return SketchSettings(
            boards=boards,
            defines=form.defines,
            include=self._folders((*key, "include"), form.include),
            libraries=self._folders((*key, "libraries"), form.libraries),
            flags=tuple(form.flags),
            lines=form.lines,
            heap=form.heap,
            agent=form.agent,
            record=form.record,
            poll_interval_s=form.poll_interval_s,
            own_time_client=form.own_time_client,
            relays=self._relays((*key, "relays"), form),
            sensor=self._sensor((*key, "sensor"), form.sensor),
            button=None if button is None else Button(button.pin, button.pressed),
            files=self._files(key, form),
            places={name: self._mistakes.place((*key, "defines", name)) for name in form.defines},
        )

    def _sensor(self, key: Key, form: SensorForm | None) -> Sensor | None:
        if form is None:
            return None
        values, usual = msgspec.structs.asdict(form), msgspec.structs.asdict(SensorForm(kind=form.kind))
        analog = {name: value for name, value in values.items() if name not in {"kind", "pin", "address"}}
        is_analog, is_on_bus = form.kind is SensorKind.ANALOG, form.kind in I2C_ADDRESSES
        unfit = {} if is_analog else dict.fromkeys(analog, "an analogue sensor")
        unfit |= {"pin": "one at a pin"} if is_on_bus else {"address": "one on I2C"}
        if wrong := next((name for name in unfit if values[name] != usual[name]), None):
            self._mistakes.add(key, f"{wrong} with kind = '{form.kind.value}'; it is for {unfit[wrong]} only")
        if is_on_bus:
            return DigitalSensor(form.kind, I2C_ADDRESSES[form.kind] if form.address is None else form.address)
        if form.pin is None:
            self._mistakes.add(key, f"'pin' is missing; it is {_GPIO}")
            return None
        return AnalogSensor(form.pin, **analog) if is_analog else DigitalSensor(form.kind, form.pin)

    def _files(self, key: Key, form: SketchForm) -> DataFolder | None:
        if form.files is None:
            if form.file_texts:
                self._mistakes.add((*key, "file_texts"), "file_texts without files; name the folder of the files")
            return None
        for text, new in form.file_texts.items():
            self._refuse_words((*key, "file_texts", text), "file_texts", new)
        folder = self._path(form.files)
        if not folder.is_dir():
            self._mistakes.add((*key, "files"), f"files is {form.files!r}; there is no such folder")
        return DataFolder(folder, form.file_texts)

    def _folders(self, key: Key, texts: list[str]) -> tuple[Path, ...]:
        for text in texts:
            # Those of a person's own machine, such as ~/Arduino/libraries, others need not have.
            is_of_project = not Path(text).expanduser().is_absolute()
            if is_of_project and not self._path(text).is_dir():
                self._mistakes.add(key, f"{key[-1]} has {text!r}; there is no such folder")
        return tuple(map(self._path, texts))

    def _boards(self, key: Key, names: list[str]) -> tuple[Board, ...]:
        for name in names:
            if find_board(name) is None:
                self._mistakes.add(key, f"unknown board {name!r}; {family_suggestion(name)}")
        return tuple(board for name in names if (board := find_board(name)))

    def _relays(self, key: Key, form: SketchForm) -> RelayPins | None:
        if not form.relays:
            return None
        if not form.relays.keys() <= {*RELAYS}:
            found = sorted(form.relays)
            self._mistakes.add(key, f"relays has {found}; expected 1, 2 or both, as {{ 1 = 26, 2 = 27 }}")
            return None
        first, second = map(form.relays.get, RELAYS)
        if first == second:
            self._mistakes.add(key, f"both relays are at pin {first}; expected a pin for each, as {{ 1 = 26, 2 = 27 }}")
        return RelayPins(first, second, form.relays_close_at)

    def _refuse_heap(self, key: Key, heap: int | None, boards: tuple[Board, ...]) -> None:
        families = [family(each) for each in boards] or [family(board_named(name)) for name in OWN_NAMES]
        most = max(each.heap_bytes for each in families)
        if heap is not None and not LEAST_HEAP <= heap <= most:
            self._mistakes.add(key, f"heap is {heap}; expected {LEAST_HEAP} to {most} bytes, which its boards have")

    def _refuse_pins(self, key: Key, form: SketchForm, boards: tuple[Board, ...]) -> None:
        for number, pin in form.relays.items():
            self._refuse_pin((*key, "relays"), number, unknown_output(pin, boards))
        for table, part in (("sensor", form.sensor), ("button", form.button)):
            if part is not None and part.pin is not None:
                self._refuse_pin((*key, table), "pin", unknown_input(part.pin, boards))

    def _refuse_pin(self, key: Key, word: str, complaint: str) -> None:
        if complaint:
            self._mistakes.add((*key, word), f"{key[-1]}.{word} is {complaint}")

    def _refuse_names(self, key: Key, defines: Mapping[str, Define]) -> None:
        for name, value in defines.items():
            if MACRO.fullmatch(name) is None:
                self._mistakes.add((*key, name), f"{name!r} is no name of a macro; expected letters, digits and _")
            elif isinstance(value, str):
                self._refuse_words((*key, name), f"defines.{name}", value)

    def _refuse_words(self, key: Key, name: str, text: str) -> None:
        for complaint in unknown_words(name, text):
            self._mistakes.add(key, complaint)

    def _path(self, text: str) -> Path:
        return self._folder / Path(text).expanduser()
