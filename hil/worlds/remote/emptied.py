"""A mock server elsewhere as runs use it, one after another: each begins on an empty one, and it is left empty.

Whatever it serves: devices, or a service with users and applications.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oceanhil.hil.worlds.remote.wire import DeviceWire, client_errors_before_run
from oceanhil.mock_server.client import Client
from oceanhil.scenarios.world import WorldError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from oceanhil.protocol.profile import Scalar

_NAMED = 3


class EmptiedServer:
    """The mock server at `url`, which each run resets, its clock too.

    It is refused if it holds something that these runs did not make, unless `may_reset`.
    """

    def __init__(
        self,
        url: str,
        *,
        admin_key: str | None,
        ca_file: Path | None,
        may_reset: bool,
        what: str,
        held: Callable[[Client], Iterable[tuple[str, str]]],
    ) -> None:
        """Ask what it serves; raises WorldError in one line if it cannot be used.

        `held` gives what it has by id and name; all that together is called `what`.
        """
        with client_errors_before_run():
            self.client = Client(url, admin_key=admin_key, verify=True if ca_file is None else ca_file)
        self.wire = DeviceWire(self.client.url, ca_file)
        self._may_reset = may_reset
        self._what = what
        self._held = held
        self._is_used = False
        self.made: set[str] = set()
        """The ids of what runs made since it was emptied last."""
        try:
            with client_errors_before_run():
                self.profile_name = self.client.health().profile
        except BaseException:
            self.client.close()
            raise

    @property
    def url(self) -> str:
        """Its address."""
        return self.client.url

    def refuse_others(self) -> None:
        """Raise WorldError where it holds what these runs did not make."""
        if self._may_reset:
            return
        with client_errors_before_run():
            others = [name for identity, name in self._held(self.client) if identity not in self.made]
        if others:
            more = f" and {len(others) - _NAMED:,} more" if len(others) > _NAMED else ""
            names = ", ".join(map(repr, others[:_NAMED]))
            raise WorldError(
                f"{self.url!r} has {self._what} that this run did not make: {names}{more}; "
                "a run deletes everything there. Start another `oceanhil serve` for it, or add --yes"
            )

    def empty(self, seed: int) -> Mapping[str, Scalar]:
        """Empty it for a run; gives its settings. Raises WorldError."""
        self.refuse_others()
        with client_errors_before_run():
            self._is_used = True
            self.made = set()
            self.wire.close()
            self.client.reset(seed)
            return self.client.settings()

    def adjust(self, now: Mapping[str, Scalar], wanted: Mapping[str, Scalar]) -> Mapping[str, Scalar]:
        """Change the settings that are not as they are wanted; gives all. Raises WorldError."""
        changes = {name: value for name, value in wanted.items() if now.get(name) != value}
        with client_errors_before_run():
            return self.client.put_settings(**changes) if changes else now

    def close(self) -> None:
        """Leave it empty."""
        self.wire.close()
        try:
            if self._is_used:
                with client_errors_before_run():
                    self.client.reset()
        finally:
            self._is_used = False
            self.client.close()
