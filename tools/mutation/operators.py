"""The kinds of mutants: slips of a programmer, each the smallest that there is of its kind."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator

from tools.mutation.places import DECLARED_ONLY, Place

Change = tuple[str, ast.AST]

_COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_REACHED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.BitXor: ast.BitAnd,
}
_SWAPPED = dict(
    pair
    for one, other in (
        ("min", "max"),
        ("any", "all"),
        ("startswith", "endswith"),
        ("lower", "upper"),
        ("lstrip", "rstrip"),
        ("ljust", "rjust"),
        ("find", "rfind"),
        ("index", "rindex"),
        ("partition", "rpartition"),
        ("removeprefix", "removesuffix"),
    )
    for pair in ((one, other), (other, one))
)


def changes(place: Place) -> Iterator[Change]:
    """Yield kind and replacement of every mutant at one place; the replacements share nothing with the tree."""
    node = place.node
    if isinstance(node, ast.stmt):
        yield from _of_statement(node, place)
    elif isinstance(node, ast.expr):
        yield from _of_condition(node, place)
        yield from _of_expression(node)
        yield from _of_arguments(node)


def _of_statement(node: ast.stmt, place: Place) -> Iterator[Change]:
    match node:
        case ast.Expr(ast.Call() | ast.Await()) | ast.Raise():
            yield "statement left out", ast.Pass()
        # Not `del name`, which only says that an argument is not used.
        case ast.Delete(targets=[ast.Attribute() | ast.Subscript(), *_]):
            yield "statement left out", ast.Pass()
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript() | ast.Tuple()]):
            yield "statement left out", ast.Pass()
        case ast.AugAssign():
            yield "statement left out", ast.Pass()
            yield "operator", _with(node, op=_REACHED[type(node.op)]())
        case ast.Assign(targets=[ast.Name()]) if _in_function(place) and not _is_none(node.value):
            yield "value lost", _with(node, value=ast.Constant(None))
        case ast.Return(ast.expr() as value) if not _is_nothing(value):
            yield "value lost", _with(node, value=ast.Constant(None))
        case ast.Break():
            yield "jump", ast.Continue()
        case ast.Continue():
            yield "jump", ast.Break()


def _in_function(place: Place) -> bool:
    return not isinstance(place.parent, ast.Module | ast.ClassDef)


def _of_condition(node: ast.expr, place: Place) -> Iterator[Change]:
    match place.parent, place.attribute:
        case (
            (ast.If() | ast.While() | ast.IfExp(), "test") | (ast.comprehension(), "ifs") | (ast.match_case(), "guard")
        ):
            # A comparison is turned round by itself, and `not` is taken away.
            if not isinstance(node, ast.Compare | ast.UnaryOp):
                yield "condition", ast.UnaryOp(ast.Not(), copy.deepcopy(node))
        case (ast.For() | ast.AsyncFor() | ast.comprehension(), "iter"):
            yield "nothing to go through", ast.Tuple([], ast.Load())


def _of_expression(node: ast.expr) -> Iterator[Change]:
    match node:
        case ast.Compare(ops=[*ops]):
            for at, op in enumerate(ops):
                for other in _COMPARED[type(op)]:
                    yield "comparison", _with(node, ops=[*ops[:at], other(), *ops[at + 1 :]])
        case ast.BinOp(op=op):
            yield "operator", _with(node, op=_REACHED[type(op)]())
        case ast.BoolOp(op=op):
            yield "and, or", _with(node, op=ast.Or() if isinstance(op, ast.And) else ast.And())
        case ast.UnaryOp(ast.Not() | ast.USub() | ast.Invert(), operand):
            yield "operator", copy.deepcopy(operand)
        case ast.Constant(value):
            for other_value in _other_values(value):
                yield "constant", ast.Constant(other_value)
        case ast.Name(name) | ast.Attribute(attr=name) if name in _SWAPPED:
            other_name = {"id": _SWAPPED[name]} if isinstance(node, ast.Name) else {"attr": _SWAPPED[name]}
            yield "other function", _with(node, **other_name)
        case ast.Subscript(slice=ast.Slice(lower, upper) as cut):
            if lower is not None:
                yield "bound left out", _with(node, slice=_with(cut, lower=None))
            if upper is not None:
                yield "bound left out", _with(node, slice=_with(cut, upper=None))


def _other_values(value: object) -> Iterator[bool | float | str | bytes]:
    match value:
        case bool():
            yield not value
        case int() | float():
            yield value + 1
            yield value - 1
        # Text with blanks is prose for people: its words are nobody's behaviour.
        case str() if not any(letter.isspace() for letter in value.strip("\n ")):
            yield f"XX{value}" if value else "XX"
        case bytes():
            yield b"XX" + value


def _of_arguments(node: ast.expr) -> Iterator[Change]:
    if isinstance(node, ast.Call):
        for at, keyword in enumerate(node.keywords):
            # `strict=False` is what zip does anyway; ruff wants it said.
            is_default = keyword.arg == "strict" and isinstance(keyword.value, ast.Constant) and not keyword.value.value
            if keyword.arg is not None and keyword.arg not in DECLARED_ONLY and not is_default:
                yield "argument left out", _with(node, keywords=node.keywords[:at] + node.keywords[at + 1 :])


def _is_nothing(node: ast.expr) -> bool:
    """Say whether a value stands for nothing as None does: False, 0, an empty text or tuple."""
    match node:
        case ast.Constant(value):
            return not value
        case ast.Tuple(elts=[]) | ast.List(elts=[]) | ast.Dict(keys=[]):
            return True
    return False


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _with(node: ast.AST, **changed: object) -> ast.AST:
    twin = copy.copy(node)
    for name, value in changed.items():
        setattr(twin, name, value)
    return copy.deepcopy(twin)
