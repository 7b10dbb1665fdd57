"""What the user chose to run, read once from pytest's options: profile, inventory, server, cases, reports."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from oceanhil.app.admin_key import KEY_VARIABLE
from oceanhil.app.run.demands import Demands
from oceanhil.app.run.options import OutputForm, is_run, read_options, read_output

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

    from oceanhil.app.run.run_options import RunOptions
    from oceanhil.scenarios.scenario import Case
    from oceanhil.scenarios.subject import ServiceName


class ProfileChoice(msgspec.Struct, frozen=True):
    """A profile file of the user's, None: the built-in values; and what it is for: a service, None: boards."""

    file: Path | None
    service: ServiceName | None = None


def chosen_profile(profile: Path | None) -> ProfileChoice:
    """Tell a service's name, a file for a service and a file for the boards' platform apart; raises ProfileError.

    What is wrong inside a file is found by whoever loads it.
    """
    if profile is None:
        return ProfileChoice(None)
    from oceanhil.protocol.profile import BUILT_IN, ProfileError
    from oceanhil.protocol.suggestion import suggestion
    from oceanhil.scenarios.subject import SERVICE_NAMES, ServiceName

    text, known = str(profile), (BUILT_IN, *SERVICE_NAMES)
    if text in known:
        return ProfileChoice(None, None if text == BUILT_IN else ServiceName(text))
    if not profile.exists() and profile.name == text and not profile.suffix:
        raise ProfileError(f"--profile is {text!r}, expected a file or a service; {suggestion(text, known)}")
    if not profile.is_file():
        return ProfileChoice(profile)
    from oceanhil.protocol.service_profile import base_of

    base = base_of(profile)
    return ProfileChoice(profile, ServiceName(base) if base in SERVICE_NAMES else None)


@contextmanager
def using_inventory(chosen: Path | None) -> Iterator[None]:
    """Point `$OCEANHIL_BOARDS` at `chosen`, None: leave it; raises NoInventoryError when there is no such file."""
    if chosen is None:
        yield
        return
    from oceanhil.hil.boards.inventory_path import INVENTORY_VARIABLE, find_inventory

    path, before = find_inventory(chosen).resolve(), os.environ.get(INVENTORY_VARIABLE)
    os.environ[INVENTORY_VARIABLE] = str(path)
    try:
        yield
    finally:
        del os.environ[INVENTORY_VARIABLE]
        if before is not None:
            os.environ[INVENTORY_VARIABLE] = before


@contextmanager
def using_quarantined(chosen: bool) -> Iterator[None]:  # noqa: FBT001 - the option is the whole argument
    """Have boards in quarantine used all the same, if that was chosen, by this process and those that it starts."""
    if not chosen:
        yield
        return
    from oceanhil.hil.boards.quarantine import USE_VARIABLE

    before = os.environ.get(USE_VARIABLE)
    os.environ[USE_VARIABLE] = "1"
    try:
        yield
    finally:
        del os.environ[USE_VARIABLE]
        if before is not None:
            os.environ[USE_VARIABLE] = before


def traces_beside(junit: Path) -> Path:
    """Give the folder of the traces of a run that writes this JUnit file."""
    return junit.with_name(f"{junit.stem}-traces")


class ServerChoice(msgspec.Struct, frozen=True, kw_only=True):
    """A server elsewhere: a mock server with the key of its admin side, or any server by a connector file.

    `may_reset`: a mock server whatever it holds; another one even if real devices depend on it.
    """

    url: str
    admin_key: str | None
    ca_file: Path | None
    may_reset: bool
    connector: Path | None = None
    may_ask: bool = True
    """Whether a person may be asked to do what a connector has nobody else for."""

    def __repr__(self) -> str:
        """Leave the key out."""
        return f"ServerChoice(url={self.url!r})"


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """What one session is to do: what was given, and what follows from it; None: no choice made."""

    given: RunOptions
    profile: Path | None
    """The profile file, None: the values that are built in."""
    service: ServiceName | None
    """The service that `profile` is for, and scenarios are to be about; None: `profile` is for the boards' platform."""
    demands: Demands
    """What must have been tried."""
    server: ServerChoice | None
    """The server elsewhere that runs use, None: the world's own."""
    junit: Path | None
    allure: Path | None
    output: OutputForm
    beside: Path | None = None
    """Where a sketch is looked for that is not in the working directory: where the tests of plain pytest have their
    configuration."""

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
        if self.given.traces is not None or self.given.no_traces or self.junit is None:
            return self.given.traces
        return traces_beside(self.junit)

    @property
    def has_report(self) -> bool:
        """Whether something is written that tells of all results, whoever's they are."""
        return self.given.html is not None or self.given.markdown is not None

    @property
    def moment_folder(self) -> Path | None:
        """Where the moment viewers of cases go: as chosen for all, or beside the report for those that fail."""
        if self.given.moments is not None or self.given.html is None:
            return self.given.moments
        return self.given.html.with_name(f"{self.given.html.stem}-moments")

    @property
    def server_kind(self) -> str:
        """What kind of server the runs use, in a word."""
        if self.server is None:
            return "built-in"
        return "foreign" if self.is_foreign else "mock"

    @property
    def is_foreign(self) -> bool:
        """Whether a server of somebody else is tried."""
        return self.server is not None and self.server.connector is not None

    def wants(self, case: Case, default_driver: str) -> bool:
        """Tell whether a case runs with the chosen store policy and EEPROM driver."""
        from oceanhil.scenarios.variables import STORE

        store_fits = self.given.store is None or case.variables()[STORE] == self.given.store
        return store_fits and self.given.driver in {None, case.replay.driver or default_driver}


def read_choice(config: pytest.Config) -> Choice:
    """Read the options of a pytest run, and what follows from them; raises UsageError."""
    given = read_options(config)
    profile = _profile(given.profile)
    return Choice(
        given=given,
        profile=profile.file,
        service=profile.service,
        demands=_demands(given),
        server=chosen_server(given, os.environ.get(KEY_VARIABLE)),
        junit=_path(config.getoption("xmlpath", default=None)),
        allure=_path(config.getoption("allure_report_dir", default=None)),
        output=read_output(config),
        beside=None if is_run(config) else config.rootpath,
    )


def chosen_server(given: RunOptions, admin_key: str | None) -> ServerChoice | None:
    """Give the server that was chosen, None: there is none."""
    if given.server is None:
        return None
    return ServerChoice(
        url=given.server,
        admin_key=admin_key or None,
        ca_file=given.server_ca,
        may_reset=given.may_reset,
        connector=given.connector,
        may_ask=not given.no_prompt,
    )


def _profile(text: Path | None) -> ProfileChoice:
    import pytest

    from oceanhil.protocol.profile import ProfileError

    try:
        return chosen_profile(text)
    except ProfileError as error:
        raise pytest.UsageError(str(error)) from None


def _demands(given: RunOptions) -> Demands:
    import pytest

    from oceanhil.protocol.suggestion import suggestion
    from oceanhil.scenarios.world_terms import Capability

    known = [each.value for each in Capability]
    for name in given.require:
        if name not in known:
            raise pytest.UsageError(f"--require is {name!r}, no capability; {suggestion(name, known)}")
    return Demands(tuple(dict.fromkeys(given.require)), given.min_run)


def _path(text: str | None) -> Path | None:
    return Path(text) if text else None
