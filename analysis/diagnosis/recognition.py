"""A log sorted into boots and signals, in bounded memory however long it is.

A recorded line goes through it step by step: what was cut in two is put together, what it leaves to the lines before it
is put into it, what it means is added to its boot, and then what follows from it and all before it.
"""

from collections import Counter
from collections.abc import Iterable
from itertools import chain, islice
from typing import Final

import msgspec

from oceanhil.analysis.diagnosis.captured.boards import lines_of_boards
from oceanhil.analysis.diagnosis.captured.envelopes import out_of_envelope
from oceanhil.analysis.diagnosis.captured.lines import LineCount, as_it_stands, printed_lines, split_lines
from oceanhil.analysis.diagnosis.captured.passwords import without_passwords
from oceanhil.analysis.diagnosis.captured.programs import Programs
from oceanhil.analysis.diagnosis.captured.recorded_log import HEAD_LINES, RecordedLog
from oceanhil.analysis.diagnosis.history.addressee import Addressee
from oceanhil.analysis.diagnosis.history.boots import Boots
from oceanhil.analysis.diagnosis.history.clock import second_of_day
from oceanhil.analysis.diagnosis.history.complaints import Complaints
from oceanhil.analysis.diagnosis.history.consequences import is_trouble
from oceanhil.analysis.diagnosis.history.log_history import LogHistory, ReadLine
from oceanhil.analysis.diagnosis.history.readings import Reading
from oceanhil.analysis.diagnosis.history.registering import UNANSWERED, Registering
from oceanhil.analysis.diagnosis.history.workers import Workers
from oceanhil.analysis.diagnosis.model import Evidence, LineKind, Recognition
from oceanhil.analysis.diagnosis.wording.answers import GOOD, POLLED, Answers
from oceanhil.analysis.diagnosis.wording.cut_lines import Mender, Piece
from oceanhil.analysis.diagnosis.wording.legends import Legends, Recorded
from oceanhil.analysis.diagnosis.wording.line_context import LineContext
from oceanhil.analysis.diagnosis.wording.line_meaning import Meanings
from oceanhil.analysis.diagnosis.wording.own_words import Meant, as_printed, pieces_of
from oceanhil.analysis.diagnosis.wording.ownership import Ownership
from oceanhil.analysis.diagnosis.wording.signals import Meaning
from oceanhil.analysis.diagnosis.wording.statuses import BracketedStatuses
from oceanhil.protocol.redact import redact
from oceanhil.scenarios.trace import meaning_words

LONGEST_EVIDENCE: Final = 200
_RESET_BEFORE, _HANG = "reset-by-rtc-watchdog", "watchdog"
_KINDS_BEFORE: Final = frozenset({LineKind.ROM, LineKind.UPLOAD})
_LINES_OF_A_MONITOR: Final = 4
_SHOWS_ID: Final = "device-id"
# More than wait to be put together.
_LINES_RECORDED: Final = 64


def recognise_log(text: str) -> Recognition:
    """Recognise a whole log; lines are numbered from 1."""
    return recognise_lines(split_lines((text,)))


def recognise_lines(lines: Iterable[str], meant: Meant = as_printed) -> Recognition:
    """Recognise a log given line by line, so that a log of any size can be read."""
    recorded = RecordedLog(lines)
    printed = map(out_of_envelope, recorded)
    head = list(islice(printed, HEAD_LINES))
    reader = _BoardReader(meant, Workers(), beginning=head)
    for number, line in enumerate(chain(head, printed), 1):
        reader.read(number, line)
    return reader.finish().renumbered(recorded.number_in_file)


