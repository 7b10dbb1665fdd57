"""Second families with the chip of one of the project's, with less flash, as much, or more."""

from types import SimpleNamespace

from msgspec.structs import replace

from oceanhil.boards import OWN_NAMES, Family, family
from oceanhil.protocol.board import Board
from oceanhil.protocol.units import MEGABYTE
from tests.boards.conftest import Install

_SUFFIX = "twin"
EACH = [(name, megabytes) for name in OWN_NAMES for megabytes in (2, 4, 16)]
"""Arguments of `install_twin`, with `IDS`."""
IDS = [f"{name}-{megabytes}MB" for name, megabytes in EACH]


def _twin(name: str, megabytes: int) -> Family:
    """Make one; its MAC is one of those for documentation (RFC 7042, 2.1.2)."""
    of = family(Board(name))
    return replace(
        of,
        board=Board(name + _SUFFIX),
        title=f"{of.title} Twin",
        like=of.like or of.board,
        flash_bytes=megabytes * MEGABYTE,
        default_mac=bytes.fromhex("00005e0053aa"),
        log_signs=f"Device ID: {name.upper()}{_SUFFIX.upper()}_",
        build=replace(of.build, number=None),
    )


TWINS = SimpleNamespace(**{f"{name}_{megabytes}": _twin(name, megabytes) for name, megabytes in EACH})
"""Where their entry points lead to."""


def install_twin(install: Install, name: str, megabytes: int) -> Family:
    """Install a distribution with the one family, and give that."""
    install("acme", **{name + _SUFFIX: f"tests.boards.twins:TWINS.{name}_{megabytes}"})
    return family(Board(name + _SUFFIX))


def origin(twin: Family) -> Family:
    """Give the family of the project that it was made of."""
    return family(Board(twin.board.value.removesuffix(_SUFFIX)))
