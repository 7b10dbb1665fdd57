"""The answer itself, behind whatever interim ones a server sends first: 102, 103 and the like (RFC 9110, 15.2)."""

import http.client
from typing import Final

_EARLY_MAX: Final = 100


def is_early(status: int) -> bool:
    """Tell whether another answer follows; of the interim ones only a switch of protocols (101) is the last."""
    return 100 <= status < 200 and status != http.client.SWITCHING_PROTOCOLS


class FinalAnswer(http.client.HTTPResponse):
    """Passes over interim answers; http.client does so with 100 only."""

    def begin(self) -> None:
        """Read the head of the answer; raises HTTPException where interim ones do not end, and as http.client does."""
        super().begin()
        for _ in range(_EARLY_MAX):
            if not is_early(self.status):
                return
            # As long as there is one, http.client takes the head for read.
            self.headers = self.msg = None  # type: ignore[assignment]
            super().begin()
        raise http.client.HTTPException("interim answers without end")
