"""A token service's own side, and how its servers are told from others."""

from oceanhil.conformance.contract.side import ServiceSide
from oceanhil.conformance.ringcentral.connector_control import ConnectorTokenControl
from oceanhil.conformance.ringcentral.operations import OPERATIONS
from oceanhil.conformance.ringcentral.playing import play
from oceanhil.mock_server.ringcentral.settings import NAME, TokenProfile
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.ringcentral import EXTENSION_PATH, TOKEN_PATH, read_refusal
from oceanhil.remote.wire.pace import Limits
from oceanhil.remote.wire.preflight import Knock

_HOST = "platform.ringcentral.com"
_MINUTE_S = 60


def make_side(profile: TokenProfile) -> ServiceSide:
    """Describe the service under a profile."""
    values = profile.server
    return ServiceSide(
        operations=OPERATIONS,
        by_connector=ConnectorTokenControl,
        play=play,
        knock=Knock(
            service=NAME,
            title="RingCentral's token service",
            # A call without a token: refused, and nobody's session.
            request=HttpRequest("GET", EXTENSION_PATH, {"accept": "application/json"}),
            is_ours=_is_ours,
        ),
        production_hosts=(_HOST,),
        # What is refused during a penalty starts it again: the slowest group sets the pace.
        limits=Limits(
            requests_per_s=values.rate_limit_heavy / values.rate_window_s,
            registrations_per_min=values.rate_limit_auth * _MINUTE_S / values.rate_window_s,
        ),
        is_registration=_is_login,
    )


def _is_login(request: HttpRequest) -> bool:
    return request.path.rstrip("/") == TOKEN_PATH


def _is_ours(response: HttpResponse) -> bool:
    """Accept whatever refuses with a code of the service's kind: what else it does is for the items to judge."""
    said = read_refusal(response)
    return said is not None and said.code.partition("-")[0] in {"AGW", "OAU", "CMN", "TokenInvalid"}
