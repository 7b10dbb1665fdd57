"""A registration that is refused as only this platform refuses one, or that nobody answers, in whatever words.

A device that fails at its registration has no session and no polls that would tell whose it is. Hardly anybody else
refuses a registration with 410, or says with a status beside it that its token was used or is over: few know tokens
that work once. Of one that nobody answers it is not known whether the server has it.

What it must not know: which of the two the token is.
"""

import re
from typing import Final

from oceanhil.analysis.diagnosis.wording.signals import Meaning

# A registration in the languages of Europe; of a processor, a bus or a network there are registers and others'.
_REGISTERS: Final = re.compile(
    r"(?i)^(?!.*\b(?:sip|gsm|lte|modem|lora\w*|nb-?iot|users?|e-?mail|account|login|modbus|holding|coils?|i2c|spi|fcm|push"
    r"|firebase|mqtt|0x[0-9a-f]+)\b)"
    r".*?(?<![/\w])(?:reg(?= ?[:>|\]-]|\W{1,3}(?:http|status|code|rc)\b)|registr\w*|register\w*|regist(?:o|ando)\b"
    r"|rejestr\w*|regisztr\w*|rekister\w+|inscri\w+|enregistr\w+|inregistr\w+|anmeld\w+|cadastr\w+|kayit|kaydi|pendaftaran|tilmelding)(?![\w/])"
)
# Few lines have any of it, and those are looked at.
_TELLING: Final = re.compile(r"(?i)reg|rek|rej|inscri|anmeld|cadastr|kay|daftar|tilm")
# Whose registers are read is not registered when they have a number.
_OF_A_BUS: Final = re.compile(r"(?i)\b(?:modbus|holding reg\w*|coils?)\b")
UNANSWERED: Final = "registration-unanswered"
_PATH: Final = "/device/register"
# That no answer came, or that the time for it is over, in the languages of Europe and in Turkish; words of other
# scripts are `no_answer`. How long one is waited for is no such thing.
_NO_ANSWER: Final = re.compile(
    r"(?i)\b(?:no|without|keine?|ohne|pas de|aucune|sans|sin|sem|senza|nessuna|brak|bez|geen|ingen|inget|uden|nincs"
    r"|fara) (?:an? |la )?(?:answer|reply|response|antwort|r.{1,2}ponse|respuesta|resposta|risposta"
    r"|odpowiedzi|odpov.{1,2}di|antwoord|svar|v.{1,2}lasz|r.{1,2}spuns)\b"
    r"|\b(?:yan.{1,2}t|cevap) (?:yok|gelmedi|al.{1,2}namad.)"
    r"|\bno_answer\b|\btime(?:d[ -]|-)?out\b(?! ?(?:[:=]|\d|is\b|of\b|set\b|value\b|ms\b))|\bzeit.{1,2}berschr"
    r"|\bd.{1,2}lai d.{1,2}pass|\btiempo (?:de espera )?agotado|\btempo (?:limite )?(?:esgotado|scaduto)"
    r"|\bprzekroczono (?:limit )?czas"
)
_LINES: Final = 4
_FAR: Final = 1_000
_GONE: Final = "http-410"
_REFUSED: Final = frozenset({"http-401", "http-403", _GONE})
# Who builds and who pushes messages has tokens of that name.
_TOKEN_FOR_IT: Final = re.compile(
    r"(?i)^(?!.*\b(?:fcm|firebase|push|gitlab|github|runner|apns|matrix)\b)"
    r".*?(?:\b(?:registration|enrol?lment)[ _-]token"
    r"|\bregistrierungs?-?token|\b(?:token|jeton) (?:d.|de |di )(?:enregistrement|registro|registrazione|inscription)"
    r"|\btoken\w? rejestracyjn|\bregistra(?:tie|.n.)[ -]?token|\bkay.{1,2}t (?:token|jeton))"
)
_INVALID: Final = "server-token_invalid"
_BY_NUMBER: Final = "401"
_OF_TOKEN: Final = frozenset({"server-token_used", "server-token_dead"})


class Registering:
    """How many lines ago one was spoken of, and refused."""

    def __init__(self) -> None:
        self._spoken = self._refused = _FAR
        self._has_bus = self._has_token = False

    def take(self, line: str) -> None:
        """Take a line before what it means is asked for."""
        self._refused += 1
        self._spoken += 1
        if _TELLING.search(line) is not None:
            self._has_bus = self._has_bus or _OF_A_BUS.search(line) is not None
            self._has_token = self._has_token or _TOKEN_FOR_IT.search(line) is not None
            if _REGISTERS.match(line) is not None or _PATH in line:
                self._spoken = 0

    def is_unanswered_by(self, line: str) -> bool:
        """Tell whether a line of no known meaning says, soon behind a registration, that no answer came."""
        return 0 < self._spoken <= _LINES and not self._has_bus and _NO_ANSWER.search(line) is not None

    def is_refused_by(self, meaning: Meaning, line: str) -> bool:
        """Take what a line means; tells whether it refuses a registration as only this platform does."""
        if self._spoken > _LINES or self._has_bus:
            return False
        if meaning.name in _REFUSED:
            self._refused = 0
        if meaning.name == _INVALID and self._has_token and _BY_NUMBER in line:
            return True
        return meaning.name == _GONE or (meaning.name in _OF_TOKEN and self._refused <= _LINES)
