"""A log sorted into boots and signals, in bounded memory however long it is.

A boot begins with the ROM's banner or, on boards and captures without one, with a second device ID. Equal signals in a
row are counted, not kept; of a boot with very many signals the middle is dropped, of very many boots the early ones,
whose signals are still known by name.
"""

import re
from collections import Counter, deque
from collections.abc import Collection, Iterable, Iterator

import msgspec

from oceanhil.analysis.diagnosis.access_tokens import AccessTokens
from oceanhil.analysis.diagnosis.addresses import GATEWAY_ELSEWHERE, Addresses
from oceanhil.analysis.diagnosis.answers import GOOD, Answers
from oceanhil.analysis.diagnosis.bare_status import BareStatuses
from oceanhil.analysis.diagnosis.boards import label_of, look_ahead
from oceanhil.analysis.diagnosis.boots import UNSURE, OpenBoot, settled
from oceanhil.analysis.diagnosis.columns import Columns
from oceanhil.analysis.diagnosis.complaints import Complaints
from oceanhil.analysis.diagnosis.consequences import OTHERS, is_others
from oceanhil.analysis.diagnosis.crashes import Crashes
from oceanhil.analysis.diagnosis.cut_lines import Mender, Piece
from oceanhil.analysis.diagnosis.heap import FreeMemory
from oceanhil.analysis.diagnosis.identities import OF_ANY_BOARD, Identities
from oceanhil.analysis.diagnosis.joining import Joining
from oceanhil.analysis.diagnosis.knowledge import Need
from oceanhil.analysis.diagnosis.lines import as_it_stands, split_lines, without_passwords
from oceanhil.analysis.diagnosis.model import Boot, Evidence, LineKind, Recognition
from oceanhil.analysis.diagnosis.own_words import Meant, as_printed, pieces_of
from oceanhil.analysis.diagnosis.restarts import Restarts
from oceanhil.analysis.diagnosis.sessions import Sessions
from oceanhil.analysis.diagnosis.signals import (
    Meaning,
    begins_a_refusal,
    is_oceanremote,
    meaning_of,
    request_in,
    with_status,
)
from oceanhil.analysis.diagnosis.tracebacks import Tracebacks
from oceanhil.analysis.diagnosis.workers import Workers
from oceanhil.analysis.diagnosis.wraps import BEYOND, WAITS, Wraps
from oceanhil.protocol.redact import redact
from oceanhil.scenarios.trace import meaning_words

BOOTS_KEPT = 50
LONGEST_EVIDENCE = 200
BOOTS_OF_A_LOOP = 3
"""Boots in a row that never reached the network and make a boot loop."""
HEAP_DWINDLES = "heap-dwindles"
HEAP_BACK = "heap-back"
# The Arduino IDE shows what is no text as a question mark that is turned round.
_NOISE = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd\u2e2e]")
# As this program's own logs write a byte that is no text.
_ESCAPED_NOISE = re.compile(r"\\x[0-9a-f]{2}")
_RESET_BEFORE, _HANG = "reset-by-rtc-watchdog", "watchdog"
_KINDS_BEFORE = frozenset({LineKind.ROM, LineKind.UPLOAD})
_LINES_OF_A_MONITOR = 4
# A session is opened by no other device that polls.
_SESSION = frozenset({"request-session", "names-session"})
_SESSION_OPENED = "session-200"
_ANSWERED = _SESSION | {"request-register", "names-registration"}
_STATUS = re.compile(r"http-\d+")
# Whose answer it is: none of the platform's.
_OTHERS_ANSWER = "others-answer"
# More than wait to be put together.
_LINES_RECORDED = 64
# Within so many lines of `"success": false` a code is one of this server's, however its body was broken into lines.
_REFUSAL_LINES = 4


def recognise_log(text: str) -> Recognition:
    """Recognise a whole log; lines are numbered from 1."""
    return recognise_lines(split_lines((text,)))


def recognise_lines(lines: Iterable[str], meant: Meant = as_printed) -> Recognition:
    """Recognise a log given line by line, so that a log of any size can be read."""
    reader = _Reader(meant)
    for number, line in enumerate(lines, 1):
        reader.read(number, line)
    return reader.finish()


def recognise_boards(lines: Iterable[str], meant: Meant = as_printed) -> tuple[Recognition, ...]:
    """Recognise a log given line by line; where labels head its lines, each board by itself, in the order of labels.

    Lines keep their numbers in the file, and evidence its label. `meant` knows the firmware's own words.
    """
    labels, lines = look_ahead(lines)
    if not labels:
        return (recognise_lines(lines, meant),)
    readers = {label: _Reader(meant, label) for label in sorted(labels)}
    speaks, number = min(labels), 0
    for number, line in enumerate(lines, 1):
        label, printed = label_of(line)
        if label not in readers:
            label, printed = speaks, line
        speaks = label
        readers[label].read(number, printed)
    return tuple(msgspec.structs.replace(reader.finish(), lines=number) for reader in readers.values())


