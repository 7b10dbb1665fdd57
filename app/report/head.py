"""What a report says about the whole session, besides the results."""

from collections.abc import Mapping

import msgspec


class ReportHead(msgspec.Struct, frozen=True, kw_only=True):
    """The session's facts. Whoever ran it knows them; a report only shows them.

    `started` is shown as it is (say, ISO 8601); `versions` names a component and its version; `sources` gives, for a
    scenario's id, the documented cause it comes from, such as `Token Invalid or Expired, cause 1`; `remedies` gives the
    remedy in words; `replay_options` what belongs behind its replay ID on a command line, with a space before it.
    """

    world: str
    seed: int
    profile: str
    started: str = ""
    wall_s: float = 0.0
    versions: Mapping[str, str] = {}
    sources: Mapping[str, str] = {}
    remedies: Mapping[str, str] = {}
    replay_options: Mapping[str, str] = {}
    problems: tuple[str, ...] = ()
    """What went wrong beside the results: files that could not be collected, runs that did not begin, boards."""
    skipped: Mapping[str, str] = {}
    """What was skipped before anything in it was collected, and why."""
