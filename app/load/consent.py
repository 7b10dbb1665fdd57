"""May a fleet be let onto this server? On this machine always; anywhere else only where two people have said so.

One is who answers for the server: the table `[fleet]` of the connector says how many devices and requests it bears. The
other is who starts the run: the name of the host, typed back, or `--yes`. Servers that real devices depend on are
never loaded.
"""

import math
from collections.abc import Callable
from urllib.parse import urlsplit

from oceanhil.app.load.plan import LoadPlan
from oceanhil.protocol.loopback import is_loopback_url
from oceanhil.protocol.profile import Profile
from oceanhil.protocol.wording import plural
from oceanhil.remote.connector.connector import Connector
from oceanhil.remote.wire.target import TargetError


def check_consent(plan: LoadPlan, profile: Profile, connector: Connector | None, production: str) -> None:
    """Raise TargetError unless whoever answers for the server lets this fleet come.

    `production` says why the server is one that real devices depend on, empty if it is not.
    """
    if production:
        raise TargetError(
            f"{plan.url!r} is in production: {production}. No fleet is let onto it, whatever is confirmed; load a copy"
        )
    if is_loopback_url(plan.url):
        return
    consent = None if connector is None else connector.fleet
    per_s = plan.requests_per_s(profile)
    if consent is None:
        where = "a connector; give one with --connector" if connector is None else f"{str(connector.path)!r}"
        raise TargetError(
            f"{plan.url!r} is not on this machine, and nobody has agreed to load there: expected '[fleet]' with "
            f"'devices = {plan.devices}' and 'requests_per_s = {math.ceil(per_s)}' in {where}"
        )
    if plan.devices > consent.devices:
        raise TargetError(
            f"--devices {plan.devices} is more than the connector lets onto the server, {consent.devices}; ask for "
            "fewer, or have 'devices' of its [fleet] raised"
        )
    if per_s > consent.requests_per_s:
        raise TargetError(
            f"{plural(plan.devices, 'device')}, {_worst(plan)}, send up to {math.ceil(per_s)} requests a second, more "
            f"than the {consent.requests_per_s:g} of the connector's [fleet]; {_remedy(plan)}"
        )


def _is_worst_in_storm(plan: LoadPlan) -> bool:
    return plan.storm_coming_per_s > plan.coming_per_s


def _worst(plan: LoadPlan) -> str:
    """Say what happens in the second with the most requests."""
    if plan.storm is None or not _is_worst_in_storm(plan):
        return f"{plan.per_s:g} new ones a second"
    come = plan.storm_coming_per_s
    many = "all" if come >= plan.devices else f"{come:.3g}"
    return f"of which {many} may come in the worst second of the storm {plan.storm.name!r}"


def _remedy(plan: LoadPlan) -> str:
    if _is_worst_in_storm(plan):
        return "ask for fewer devices or a milder storm, or have 'requests_per_s' raised"
    return "ask for fewer devices, or a lower --rate"


def confirm_host(url: str, what: str, *, is_confirmed: bool, ask: Callable[[str], str] | None) -> None:
    """Raise TargetError unless the user means this host: said so beforehand, or types its name back when asked.

    `what` says what is about to be sent there; `ask` puts a question and gives what was typed, None: nobody is there.
    """
    if is_loopback_url(url) or is_confirmed:
        return
    host = (urlsplit(url).hostname or "").lower()
    warning = f"{what} is sent to {host!r}, which is not this machine"
    if ask is None:
        raise TargetError(f"{warning}; add --yes if that is meant")
    typed = ask(f"{warning}. Type its name to go on")
    if typed.strip().lower() != host:
        raise TargetError(f"{typed.strip()!r} is not {host!r}: nothing was sent")
