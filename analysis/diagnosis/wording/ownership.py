"""Whose log it is: an OceanRemote device's, as soon as any line tells, or nobody's in particular.

What it must not know: what goes wrong with whom.
"""

import re
from typing import Final

from oceanhil.analysis.diagnosis.knowledge import Need
from oceanhil.analysis.diagnosis.wording.signals import Meaning, begins_a_refusal, is_oceanremote

# Within so many lines of `"success": false` a code is one of this server's, however its body was broken into lines.
_REFUSAL_LINES: Final = 4
# In the languages of Europe, and in Turkish; some messengers and shops have tokens that they call so.
# Who has none yet may wait for anything.
_PERMANENT: Final = re.compile(
    r"(?i)^(?!.*\b(?:whatsapp|meta|facebook|graph|shopify|slack|bot|api|access|no|pas|sans|kein\w*"
    r"|ohne|sin|senza|sem|brak|bez|geen|without)\b)"
    r".*?(?:\bpermanent\w*[ _-]{1,2}(?:token|jeton)|\b(?:token|jeton)\w{0,2} permanent|\bdauer(?:haft\w*)?[ -]?token"
    r"|\bsta.{1,2}y token|\btoken sta.{1,2}y\b|\btrval.{0,2} token|\bkal.{1,2}c.{0,2} (?:token|jeton))"
)


POLLS_OF_BOTS: Final = "getUpdates|getMe"
"""How bots ask for what is new: calls of Telegram's."""
# A bot has a token that holds, and a session, and polls.
_BOT: Final = re.compile(
    r"(?i)\b(?:telegram|discord|slack|matrix|whatsapp|mattermost|viber)\b.{0,16}\bbots?\b"
    rf"|\bbot(?:token| token|father)\b|\b(?:{POLLS_OF_BOTS})\b"
    r"|\bapi\.telegram\.org|\bdiscord(?:app)?\.com\b|\bwhatsapp (?:cloud|business)\b"
)


class Ownership:
    """What one board's log has shown of that."""

    def __init__(self) -> None:
        self.is_oceanremote = False
        self.knows_permanent_token = False
        """It speaks of a token that holds: beside a session or a registration hardly anybody else does."""
        self.is_bot_s = False
        """It is that of somebody's bot: what it has in common with such a device tells nothing."""
        self._refused_at = -_REFUSAL_LINES

    def take(self, number: int, line: str) -> None:
        """Take a line, with its number."""
        self.is_oceanremote = self.is_oceanremote or is_oceanremote(line)
        self.is_bot_s = self.is_bot_s or _BOT.search(line) is not None
        self.knows_permanent_token = self.knows_permanent_token or _PERMANENT.search(line) is not None
        if begins_a_refusal(line):
            self._refused_at = number

    def tell(self, *, shows_it: bool) -> None:
        """Take note of what shows that it is an OceanRemote device's, or does not."""
        self.is_oceanremote = self.is_oceanremote or shows_it

    def counts(self, meaning: Meaning, number: int) -> bool:
        """Tell whether the line of this number means so in this log; an answer of the server shows whose log it is."""
        was_refused = number - self._refused_at < _REFUSAL_LINES
        counts = self.is_oceanremote or meaning.need is Need.NOTHING or (meaning.need is Need.REFUSAL and was_refused)
        self.tell(shows_it=counts and meaning.name.startswith("server-"))
        return counts