class _Reader:
    def __init__(self, meant: Meant, label: str = "") -> None:
        self._meant = meant
        self._label = label
        self._mender = Mender()
        self._recorded = [""] * _LINES_RECORDED
        self._lines = self._other = self._characters = self._noise = self._damaged = 0
        self._kinds: Counter[LineKind] = Counter()
        self._boots: deque[Boot] = deque(maxlen=BOOTS_KEPT)
        self._boot = OpenBoot(1, 1, frozenset())
        self._boots_without_network = 0
        self._identities = Identities()
        self._memory = FreeMemory()
        self._statuses = BareStatuses()
        self._columns = Columns()
        self._joining = Joining()
        self._tracebacks = Tracebacks()
        self._access_tokens = AccessTokens()
        self._workers = Workers()
        self._answers = Answers()
        self._restarts = Restarts()
        self._sessions = Sessions()
        self._wraps = Wraps()
        self._complaints = Complaints()
        self._addresses = Addresses()
        self._crashes = Crashes()
        self._is_oceanremote = False
        self._refused_at = -_REFUSAL_LINES

    def read(self, number: int, line: str) -> None:
        """Take a recorded line, with its number in the file."""
        self._count(line)
        self._recorded[number % _LINES_RECORDED] = line
        for printed in pieces_of(number, line, self._meant):
            if (piece := self._mender.take(printed)) is not None:
                self.add(piece)

    def _count(self, line: str) -> None:
        self._lines += 1
        self._characters += len(line)
        noise = 0 if line.isascii() and line.isprintable() else len(_NOISE.findall(line))
        self._noise += noise
        if noise or _ESCAPED_NOISE.search(line):
            self._damaged += 1

    def finish(self) -> Recognition:
        """Give what was recognised, when all is read."""
        for piece in self._mender.rest():
            self.add(piece)
        boots = (*self._boots, self._boot.close())
        boots = tuple(settled(boot, is_device=self._is_oceanremote) for boot in boots)
        noise = 100 * self._noise // max(self._characters, 1)
        known = dict(self._kinds)
        return Recognition(
            lines=self._lines,
            other=self._other,
            noise=noise,
            kinds=known,
            boots=boots,
            boot_count=self._boot.number,
            damaged=self._damaged,
            is_oceanremote=self._is_oceanremote,
            complained_at=self._complaints.last,
            complaints=self._complaints.kinds,
            only_complains=self._complaints.nothing_else,
        )

    def add(self, piece: Piece) -> None:
        """Take what was printed as one line."""
        printed = piece.text
        self._is_oceanremote = self._is_oceanremote or is_oceanremote(printed)
        if begins_a_refusal(printed):
            self._refused_at = piece.line
        spelled = self._tracebacks.spelled(self._joining.spelled(self._columns.spelled(printed)))
        names = [self._add_meaning(meaning, piece) for meaning in self._meanings(spelled)]
        if all(name.startswith(UNSURE) for name in names):
            self._other += 1
        if self._complaints.take(piece.line, printed, names):
            self._complaints.quote(printed, self._evidence(piece))
        if not any(name.startswith("device-id") for name in names):
            self._compare(piece, spelled)
        recorded = self._recorded[piece.line % _LINES_RECORDED]
        for name in (*self._access_tokens.learn(printed), *self._workers.learn(printed, names, recorded)):
            self._boot.add(name, LineKind.TOKENS, self._evidence(piece))
        self._learn(piece, [name.removeprefix(UNSURE) for name in names], recorded)

    def _learn(self, piece: Piece, names: Collection[str], recorded: str) -> None:
        """Look for what tells more than each line by itself: what comes again and again, what does not fit."""
        for name in self._crashes.learn(piece.text):
            self._boot.add(name, LineKind.CRASH, self._evidence(piece))
        if self._addresses.do_not_fit(piece.text):
            self._boot.add(GATEWAY_ELSEWHERE, LineKind.NETWORK, self._evidence(piece))
        for name in self._restarts.learn(piece.text, names, recorded):
            self._boot.add(name, LineKind.SYSTEM, self._evidence(piece))
        for name in self._sessions.learn(piece.text, names, recorded):
            self._boot.add(f"{self._doubt}{name}", LineKind.SESSION, self._evidence(piece))
        if self._wraps.is_beyond(piece.text):
            self._boot.add(BEYOND, LineKind.SYSTEM, self._evidence(piece))
        if self._wraps.waits(piece.text):
            self._boot.add(WAITS, LineKind.SYSTEM, self._evidence(piece))

    def _meanings(self, printed: str) -> Iterator[Meaning]:
        request = request_in(printed)
        is_of_session = request is not None and request.name in _SESSION
        if request is not None:
            if is_of_session:
                self._answers.session_named()
            yield request
        status, meaning = self._statuses.in_line(printed), meaning_of(printed)
        if status and (told := with_status(printed, meaning, status)) is not meaning:
            # Behind a tag of the platform's own it is this device's.
            self._is_oceanremote = self._is_oceanremote or told.need is Need.NOTHING
            meaning = told
        asked = "" if request is None else request.name
        if meaning is not None and not (asked == _OTHERS_ANSWER and meaning.name == GOOD):
            if asked in _ANSWERED and _STATUS.fullmatch(meaning.name):
                self._answers.answered(of_session=is_of_session)
            yield from self._answers.of_any_server(self._in_place(meaning), printed)
            if is_of_session and meaning.name == GOOD:
                yield Meaning(_SESSION_OPENED, LineKind.SESSION, need=meaning.need)

    def _in_place(self, meaning: Meaning) -> Meaning:
        """Tell a reset that was before the log, by whatever started the board anew, from one that the log shows."""
        if meaning.name != _RESET_BEFORE or not self._has_begun:
            return meaning
        return Meaning(_HANG, LineKind.CRASH)

    @property
    def _has_begun(self) -> bool:
        """True when the firmware has spoken: more than a monitor says of itself, and more than noise."""
        is_again = _RESET_BEFORE in self._boot.names or _RESET_BEFORE in self._boot.earlier
        return is_again or self._other > _LINES_OF_A_MONITOR or not self._kinds.keys() <= _KINDS_BEFORE

    def _counts(self, meaning: Meaning, piece: Piece) -> bool:
        """Tell whether a line means so in this log; an answer of the server shows whose log it is."""
        was_refused = piece.line - self._refused_at < _REFUSAL_LINES
        counts = self._is_oceanremote or meaning.need is Need.NOTHING or (meaning.need is Need.REFUSAL and was_refused)
        self._is_oceanremote = self._is_oceanremote or (counts and meaning.name.startswith("server-"))
        return counts

    def _compare(self, piece: Piece, spelled: str) -> None:
        """Look whether what the line shows of the device fits what was shown before."""
        if self._memory.dwindles(spelled):
            self._boot.add(HEAP_DWINDLES, LineKind.SYSTEM, self._evidence(piece))
        elif self._memory.is_back:
            self._boot.add(HEAP_BACK, LineKind.SYSTEM, self._evidence(piece))
        for mismatch in self._identities.learn(piece.text):
            doubt = "" if mismatch in OF_ANY_BOARD else self._doubt
            self._boot.add(f"{doubt}{mismatch.value}", LineKind.SYSTEM, self._evidence(piece))

    def _evidence(self, piece: Piece) -> Evidence:
        printed = piece.text if not piece.letters or piece.letters.isascii() else as_it_stands(piece.letters)
        if piece.own:
            printed = meaning_words(as_it_stands(piece.own), piece.text)
        text = f"{self._label} {printed}" if self._label else printed
        return Evidence(piece.line, redact(without_passwords(text))[:LONGEST_EVIDENCE])

    def _add_meaning(self, meaning: Meaning, piece: Piece) -> str:
        """Add what a line means; gives the name under which it was added."""
        evidence, doubt = self._evidence(piece), "" if self._counts(meaning, piece) else UNSURE
        if not doubt:
            if self._boot.begins_anew_with(piece.text):
                self._begin_boot(evidence)
            self._kinds[meaning.kind] += 1
            if meaning.name.startswith("device-id"):
                self._add_device_id(meaning, evidence)
        name = f"{doubt}{meaning.name}"
        if is_others(meaning.name, piece.text):
            self._boot.add(f"{name}{OTHERS}", meaning.kind, evidence)
        else:
            self._boot.add(name, meaning.kind, evidence)
            self._answers.count(meaning, piece.text)
        self._is_oceanremote = self._is_oceanremote or self._answers.are_oceanremote_s
        if meaning.name == GOOD and self._answers.are_of_polls:
            self._boot.add(f"{self._doubt}polled-200", LineKind.POLL, evidence)
        return name

    @property
    def _doubt(self) -> str:
        """How names begin of what counts only if the log turns out to be an OceanRemote device's."""
        return "" if self._is_oceanremote else UNSURE

    def _add_device_id(self, meaning: Meaning, evidence: Evidence) -> None:
        if self._boot.is_under_way:
            self._begin_boot(evidence)
        if meaning.name == "device-id-blank":
            self._identities.zeros_shown()
        elif mismatch := self._identities.id_shown(meaning.value):
            self._boot.add(mismatch.value, meaning.kind, evidence)

    def _begin_boot(self, evidence: Evidence) -> None:
        self._boots.append(self._boot.close())
        self._boots_without_network = 0 if self._boot.went_well else self._boots_without_network + 1
        self._memory, self._addresses = FreeMemory(), Addresses()
        earlier = self._boot.earlier | self._boot.names
        self._boot = OpenBoot(self._boot.number + 1, evidence.line, earlier)
        if self._boots_without_network >= BOOTS_OF_A_LOOP:
            self._boot.add("boot-loop", LineKind.CRASH, evidence)
