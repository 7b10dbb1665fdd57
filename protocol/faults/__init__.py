"""Faults between a device and its server: what goes wrong, for which requests, how often and how long.

This is the one declaration of a fault rule. Made from it are: how a rule is read and checked, its JSON, its schemas in
OpenAPI, the keys of the scenario step `server.fault` with their schema, and the tables of the documentation.

What holds:
- A rule that exists is right: making one raises FaultError, whether from Python, JSON or a scenario file.
- A kind has the parameters that are declared with it, and no others.
- A rule ends by itself if, while it is in force, nobody could take it away.

Beside rules stand faults of the path below HTTP (`PathFault`), which strike everything until they are mended.
"""

from oceanhil.protocol.faults.answers import AnswerChange, changed, quoting
from oceanhil.protocol.faults.kind import Arrival, Effect, Fate, FaultKind, Malformation, Parameter, kinds_named
from oceanhil.protocol.faults.path import PathFault, PathTrouble, TlsAlert
from oceanhil.protocol.faults.rule import Fault, FaultError, FaultRule, Form, Match, Unit, fits_path, forms, parse_rule
from oceanhil.protocol.faults.told import ALL_MADE_UP, change_words, laid_over, says_the_same

__all__ = [
    "ALL_MADE_UP",
    "AnswerChange",
    "Arrival",
    "Effect",
    "Fate",
    "Fault",
    "FaultError",
    "FaultKind",
    "FaultRule",
    "Form",
    "Malformation",
    "Match",
    "Parameter",
    "PathFault",
    "PathTrouble",
    "TlsAlert",
    "Unit",
    "change_words",
    "changed",
    "fits_path",
    "forms",
    "kinds_named",
    "laid_over",
    "parse_rule",
    "quoting",
    "says_the_same",
]
