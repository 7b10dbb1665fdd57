"""Tables of the project itself: its rooms, and the first run of its contract."""

import ast
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path

from oceanhil.conformance.contract.suites import load_suite
from oceanhil.protocol.profile import BUILT_IN
from tools.tables.markdown import table

ROOT = Path(__file__).parents[2]


def rooms_table() -> str:
    """Give the rooms of the project from top to bottom: what each is, by its own words, and which it may import."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    layers = next(each["layers"] for each in contracts if each.get("containers") == ["oceanhil"])
    rows: list[tuple[str, str, str]] = []
    below: list[str] = []
    for layer in reversed(layers):
        rooms = layer.split(" | ")
        may = ", ".join(f"`{room}`" for room in below) or "nothing of this project"
        rows[:0] = [(f"`{room}/`", _about(room), may) for room in rooms]
        below[:0] = rooms
    return table(("room", "what it is", "may import"), rows)


def _about(room: str) -> str:
    """Give the first sentence of a package's docstring."""
    text = ast.get_docstring(ast.parse((ROOT / room / "__init__.py").read_text("utf-8"))) or ""
    return text.splitlines()[0].rstrip(".")


def first_conform() -> str:
    """Give the first run of `oceanhil conform`, with the number of items that there are."""
    count = len(load_suite(BUILT_IN).items)
    typed = "$ oceanhil serve --port 8080\n$ oceanhil conform http://127.0.0.1:8080\n"
    return f"```console\n{typed}…\n{count} items: {count} conform · 4.3 s\n```\n"


TABLES: Mapping[str, Callable[[], str]] = {
    "rooms": rooms_table,
    "first-conform": first_conform,
}
