"""What `oceanhil serve` is told, by what it is about.

A module of its own, which the command imports for its help: it needs nothing of a server.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from oceanhil.app.serving.log import LogFormat


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkOptions:
    """Where the server listens, and what else it does on the network."""

    hosts: tuple[str, ...] = ("127.0.0.1",)
    port: int = 8080
    is_tls: bool = False
    """HTTPS at `port`, unless there is a `tls_port`."""
    tls_port: int | None = None
    """HTTPS there, and HTTP at `port`."""
    tls_names: tuple[str, ...] = ()
    """Names and addresses in the certificate besides those that are listened at."""
    ca_dir: Path | None = None
    """Folder of the bench CA; None: the user's data folder."""
    sntp_port: int | None = None
    mdns: str | None = None
    """Host name, without `.local`, under which the server is announced."""

    @property
    def has_tls(self) -> bool:
        """Whether anything speaks HTTPS."""
        return self.is_tls or self.tls_port is not None

    @property
    def mdns_names(self) -> tuple[str, ...]:
        """The announced host name, whole."""
        return () if self.mdns is None else (f"{self.mdns}.local",)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxyOptions:
    """The server to pass requests on to, if any."""

    upstream: str | None = None
    """Its base URL; None: this server answers by itself."""
    upstream_ca: Path | None = None
    """Authority of an https upstream (PEM); None: those of the system."""
    timeout_s: float = 30.0
    """How long to wait for one of its answers."""
    record: Path | None = None
    """New file for the conversation."""

    @property
    def lacks_upstream(self) -> bool:
        """Whether something is asked for that only a proxy has."""
        return self.upstream is None and (self.upstream_ca is not None or self.record is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminOptions:
    """Who may use the admin side, and what its dashboard lists."""

    admin_key: str | None = None
    """`auto`: one is made and told."""
    admin_key_file: Path | None = None
    allowed_hosts: tuple[str, ...] = ()
    """Host names by which the admin side may be called."""
    reports: Path | None = None
    """Folder of HTML reports that the dashboard lists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceOptions:
    """The simulated devices that run beside the server."""

    devices: str | None = None
    """Families with their numbers, such as `esp32,esp8266:2`; None: there are none."""
    device_logs: Path | None = None
    """Folder for their serial lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputOptions:
    """What the server says of itself, and where."""

    log_format: str | None = None
    """A value of `LogFormat`; None: as `verbose` says."""
    ready_file: Path | None = None
    """Written once the server is ready, removed when it stops."""
    quiet: bool = False
    verbose: bool = False

    @property
    def log(self) -> LogFormat:
        """In which form the log is written, if at all."""
        from oceanhil.app.serving.log import LogFormat

        return LogFormat(self.log_format or ("text" if self.verbose else "none"))

    @property
    def is_quiet(self) -> bool:
        """Whether nothing but the address is printed; among records of JSON there is nothing but records."""
        return self.quiet or self.log_format == "json"
