"""A test over all rows of a table."""

from __future__ import annotations

import pytest

from tests.together import together


def test_every_row_is_tried_and_those_that_fail_are_told_together_with_their_parameters() -> None:
    tried = []

    @together
    @pytest.mark.parametrize("number", [1, 2, 3, 4])
    def even(number: int) -> None:
        tried.append(number)
        assert number % 2 == 0, f"{number} is odd"

    with pytest.raises(ExceptionGroup, match="2 of 4 rows") as failed:
        even()
    assert tried == [1, 2, 3, 4]
    assert [(str(each).splitlines()[0], each.__notes__) for each in failed.value.exceptions] == [
        ("1 is odd", ["with number=1"]),
        ("3 is odd", ["with number=3"]),
    ]


def test_tables_above_each_other_are_tried_in_all_combinations() -> None:
    tried = []

    @together
    @pytest.mark.parametrize("letter", ["a", pytest.param("b", id="B")])
    @pytest.mark.parametrize(("number", "word"), [(1, "one"), pytest.param(2, "two")])
    def tells(letter: str, number: int, word: str) -> None:
        tried.append((letter, number, word))

    tells()
    assert sorted(tried) == [("a", 1, "one"), ("a", 2, "two"), ("b", 1, "one"), ("b", 2, "two")]


def test_a_table_without_rows_fails() -> None:
    @together
    @pytest.mark.parametrize("anything", [])
    def passes(anything: object) -> None:
        del anything

    with pytest.raises(AssertionError, match="a table without rows"):
        passes()


def test_a_row_with_a_mark_of_its_own_is_refused() -> None:
    @pytest.mark.parametrize("number", [pytest.param(1, marks=pytest.mark.slow)])
    def passes(number: int) -> None:
        del number

    with pytest.raises(AssertionError, match="a row with a mark"):
        together(passes)


def test_what_is_no_failed_assertion_ends_the_test_and_is_told_with_its_row() -> None:
    tried = []

    @together
    @pytest.mark.parametrize("divisor", [2, 0, 1])
    def divides(divisor: int) -> None:
        tried.append(divisor)
        assert 2 // divisor

    with pytest.raises(ZeroDivisionError) as failed:
        divides()
    assert (tried, failed.value.__notes__) == ([2, 0], ["with divisor=0"])


def test_of_a_long_parameter_the_ends_are_told() -> None:
    @together
    @pytest.mark.parametrize("text", ["a" + "x" * 20_000 + "b"])
    def is_short(text: str) -> None:
        assert len(text) < 20_000

    with pytest.raises(ExceptionGroup) as failed:
        is_short()
    (note,) = failed.value.exceptions[0].__notes__
    assert (note[:12], note[-2:], len(note) < 250) == ("with text='a", "b'", True)


def test_pytest_sees_one_test_with_the_fixtures_and_marks_that_are_left(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest
        from tests.together import together

        @pytest.fixture
        def most():
            return 3

        @pytest.mark.slow
        @together
        @pytest.mark.parametrize("number", [1, 2, 3])
        def test_small(number, most):
            assert number < most

        @together
        @pytest.mark.slow
        @pytest.mark.parametrize("number", [1, 2])
        def test_few(number):
            assert number
        """
    )
    pytester.makeini("[pytest]\nmarkers = slow: takes a while")
    result = pytester.runpytest_inprocess("-p", "no:cacheprovider", "-m", "slow")
    result.assert_outcomes(failed=1, passed=1)
    result.stdout.fnmatch_lines(["*1 of 3 rows*", "*assert 3 < 3*", "*with number=3*"])
