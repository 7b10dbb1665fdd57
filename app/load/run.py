"""One run of a fleet, from the look at its server to the last device that is removed again."""

import shlex
from collections.abc import Callable

import msgspec
from msgspec.structs import replace

from oceanhil.app.load.consent import check_consent, confirm_host
from oceanhil.app.load.fleet_side import opened_side
from oceanhil.app.load.living import Living
from oceanhil.app.load.outcome import Ended
from oceanhil.app.load.plan import LoadPlan
from oceanhil.app.load.weather import check_storm
from oceanhil.fleet.tally import Tally
from oceanhil.host.interrupts import ended_like_by_ctrl_c
from oceanhil.protocol.profile import load_profile
from oceanhil.protocol.wording import plural
from oceanhil.remote.connector.access import Opened, production_reason, with_headers
from oceanhil.remote.connector.connector import Connector
from oceanhil.remote.connector.control import ControlError
from oceanhil.remote.connector.ledger import Ledger
from oceanhil.remote.connector.oceanremote import make_side
from oceanhil.remote.wire.preflight import check_target
from oceanhil.remote.wire.target import Target


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What else the user gave: the way to the server's own side, what was confirmed, who hears what goes on."""

    connector: Connector | None = None
    admin_key: str | None = None
    is_sure: bool = False
    ask: Callable[[str], str] | None = None
    told: Callable[[str], None]


class Happened(msgspec.Struct, frozen=True):
    """A run that is over."""

    tally: Tally
    ended: Ended


def run_load(plan: LoadPlan, asked: Asked) -> Happened:
    """Run a fleet; raises TargetError where it may not or cannot begin, and OSError."""
    profile, connector = load_profile(plan.profile), asked.connector
    side = make_side(profile)
    target = with_headers(Target(plan.url, ca_file=plan.ca_file), connector)
    check_consent(plan, profile, connector, production_reason(plan.url, side.production_hosts, connector))
    what = (
        f"{plural(plan.devices, 'device')} with up to {plan.requests_per_s(profile):,.0f} requests a second: all of it"
    )
    confirm_host(plan.url, what, is_confirmed=asked.is_sure, ask=asked.ask)
    for note in check_target(target, side.probe).notes:
        asked.told(f"note: {note}")
    with (
        ended_like_by_ctrl_c(at_hang_up=True),
        opened_side(target, side, connector, asked.admin_key) as (opened, ledger),
    ):
        living = Living(plan, profile, target, opened, asked.told)
        left: list[str] = []
        try:
            if plan.storm is not None:
                check_storm(plan.storm, plan.url, opened.control, opened.client)
            asked.told(f"ledger: {ledger.path}")
            living.lead()
        except KeyboardInterrupt:
            living.is_interrupted = True
        except ControlError as error:
            living.stopped = str(error)
        finally:
            left = _undone(opened, living, len(ledger.entries), asked.told)
        undo = _undo_command(ledger, plan, connector) if ledger.entries or ledger.changes else ""
        return Happened(living.tally, replace(living.ended(tuple(left)), undo=undo))


def _undo_command(ledger: Ledger, plan: LoadPlan, connector: Connector | None) -> str:
    """Give what goes on with the removal; a key of the admin side stands in no line."""
    options = {
        "--profile": plan.profile,
        "--ca": plan.ca_file or None,
        "--connector": None if connector is None else connector.path,
    }
    given = [word for option, value in options.items() if value is not None for word in (option, str(value))]
    return shlex.join(["oceanhil", "fleet", "--undo", str(ledger.path), *given])


def _undone(opened: Opened, living: Living, created: int, told: Callable[[str], None]) -> list[str]:
    if created:
        told(f"removing {plural(created, 'device')} from the server")
    try:
        # Faults that a storm makes may meet the removal, too.
        return [*living.break_off_storm(), *opened.control.close()]
    except KeyboardInterrupt:
        return ["the removal was interrupted: --undo with the ledger goes on with it"]
