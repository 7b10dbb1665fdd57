"""How good `oceanhil diagnose` is: `python -m tests.analysis.diagnosis.score` prints precision and recall on logs.


`logs/` has one log a file: lines `key: value` (what is wrong, whether an OceanRemote device wrote it, whose lines they
are, what has to be quoted, where the facts are from), `---`, then the log. In it a picture of a control character
(U+2400 and following) stands for that character, and `written` names the encoding if it is not UTF-8.

A log of the first set belongs to one of two halves by the hash of its name. Rules were written while looking at the one
half only. Those called `fresh-…` were written when the rules were done, from logs of other projects, and those called
`stranger-…` by others than who wrote the rules, who had seen neither these nor any log before.
"""

import hashlib
import sys
from collections.abc import Iterable, Sequence
from enum import Enum
from pathlib import Path

import msgspec

from oceanhil.analysis.diagnosis import Diagnosis, LogVerdict, diagnose_lines
from oceanhil.analysis.diagnosis.captured.lines import HEAD_BYTES, decode, encoding_of, printed_lines, split_lines

LOGS = Path(__file__).parent / "logs"
PAGE = Path(__file__).parents[3] / "docs" / "diagnose.md"
_BEGIN, _END = "<!-- measured: diagnose -->\n\n", "<!-- end of measured -->"
CONFIDENCES = ((90, 100), (70, 89), (50, 69), (0, 49))
_CONTROLS = {0x2400 + code: code for code in range(0x20)}


class Part(Enum):
    """Where a log is used: rules are made with one half of the first set and judged by the other, and by new logs."""

    DEVELOPMENT = "development"
    HELD_OUT = "held out"
    FRESH = "fresh"
    """Written and labelled when the rules were done."""
    OTHERS = "others'"
    """Written and labelled by people who knew the contract and the names of the causes, and no rule."""


class LabelledLog(msgspec.Struct, frozen=True):
    """A log and what is true of it.

    `cause` is the id of a cause, `healthy`, `recovered` or `none`; `origin` is `own` if the lines are those of this
    project's firmware, `foreign` if they have the form of other programs' lines; `quote` stands in the evidence. `also`
    are causes that who labelled it takes for right answers, too.
    """

    name: str
    cause: str
    oceanremote: bool
    origin: str
    quote: str
    source: str
    data: bytes
    also: tuple[str, ...] = ()

    @property
    def part(self) -> Part:
        """Of the first set by the name's hash, so that nobody chooses."""
        if self.name.startswith("fresh-"):
            return Part.FRESH
        if self.name.startswith("stranger-"):
            return Part.OTHERS
        return Part.HELD_OUT if hashlib.sha256(self.name.encode()).digest()[0] % 2 else Part.DEVELOPMENT


class Answer(msgspec.Struct, frozen=True):
    """What was said about a log: the first cause in the labels' words, its confidence in percent, and the quotes."""

    log: LabelledLog
    cause: str
    confidence: int
    oceanremote: bool
    quoted: bool

    @property
    def is_right(self) -> bool:
        """True if the first answer is the label, or one that is as good."""
        return self.cause in (self.log.cause, *self.log.also)

    @property
    def can_quote(self) -> bool:
        """True if there is a line to quote: the answer is a cause, or that all is well, and the label names a line."""
        return self.cause == self.log.cause != "none" and bool(self.log.quote)


class Score(msgspec.Struct, frozen=True):
    """Precision and recall of one cause or of all of them; 1.0 where nothing was to be found or was said."""

    labelled: int
    answered: int
    right: int

    @property
    def precision(self) -> float:
        """Of the answers, the share that is right."""
        return self.right / self.answered if self.answered else 1.0

    @property
    def recall(self) -> float:
        """Of the labels, the share that was found."""
        return self.right / self.labelled if self.labelled else 1.0


def read_logs() -> tuple[LabelledLog, ...]:
    """Read all labelled logs, in the order of their names."""
    return tuple(map(_read, sorted(LOGS.glob("*.log"))))


def _read(path: Path) -> LabelledLog:
    head, _, body = path.read_text("utf-8").partition("\n---\n")
    fields = dict(line.split(": ", 1) for line in head.split("\n"))
    text = body.removesuffix("\n").translate(_CONTROLS)
    return LabelledLog(
        name=path.stem,
        cause=fields["cause"],
        oceanremote=fields["oceanremote"] == "yes",
        origin=fields["origin"],
        quote=fields.get("quote", ""),
        source=fields["source"],
        data=text.encode(fields.get("written", "utf-8")),
        also=tuple(fields["also"].split(",")) if "also" in fields else (),
    )


