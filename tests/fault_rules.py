"""Fault rules for tests, put together from what `oceanhil.protocol.faults` declares of each kind."""

import msgspec
from hypothesis import strategies as st

from oceanhil.protocol.faults import AnswerChange, Fault, FaultKind, FaultRule, Malformation, Match

REQUEST_FAULTS = tuple(kind for kind in FaultKind if kind.is_of_requests)


def rule_of(kind: FaultKind, *, path: str = "", times: int = 0, **values: object) -> FaultRule:
    """Make a rule; of `values`, named as in JSON, the kind gets what it has."""
    own = {parameter.name: values[parameter.name] for parameter in kind.parameters if parameter.name in values}
    if "change" in own and msgspec.convert(own["change"], AnswerChange).leaves_nothing:
        own = {name: value for name, value in own.items() if name not in {"fields", "without"}}
    fault = msgspec.convert({"kind": kind, **own}, Fault)
    return FaultRule(fault, Match(path=path or None), times=times or None)


def fault_rules(paths: st.SearchStrategy[str], times: st.SearchStrategy[int]) -> st.SearchStrategy[FaultRule]:
    """Rules of every kind that strikes requests."""
    return st.builds(
        rule_of,
        st.sampled_from(REQUEST_FAULTS),
        path=paths,
        times=times,
        status=st.sampled_from([200, 204, 302, 400, 401, 403, 404, 410, 418, 429, 500, 503]),
        retry_after=st.sampled_from([None, 1, 60, 100_000]),
        seconds=st.integers(0, 30),
        bytes=st.integers(1, 200),
        bytes_per_second=st.integers(1, 500),
        how=st.sampled_from(Malformation),
        change=st.sampled_from(AnswerChange),
        fields=st.sampled_from([None, {}, {"expires_in": 0}]),
        without=st.sampled_from([None, "expires_in"]),
    )
