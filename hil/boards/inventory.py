"""Reading an inventory: every mistake in it is found, and named with its line and the nearest valid word."""

import re
import shlex
from collections.abc import Mapping
from os.path import normpath, realpath
from pathlib import Path
from urllib.parse import urlsplit

from oceanhil.boards import family_suggestion, find_board
from oceanhil.hil.boards.entry import (
    Bench,
    BoardEntry,
    Inventory,
    InventoryError,
    NetworkBy,
    OthersFirmware,
    Power,
    PowerBy,
    PowerCommand,
    PowerControl,
    Region,
    Time,
)
from oceanhil.hil.boards.inventory_firmware import read_firmware
from oceanhil.hil.boards.inventory_form import (
    NAME,
    PLACEHOLDERS,
    BenchForm,
    BoardForm,
    FirmwareForm,
    PowerForm,
    RegionForm,
)
from oceanhil.hil.boards.verdicts import a_kind
from oceanhil.hil.farm.place import FarmError, FarmPlace, parse_place
from oceanhil.hil.link.modem import SEQUENCES, ModemPolicy, Move, default_policy
from oceanhil.hil.vboard.control_address import parse_control_address
from oceanhil.hil.vboard.vboard_errors import VirtualBoardError
from oceanhil.host.untrusted import refusal
from oceanhil.protocol.board import Board
from oceanhil.protocol.bounded_text import DataFileError
from oceanhil.protocol.data_files import is_untrusted, read_text
from oceanhil.protocol.identity import parse_mac
from oceanhil.protocol.loopback import is_loopback_url
from oceanhil.protocol.suggestion import suggestion
from oceanhil.protocol.toml_form import Mistakes, Names, read_form
from oceanhil.protocol.wording import os_reason

_HOLDING = frozenset(policy for policy, moves in SEQUENCES.items() if Move.HOLD in moves)
_BOARDS = Names(Board, find_board, family_suggestion)
_WITHOUT_LINES = ("socket://", "loop://")
_DEVICE = re.compile(r"/dev/[A-Za-z0-9_./-]+|COM[0-9]{1,3}")
_FORMS = {"board": BoardForm, "bench": BenchForm, "firmware": FirmwareForm}
_TABLES = tuple(_FORMS)
_WRITTEN = "a board is '[board.NAME]', a bench '[bench.NAME]'"
_NEARLY = frozenset({"boards", "benches", "firmwares"})
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def load_inventory(path: Path) -> Inventory:
    """Read the inventory at `path`; raises InventoryError with everything that is wrong."""
    try:
        text = read_text(path)
    except OSError as error:
        raise InventoryError((f"{path}: cannot be read: {os_reason(error)}",)) from None
    except DataFileError as error:
        raise InventoryError((f"{path}: cannot be read: it {error.what}",)) from None
    return parse_inventory(text, path)


def parse_inventory(text: str, path: Path) -> Inventory:
    """Read the `text` of an inventory that stands in the file `path`; relative paths in it begin at its folder."""
    mistakes = Mistakes(path, text)
    document = mistakes.tables()
    if document is None:
        raise InventoryError(mistakes.all())
    inventory = _Reading(mistakes, path).inventory(document)
    if found := mistakes.all():
        raise InventoryError(found)
    return inventory


