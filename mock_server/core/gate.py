"""What can refuse a well-formed request before its token is looked at: maintenance and the rate limits."""

from oceanhil.mock_server.core.rate_limits import RateLimits, Zone
from oceanhil.mock_server.core.replies import Answer, Replies
from oceanhil.mock_server.core.settings import LiveSettings
from oceanhil.protocol.error_reason import ErrorReason

_CONNECTION_RETRY_S = 1


class Gate:
    """Maintenance first, then the rate limit of the request's zone."""

    __slots__ = ("_limits", "_replies", "_settings")

    def __init__(self, settings: LiveSettings, limits: RateLimits, replies: Replies) -> None:
        """Judge by `settings`, count in `limits`."""
        self._settings = settings
        self._limits = limits
        self._replies = replies

    def refusal(self, zone: Zone, peer: str, now_us: int) -> Answer | None:
        """Give the refusal of a request of `peer` at the server's time `now_us`, or None to let it pass."""
        if not self._settings.guarded:
            return None
        values = self._settings.values
        if values.maintenance:
            if values.maintenance_retry_after_s < 1:
                return self._replies.refuse(ErrorReason.MAINTENANCE)
            return self._retry_later(ErrorReason.MAINTENANCE, values.maintenance_retry_after_s)
        if zone is Zone.REGISTER:
            wait_s = self._limits.admit(zone, peer, values.rate_limit_register_per_min, now_us)
            return self._retry_later(ErrorReason.RATE_LIMITED, max(wait_s, values.rate_limit_retry_after_s), wait_s)
        wait_s = self._limits.admit(zone, peer, values.rate_limit_api_per_s, now_us)
        return self._retry_later(ErrorReason.RATE_LIMITED, wait_s, wait_s)

    def connection_refusal(self) -> Answer:
        """Refuse a request on a connection beyond the limit per address."""
        value = str(_CONNECTION_RETRY_S)
        return self._replies.refuse_with(
            ErrorReason.RATE_LIMITED, "retry-after", value, "too many connections from this address"
        )

    def _retry_later(self, reason: ErrorReason, retry_s: int, wait_s: int = 1) -> Answer | None:
        return self._replies.refuse_with(reason, "retry-after", str(retry_s)) if wait_s else None
