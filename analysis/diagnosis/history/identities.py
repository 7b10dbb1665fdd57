"""Who the device says it is, and how that changed: its MAC, its ID and its permanent token, in whatever words.

Most of it means nothing by itself; what does not fit is a signal: an ID that has the MAC's octets in another order, or
is of another MAC than before; a MAC of zeros, as a radio tells that was not started; a permanent token that comes back
shorter than it was; a registration token that is not whole; the server's time beside a clock that shows another.
"""

import re
from collections.abc import Iterator
from enum import Enum

from oceanhil.analysis.diagnosis.history.clock import ZONE, Drift, is_of_zone
from oceanhil.analysis.diagnosis.history.macs import (
    MAC_DIGITS,
    NOBODY,
    digits_of,
    is_derived_from,
    is_of_other_interface,
)
from oceanhil.analysis.diagnosis.history.partitions import Partitions
from oceanhil.analysis.diagnosis.history.told_clocks import ToldClocks


class Mismatch(Enum):
    """What does not fit; the value is the signal's name."""

    REVERSED = "device-id-reversed"
    """The same MAC, read in another way."""
    CHANGED = "device-id-changed"
    """Another MAC: other hardware."""
    ZERO = "mac-of-zeros"
    """A MAC that no radio has."""
    ZERO_OF_ESP8266 = "id-of-zeros-8266"
    """The ID of an ESP8266 made of that, whose core knows the MAC at any time."""
    READ = "mac-read"
    """Behind a MAC of zeros, one that a radio has: it was read too early."""
    CUT = "token-cut"
    """A permanent token is the beginning of the one before, or has become shorter."""
    STORED = "stored-id-other"
    """What is stored beside the token is another board's ID."""
    PASTED = "reg-token-odd"
    """A registration token has a space at one of its ends, another beginning, or is too short or too long."""
    CLOCKS = "clocks-apart"
    """The board's clock and the server's, told together, differ by more than the server bears."""
    ZONE = ZONE
    """They differ by whole half hours, to the second, as a zone's time does."""
    DRIFTS = "clock-drifts"
    """The board's clock has run away from the server's bit by bit, further than that bears."""
    SHARED = "reg-token-of-another"
    """A registration token was shown by a device with another ID before."""
    INTERFACE = "mac-of-other-interface"
    """The MAC is that of the same chip's access point, Bluetooth or Ethernet, not the ID's."""
    ID_OF_INTERFACE = "id-of-other-interface"
    """The ID is made of that, and not of the station's."""
    RENAMED = "device-id-renamed"
    """The ID is made of the same MAC as before, with something else in front or behind."""
    MOVED = "nvs-moved"
    """The partition of settings lies elsewhere than before."""


OF_ANY_BOARD = frozenset({Mismatch.DRIFTS, Mismatch.MOVED})
"""They mean the same whoever wrote the firmware."""


def compare_device_ids(before: str, now: str) -> Mismatch | None:
    """Tell how the device ID `now` differs from the one `before`; None if it does not or one of them is unknown."""
    old, new = digits_of(before), digits_of(now)
    if not old or not new or old == new:
        return None
    return Mismatch.REVERSED if is_derived_from(old, new) or is_derived_from(new, old) else Mismatch.CHANGED


