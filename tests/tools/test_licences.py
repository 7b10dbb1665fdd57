"""Every package that comes with oceanhil has a licence that fits with Apache-2.0."""

from __future__ import annotations

import re
from importlib import metadata

import pytest
from packaging.requirements import Requirement

from tests.together import together

# Permissive ones, and file-level copyleft: https://www.apache.org/legal/resolved.html, categories A and B.
ALLOWED = {
    "0BSD",
    "Apache-2.0",
    "BSD",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "PSF-2.0",
    "Public Domain",
    "Unlicense",
    "ZPL-2.1",
}
# zeroconf is under the LGPL and imported unchanged, as that licence allows; esptool is run as a process of its own.
ALLOWED_BY_NAME = {"zeroconf": "LGPL-2.1-or-later", "esptool": "GPL-2.0-or-later"}
_NAMES = {
    "apache": "Apache-2.0",
    "bsd": "BSD",
    "mit": "MIT",
    "mpl": "MPL-2.0",
    "mozilla": "MPL-2.0",
    "psf": "PSF-2.0",
    "python software foundation": "PSF-2.0",
    "public domain": "Public Domain",
    "unlicense": "Unlicense",
    "isc": "ISC",
}


def _closure(name: str, extras: set[str], found: dict[str, metadata.Distribution]) -> dict[str, metadata.Distribution]:
    """Add everything that is installed because `name` needs it."""
    distribution = metadata.distribution(name)
    found[name] = distribution
    for text in distribution.requires or ():
        wanted = Requirement(text)
        is_wanted = wanted.marker is None or any(wanted.marker.evaluate({"extra": extra}) for extra in (*extras, ""))
        needed = re.sub(r"[-_.]+", "-", wanted.name).lower()
        if is_wanted and (needed not in found or wanted.extras):
            _closure(needed, set(wanted.extras), found)
    return found


PACKAGES = _closure("oceanhil", {"all"}, {})


def licences(distribution: metadata.Distribution) -> set[str]:
    """Give the licences of which any, or for AND all, hold; words that are no licence's name stay as they are."""
    expression = _field(distribution, "License-Expression")
    if expression:
        return set(re.split(r" (?:AND|OR) |[()]", expression)) - {""}
    told = [line for line in distribution.metadata.get_all("Classifier") or () if line.startswith("License ::")]
    field = _field(distribution, "License").splitlines()[:1]
    return {_named(text) for text in told or field or _first_lines(distribution)}


def _first_lines(distribution: metadata.Distribution) -> list[str]:
    """Give how its licence files begin: some packages name their licence nowhere else."""
    files = [each for each in distribution.files or () if each.parent.name == "licenses"]
    return [line for each in files for line in each.read_text("utf-8").splitlines()[:1]]


def _field(distribution: metadata.Distribution, name: str) -> str:
    return next(iter(distribution.metadata.get_all(name) or ()), "")


def _named(text: str) -> str:
    known = [name for word, name in _NAMES.items() if re.search(rf"\b{word}\b", text, re.IGNORECASE)]
    return known[0] if known else text


@together
@pytest.mark.parametrize("name", sorted(set(PACKAGES) - {"oceanhil"} - set(ALLOWED_BY_NAME)))
def test_its_licence_is_one_of_those_that_fit(name: str) -> None:
    assert licences(PACKAGES[name])
    assert licences(PACKAGES[name]) <= ALLOWED


@pytest.mark.parametrize("name", sorted(set(ALLOWED_BY_NAME) & set(PACKAGES)))
def test_an_exception_is_still_under_the_licence_it_was_made_for(name: str) -> None:
    told = {_field(PACKAGES[name], field) for field in ("License-Expression", "License")}
    assert ALLOWED_BY_NAME[name] in told


def test_the_closure_has_what_a_bare_installation_has() -> None:
    assert {"aiohttp", "multidict", "click", "msgspec", "pytest"} <= set(PACKAGES)
