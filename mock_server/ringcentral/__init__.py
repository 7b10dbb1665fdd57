"""RingCentral's OAuth token service: tokens, refresh, revocation, sessions and their limit, API calls to use them.

Pure like `oceanhil.mock_server.core`: requests and times in, answers out.
"""

from oceanhil.mock_server.ringcentral.service import TokenService

__all__ = ["TokenService"]
