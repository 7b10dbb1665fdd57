"""A statement of the contract that traffic alone can show to hold or not."""

from dataclasses import dataclass

from oceanhil.conformance.contract.item import Severity, Style
from oceanhil.protocol.profile import Kind
from oceanhil.remote.wire.need import Need

RECORDED = Need("recording", "an exchange in the recording that shows it")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """As an item of a live run, but for the trial: recordings are only looked at."""

    id: str
    title: str
    kind: Kind
    source: str
    severity: Severity = Severity.MAJOR
    style: Style = Style.NEGATIVE
