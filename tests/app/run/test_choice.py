"""What `--profile` means: a name, or a file that says what it is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oceanhil.app.run.choice import ProfileChoice, chosen_profile
from oceanhil.protocol.profile import ProfileError
from oceanhil.scenarios.subject import ServiceName

if TYPE_CHECKING:
    from pathlib import Path


def test_nothing_chosen_is_the_platform_of_the_boards() -> None:
    assert chosen_profile(None) == ProfileChoice(None)


@pytest.mark.parametrize(("name", "service"), [("oceanremote", None), ("ringcentral", ServiceName.RINGCENTRAL)])
def test_a_name_wins_over_a_folder_of_that_name(
    name: str, service: ServiceName | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).mkdir()
    assert chosen_profile((tmp_path / name).relative_to(tmp_path)) == ProfileChoice(None, service)


@pytest.mark.parametrize(("head", "service"), [("", None), ('base = "ringcentral"', ServiceName.RINGCENTRAL)])
def test_a_file_says_what_it_is_for(head: str, service: ServiceName | None, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(f"[profile]\n{head}\n", "utf-8")
    assert chosen_profile(file) == ProfileChoice(file, service)


def test_an_unknown_name_is_told_the_nearest_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ProfileError, match="expected a file or a service; did you mean 'oceanremote'"):
        chosen_profile((tmp_path / "oceanremot").relative_to(tmp_path))
