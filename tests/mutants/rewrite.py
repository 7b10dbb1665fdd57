"""Breaking a function by changing its source, wherever it has been imported to."""

import importlib
import inspect
import textwrap
from types import CodeType, FunctionType

import pytest

Change = tuple[str, str]
"""What stands in the source once, and what shall stand there instead."""


def rewrite(patch: pytest.MonkeyPatch, target: str, *changes: Change) -> None:
    """Give the function called `package.module:Class.method` the code of its changed source until the patch ends."""
    function = _find(target)
    source = textwrap.dedent(inspect.getsource(function))
    for old, new in changes:
        assert source.count(old) == 1, f"{target} holds {old!r} {source.count(old)} times, expected once"
        source = source.replace(old, new)
    patch.setattr(function, "__code__", _compiled(function, source))


def _find(target: str) -> FunctionType:
    module, _, path = target.partition(":")
    found: object = importlib.import_module(module)
    for name in path.split("."):
        found = inspect.getattr_static(found, name)
    return _function_in(found)


def _function_in(found: object) -> FunctionType:
    # Below a cache, whose results are forgotten round each mutant, is the function itself.
    function = found.fget if isinstance(found, property) else inspect.unwrap(found) if callable(found) else found
    assert isinstance(function, FunctionType), f"{function!r} cannot be rewritten, expected a function"
    return function


def _compiled(function: FunctionType, source: str) -> CodeType:
    namespace = dict(function.__globals__)
    exec(compile(source, function.__code__.co_filename, "exec"), namespace)
    made = namespace[function.__name__]
    return _function_in(made).__code__
