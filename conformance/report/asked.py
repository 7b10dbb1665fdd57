"""What whoever reads a report has given already: it is repeated in the commands that are told, and not advised."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asked:
    """Options of the run."""

    options: str = ""
    """Those that another run takes too, as a shell takes them, with a blank before; empty where nothing is known."""
    profile: str = ""
    """The file that `--write-profile` names, empty if it was not given."""


NOTHING_KNOWN = Asked()
