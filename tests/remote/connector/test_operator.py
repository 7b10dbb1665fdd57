"""The law of a run: nothing is touched but what it created, and all of that is removed."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oceanhil.remote.connector.connector import Operation
from oceanhil.remote.connector.control import ControlError, DoubtfulError, UnsaidError
from oceanhil.remote.connector.ledger import Ledger
from oceanhil.remote.connector.oceanremote import OPERATIONS
from oceanhil.remote.connector.operation import Value
from oceanhil.remote.connector.operator import clean_up_earlier
from tests.remote.connector.files import DELETE, REVOKE, TOKEN, WHOLE, read
from tests.remote.connector.operators import Done, Perform, cleaned_up, operator_on

ACTING = [spec.name for spec in OPERATIONS if spec.acts_on]


def well(operation: Operation, inputs: Mapping[str, Value]) -> Mapping[str, str]:
    del inputs
    return {"id": "d1", "token": "t"} if operation.spec.creates else dict.fromkeys(operation.spec.gives, "ONLINE")


def badly(operation: Operation, inputs: Mapping[str, Value]) -> Mapping[str, str]:
    del inputs
    raise ControlError(f"{operation.spec.name}: out of order", operation.spec.name)


def in_turn(*outcomes: Perform) -> Perform:
    left = iter(outcomes)

    def perform(operation: Operation, inputs: Mapping[str, Value]) -> Mapping[str, str]:
        return next(left)(operation, inputs)

    return perform


@pytest.mark.slow
@settings(max_examples=50)
@given(st.lists(st.tuples(st.sampled_from(["registration-token", *ACTING]), st.sampled_from(["d1", "x"])), max_size=12))
def test_no_operation_ever_gets_an_id_that_the_run_did_not_create(calls: list[tuple[str, str]]) -> None:
    done = Done(well)
    operator = operator_on(WHOLE, done)
    created: set[str] = set()
    for name, identity in calls:
        inputs: dict[str, Value] = {"id": identity} if name in ACTING else {"board": "esp32", "name": "n"}
        try:
            values = operator.perform(name, inputs)
        except ControlError:
            assert identity not in created
            continue
        created |= {values["id"]} if name == "registration-token" else set()
        assert name not in ACTING or identity in created
        created -= {identity} if name == "delete" else set()


def test_an_id_of_somebody_else_is_refused_before_anything_is_sent() -> None:
    done = Done(well)
    with pytest.raises(ControlError, match="'theirs' was not created by this run, and nothing else is touched"):
        operator_on(WHOLE, done).perform("delete", {"id": "theirs"})
    assert done.asked == []


def test_what_was_created_is_deleted_newest_first() -> None:
    ledger, done = Ledger(), Done(well)
    for identity in ("d1", "d2"):
        ledger.created("device", identity, identity)
    assert cleaned_up(operator_on(WHOLE, done, ledger)) == []
    assert [(name, inputs["id"]) for name, inputs in done.asked] == [("delete", "d2"), ("delete", "d1")]


def test_what_cannot_be_deleted_is_revoked_and_named() -> None:
    ledger = Ledger()
    ledger.created("device", "d1", "conform-1")
    (line,) = cleaned_up(operator_on(TOKEN + REVOKE, Done(well), ledger))
    assert line == "device 'd1' ('conform-1'): revoke is done, and it is still listed; delete it on the server"
    assert ledger.entries == ()


def test_what_cannot_be_removed_at_all_is_named_and_stays_in_the_ledger() -> None:
    ledger = Ledger()
    ledger.created("device", "d1")
    (line,) = cleaned_up(operator_on(TOKEN, Done(well), ledger))
    why = "the connector does not say how to delete it; delete it on the server, or add the operation delete to "
    assert line.startswith(f"device 'd1': {why}")
    assert line.endswith(".toml and run --clean-up")
    assert [entry.id for entry in ledger.entries] == ["d1"]


def test_a_delete_that_fails_is_followed_by_a_revoke() -> None:
    ledger = Ledger()
    ledger.created("device", "d1")
    done = Done(lambda operation, inputs: (badly if operation.spec.name == "delete" else well)(operation, inputs))
    cleaned_up(operator_on(TOKEN + DELETE + REVOKE, done, ledger))
    assert [name for name, _ in done.asked] == ["delete", "revoke"]


def test_what_a_delete_that_fails_has_left_is_deleted_when_it_works() -> None:
    ledger = Ledger()
    ledger.created("device", "d1")
    works = [False]
    done = Done(
        lambda operation, inputs: (well if works[0] or operation.spec.name != "delete" else badly)(operation, inputs)
    )
    (line,) = cleaned_up(operator_on(TOKEN + DELETE + REVOKE, done, ledger))
    assert line == (
        "device 'd1': revoke is done, and it is still listed;"
        " run --clean-up when delete works, or delete it on the server"
    )
    works[0] = True
    assert cleaned_up(operator_on(TOKEN + DELETE + REVOKE, done, ledger)) == []
    assert ledger.entries == ()


def test_after_three_failures_in_a_row_an_operation_is_not_tried_again() -> None:
    done = Done(badly)
    operator = operator_on(TOKEN, done)
    for _ in range(5):
        with pytest.raises(ControlError):
            operator.perform("registration-token", {"board": "esp32", "name": "n"})
    assert len(done.asked) == 3
    with pytest.raises(ControlError, match="not tried again after 3 failures in a row; the last: out of order"):
        operator.perform("registration-token", {"board": "esp32", "name": "n"})


def test_a_success_in_between_begins_the_count_anew() -> None:
    done = Done(in_turn(badly, badly, well, badly, badly, badly))
    operator = operator_on(TOKEN, done)
    for _ in range(6):
        try:
            operator.perform("registration-token", {"board": "esp32", "name": "n"})
        except ControlError:
            continue
    assert len(done.asked) == 6


def test_clean_up_tries_again_what_the_run_had_given_up() -> None:
    ledger = Ledger()
    ledger.created("device", "d1")
    done = Done(in_turn(badly, badly, badly, well))
    operator = operator_on(DELETE, done, ledger)
    for _ in range(3):
        with pytest.raises(ControlError):
            operator.perform("delete", {"id": "d1"})
    assert cleaned_up(operator) == []


def test_a_device_of_which_only_the_id_could_be_read_is_removed_too() -> None:
    def half(operation: Operation, inputs: Mapping[str, Value]) -> Mapping[str, str]:
        if operation.spec.creates:
            raise DoubtfulError("no token", operation.spec.name, {"id": "d9"})
        return well(operation, inputs)

    done = Done(half)
    operator = operator_on(TOKEN + DELETE, done)
    with pytest.raises(ControlError):
        operator.perform("registration-token", {"board": "esp32", "name": "n"})
    assert cleaned_up(operator) == []
    assert (done.asked[-1][0], done.asked[-1][1]["id"]) == ("delete", "d9")


def test_a_device_that_may_be_there_without_a_known_id_is_named() -> None:
    def late(operation: Operation, inputs: Mapping[str, Value]) -> Mapping[str, str]:
        del inputs
        raise DoubtfulError("not answered", operation.spec.name)

    operator = operator_on(TOKEN + DELETE, Done(late))
    with pytest.raises(ControlError):
        operator.perform("registration-token", {"board": "esp32", "name": "conform-7"})
    assert cleaned_up(operator) == ["device 'conform-7' may be there, its id is not known; look for it on the server"]


def test_what_an_earlier_run_left_is_removed_with_a_count() -> None:
    ledger = Ledger()
    ledger.created("device", "d1")
    ledger.created("device", "d2")
    done = Done(lambda operation, inputs: (badly if inputs["id"] == "d2" else well)(operation, inputs))
    cleaned = clean_up_earlier(read(DELETE), done, [ledger], has_prompt=False)
    assert (cleaned.removed, len(cleaned.left)) == (1, 1)


def test_an_operation_that_the_file_does_not_say_is_missing_by_name() -> None:
    operator = operator_on(TOKEN, Done(well))
    assert not operator.can("delete")
    with pytest.raises(UnsaidError, match="delete: the connector 'connector' does not say how"):
        operator.perform("delete", {"id": "d1"})