def recognise_boards(recorded: Iterable[str], meant: Meant = as_printed) -> tuple[Recognition, ...]:
    """Recognise a `RecordedLog`; where labels head its lines, each board by itself, in the order of labels.

    Lines are numbered from 1 as they come, and evidence has its label. `meant` knows the firmware's own words.
    """
    readers: dict[str, _BoardReader] = {}
    workers = Workers()
    last = 0
    lines = lines_of_boards(recorded)
    head = list(islice(lines, HEAD_LINES))
    for label, number, printed in chain(head, lines):
        if label not in readers:
            beginning = [each.printed for each in head if each.label == label]
            readers[label] = _BoardReader(meant, workers, label, beginning)
        if label:
            workers.overhear(number, f"{label} {printed}")
        readers[label].read(number, printed)
        last = max(last, number)
    found = [readers[label].finish() for label in sorted(readers)] or [_BoardReader(meant, workers).finish()]
    return tuple(msgspec.structs.replace(each, lines=last) for each in found)


class _BoardReader:
    """Reads what one board printed; `label` heads its lines where a log has several boards, which share `workers`.

    `beginning` is the first of what will be read.
    """

    def __init__(self, meant: Meant, workers: Workers, label: str = "", beginning: Iterable[str] = ()) -> None:
        self._meant = meant
        self._label = label
        self._count = LineCount()
        self._recorded = [""] * _LINES_RECORDED
        self._legends = Legends()
        self._mender = Mender()
        self._programs = Programs()
        self._statuses = BracketedStatuses()
        self._context = LineContext()
        self._ownership = Ownership()
        self._answers = Answers()
        self._meanings = Meanings(self._ownership, self._answers)
        self._meanings.look_ahead([text for line in beginning for text in printed_lines(line)])
        self._addressee = Addressee()
        self._registering = Registering()
        self._complaints = Complaints()
        self._history = LogHistory(workers)
        self._boots = Boots()
        self._kinds: Counter[LineKind] = Counter()
        self._other = 0

    def read(self, number: int, line: str) -> None:
        """Take a recorded line, with its number in the file."""
        self._count.take(line)
        for recorded in self._legends.take(number, line):
            self._take_recorded(recorded)

    def finish(self) -> Recognition:
        """Give what was recognised, when all is read."""
        for recorded in self._legends.rest():
            self._take_recorded(recorded)
        for piece in self._mender.rest():
            self._take(piece)
        is_oceanremote = self._ownership.is_oceanremote
        return Recognition(
            lines=self._count.lines,
            other=self._other,
            noise=self._count.noise_percent,
            kinds=dict(self._kinds),
            boots=self._boots.settled(is_device=is_oceanremote, are_others=self._programs.are_others),
            boot_count=self._boots.current.number,
            damaged=self._count.damaged,
            is_oceanremote=is_oceanremote,
            complained_at=self._complaints.last,
            complaints=self._complaints.kinds,
            only_complains=self._complaints.nothing_else,
        )

    def _take_recorded(self, recorded: Recorded) -> None:
        """Take a line that reports something; one that explains is counted among those that nobody knows."""
        if recorded.explains:
            # What the firmware knows of the platform tells whose it is, and nothing of how it goes.
            self._ownership.take(recorded.number, recorded.line)
            self._other += 1
            return
        if self._programs.is_changed_by(recorded.line):
            for whole in self._mender.rest():
                self._take(whole)
        self._recorded[recorded.number % _LINES_RECORDED] = recorded.line
        for printed in pieces_of(recorded.number, self._statuses.opened(recorded.line), self._meant):
            if (piece := self._mender.take(printed)) is not None:
                self._take(piece)

    def _take(self, piece: Piece) -> None:
        """Take what was printed as one line."""
        recorded = self._recorded[piece.line % _LINES_RECORDED]
        who = f"{self._label} {recorded}" if self._label else recorded
        self._programs.take(recorded)
        self._ownership.take(piece.line, piece.text)
        self._addressee.take(piece.text)
        self._registering.take(piece.text)
        spelled = self._context.spelled(piece.text)
        readings = [self._read_as(meaning, piece) for meaning in self._meanings.of(spelled)]
        self._addressee.answered(readings)
        self._programs.tell([each.name for each in readings], is_device=self._ownership.is_oceanremote)
        if not any(each.is_sure for each in readings):
            self._other += 1
        if not readings and self._registering.is_unanswered_by(piece.text):
            self._boots.current.add(Reading(UNANSWERED), LineKind.REGISTRATION, self._evidence(piece))
        if not self._programs.is_another and self._complaints.take(piece.line, piece.text, readings):
            self._complaints.quote(piece.text, self._evidence(piece))
        shows_id = any(each.is_sure and each.name.startswith(_SHOWS_ID) for each in readings)
        for each in self._history.learn(ReadLine(piece.line, piece.text, spelled, recorded, who, readings, shows_id)):
            is_sure = each.is_of_any_board or self._ownership.is_oceanremote
            self._boots.current.add(Reading(each.name, is_sure), each.kind, self._evidence(piece))

    def _read_as(self, meaning: Meaning, piece: Piece) -> Reading:
        """Add what a line means to its boot; gives what it was read as."""
        meaning, evidence = self._in_place(meaning), self._evidence(piece)
        is_of_others = self._addressee.is_others(meaning.name, piece.text) or (
            self._programs.is_another and is_trouble(meaning.name)
        )
        self._ownership.tell(shows_it=not is_of_others and self._registering.is_refused_by(meaning, piece.text))
        is_sure = self._ownership.counts(meaning, piece.line)
        if is_sure:
            if self._boots.current.begins_anew_with(piece.text):
                self._begin_boot(evidence)
            self._kinds[meaning.kind] += 1
            if meaning.name.startswith(_SHOWS_ID):
                self._add_device_id(meaning, evidence)
        program = self._programs.current if is_trouble(meaning.name) else ""
        self._boots.current.add(Reading(meaning.name, is_sure, is_of_others, program), meaning.kind, evidence)
        if not is_of_others:
            self._answers.count(meaning, piece.text)
        speaks_of_both = self._ownership.knows_permanent_token and self._answers.has_told
        behaves_so = speaks_of_both or self._answers.are_oceanremote_s
        self._ownership.tell(shows_it=behaves_so and not self._ownership.is_bot_s)
        if meaning.name == GOOD and self._answers.are_of_polls:
            self._boots.current.add(Reading(POLLED, self._ownership.is_oceanremote), LineKind.POLL, evidence)
        return Reading(meaning.name, is_sure)

    def _in_place(self, meaning: Meaning) -> Meaning:
        """Tell a reset that was before the log, by whatever started the board anew, from one that the log shows."""
        if meaning.name != _RESET_BEFORE or not self._has_begun:
            return meaning
        return Meaning(_HANG, LineKind.CRASH)

    @property
    def _has_begun(self) -> bool:
        """True when the firmware has spoken: more than a monitor says of itself, and more than noise."""
        is_again = self._boots.was_seen(_RESET_BEFORE)
        return is_again or self._other > _LINES_OF_A_MONITOR or not self._kinds.keys() <= _KINDS_BEFORE

    def _add_device_id(self, meaning: Meaning, evidence: Evidence) -> None:
        if self._boots.current.is_under_way:
            self._begin_boot(evidence)
        if mismatch := self._history.id_shown(meaning.name, meaning.value):
            self._boots.current.add(Reading(mismatch.value), meaning.kind, evidence)

    def _begin_boot(self, evidence: Evidence) -> None:
        recorded = self._recorded[evidence.line % _LINES_RECORDED]
        self._boots.begin(evidence, second_of_day(recorded))
        self._history.begin_boot()

    def _evidence(self, piece: Piece) -> Evidence:
        printed = piece.text if not piece.letters or piece.letters.isascii() else as_it_stands(piece.letters)
        if piece.own:
            printed = meaning_words(as_it_stands(piece.own), piece.text)
        text = f"{self._label} {printed}" if self._label else printed
        return Evidence(piece.line, redact(without_passwords(text))[:LONGEST_EVIDENCE])