_ESP8266 = "ESP8266_"
_ID = re.compile(r"\b(?:ESP32|ESP8266|PICOW)_([0-9A-Fa-f]{6,12})\b")
# ESP-IDF's driver names the station's own when it starts.
_MAC = re.compile(
    r"(?i)(?:(?:\b|\b(?:sta|wifi|body|device|dev|my|hw|base)_)mac(?:_?addr(?:ess)?)?\b(?!.*\bbssid).{0,24}?"
    r"|^(?:wifi: ?)?mode : sta \()"
    r"\b((?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2})\b"
)
# An ID that was read from where the token is kept, and need not be the board's own.
_OF_STORE = re.compile(
    r"(?i)\b(?:eeprom|nvs|prefs|preferences|littlefs|stored|saved|record|gespeichert\w*|enregistre\w*|guardad[oa]"
    r"|almacenad[oa]|memorizzat[oa]|salvat[oa]|armazenad[oa]|salv[oa]|zapisan\w+|opgeslagen|ulo.{1,2}en\w+|kayitli|tersimpan"
    r"|lagra[dt]\w*|lagret|gemt|tallennettu|tarolt|salvat|stocat|pamiec\w*|speicher|memoire|memoria|bellek)\b"
)
# Who shows the beginning of a token, as one should, shows a dozen characters or puts dots behind them.
_TOKEN = re.compile(r"\boc_perm_[A-Za-z0-9_-]{16,}(?![A-Za-z0-9_-]|\.\.|\u2026|\*)")
# How much of a token there is, in the languages of Europe, in Malay, Turkish and Vietnamese.
_LENGTH_WORDS = (
    "strlen|l.?nge|l.?ngde?|longueur|longitud|lunghezza|lengte|comprimento|tamanho|dlugosc|delka|dlzka|uzunluk"
    "|uzunlugu|panjang|pituus|dai|do dai|hossz\\w*|lungime\\w*|duljina|dolzina|pikkus|garums|ilgis|haba"
)
_CHARACTERS = (
    "byte|bajt|octet|char|zeich|kara[ck]t|znak|zn\\b|teken|tecken|tegn|merkk|caract|caratt|simbol|symbol|huruf"
    "|aksara|ky tu|jel\\b|ch\\b|car\\b|b\\b"
)
_HOW_LONG = (
    rf"(?:(?:\b(?:len(?:gth)?|size|{_LENGTH_WORDS})\b\W{{0,4}}|\bn ?[=:] ?)(\d{{1,3}})\b"
    rf"|\b(\d{{1,3}}) ?(?:{_CHARACTERS})|\((\d{{2}})\))"
)
# Other tokens than the permanent one: of a session, and of other services that a firmware speaks to.
_OF_OTHERS = (
    r"\b(?:session|sess|sitzungs|csrf|xsrf|mqtt|api|access|refresh|bearer|jwt|bot|influx\w*|telegram|blynk|firebase"
    r"|thingsboard|ubidots|pushover|discord|slack|ifttt|github|home ?assistant|ha)[ _-]?(?:id[ _-]?)?tok(?:en)?"
)
_LENGTH = re.compile(
    r"(?i)^(?!(?!.*\bpermanent\b.{0,40}?\d)"
    r".*(?:\bregistration|\b(?:rejestrac|registr)\w* ?token|\btoken\w{0,3} (?:d[ei'] ?)?(?:regist|rejestr)))"
    rf"(?!.*(?:{_OF_OTHERS}))"
    rf".*?(?:(?:(?:\b|_)(?:token|jeton)\w{{0,3}}\b|\btok\b|\boc_perm_|\bread back).{{0,60}}?{_HOW_LONG}"
    rf"|\b(\d{{1,3}})[ -](?:{_CHARACTERS})\w*(?: (?:de |di )?(?:perm|dauer)\w*)?[ -](?:token|jeton)\b)"
)
# How much of it is kept where it is stored, beside the whole.
_KEPT_OF = re.compile(
    rf"{_OF_STORE.pattern}.{{0,24}}?\b(\d{{2}}) ?(?:/|of|out of|von|sur|de|di|van|z|ze|av|af) ?(\d{{2}})\b"
)
# What goes wrong where a registration token is copied by hand: dots or three asterisks stand for what is not shown.
_REG_TOKEN_ODD = re.compile(
    r"""["'<\[] +oc_reg_|\boc_reg_[A-Za-z0-9_-]{20,} +["'>\]]|startswith\(["']oc_reg_["']\)\W{1,4}(?i:false)\b"""
)
_REG_TOKEN_LENGTH = re.compile(rf"(?i)\boc_reg_[\w-]*.{{0,16}}?{_HOW_LONG}")
_REG_TOKEN_CHARACTERS = 50
_REG_TOKEN = re.compile(r"\boc_reg_([A-Za-z0-9_-]{4,})")
# The station's, where the line says so.
_OF_STATION = re.compile(r"(?i)\bmode : sta \(|\b(?:sta|station)[ _]?mac\b|\bmac\W{0,2}(?:sta|station)\b")
# The ID as it goes to the server, with whatever is put in front of the MAC's digits or behind them.
_WHOLE_ID = re.compile(
    r"(?i)\bdevice[ _-]?id\b[\"'\\]{0,2}\W{1,5}((?:ESP32|ESP8266|PICOW)\w*?_[0-9A-F]{12}(?:[-_.]\w+)*)(?![\w-])"
)
# Another device's ID, as radios hear it, unless the line says that it is one's own.
_OF_NEIGHBOUR = re.compile(
    r"(?i)^(?!.*\b(?:my|own|i am|this|device[ _-]?id)\b)"
    r".*\b(?:peer|neighbou?r|scan\w*|found|rssi|esp-?now|mesh|b?ssid|adv\w*|beacon|node|from ESP)"
)
# Whose address it is, where the line says that it is not the station's.
_OF_OTHER = re.compile(r"(?i)\b(?:soft_?ap|ap|bt|ble|bluetooth|eth\w*)(?:\b|_)")
# Few lines have any of it, and those are looked at.
_TELLING = re.compile(r"_[0-9A-Fa-f]{6}|oc_(?:perm|reg)_|(?i:(?:\b|_)mac(?:_?a|\b)|mode : sta|token|jeton|\bread back)")
_LONGEST_CUT = 48
_SHORTEST_CUT = 16
_SKEW_S = 300


