"""Reading a serial log that a user captured and naming the documented cause of what it shows.

What is known stands in two data files: `signals.toml` says what a line means, `causes.toml` which lines point to
which cause, with the remedy and the scenarios that reproduce it. The code only cleans lines (`captured`), reads each
(`wording`), keeps in mind what they tell together (`history`) and matches rules; it takes text and gives data, without
I/O.
"""

from oceanhil.analysis.diagnosis.engine import diagnose, diagnose_lines
from oceanhil.analysis.diagnosis.model import Diagnosis, Evidence, Finding, LogVerdict
from oceanhil.analysis.diagnosis.recognition import recognise_lines, recognise_log

__all__ = [
    "Diagnosis",
    "Evidence",
    "Finding",
    "LogVerdict",
    "diagnose",
    "diagnose_lines",
    "recognise_lines",
    "recognise_log",
]
