"""Which board family a log is of."""

import re
from collections import Counter
from collections.abc import Iterable

from oceanhil.boards import families
from oceanhil.protocol.board import Board


def family_of(lines: Iterable[str]) -> Board | None:
    """Name the family that most of the telling lines speak for; None when no line tells.

    Lines of a family that is like another one look like the other's too: a single one that only it prints decides.
    """
    known = families()
    signs = tuple((each.board, re.compile(each.log_signs)) for each in known)
    votes = Counter(board for line in lines for board, sign in signs if sign.search(line))
    if not votes:
        return None
    winner = votes.most_common(1)[0][0]
    alike = Counter({each.board: votes[each.board] for each in known if each.like is winner and votes[each.board]})
    return alike.most_common(1)[0][0] if alike else winner
