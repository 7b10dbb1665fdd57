"""What the library knows about a diagnosed cause: how to bring it about, and the steps of its cure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec
import yaml

from oceanhil.protocol.board import Board
from oceanhil.scenarios.devices.steps.device import PowerOn
from oceanhil.scenarios.loader import load_scenario

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from oceanhil.analysis.diagnosis import Finding

_VARIABLE = re.compile(r"\$\{(\w+)\}")
_WHEN, _STEPS = "when", "steps"


class _AsWritten(yaml.SafeDumper):
    """Writes every text without quotes where it can: `true` and `1` were read as texts, and are none."""

    yaml_implicit_resolvers = {}  # noqa: RUF012 - PyYAML declares it as an attribute of the instance


class Reproduction(msgspec.Struct, frozen=True):
    """From one case of the library, as YAML in one line each.

    `given` and `steps` come before the power-on that shows the cause; `remedy` cures it.
    """

    case: str
    """Its replay id."""
    given: str = ""
    steps: tuple[str, ...] = ()
    remedy: tuple[str, ...] = ()


def reproduction_of(finding: Finding, files: Sequence[Path], board: Board | None) -> Reproduction | None:
    """Take over the scenario that the diagnosis names first: its first case for `board`, with its variables filled in.

    Raises OSError when its file cannot be read; None when it is not among `files` or not for this board.
    """
    by_name = {file.stem: file for file in files}
    known = (by_name[name] for name in finding.scenarios if name in by_name)
    found = (_read(file, board or Board.ESP32) for file in known)
    return next((each for each in found if each is not None), None)


def _read(file: Path, board: Board) -> Reproduction | None:
    scenario = load_scenario(file)
    if not scenario.is_for(board):
        return None
    case = scenario.expand(board, ())[0]
    variables = case.variables()
    # BaseLoader leaves every scalar the text it is: `on` stays `on`.
    node = yaml.load(file.read_text("utf-8"), yaml.BaseLoader)  # noqa: S506 - it makes no objects but text
    steps = tuple(map(_step, _chosen(node["steps"], variables)))
    remedy = node.get("remedy", {}).get(_STEPS, [])
    return Reproduction(
        case.replay_id,
        _one_line(_filled(node["given"], variables)) if "given" in node else "",
        steps[: _last_power_on(steps)],
        tuple(map(_step, _chosen(remedy, variables))),
    )


def _chosen(steps: Sequence[object], variables: Mapping[str, str]) -> Iterator[object]:
    """Give the steps of one case: those under a `when` that does not hold are left out."""
    for step in steps:
        if isinstance(step, dict) and _WHEN in step:
            if all(variables.get(name) in _values(wanted) for name, wanted in step[_WHEN].items()):
                yield from _chosen(step[_STEPS], variables)
        else:
            yield _filled(step, variables)


def _values(wanted: object) -> Sequence[object]:
    return wanted if isinstance(wanted, list) else [wanted]


def _filled(node: object, variables: Mapping[str, str]) -> object:
    match node:
        case str():
            return _VARIABLE.sub(lambda found: variables.get(found[1], found[0]), node)
        case list():
            return [_filled(each, variables) for each in node]
        case dict():
            return {key: _filled(value, variables) for key, value in node.items()}
        case _:
            return node


def _last_power_on(steps: Sequence[str]) -> int:
    places = [index for index, step in enumerate(steps) if step == PowerOn.name]
    return places[-1] if places else 0


def _step(node: object) -> str:
    if isinstance(node, dict) and len(node) == 1:
        ((name, argument),) = node.items()
        return f"{name}: {_one_line(argument)}"
    return _one_line(node)


def _one_line(node: object) -> str:
    text: str = yaml.dump(node, Dumper=_AsWritten, default_flow_style=True, width=10_000, allow_unicode=True)
    return text.removesuffix("...\n").strip()
