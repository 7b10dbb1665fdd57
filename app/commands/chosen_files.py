"""The scenario files that a call of `oceanhil run` means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oceanhil.app.commands.errors import WrongChoiceError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def chosen_files(names: Sequence[str], profile: Path | None, own_options: Sequence[str]) -> Sequence[Path]:
    """Give the files; the words that begin with a hyphen are pytest's options, whose values cannot be told apart.

    Without names those that `profile` is for: all of the library, or those about a service. `own_options` are suggested
    where a word seems to be the value of an option that is misspelt. Raises WrongChoiceError.
    """
    from oceanhil.app.run.library import NoSuchScenarioError, find_files

    found: dict[Path, None] = {}
    for before, name in zip(("", *names), names, strict=False):
        if name.startswith("-"):
            continue
        try:
            found.update(dict.fromkeys(find_files([name])))
        except NoSuchScenarioError as error:
            raise WrongChoiceError(_as_value_of(before, name, own_options) or str(error)) from None
    return list(found) if any(not name.startswith("-") for name in names) else _whole_library(profile)


def _whole_library(profile: Path | None) -> Sequence[Path]:
    from oceanhil.app.run.choice import chosen_profile
    from oceanhil.app.run.library import library_files, service_files
    from oceanhil.protocol.profile import ProfileError

    try:
        service = chosen_profile(profile).service
    except ProfileError as error:
        raise WrongChoiceError(str(error)) from None
    return library_files() if service is None else service_files(service)


def _as_value_of(option: str, value: str, own_options: Sequence[str]) -> str:
    """Say what is probably wrong with a value behind an option that is not ours; empty if it is none."""
    from difflib import get_close_matches

    if not option.startswith("--") or "=" in option:
        return ""
    close = get_close_matches(option, own_options, n=1, cutoff=0.75)
    meant = f"unknown option {option!r}; did you mean {close[0]!r}? " if close else ""
    return f"{meant}the value of an option of pytest is written {option}={value}"
