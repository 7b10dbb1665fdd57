"""The way to the own side of a target: a mock server's admin side, a connector file, or none.

Before servers that real devices depend on stands a guard: nothing is sent there before somebody has said yes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from oceanhil.host.folders import state_directory
from oceanhil.host.state_files import StateError
from oceanhil.mock_server.client import Client, ClientError, UnreachableError, WrongKeyError
from oceanhil.protocol.loopback import is_loopback_url
from oceanhil.remote.connector.connector import Connector
from oceanhil.remote.connector.control import Control, ControlError, NoControl
from oceanhil.remote.connector.ledger import Ledger, earlier_ledgers, open_ledger
from oceanhil.remote.connector.operator import CleanedUp, Operator, Ways, clean_up_earlier
from oceanhil.remote.connector.prompt import Prompt
from oceanhil.remote.connector.service_side import ServiceSide
from oceanhil.remote.connector.shared_operations import changes_back
from oceanhil.remote.connector.summary import clean_up_command
from oceanhil.remote.wire.pace import Limits, NoPace, Pace
from oceanhil.remote.wire.target import Target, TargetError


def unhurried(stated: Limits, documented: Limits) -> Pace:
    """Keep to no limits: for those who send little."""
    del stated, documented
    return NoPace()


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The server's side of a run. `control` is closed by who runs; then close this."""

    control: Control
    limits: Limits
    """What the pace must keep to; no limits on a mock server."""
    pace: Pace
    """Made for these limits; the connector's own calls of the target go through it too."""
    client: Client | None = None
    """Of the mock server that was found."""
    notes: tuple[str, ...] = ()
    """Words worth telling, such as what an earlier run left."""

    @property
    def is_mock_server(self) -> bool:
        """Tell whether the target is a mock server that is reached by its admin side."""
        return self.client is not None

    def close(self) -> None:
        """Close connections."""
        if self.client is not None:
            self.client.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """What the user gave to reach a target's own side."""

    connector: Connector | None = None
    admin_key: str | None = None
    prompt: Prompt | None = None
    state: Path = field(default_factory=state_directory)
    ledger: Ledger | None = None
    """Where a connector's run notes what it creates; None: in one that is begun for it."""
    pace_of: Callable[[Limits, Limits], Pace] = unhurried
    """Makes the pace from what a connector states of the server and what the service's documents say."""


def open_control(target: Target, side: ServiceSide, admin: Callable[[Client], Control], access: Access) -> Opened:
    """Find the way to the own side of a target; a connector goes before a mock server's admin side.

    `admin` makes the control of a mock server. Raises TargetError.
    """
    connector = access.connector
    try:
        if connector is not None:
            limits = connector.limits.over(side.limits)
            pace = access.pace_of(connector.limits, side.limits)
            notes = _left_by_earlier_runs(access.state, target, connector, side.probe.service)
            ledger = access.ledger or open_ledger(access.state, target.url)
            ways = _ways(connector, target, access, pace)
            operator = Operator(connector, ways, ledger, has_prompt=access.prompt is not None)
            return Opened(control=side.by_connector(operator), limits=limits, pace=pace, notes=notes)
        client = find_mock_server(target, access.admin_key)
        if client is None:
            return Opened(control=NoControl(), limits=side.limits, pace=access.pace_of(Limits(), side.limits))
        return _opened_mock_server(client, admin, access.pace_of(Limits(), Limits()))
    except (StateError, ControlError, ClientError) as error:
        raise TargetError(str(error)) from None


def with_headers(target: Target, connector: Connector | None) -> Target:
    """Give the target with the headers that a connector says every request must carry.

    Raises TargetError if the connector is for other hosts, for its secrets are not for this one, and for an address
    with a name and a password in it, which no device sends.
    """
    if "@" in urlsplit(target.url).netloc:
        raise TargetError(
            "an address with a user's name in it is no address of a server for devices, which send none; leave it out,"
            " and give headers in [server] of a connector if something before the server wants a login"
        )
    if connector is None:
        return target
    _must_be_for(connector, target.url)
    asked = {name for text in connector.device_headers.values() for name in text.secrets}
    lent: Mapping[str, str] = {value: name for name, value in connector.secrets.items() if name in asked}
    return Target(target.url, target.ca_file, target.timeout_s, connector.headers, lent)


