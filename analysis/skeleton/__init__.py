"""From a recorded serial session to the beginning of a scenario: what was seen, as steps that expect it."""

from oceanhil.analysis.skeleton.draft import Skeleton, make_skeleton

__all__ = ["Skeleton", "make_skeleton"]