class _Reading:
    """One reading of a file; what is wrong goes to `mistakes`, and the reading goes on."""

    def __init__(self, mistakes: Mistakes, path: Path) -> None:
        self._mistakes = mistakes
        self._path = path

    def inventory(self, document: Mapping[str, object]) -> Inventory:
        for word in document.keys() - {*_TABLES}:
            hint = suggestion(word, _TABLES) if word in _NEARLY else _WRITTEN
            self._mistakes.add((word,), f"unknown table or key {word!r}; {hint}")
        firmware = {
            name: read_firmware(name, table, self._path.parent, self._mistakes)
            for name, table in self._tables(document, "firmware")
        }
        tables = self._tables(document, "board")
        boards = {name: entry for name, table in tables if (entry := self._board(name, table, firmware))}
        self._refuse_twins(boards)
        named = frozenset(name for name, _ in self._tables(document, "board", quiet=True))
        benches = {
            name: bench
            for name, table in self._tables(document, "bench")
            if (bench := self._bench(name, table, boards, named))
        }
        return Inventory(self._path, boards, benches)

    def _tables(
        self, document: Mapping[str, object], family: str, *, quiet: bool = False
    ) -> list[tuple[str, Mapping[str, object]]]:
        tables = document.get(family, {})
        found: list[tuple[str, Mapping[str, object]]] = []
        for name, table in (tables if isinstance(tables, dict) else {"": tables}).items():
            if isinstance(table, dict) and re.fullmatch(NAME, name):
                found += self._parted(family, name, table, quiet=quiet)
            elif not quiet:
                what = (
                    f"name {name!r} is not one of letters, digits and '._-'" if isinstance(table, dict) else "no table"
                )
                self._mistakes.add((family, name), f"{what}; a {family} is written as '[{family}.NAME]'")
        return found

    def _parted(
        self, family: str, name: str, table: Mapping[str, object], *, quiet: bool
    ) -> list[tuple[str, Mapping[str, object]]]:
        """Give a table without those within it that a dot in a name has made, which are named if not `quiet`."""
        keys = frozenset(_FORMS[family].__struct_fields__)
        nested = {word: each for word, each in table.items() if isinstance(each, dict) and word not in keys}
        within = {word: each for word, each in nested.items() if keys & each.keys()}
        if quiet:
            # A bench that names one has not made the mistake.
            return [(name, table), *((f"{name}.{word}", each) for word, each in within.items())]
        for word in within:
            what = f"a dot parts a name that is not in quotes; write [{family}.'{name}.{word}']"
            self._mistakes.add((family, name, word), what)
        rest = {word: each for word, each in table.items() if word not in within}
        return [(name, rest)] if rest or not within else []

    def _board(
        self, name: str, table: Mapping[str, object], firmware: Mapping[str, OthersFirmware | None]
    ) -> BoardEntry | None:
        key = ("board", name)
        form = read_form(BoardForm, table, key, self._mistakes, _BOARDS)
        if form is None:
            return None
        if is_untrusted():
            self._refuse_code(key, form)
        self._check_address(key, form)
        place = self._place(key, form)
        self._check_driver(key, form)
        self._check_regions(key, form)
        lines = form.lines or (
            ModemPolicy.NONE if form.port.startswith(_WITHOUT_LINES) else default_policy(form.kind, form.vid_pid)
        )
        power = self._power(key, form, lines)
        if form.time is Time.HELD and not isinstance(power, PowerControl):
            self._mistakes.add(
                (*key, "time"), "time 'held' is for virtual boards only: it needs power = {control = ..}"
            )
        if form.network is NetworkBy.BRIDGE:
            self._check_bridge(key, form)
        if form.firmware and form.firmware not in firmware:
            hint = suggestion(form.firmware, firmware) if firmware else "there is none"
            what = f"unknown firmware {form.firmware!r}; {hint}, and it is written as '[firmware.NAME]'"
            self._mistakes.add((*key, "firmware"), what)
        return BoardEntry(
            name=name,
            kind=form.kind,
            lines=lines,
            power=power,
            port=self._port(form.port),
            usb_serial=form.usb_serial,
            vid_pid=form.vid_pid.lower(),
            location=form.location,
            place=place,
            mac=parse_mac(form.mac),
            baud=form.baud,
            boots_s=form.boots_s,
            agent=form.agent,
            driver=form.driver,
            time=form.time,
            network=form.network,
            elf=self._path.parent / Path(form.elf).expanduser() if form.elf else None,
            image=self._image(key, form),
            nvs=_region(form.nvs),
            eeprom=_region(form.eeprom),
            firmware=firmware.get(form.firmware),
            base=self._path.parent,
        )

    def _port(self, port: str) -> str:
        """Give a port whose path is whole, wherever whoever reads the inventory stands; a name such as COM3 is none."""
        is_path = "/" in port and "://" not in port and not port.startswith("/")
        return _direct(self._path.parent / port) if is_path else port

    def _control(self, place: tuple[str, ...], address: str) -> Power:
        """Give a control channel, whose path begins at the inventory."""
        try:
            return PowerControl(str(parse_control_address(address).resolved(self._path.parent)))
        except VirtualBoardError as error:
            self._mistakes.add(place, str(error))
            return PowerBy.NONE

    def _refuse_code(self, key: tuple[str, ...], form: BoardForm) -> None:
        """Refuse what makes an inventory more than data: programs, other machines, files elsewhere."""
        if isinstance(form.power, PowerForm):
            runs = "runs a program" if form.power.on or form.power.off else "reaches another program"
            self._mistakes.add((*key, "power"), refusal(f"'power' {runs}"))
        if form.image:
            self._mistakes.add((*key, "image"), refusal("'image' runs a program"))
        if form.port and not _DEVICE.fullmatch(form.port):
            self._mistakes.add((*key, "port"), refusal(f"port {form.port!r} is no serial port of this machine"))
        folder = self._path.parent.resolve()
        if form.elf and not Path(realpath(folder / Path(form.elf).expanduser())).is_relative_to(folder):
            self._mistakes.add((*key, "elf"), refusal(f"elf {form.elf!r} is a file elsewhere"))

    def _check_address(self, key: tuple[str, ...], form: BoardForm) -> None:
        by_usb = [word for word in ("usb_serial", "vid_pid", "location") if getattr(form, word)]
        if not form.port and not by_usb and not form.place:
            what = f"board {key[1]!r} has no port; give port, or usb_serial, vid_pid or location, or a farm's place"
            self._mistakes.add(key, what)
        if form.place and (other := next((word for word in ("port", *by_usb) if getattr(form, word)), "")):
            what = f"both place and {other} are given, and they may disagree; keep one of them"
            self._mistakes.add((*key, "place"), what)
        if form.port and by_usb:
            what = f"both port and {by_usb[0]} are given, and they may disagree; keep one of them"
            self._mistakes.add((*key, by_usb[0]), what)

    def _place(self, key: tuple[str, ...], form: BoardForm) -> FarmPlace | None:
        if not form.place:
            return None
        if is_untrusted():
            self._mistakes.add((*key, "place"), refusal(f"place {form.place!r} is of other machines"))
            return None
        try:
            return parse_place(form.place)
        except FarmError as error:
            self._mistakes.add((*key, "place"), str(error))
            return None

    def _check_driver(self, key: tuple[str, ...], form: BoardForm) -> None:
        from oceanhil.boards import UnknownDriverError, family

        try:
            family(form.kind).driver_named(form.driver)
        except UnknownDriverError as error:
            self._mistakes.add((*key, "driver"), str(error))

    def _check_regions(self, key: tuple[str, ...], form: BoardForm) -> None:
        """Refuse storage where no board of this family has it."""
        from oceanhil.boards import family as family_of
        from oceanhil.simulator.flash.chip import SECTOR_BYTES

        of = family_of(form.kind)
        used, unused = ("nvs", "eeprom") if of.uses_nvs else ("eeprom", "nvs")
        if getattr(form, unused) is not None:
            what = f"{unused} is where other boards have their record; {a_kind(form.kind)} has {used}"
            self._mistakes.add((*key, unused), what)
        if form.nvs is not None and used == "nvs" and (end := form.nvs.offset + form.nvs.size) > of.flash_bytes:
            self._mistakes.add((*key, used), f"nvs ends at {end:#x}, expected {of.flash_bytes:#x} at most")
        # The sector below the EEPROM's is the record's second slot, so the chip's first cannot be it.
        if form.eeprom is not None and used == "eeprom" and form.eeprom.offset < SECTOR_BYTES:
            self._mistakes.add(
                (*key, used), f"eeprom begins at {form.eeprom.offset:#x}, expected {SECTOR_BYTES:#x} or more"
            )

    def _check_bridge(self, key: tuple[str, ...], form: BoardForm) -> None:
        if not form.agent:
            self._mistakes.add((*key, "network"), "network 'bridge' needs firmware with the agent: agent = true")
        if form.time is Time.HELD:
            self._mistakes.add((*key, "network"), "network 'bridge' needs time = 'real': held time waits for no line")

    def _power(self, key: tuple[str, ...], form: BoardForm, lines: ModemPolicy) -> Power:
        place = (*key, "power")
        match form.power:
            case None:
                return PowerBy.AGENT if form.agent else PowerBy.RESET_LINE if lines in _HOLDING else PowerBy.NONE
            case PowerBy.AGENT if not form.agent:
                self._mistakes.add(place, "power 'agent' needs firmware with the agent: agent = true")
            case PowerBy.PLACE if not form.place:
                self._mistakes.add(place, "power 'place' needs a place in a farm: place = \"labgrid:NAME\"")
            case PowerBy.RESET_LINE if lines not in _HOLDING:
                self._mistakes.add(place, f"power 'reset-line' needs lines = 'classic', not {lines.value!r}")
            case PowerForm():
                return self._switch(place, form.power)
            case _:
                pass
        return form.power

    def _switch(self, place: tuple[str, ...], form: PowerForm) -> Power:
        if form.control and form.on is None and form.off is None:
            return self._control(place, form.control)
        if form.control or not _has_words(form.on) or not _has_words(form.off):
            self._mistakes.add(place, "a power switch has on and off, both commands, or control alone")
            return PowerBy.NONE
        return PowerCommand(self._words((*place, "on"), form.on or ""), self._words((*place, "off"), form.off or ""))

    def _image(self, key: tuple[str, ...], form: BoardForm) -> tuple[str, ...]:
        place = (*key, "image")
        words = self._words(place, form.image)
        used = [found[1] for word in words for found in _PLACEHOLDER.finditer(word)]
        for name in used:
            if name not in PLACEHOLDERS:
                self._mistakes.add(place, f"unknown placeholder {{{name}}} in image; {suggestion(name, PLACEHOLDERS)}")
        if words and "output" not in used:
            self._mistakes.add(place, "image does not say where the file is to go: use {output} in it")
        return words

    def _words(self, place: tuple[str, ...], value: str | list[str]) -> tuple[str, ...]:
        try:
            return tuple(shlex.split(value)) if isinstance(value, str) else tuple(value)
        except ValueError as error:
            self._mistakes.add(place, f"{value!r} is not a command line: {str(error).lower()}")
            return ()

    def _refuse_twins(self, boards: Mapping[str, BoardEntry]) -> None:
        seen: dict[tuple[str, str], str] = {}
        for name, entry in boards.items():
            where = f"{entry.port}|{entry.usb_serial}|{entry.vid_pid}|{entry.location}|{entry.place or ''}"
            identities = [("port", where)] + ([("mac", entry.mac.hex())] if entry.mac else [])
            for identity in identities:
                if other := seen.get(identity):
                    word = next(
                        (word for word in (identity[0], "usb_serial", "vid_pid", "place") if _has(entry, word)), "port"
                    )
                    self._mistakes.add(
                        ("board", name, word),
                        f"boards {other!r} and {name!r} have the same {word}; a board has one entry",
                    )
                seen.setdefault(identity, name)

    def _bench(
        self, name: str, table: Mapping[str, object], boards: Mapping[str, BoardEntry], named: frozenset[str]
    ) -> Bench | None:
        form = read_form(BenchForm, table, ("bench", name), self._mistakes, _BOARDS)
        if form is None:
            return None
        chosen = list(boards) if form.boards is None else form.boards
        for each in chosen:
            if each not in named:
                hint = suggestion(each, sorted(named)) if named else "there is none"
                self._mistakes.add(("bench", name, "boards"), f"bench {name!r} has an unknown board {each!r}; {hint}")
        for word in ("server", "bind"):
            if is_untrusted() and (address := getattr(form, word)) and not is_loopback_url(address):
                self._mistakes.add(("bench", name, word), refusal(f"{word} {address!r} is not this machine alone"))
        if form.server and form.bind:
            what = "server and bind exclude each other: bind is for a mock server that is started"
            self._mistakes.add(("bench", name, "bind"), what)
        for word in ("server", "bind"):
            if not _is_reachable(getattr(form, word)):
                what = f"{word} is {getattr(form, word)!r}; expected the name of a host and a port up to 65535"
                self._mistakes.add(("bench", name, word), what)
        held = [each for each in chosen if each in boards and boards[each].time is Time.HELD]
        if form.server and held:
            what = f"a server of its own needs boards in real time, and {held[0]!r} has time = 'held'; leave one out"
            self._mistakes.add(("bench", name, "server"), what)
        entries = tuple(boards[each] for each in dict.fromkeys(chosen) if each in boards)
        return Bench(name, entries, form.server.rstrip("/"), form.bind)


def _has_words(command: str | list[str] | None) -> bool:
    return bool(command.strip() if isinstance(command, str) else command)


def _is_reachable(address: str) -> bool:
    """Tell of HOST:PORT or a URL whether there can be such a host and such a port at all."""
    try:
        parts = urlsplit(address if "://" in address else f"//{address}")
        (parts.hostname or "").encode("idna")
        _ = parts.port
    except ValueError:
        return False
    return True


def _region(form: RegionForm | None) -> Region | None:
    return None if form is None else Region(form.offset, form.size)


def _has(entry: BoardEntry, word: str) -> bool:
    return bool(getattr(entry, word))


def _direct(path: Path) -> str:
    """Write a path as all who mean it do, whole and without `..`: that is a port's name, under which much is kept.

    Behind a link to a folder `..` leads elsewhere, and stays.
    """
    whole = path.absolute()
    direct = Path(normpath(whole))
    return str(direct if realpath(direct.parent) == realpath(whole.parent) else whole)
