"""The emulated world's tests need emulators and compilers."""

import pytest

from oceanhil.hil.emulators.emulator_errors import ToolMissingError
from oceanhil.hil.emulators.targets import TARGETS
from oceanhil.protocol.board import Board


@pytest.fixture(autouse=True)
def _tools_are_there(request: pytest.FixtureRequest) -> None:
    """Skip, by the name of what is missing, a test on a board that cannot be emulated here."""
    parameters = getattr(request.node, "callspec", None)
    board = parameters.params.get("board") if parameters else None
    if board is None and "world" in request.fixturenames:
        board = Board.ESP8266
    if board is None:
        return
    try:
        for tool in TARGETS[board].needs:
            tool.find()
    except ToolMissingError as error:
        pytest.skip(str(error))
