"""The next boot of a dump for people."""

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from oceanhil.analysis.dumps.boot.report import (
    Action,
    CauseReport,
    ExplainReport,
    FirmwareReport,
    LostValue,
    Mount,
    Read,
)
from oceanhil.analysis.dumps.terminal.parts import columns, facts, heading, verdict
from oceanhil.protocol.wording import plural

_DRIVERS = {
    "idf-4.4.7": "NVS of ESP-IDF 4.4.7 and before, in arduino-esp32 up to 2.0.17",
    "idf-5.5.1": "NVS of ESP-IDF 4.4.8, 5.1.4 and later, in arduino-esp32 3.x",
    "idf-5.5.1-patched": "NVS of ESP-IDF 5.5.1 with its known fault corrected; no release",
    "core-3.1.2": "EEPROM of the ESP8266 Arduino core",
    "core-5.4.0": "EEPROM of the Pico Arduino core",
}


def render_explain(report: ExplainReport) -> RenderableType:
    """Give the whole report."""
    blocks: list[RenderableType] = [Text(f"{report.file}: {report.bytes:,} bytes, {report.kind}", style="bold")]
    driver = f"{report.driver}: {_DRIVERS[report.driver]}"
    blocks.append(
        facts(
            [
                *(("because", reason) for reason in report.reasons),
                ("driver", driver),
                *(("note", warning) for warning in report.warnings),
            ]
        )
    )
    if report.mount is not None:
        blocks += _mount(report.mount)
        blocks += _values(report.lost, report.other_values)
    else:
        blocks.append(heading("at the next boot the core reads the sector as it is: nothing checks or repairs it"))
    for stores, firmware in _merged(report.firmware):
        blocks += _firmware(stores, firmware)
    return Group(*blocks)


def _mount(mount: Mount) -> Iterator[RenderableType]:
    yield heading("at the next boot: ").append(f"{mount.result}, {mount.meaning}", style="" if mount.ok else "red")
    if not mount.actions:
        yield facts([("repairs", "none: the driver leaves the partition as it is")] if mount.ok else [])
        return
    table = columns(("page", "what the driver does", "what was there", "why"))
    former = ""
    for action in mount.actions:
        why = "as above" if action.why == former else action.why
        table.add_row(_page(action), verdict(action.kind.value), Text(action.what), Text(why))
        former = action.why
    yield Padding(table, (0, 0, 0, 2))
    yield facts([("work", f"{plural(mount.flash_units, 'unit')} of flash work (bytes programmed and sectors erased)")])


def _page(action: Action) -> str:
    return "all" if action.page is None else str(action.page)


def _values(lost: Sequence[LostValue], others: int) -> Iterator[RenderableType]:
    if not lost:
        yield facts([("values", f"{plural(others, 'value')}, all of them readable")] if others else [])
        return
    yield heading("values that can no longer be read")
    yield facts((f"{value.namespace}/{value.key}", value.answer) for value in lost)
    yield facts([("others", f"{plural(others, 'value')} still readable")])


def _merged(reports: Sequence[FirmwareReport]) -> Iterator[tuple[str, FirmwareReport]]:
    """Yield each reading with the stores that have it."""
    for report in reports:
        same = [each for each in reports if (each.reads, each.causes) == (report.reads, report.causes)]
        if report is same[0]:
            yield " or ".join(each.store for each in same), report


def _firmware(stores: str, firmware: FirmwareReport) -> Iterator[RenderableType]:
    yield heading(f"firmware with store {stores}")
    for read in firmware.reads:
        yield facts(_read(read, several=len(firmware.reads) > 1))
    for cause in firmware.causes[:1]:
        yield Text()
        yield from _cause(cause)
    if len(firmware.causes) > 1:
        yield Text("\n  or", style="dim")
        yield from map(_other_cause, firmware.causes[1:])


def _read(read: Read, *, several: bool) -> Iterator[tuple[str, str]]:
    boot = f" at boot {read.boot}" if several else ""
    token = f", token {read.token}" if read.token else ""
    yield f"reads{boot}", f"record: {read.verdict}{token}"
    yield "prints", read.line
    if read.note:
        yield "note", read.note


def _cause(cause: CauseReport) -> Iterator[RenderableType]:
    yield _title(cause, style="bold")
    rows = [("do this", cause.remedy)]
    if cause.documented:
        rows.append(("documented", "; ".join(cause.documented)))
    if cause.scenarios:
        rows.append(("reproduce", f"oceanhil run {' '.join(cause.scenarios)}"))
    yield Padding(facts(rows), (0, 0, 0, 2))


def _other_cause(cause: CauseReport) -> RenderableType:
    places = f" ({'; '.join(cause.documented)})" if cause.documented else ""
    return _title(cause).append(f"{places}: oceanhil run {' '.join(cause.scenarios)}", style="dim")


def _title(cause: CauseReport, *, style: str = "") -> Text:
    title = Text("  ").append(cause.title, style=style)
    return title.append(f", {cause.condition}", style="dim") if cause.condition else title