def find_mock_server(target: Target, admin_key: str | None) -> Client | None:
    """Give a client of the target's admin side if it is a mock server: on loopback, or with its key.

    Raises TargetError where the key is wrong or missing, or where there is a key and no such server.
    """
    if admin_key is None and not is_loopback_url(target.url):
        return None
    try:
        client = Client(
            target.url,
            admin_key=admin_key,
            timeout_s=target.timeout_s,
            verify=Path(target.ca_file) if target.ca_file else True,
        )
    except ClientError as error:
        raise TargetError(str(error)) from None
    try:
        client.health()
    except ClientError as error:
        client.close()
        if isinstance(error, UnreachableError) or (admin_key is None and not isinstance(error, WrongKeyError)):
            return None
        raise TargetError(f"its admin side: {error}") from None
    except BaseException:
        client.close()
        raise
    return client


def clean_up(
    target: Target, connector: Connector, access: Access, ledgers: Sequence[Ledger] | None = None
) -> CleanedUp:
    """Remove what earlier runs against a target left there, or those of these `ledgers` alone; raises TargetError."""
    _must_be_for(connector, target.url)
    ways = _ways(connector, target, access, access.pace_of(connector.limits, connector.limits))
    try:
        ledgers = earlier_ledgers(access.state, target.url) if ledgers is None else ledgers
        return clean_up_earlier(
            connector, ways, ledgers, has_prompt=access.prompt is not None, changes_back=changes_back
        )
    except (StateError, ControlError) as error:
        raise TargetError(str(error)) from None
    finally:
        ways.close()


def _left_by_earlier_runs(state: Path, target: Target, connector: Connector, service: str) -> tuple[str, ...]:
    try:
        ledgers = earlier_ledgers(state, target.url)
    except ControlError as error:
        return (str(error),)
    left = sum(len(ledger.entries) for ledger in ledgers)
    changes = dict.fromkeys(str(change) for ledger in ledgers for change in ledger.changes)
    command = clean_up_command(target.url, connector.path, target.ca_file, service)
    return (
        *([f"earlier runs left {left} of their devices there; remove them: {command}"] if left else []),
        *([f"an earlier run left {', '.join(changes)}; put it back: {command}"] if changes else []),
    )


def _must_be_for(connector: Connector, url: str) -> None:
    host = (urlsplit(url).hostname or "").lower()
    if connector.hosts and host not in connector.hosts:
        raise TargetError(
            f"the connector {connector.name!r} is for {' and '.join(map(repr, connector.hosts))}, not for {host!r};"
            " give the right one, or add the host to hosts in its [server]"
        )


def _ways(connector: Connector, target: Target, access: Access, pace: Pace) -> Ways:
    return Ways(connector, target.url, access.prompt, target.ca_file, pace)


def _opened_mock_server(client: Client, admin: Callable[[Client], Control], pace: Pace) -> Opened:
    try:
        return Opened(control=admin(client), limits=Limits(), pace=pace, client=client)
    except BaseException:
        client.close()
        raise


def production_reason(url: str, hosts: Sequence[str], connector: Connector | None) -> str:
    """Say why the server at `url` counts as one in production, empty if it does not; `hosts` are the service's own."""
    if connector is not None and connector.is_production:
        return f"the connector {connector.name!r} says production = true"
    name = (urlsplit(url).hostname or "").rstrip(".").lower()
    for host in hosts:
        known = host.lower().removeprefix("www.")
        if name == known or name.endswith(f".{known}"):
            return f"real devices are served at {known!r}"
    return ""


def guard_production(
    url: str, reason: str, *, creates: bool, is_confirmed: bool, ask: Callable[[str], bool] | None
) -> None:
    """Raise TargetError unless the run may go on: `is_confirmed` beforehand, or `ask` on a terminal says yes.

    `creates` tells whether the run can create devices there.
    """
    if not reason or is_confirmed:
        return
    what = "devices of its own are created there" if creates else "nothing is created there"
    warning = (
        f"{url!r} is in production: {reason}. Wrong and hostile requests are sent to it,"
        f" {what}; nothing else is touched"
    )
    if ask is None:
        raise TargetError(f"{warning}; add --yes if that is meant, or --dry-run to see every request")
    if not ask(f"{warning}. Go on?"):
        raise TargetError("nothing was sent")
