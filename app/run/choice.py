"""What the user chose to run, read once from pytest's options."""

from __future__ import annotations

import os
from argparse import ArgumentTypeError
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from oceanhil.boards import board_names, find_board

if TYPE_CHECKING:
    import pytest

    from oceanhil.app.run.profile_choice import ProfileChoice
    from oceanhil.scenarios.scenario import Case
    from oceanhil.scenarios.services.names import ServiceName

KEY_VARIABLE = "OCEANHIL_ADMIN_KEY"
"""The environment variable with the key of the admin side: in no command line, so in no report."""

EVERY_BOARD = "all"
"""The word in the place of a board for all of them."""


class BoardWords:
    """The words for a board on a command line: families, looked up when they are asked for, and `all`."""

    def __contains__(self, word: object) -> bool:
        return word == EVERY_BOARD or (isinstance(word, str) and find_board(word) is not None)

    def __iter__(self) -> Iterator[str]:
        return iter((*board_names(), EVERY_BOARD))


SEED_MAX = 10**18 - 1
"""The largest seed that a replay id can carry."""


class ServerChoice(msgspec.Struct, frozen=True, kw_only=True):
    """A server elsewhere: a mock server with the key of its admin side, or any server by a connector file.

    `may_reset`: a mock server whatever it holds; another one even if real devices depend on it.
    """

    url: str
    admin_key: str | None
    ca_file: Path | None
    may_reset: bool
    connector: Path | None = None

    def __repr__(self) -> str:
        """Leave the key out."""
        return f"ServerChoice(url={self.url!r})"


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """The options of one session; empty or None: no choice made."""

    world: str
    against: str | None
    boards: tuple[str, ...]
    store: str | None
    driver: str | None
    seed: int
    profile: Path | None
    inventory: Path | None
    html: Path | None
    traces: Path | None
    junit: Path | None
    allure: Path | None
    output: str
    server: ServerChoice | None = None
    """The server elsewhere that runs use, None: the world's own."""
    service: ServiceName | None = None
    """The service that `profile` is for, and scenarios are to be about; None: `profile` is for the boards' platform."""

    @property
    def board_profile(self) -> Path | None:
        """The profile file for the boards' platform."""
        return self.profile if self.service is None else None

    @property
    def service_profile(self) -> Path | None:
        """The profile file for the service."""
        return None if self.service is None else self.profile

    @property
    def trace_folder(self) -> Path | None:
        """Where traces and serial logs go: as chosen, or beside the JUnit file, which names them; None: nowhere."""
        if self.traces is not None or self.junit is None:
            return self.traces
        return self.junit.with_name(f"{self.junit.stem}-traces")

    def wants(self, case: Case, default_driver: str) -> bool:
        """Tell whether a case runs with the chosen store policy and EEPROM driver."""
        from oceanhil.scenarios.scenario import STORE

        store_fits = self.store is None or case.variables()[STORE] == self.store
        return store_fits and self.driver in {None, case.replay.driver or default_driver}


def read_choice(config: pytest.Config) -> Choice:
    """Read the options of a pytest run."""
    option = config.getoption
    profile = _profile(option("--hil-profile"))
    return Choice(
        world=option("--world"),
        against=option("--against"),
        boards=boards_chosen(config),
        store=option("--hil-store"),
        driver=option("--hil-driver"),
        seed=option("--hil-seed"),
        profile=profile.file,
        inventory=option("--hil-inventory"),
        html=option("--hil-html"),
        traces=option("--hil-traces"),
        junit=_path(option("xmlpath", default=None)),
        allure=_path(option("allure_report_dir", default=None)),
        output=option("--hil-output"),
        server=_server(config),
        service=profile.service,
    )


def boards_chosen(config: pytest.Config) -> tuple[str, ...]:
    """Give the boards that alone are meant, empty for every one."""
    named: tuple[str, ...] = tuple(config.getoption("--board") or ())
    return () if EVERY_BOARD in named else named


def _profile(text: Path | None) -> ProfileChoice:
    import pytest

    from oceanhil.app.run.profile_choice import chosen_profile
    from oceanhil.protocol.profile import ProfileError

    try:
        return chosen_profile(text)
    except ProfileError as error:
        raise pytest.UsageError(str(error)) from None


def _server(config: pytest.Config) -> ServerChoice | None:
    import pytest

    from oceanhil.host.untrusted import refuse_server
    from oceanhil.protocol.data_files import UntrustedError

    url = config.getoption("--hil-server")
    if url is None:
        return None
    try:
        refuse_server("--hil-server", url)
    except UntrustedError as error:
        raise pytest.UsageError(str(error)) from None
    return ServerChoice(
        url=url,
        admin_key=os.environ.get(KEY_VARIABLE) or None,
        ca_file=config.getoption("--hil-server-ca"),
        may_reset=config.getoption("--hil-server-yes"),
        connector=config.getoption("--hil-connector"),
    )


def seed_number(text: str) -> int:
    """Read a seed, a whole number from 0 to SEED_MAX; raises ArgumentTypeError, as argparse wants it."""
    if not text.isascii() or not text.isdigit() or int(text) > SEED_MAX:
        raise ArgumentTypeError(f"{text!r} is no seed, expected a whole number from 0 to {SEED_MAX}")
    return int(text)


def _path(text: str | None) -> Path | None:
    return Path(text) if text else None