class Identities:
    """What a log has shown so far."""

    def __init__(self) -> None:
        self._mac = self._station = self._id = self._whole_id = self._stored_id = self._token = ""
        self._length = 0
        self._had_zeros = False
        self._clocks = ToldClocks()
        self._reg_token, self._reg_token_id = "", ""
        self._partitions = Partitions()
        self._drift = Drift()

    def id_shown(self, device_id: str) -> Mismatch | None:
        """Take a device ID that the platform's own line shows, empty if it shows none; gives what does not fit."""
        mismatch = self._compared(device_id)
        return Mismatch.RENAMED if mismatch is None and self._is_renamed(device_id) else mismatch

    def _compared(self, device_id: str) -> Mismatch | None:
        """Take the digits of an ID, with or without what is around them; gives what does not fit those before."""
        mismatch = compare_device_ids(self._id, device_id)
        self._id = device_id or self._id
        if mismatch is None and is_of_other_interface(self._station, digits_of(device_id)):
            return Mismatch.ID_OF_INTERFACE
        return mismatch

    def _is_renamed(self, device_id: str) -> bool:
        """Tell whether it is another ID than before of the same MAC."""
        before, self._whole_id = self._whole_id, device_id.upper() or self._whole_id
        digits = digits_of(before)
        return len(digits) == MAC_DIGITS and digits == digits_of(device_id) and before != device_id.upper()

    def zeros_shown(self) -> None:
        """Take note that the platform's own line shows an ID of zeros, or none."""
        self._had_zeros = True

    def learn(self, line: str) -> Iterator[Mismatch]:
        """Take a line in anybody's words; gives what does not fit."""
        if self._partitions.moved(line):
            yield Mismatch.MOVED
        if self._drift.is_too_much(line):
            yield Mismatch.DRIFTS
        if (apart_s := self._clocks.apart_s(line)) > _SKEW_S:
            yield Mismatch.CLOCKS
            if is_of_zone(apart_s):
                yield Mismatch.ZONE
        if self._length and self._is_kept_in_part(line):
            yield Mismatch.CUT
        if _TELLING.search(line) is None:
            return
        if (mac := _MAC.search(line)) is not None:
            self._mac = mac[1].replace(":", "").replace("-", "").upper()
            if self._mac in NOBODY:
                self._had_zeros = True
                yield Mismatch.ZERO
            elif self._had_zeros:
                yield Mismatch.READ
            if _OF_STATION.search(line) is not None:
                self._station = self._mac
                if is_of_other_interface(self._station, digits_of(self._id)):
                    yield Mismatch.ID_OF_INTERFACE
        if (whole := _WHOLE_ID.search(line)) is not None and self._is_renamed(whole[1]):
            yield Mismatch.RENAMED
        shown = _ID.search(line)
        if mac is not None and _OF_OTHER.search(line) is None:
            own = shown[1] if shown else self._id
            if is_of_other_interface(digits_of(own), self._mac):
                yield Mismatch.INTERFACE
        if shown is not None:
            if shown[0].startswith(_ESP8266) and shown[1].upper() in NOBODY:
                yield Mismatch.ZERO_OF_ESP8266
            is_stored = _OF_STORE.search(line) is not None
            if is_stored or _OF_NEIGHBOUR.search(line) is None:
                yield from self._judge_id(shown[1].upper(), is_stored=is_stored)
        if self._token_was_cut(line) or self._length_was_cut(line):
            yield Mismatch.CUT
        if _is_pasted_wrongly(line):
            yield Mismatch.PASTED
        if self._is_shared(line):
            yield Mismatch.SHARED

    def _judge_id(self, digits: str, *, is_stored: bool) -> Iterator[Mismatch]:
        own = self._id or self._mac
        if digits in NOBODY:
            self._had_zeros = True
            yield Mismatch.ZERO
        elif is_stored:
            self._stored_id = digits
            if compare_device_ids(own, digits) is Mismatch.CHANGED:
                yield Mismatch.STORED
        elif not own and compare_device_ids(self._stored_id, digits) is Mismatch.CHANGED:
            self._id = digits
            yield Mismatch.STORED
        elif compare_device_ids(self._mac, digits) is Mismatch.REVERSED:
            yield Mismatch.REVERSED
        elif (mismatch := self._compared(digits)) is not None:
            yield mismatch

    def _token_was_cut(self, line: str) -> bool:
        if (found := _TOKEN.search(line)) is None:
            return False
        before, self._token = self._token, max(self._token, found[0], key=len)
        return len(found[0]) < len(before) and before.startswith(found[0])

    def _length_was_cut(self, line: str) -> bool:
        if (found := _LENGTH.search(line)) is None:
            return False
        length, before = _number_in(found), self._length
        self._length = max(before, length)
        return _SHORTEST_CUT <= length <= _LONGEST_CUT and length < before

    def _is_kept_in_part(self, line: str) -> bool:
        found = _KEPT_OF.search(line)
        return found is not None and int(found[2]) == self._length and _SHORTEST_CUT <= int(found[1]) <= _LONGEST_CUT

    def _is_shared(self, line: str) -> bool:
        """Tell whether another ID's registration token is shown, as far as it is shown."""
        if (found := _REG_TOKEN.search(line)) is None or not self._id:
            return False
        token, before = found[1], self._reg_token
        is_same = bool(before) and (token.startswith(before) or before.startswith(token))
        if is_same and compare_device_ids(self._reg_token_id, self._id) is Mismatch.CHANGED:
            return True
        self._reg_token, self._reg_token_id = token, self._id
        return False


def _is_pasted_wrongly(line: str) -> bool:
    if "oc_reg_" not in line:
        return False
    found = _REG_TOKEN_LENGTH.search(line)
    length = _number_in(found) if found else _REG_TOKEN_CHARACTERS
    return _REG_TOKEN_ODD.search(line) is not None or length != _REG_TOKEN_CHARACTERS


def _number_in(found: re.Match[str]) -> int:
    return int(next(filter(None, found.groups())))
