"""What an inventory says about firmware that is not this project's: said there, or by the sketch that it is."""

from collections.abc import Mapping
from pathlib import Path

from oceanhil.firmware.sketches.errors import SketchError
from oceanhil.firmware.sketches.settings import FILE_NAME, SketchEntry, find_settings, read_settings
from oceanhil.firmware.sketches.sketch import SketchSettings
from oceanhil.hil.boards.entry import OthersFirmware
from oceanhil.hil.boards.inventory_form import SAID_BY_SKETCH, FirmwareForm
from oceanhil.host.untrusted import refusal
from oceanhil.protocol.data_files import is_untrusted
from oceanhil.protocol.line_rules import note_wrong_rules
from oceanhil.protocol.suggestion import suggestion
from oceanhil.protocol.toml_form import Mistakes, read_form


def read_firmware(name: str, table: Mapping[str, object], folder: Path, mistakes: Mistakes) -> OthersFirmware | None:
    """Read `[firmware.NAME]` of the inventory in `folder`; None if anything in it is wrong, which is in `mistakes`."""
    key = ("firmware", name)
    form = read_form(FirmwareForm, table, key, mistakes)
    if form is None:
        return None
    note_wrong_rules(form.lines, (*key, "lines"), mistakes)
    lines, record, poll_interval_s = form.lines, form.record, form.poll_interval_s
    if form.sketch:
        for word in SAID_BY_SKETCH:
            if word in table:
                mistakes.add((*key, word), f"{word} is said by the sketch {form.sketch!r} already; keep one of them")
        try:
            settings = _of_sketch(form.sketch, folder)
        except SketchError as error:
            mistakes.add((*key, "sketch"), str(error))
            return None
        lines, record, poll_interval_s = dict(settings.lines), settings.record, settings.poll_interval_s
    return OthersFirmware(
        name=name,
        lines=tuple(lines.items()),
        record=record,
        eeprom_bytes=form.eeprom_bytes,
        poll_interval_s=poll_interval_s,
    )


def _of_sketch(name: str, folder: Path) -> SketchSettings:
    """Give what oceanhil.toml says of this sketch; raises SketchError."""
    if is_untrusted():
        raise SketchError(refusal(f"sketch {name!r} is said in another file"))
    file = find_settings(folder)
    if file is None:
        raise SketchError(f"no {FILE_NAME} in {str(folder.resolve())!r} or above, which would have [sketch.{name}]")
    entries = read_settings(file)
    if name not in entries:
        raise SketchError(f"no [sketch.{name}] in {str(file)!r}; {_hint(name, entries)}")
    return entries[name].settings


def _hint(name: str, entries: Mapping[str, SketchEntry]) -> str:
    return suggestion(name, entries) if entries else "it has no sketch"
