"""OceanRemote's own side, and how its servers are told from others."""

from urllib.parse import unquote

import msgspec

from oceanhil.conformance.contract.side import ServiceSide
from oceanhil.conformance.oceanremote.connector_control import ConnectorControl
from oceanhil.conformance.oceanremote.operations import OPERATIONS
from oceanhil.conformance.oceanremote.playing import play
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.profile import BUILT_IN, Profile
from oceanhil.remote.wire.pace import Limits
from oceanhil.remote.wire.preflight import Knock, is_json_object

_NOT_THERE = frozenset({404, 405, 407, 501, 502, 504})


def make_side(profile: Profile) -> ServiceSide:
    """Describe the service under a profile."""
    names, server = profile.wire, profile.server

    def is_registration(request: HttpRequest) -> bool:
        return unquote(request.path).rstrip("/") == names.register_path.rstrip("/")

    return ServiceSide(
        operations=OPERATIONS,
        by_connector=ConnectorControl,
        play=play,
        knock=Knock(
            service=BUILT_IN,
            title="OceanRemote",
            # A poll without a token: refused, and no contact of any device.
            request=HttpRequest("GET", names.state_path, {"accept": "application/json"}),
            is_ours=_is_ours,
        ),
        production_hosts=(names.register_host, names.api_host),
        limits=Limits(
            requests_per_s=server.rate_limit_api_per_s,
            registrations_per_min=server.rate_limit_register_per_min,
            connections=server.rate_limit_connections,
        ),
        is_registration=is_registration,
    )


def _is_ours(response: HttpResponse) -> bool:
    """Accept whatever refuses in JSON at the documented path: what else it does is for the items to judge.

    Only a service whose refusals are known to look otherwise is told apart: RingCentral's have an `errorCode`.
    """
    if response.status in _NOT_THERE or 300 <= response.status < 400 or not is_json_object(response):
        return False
    return "errorCode" not in msgspec.json.decode(response.body, type=dict[str, msgspec.Raw])
