"""What the firmware core takes of a microcontroller's flash and RAM."""

from bench.row import Row
from oceanhil.firmware.size import CODE_BYTES_MAX, MICROCONTROLLERS, RAM_BYTES_MAX
from oceanhil.firmware.size import measure as size_of


def measure(*, quick: bool) -> list[Row]:
    """Measure every target whose compiler is installed; it is the same for a quick round."""
    del quick
    rows = []
    for target in MICROCONTROLLERS:
        if target.is_installed:
            size = size_of(target)
            code, ram = f"core, code on {target.name}", f"core, RAM on {target.name}"
            rows.append(Row(code, size.code_bytes, "bytes", "-Os, every section", CODE_BYTES_MAX, at_most=True))
            rows.append(Row(ram, size.ram_bytes, "bytes", "for one device", RAM_BYTES_MAX, at_most=True))
    return rows
