"""What `make` installs is locked: one version of each package, by hash, and what pyproject.toml asks for is in it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import NamedTuple

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCKS = ROOT / "tools" / "locks"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
SCRIPTS = [ROOT / "Makefile", ROOT / ".ci" / "run", *sorted((ROOT / "tools").glob("*.sh"))]

# Of the project itself: what npm and foreign environments leave in folders of their own is not looked for.
PACKAGE_LOCKS = [
    ROOT / folder / "package-lock.json"
    for folder in (
        "bench/peers",
        "firmware/rp2040_bare/runner",
        "tools/foreign-ringcentral",
        "tools/foreign-har",
        "tools/foreign-allure",
    )
]


class Pin(NamedTuple):
    requirement: Requirement
    hashes: list[str]


def _pins(name: str) -> dict[str, list[Pin]]:
    """Pins by package; a package may have several, for different systems."""
    text = (LOCKS / f"{name}.txt").read_text("utf-8").replace("\\\n", " ")
    pins: dict[str, list[Pin]] = {}
    for line in text.splitlines():
        wanted, *hashes = re.split(r"\s+--hash=", line.strip())
        requirement = Requirement(wanted)
        pins.setdefault(canonicalize_name(requirement.name), []).append(Pin(requirement, hashes))
    return pins


def _asked_by(extras: set[str]) -> list[Requirement]:
    """What the project asks for with these extras, its own name followed to the extras behind it."""
    asked = [Requirement(line) for line in PROJECT["project"]["dependencies"]]
    done: set[str] = set()
    while todo := extras - done:
        extra = todo.pop()
        done.add(extra)
        for requirement in map(Requirement, PROJECT["project"]["optional-dependencies"][extra]):
            if requirement.name == PROJECT["project"]["name"]:
                extras = extras | requirement.extras
            else:
                asked.append(requirement)
    return asked


def _lacking(asked: list[Requirement], pins: dict[str, list[Pin]]) -> list[str]:
    return [
        str(requirement)
        for requirement in asked
        if not any(
            requirement.specifier.contains(next(iter(pin.requirement.specifier)).version)
            for pin in pins.get(canonicalize_name(requirement.name), [])
        )
    ]


def test_the_project_s_lock_has_all_that_every_extra_asks_for() -> None:
    every = set(PROJECT["project"]["optional-dependencies"])
    assert _lacking(_asked_by(every), _pins("project")) == []


def test_the_server_s_lock_has_all_that_a_server_asks_for() -> None:
    assert _lacking(_asked_by({"tls", "mdns"}), _pins("server")) == []


def test_what_builds_the_project_is_locked() -> None:
    assert _lacking([Requirement(line) for line in PROJECT["build-system"]["requires"]], _pins("build")) == []


@pytest.mark.parametrize("lock", sorted(path.stem for path in LOCKS.glob("*.txt")))
def test_every_package_has_one_version_and_hashes(lock: str) -> None:
    pins = [pin for several in _pins(lock).values() for pin in several]
    assert pins
    for requirement, hashes in pins:
        assert re.fullmatch(r"==[^*,]+", str(requirement.specifier)), requirement
        assert hashes, requirement
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", item) for item in hashes), requirement


@pytest.mark.parametrize("inputs", sorted(LOCKS.glob("*.in")), ids=lambda path: path.stem)
def test_each_list_has_its_lock(inputs: Path) -> None:
    asked = [Requirement(line) for line in inputs.read_text("utf-8").splitlines()]
    assert _lacking(asked, _pins(inputs.stem)) == []


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_nothing_is_installed_beside_the_locks(script: Path) -> None:
    """What pip installs is locked by hash, or is this project itself; npm installs by lock file only."""
    text = script.read_text("utf-8").replace("\\\n", " ")
    for line in text.splitlines():
        command = line.partition("#")[0]
        if re.search(r"\bpip\b.*\binstall\b", command):
            assert "--require-hashes" in command or "--no-deps --no-build-isolation --editable ." in command, line
        assert not re.search(r"\bnpm (install|i|add)\b", command), line


@pytest.mark.parametrize("lock", PACKAGE_LOCKS, ids=lambda path: path.parent.name)
def test_every_package_of_npm_has_its_hash_and_no_address(lock: Path) -> None:
    entries = re.findall(r'"node_modules/[^"]+": \{[^{}]*', lock.read_text("utf-8"))
    assert entries
    assert [entry for entry in entries if '"integrity": "sha512-' not in entry] == []
    assert '"resolved"' not in lock.read_text("utf-8")
