"""How much a report on the terminal says."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Detail:
    """How much is said."""

    is_quiet: bool = False
    """Only the sum, and the ids of what fails the run."""
    is_verbose: bool = False
    """Also every item that conforms, and every exchange of one that does not."""
