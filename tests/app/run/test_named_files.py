"""What is named is found without a look at what stands beside the way there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oceanhil.app.run.collection import node_id_of
from oceanhil.app.run.signature import says_it_is_ours
from tests.user import Command, write

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def looked_into(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note the files that are read to see whether they are scenarios."""
    names: list[str] = []

    def noted(path: Path) -> bool:
        names.append(path.name)
        return says_it_is_ours(path)

    monkeypatch.setattr("oceanhil.app.pytest_plugin.says_it_is_ours", noted)
    return names


def test_what_stands_beside_the_way_is_not_looked_into(oceanhil: Command, folder: Path, looked_into: list[str]) -> None:
    write(folder / "beside.yaml")
    write(folder / "far" / "beside-too.yaml")
    write(folder / "far" / "deep" / "own.yaml")
    assert oceanhil("run", "far/deep/own.yaml", "--board", "esp32", "-n", "0").code == 0
    assert looked_into == []


def test_a_file_is_found_by_a_name_that_its_file_system_takes_for_the_same(
    oceanhil: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder / "far" / "own.yaml")
    monkeypatch.setattr(pytest.Session, "isinitpath", lambda *_, **__: False)
    assert "1 passed" in oceanhil("run", "far/own.yaml", "--board", "esp32", "-n", "0").out


def test_a_package_on_the_way_is_set_up(oceanhil: Command, folder: Path) -> None:
    write(folder / "own.yaml")
    package = folder / "upper_package"
    (package / "deep").mkdir(parents=True)
    (package / "deep" / "__init__.py").touch()
    (package / "__init__.py").write_text("begun = False\n\ndef setup_module():\n    global begun\n    begun = True\n")
    (package / "deep" / "test_it.py").write_text(
        "import upper_package\n\ndef test_it():\n    assert upper_package.begun\n"
    )
    said = oceanhil("run", "own.yaml", "upper_package/deep/test_it.py", "--board", "esp32", "-n", "0")
    assert "2 passed" in said.out, said.said


def test_a_file_is_made_once_however_many_others_of_its_folder_are_named(
    oceanhil: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def noted(path: Path, root: Path) -> str | None:
        made.append(path.name)
        return node_id_of(path, root)

    monkeypatch.setattr("oceanhil.app.run.collection.node_id_of", noted)
    names = [f"own-{number}.yaml" for number in range(4)]
    for name in names:
        write(folder / "deep" / name)
    assert "4 passed" in oceanhil("run", *(f"deep/{name}" for name in names), "--board", "esp32", "-n", "0").out
    assert sorted(made) == names
