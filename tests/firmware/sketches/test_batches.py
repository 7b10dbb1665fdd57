"""The API's sources are compiled by folders; each means there what it means alone."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Final

import pytest

from oceanhil.firmware.sketches.build import SketchBuild, Workshop
from oceanhil.firmware.sketches.objects import Unit
from oceanhil.firmware.sketches.project import sources_below
from oceanhil.firmware.sketches.targets import API_STANDARD, target_of
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from tests.firmware.sketches.tiny_api import Desk

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("compiler")]

PLAINLY: Final = ("-O0", "-g0", "-fPIC", "-fsemantic-interposition", "-fno-ipa-stack-alignment", "-S", "-o", "-")
"""Nothing of one function is used for another, so that each can be looked at by itself."""
FUNCTION = re.compile(r"^(_Z\w+|\w+):$(.*?)^\t\.size\t\1, ", re.MULTILINE | re.DOTALL)
TEXT = re.compile(r"^(\.LC\d+):\n((?:\t\.(?:string|ascii|long|value|byte|zero)\b.*\n)+)", re.MULTILINE)
NO_CODE = re.compile(r"^\t\.(?:globl|weak|align|hidden|section|text|cfi_\w+)\b.*\n", re.MULTILINE)
LABEL = re.compile(r"\.L[A-Z]*\d+")
# What a compiler makes of a whole file, or counts in it: beginnings and ends of globals, lambdas outside of functions;
# and the standard library, of which one file knows more of what does not throw than another.
OF_FILES = re.compile(
    r"_GLOBAL__sub_I_|__static_initialization_and_destruction_0|^__tcf_|^_ZNKU[lL]|^_ZNU[lL]|_FUN|^_ZN?K?St"
)


def functions_of(assembly: str) -> Iterator[tuple[str, str]]:
    """Give each function with its instructions: texts in the place of their labels, other labels by their order."""
    plain = NO_CODE.sub("", assembly)
    texts = dict(TEXT.findall(plain))
    for name, body in FUNCTION.findall(plain):
        known: dict[str, str] = {}

        def told(found: re.Match[str], known: dict[str, str] = known) -> str:
            return texts.get(found[0]) or known.setdefault(found[0], f"label {len(known)}")

        yield name, LABEL.sub(told, body)


def compiled(workshop: Workshop, unit: Unit) -> dict[str, str]:
    """Compile a source, and give its functions."""
    outcome = workshop.compiler.run((*unit.words, *PLAINLY, str(unit.source)))
    assert outcome.is_good, outcome.messages
    return {name: body for name, body in functions_of(outcome.output) if not OF_FILES.search(name)}


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize("board", PLATFORM_BOARDS, ids=lambda board: board.value)
def test_a_source_of_the_api_compiles_alone_and_to_the_same_functions(board: Board, tmp_path: Path) -> None:
    workshop = Workshop(target_of(board), SketchBuild(cache=tmp_path))
    for folder, batch in zip(workshop.api_folders, workshop.api_units(), strict=True):
        together = compiled(workshop, batch)
        alone = [workshop.unit(each, batch.words, standard=API_STANDARD) for each in sources_below(folder)]
        with ThreadPoolExecutor() as pool:
            for unit, functions in zip(alone, pool.map(partial(compiled, workshop), alone), strict=True):
                others = {name for name, body in functions.items() if together.get(name) != body}
                assert not others, f"{unit.source}: {sorted(others)} mean something else among the others of the folder"


@pytest.mark.long
def test_the_sources_of_a_folder_are_compiled_as_one(desk: Desk, tmp_path: Path) -> None:
    own = Desk(desk.folder, desk.api, tmp_path / "cache")
    own.write({"blink.ino": 'void setup() { say("hello"); }\nvoid loop() {}\n'})
    assert own.lines() == ["hello"]
    assert {each.name.partition("-")[0] for each in own.objects()} == {"blink.ino", "machine", "common"}
