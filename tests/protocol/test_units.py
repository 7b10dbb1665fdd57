"""A unit has one name and one home, in all rooms."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from oceanhil.protocol import units

ROOT = Path(__file__).parents[2]
HOMES = {"protocol/units.py", "protocol/flash_sector.py"}
UNIT = re.compile(r"_?((MS|MILLISECOND|SECOND|MINUTE|HOUR|DAY)_US|US(_PER_S)?|MICROSECONDS|MILLION|(WHOLE_)?PPM)")
SECTOR = re.compile(r"_?SECTOR(_BYTES|_SIZE)?")
# What may hold one is read as a tree; to read all of them so takes seconds.
SUSPICIOUS = re.compile(rf"^\s*({UNIT.pattern}|{SECTOR.pattern})\b.*=", re.MULTILINE)


def assigned(source: str) -> Iterator[tuple[str, ast.expr]]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None:
            yield node.target.id, node.value
        if isinstance(node, ast.Assign):
            yield from ((each.id, node.value) for each in node.targets if isinstance(each, ast.Name))


def units_of(source: str) -> list[str]:
    """Names of units that are declared here: by a number, by others that are multiplied, or as another name of one."""
    if SUSPICIOUS.search(source) is None:
        return []
    return [
        name
        for name, value in assigned(source)
        if (UNIT.fullmatch(name) and isinstance(value, (ast.Constant, ast.BinOp, ast.Name)))
        or (SECTOR.fullmatch(name) and isinstance(value, ast.Constant) and isinstance(value.value, int))
    ]


def test_no_other_module_declares_a_unit_or_a_sector() -> None:
    rooms = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["package-dir"].values()
    modules = [path for room in rooms for path in sorted((ROOT / room).rglob("*.py"))]
    found = {path.relative_to(ROOT).as_posix(): units_of(path.read_text("utf-8")) for path in modules}
    assert {name for name, own in found.items() if own} == HOMES


def test_a_unit_that_is_declared_again_is_seen_in_any_form() -> None:
    again = (
        "_US = 1_000_000",
        "SECOND_US: Final = 1000 * MS_US",
        "_MILLION = 10**6",
        "_PPM: int = 1",
        "def f():\n    _DAY_US = 86_400",
    )
    assert [units_of(each) for each in again] == [["_US"], ["SECOND_US"], ["_MILLION"], ["_PPM"], ["_DAY_US"]]
    assert units_of("_SECTOR_BYTES = 0x1000") == ["_SECTOR_BYTES"]
    assert units_of('SECTOR = "sector"') == []
    assert units_of("_RUNS_MOST = 1_000_000\n_QUIET_US = 60 * SECOND_US") == []


def test_units_are_multiples_of_each_other() -> None:
    assert (units.SECOND_US, units.MINUTE_US, units.HOUR_US) == (10**6, 60 * 10**6, 3_600 * 10**6)
    assert (units.DAY_US, units.WHOLE_PPM) == (86_400 * 10**6, 10**6)
    assert units.SECOND_US // units.MS_US == 1_000
