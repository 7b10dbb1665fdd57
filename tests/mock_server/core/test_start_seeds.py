"""The seeds of a server that is started again."""

from hypothesis import given
from hypothesis import strategies as st

from oceanhil.mock_server.core.shared_operations import seed_after


@given(st.integers(-(2**255), 2**255), st.integers(1, 1000), st.integers(1, 1000))
def test_each_start_has_a_seed_of_its_own_and_the_first_the_one_that_was_given(seed: int, one: int, other: int) -> None:
    assert seed_after(seed, 0) == seed
    assert seed_after(seed, one) != seed
    assert (seed_after(seed, one) == seed_after(seed, other)) is (one == other)
    assert (seed_after(seed, one) == seed_after(seed + 1, other)) is False