def ask(log: LabelledLog) -> Answer:
    """Diagnose a log as the command does, from its bytes."""
    diagnosis = diagnose_lines(split_lines(decode([log.data], encoding_of(log.data[:HEAD_BYTES]))))
    first = diagnosis.findings[0] if diagnosis.findings else None
    # What shows a device online is shown too.
    shown = (*(first.evidence if first else ()), *((diagnosis.online,) if diagnosis.online else ()))
    # Lines are shown in their own letters, and compared in those that patterns know.
    quotes = " ".join(printed for evidence in shown for printed in printed_lines(evidence.text))
    return Answer(
        log=log,
        cause=_word(diagnosis),
        confidence=first.confidence if first else 0,
        oceanremote=diagnosis.recognition.is_oceanremote,
        quoted=" ".join(printed_lines(log.quote)) in quotes,
    )


def _word(diagnosis: Diagnosis) -> str:
    match diagnosis.verdict:
        case LogVerdict.PROBLEM:
            return diagnosis.findings[0].cause
        case LogVerdict.UNKNOWN:
            return "none"
        case LogVerdict.HEALTHY | LogVerdict.RECOVERED:
            return str(diagnosis.verdict.value)


def score(answers: Iterable[Answer], cause: str = "") -> Score:
    """Score one cause; without one all causes together, where an answer of none is no answer."""
    labelled = answered = right = 0
    for answer in answers:
        given = answer.cause
        wanted = given if answer.is_right else answer.log.cause
        labelled += wanted == cause if cause else wanted != "none"
        answered += given == cause if cause else given != "none"
        right += answer.is_right and (wanted == cause if cause else wanted != "none")
    return Score(labelled, answered, right)


def _rows(answers: Sequence[Answer]) -> Iterable[str]:
    by_part = {part: [answer for answer in answers if answer.log.part is part] for part in Part}
    yield "| cause | development: logs, precision, recall | held out: the same | fresh: the same | others': the same |"
    yield "| --- | --- | --- | --- | --- |"
    causes = sorted({answer.log.cause for answer in answers} | {answer.cause for answer in answers})
    for cause in causes:
        yield f"| `{cause}` | " + " | ".join(_cell(score(by_part[part], cause)) for part in Part) + " |"
    yield "| all | " + " | ".join(_cell(score(by_part[part])) for part in Part) + " |"
    for name, origin in (("lines of others", "foreign"), ("our own lines", "own")):
        chosen = [[answer for answer in by_part[part] if answer.log.origin == origin] for part in Part]
        yield f"| {name} | " + " | ".join(_cell(score(each)) for each in chosen) + " |"


def _cell(value: Score) -> str:
    return f"{value.labelled}, {value.precision:.2f}, {value.recall:.2f}"


def _summary(answers: Sequence[Answer]) -> Iterable[str]:
    for part in Part:
        mine = [answer for answer in answers if answer.log.part is part]
        right = sum(answer.is_right for answer in mine)
        device = sum(answer.oceanremote == answer.log.oceanremote for answer in mine)
        found = [answer for answer in mine if answer.can_quote]
        quoted = sum(answer.quoted for answer in found)
        yield (
            f"- {part.value}: {right} of {len(mine)} first answers right, {quoted} of {len(found)} quote the line that"
            f" tells it, {device} of {len(mine)} know whether it is an OceanRemote device"
        )


def _calibration(answers: Sequence[Answer]) -> Iterable[str]:
    yield "| said | development: right of all | held out | fresh | others' |"
    yield "| --- | --- | --- | --- | --- |"
    for low, high in CONFIDENCES:
        counts = []
        for part in Part:
            said = [
                each for each in answers if each.log.part is part and each.confidence and low <= each.confidence <= high
            ]
            counts.append(f"{sum(each.is_right for each in said)} of {len(said)}")
        yield f"| {low} to {high} % | " + " | ".join(counts) + " |"


def report(answers: Sequence[Answer]) -> str:
    """Give the tables as docs/diagnose.md has them."""
    return "\n".join([*_rows(answers), "", *_summary(answers), "", *_calibration(answers)])


def with_report(page: str, text: str) -> str:
    """Give the text of docs/diagnose.md with the tables in their place."""
    before, _, rest = page.partition(_BEGIN)
    return f"{before}{_BEGIN}{text}\n\n{_END}{rest.partition(_END)[2]}"


def main(arguments: Sequence[str]) -> None:
    """Print the tables; `-v` names wrong answers too, except the held-out half's; `--write` puts them into the page."""
    answers = [ask(log) for log in read_logs()]
    lines = [report(answers)]
    if "--write" in arguments:
        PAGE.write_text(with_report(PAGE.read_text("utf-8"), lines[0]), "utf-8")
    if "-v" in arguments:
        wrong = [each for each in answers if not each.is_right and each.log.part is not Part.HELD_OUT]
        lines += ["", *(f"{each.log.name}: {each.cause} {each.confidence} %, not {each.log.cause}" for each in wrong)]
    print("\n".join(lines))  # noqa: T201 - this is its output


if __name__ == "__main__":
    main(sys.argv[1:])
