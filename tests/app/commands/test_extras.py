"""What needs a package that is not installed says which extra has it."""

from __future__ import annotations

from importlib.machinery import ModuleSpec
from importlib.util import find_spec

import pytest

from tests.user import Command

EXTRAS = {
    "-n": ("2", "xdist", "parallel"),
    "--retries": ("1", "pytest_rerunfailures", "retries"),
    "--allure": ("out", "allure_pytest", "allure"),
}


@pytest.mark.parametrize("option", EXTRAS)
def test_the_extra_is_named(option: str, oceanhil: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    value, missing, extra = EXTRAS[option]

    def find(name: str) -> ModuleSpec | None:
        return None if name == missing else find_spec(name)

    monkeypatch.setattr("oceanhil.app.commands.run_processes.find_spec", find)
    done = oceanhil("run", "token-expired", option, value)
    assert done.code == 4
    assert f"{option} needs a package that is not here: pip install 'oceanhil[{extra}]'" in done.err
