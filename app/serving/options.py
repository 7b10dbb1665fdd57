"""What `oceanhil serve` was told to do."""

from dataclasses import dataclass
from pathlib import Path

from oceanhil.app.serving.log_output import LogFormat
from oceanhil.protocol.board import Board


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
class ServeOptions:
    """The command's options, checked for their form only."""

    network: NetworkOptions = NetworkOptions()
    proxy: ProxyOptions = ProxyOptions()
    profile_file: Path | None = None
    seed: int | None = None
    """None: tokens that nobody can guess."""
    database: Path | None = None
    """File that keeps what the server knows; None: it forgets everything when it stops."""
    admin_key: str | None = None
    """`auto`: one is made and told."""
    admin_key_file: Path | None = None
    limits: str = "auto"
    """What one address may ask for: auto, on, off, or requests a second and connections, such as `500,100`."""
    log_format: LogFormat = LogFormat.NONE
    ready_file: Path | None = None
    """Written once the server is ready, removed when it stops."""
    allowed_hosts: tuple[str, ...] = ()
    """Host names by which the admin side may be called."""
    reports: Path | None = None
    """Folder of HTML reports that the dashboard lists."""
    devices: tuple[Board, ...] = ()
    """Simulated devices that run beside the server, by family."""
    device_logs: Path | None = None
    """Folder for the serial lines of those devices."""
    is_quiet: bool = False
    is_verbose: bool = False
