"""RingCentral's OAuth token service: tokens, refresh, revocation, sessions and their limit, API calls to use them.

Pure like `mock_server.core`: requests and times in, answers out.
"""

from mock_server.ringcentral.service import TokenService

__all__ = ["TokenService"]
