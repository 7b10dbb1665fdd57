"""A session of requests that looks at no redirect at all: what a server names there may be no address."""

import requests


class UnredirectedSession(requests.Session):
    """Gives a redirect as the answer that it is.

    With `allow_redirects=False` alone requests still takes apart where it leads, and raises ValueError if it cannot.
    """

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        """Lead nowhere."""
        del resp
        return None
