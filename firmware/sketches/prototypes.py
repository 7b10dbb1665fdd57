"""The prototypes that a sketch lacks: which of its functions need one, and where they all go.

What is read is C++ after the preprocessor, of which the lines of the sketch alone are left: macros before a function's
name are what they stand for, and of `#if` one branch is there. So read arduino-builder and Arduino CLI it, too
(https://arduino.github.io/arduino-cli/latest/sketch-build-process/#pre-processing).

They go before the first function, or before a variable that is made with the name of a function, as a timer with its
callback. A prototype that cannot be right there is left out: of a type that the sketch declares further down, of a
result that only the body tells, of a specialisation, of an operator. Default arguments stay with the definition alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from tree_sitter import Language, Node, Parser
from tree_sitter_cpp import language

_LINKAGE: Final = "linkage_specification"
_FUNCTION: Final = "function_definition"
_TEMPLATE: Final = "template_declaration"
_BODIES: Final = frozenset({"compound_statement", "try_statement"})
_TYPES: Final = frozenset({"struct_specifier", "class_specifier", "union_specifier", "enum_specifier"})
_NAMED_TYPES: Final = frozenset({"type_definition", "alias_declaration"})
_DEFAULTS: Final = frozenset({"optional_parameter_declaration", "optional_type_parameter_declaration"})


@dataclass(frozen=True, slots=True)
class Prototype:
    """A declaration of a function, and the row (from 0) in which its definition begins."""

    row: int
    text: str


@dataclass(frozen=True, slots=True)
class Prototypes:
    """What is to be declared before the row `before`."""

    before: int
    declared: tuple[Prototype, ...]


@dataclass(frozen=True, slots=True)
class _Function:
    """A function of the file's own scope: all of its definition, the part below a template's head, how it is linked."""

    whole: Node
    definition: Node
    linkage: str

    @property
    def name(self) -> Node | None:
        """Its name, None for a method, an operator or a specialisation."""
        declarator = _declarator(self.definition)
        named = declarator and declarator.child_by_field_name("declarator")
        while named is not None and named.type in {"parenthesized_declarator", "pointer_declarator"}:
            named = _first(named, {"identifier", "pointer_declarator", "function_declarator"})
        return named if named is not None and named.type == "identifier" else None


def prototypes_in(source: bytes) -> Prototypes | None:
    """Give the prototypes that a sketch of these lines needs; None if it has no function."""
    root = _parser().parse(source).root_node
    functions = [each for each in _functions(root, "") if each.name is not None]
    if not functions:
        return None
    first = _first_use(root, functions)
    late = {name for name, place in _type_places(root).items() if place >= first.start_byte}
    declared = _declared(root)
    needed = (each for each in functions if _key(each.definition) not in declared and _can_be_declared(each, late))
    return Prototypes(
        first.start_point.row, tuple(Prototype(each.whole.start_point.row, _text(each)) for each in needed)
    )


@cache
def _parser() -> Parser:
    return Parser(Language(language()))


def _functions(scope: Node, linkage: str) -> Iterator[_Function]:
    """Give the functions right in a scope and in what only says how they are linked; none of classes or namespaces."""
    for node in scope.named_children:
        match node.type:
            case "function_definition" if _body(node) is not None:
                yield _Function(node, node, linkage)
            case "template_declaration":
                inner = _first(node, {_FUNCTION})
                if inner is not None and _body(inner) is not None:
                    yield _Function(node, inner, linkage)
            case "linkage_specification" | "declaration_list":
                yield from _functions(node, _linkage(node) or linkage)


def _linkage(node: Node) -> str:
    value = node.child_by_field_name("value")
    return f"extern {_words(value)} " if value is not None else ""


def _first_use(root: Node, functions: list[_Function]) -> Node:
    """Give what the prototypes go before: at the outermost level, so that it stands in no braces."""
    names = {each.name.text for each in functions if each.name is not None}
    until = functions[0].whole.start_byte
    for node in root.named_children:
        if node.end_byte > until or (node.type == "declaration" and _is_made_with(node, names)):
            return node
    return functions[0].whole


def _is_made_with(node: Node, names: set[bytes | None]) -> bool:
    """Tell of a declaration whether a variable in it begins with the name of a function."""
    values = (value for each in _below(node) if (value := each.child_by_field_name("value")) is not None)
    if any(each.type == "identifier" and each.text in names for value in values for each in _below(value)):
        return True
    # `Timer timer(tick);` reads as a function with a parameter of the type `tick`.
    parameters = (each for each in _below(node) if each.type == "parameter_declaration" and each.named_child_count == 1)
    return any(each.named_children[0].text in names for each in parameters)


def _can_be_declared(function: _Function, late: set[bytes | None]) -> bool:
    head = list(_head(function))
    known = not any(each.type == "type_identifier" and each.text in late for each in head)
    return known and _has_type(function.definition) and not any(_is_in_the_way(each) for each in head)


def _has_type(definition: Node) -> bool:
    """Tell whether a definition says what it gives; `auto` does with `->` alone."""
    kind, declarator = definition.child_by_field_name("type"), _declarator(definition)
    if kind is None or declarator is None:
        return False
    return kind.type != "placeholder_type_specifier" or _first(declarator, {"trailing_return_type"}) is not None


def _is_in_the_way(node: Node) -> bool:
    """Tell of a part of a head whether it may stand in one place alone, or was not understood."""
    makes_a_type = node.type in _TYPES and node.child_by_field_name("body") is not None
    specialises = node.type == "template_parameter_list" and not node.named_children
    return makes_a_type or specialises or node.is_error or node.is_missing


def _head(function: _Function) -> Iterator[Node]:
    """Give what a function consists of without its body."""
    if function.whole is not function.definition:
        yield from (each for part in function.whole.named_children[:-1] for each in _below(part))
    for part in function.definition.children:
        if part.type not in _BODIES:
            yield from _below(part)


def _text(function: _Function) -> str:
    """Give the prototype: the head as it is written, without default values."""
    body = _body(function.definition)
    assert body is not None
    source, start = function.whole.text or b"", function.whole.start_byte
    end = body.start_byte
    for node in sorted(_defaults(function), key=lambda each: -each[0]):
        source = source[: node[0] - start] + source[node[1] - start :]
        end -= node[1] - node[0]
    return f"{function.linkage}{' '.join(source[: end - start].decode('utf-8', 'replace').split())};"


def _defaults(function: _Function) -> Iterator[tuple[int, int]]:
    """Give where defaults stand, each with its `=`."""
    for node in _head(function):
        sign = next((each for each in node.children if each.type == "="), None)
        if node.type in _DEFAULTS and sign is not None:
            yield sign.start_byte, node.end_byte


def _body(definition: Node) -> Node | None:
    """Give the body of a definition; None if it has none, as with `= delete`."""
    return next((each for each in definition.children if each.type in _BODIES), None)


def _declared(scope: Node) -> set[tuple[bytes | None, ...]]:
    """Give what the sketch declares itself: names with the types of their parameters."""
    found = set()
    for node in scope.named_children:
        if node.type == "declaration" and _declarator(node) is not None:
            found.add(_key(node))
        elif node.type in {_LINKAGE, "declaration_list", _TEMPLATE}:
            found |= _declared(node)
    return found


def _key(node: Node) -> tuple[bytes | None, ...]:
    """Give by what a function is known: its name and the types of its parameters, whatever these are called."""
    declarator = _declarator(node)
    assert declarator is not None
    name, parameters = (declarator.child_by_field_name(each) for each in ("declarator", "parameters"))
    types = tuple(_type_of(each) for each in (parameters.named_children if parameters is not None else ()))
    return (name.text if name is not None else None, *(() if types == (b"void",) else types))


def _type_of(parameter: Node) -> bytes:
    """Give a parameter without its name and its default, in one spelling."""
    names = {each.start_byte for each in _below(parameter) if each.type == "identifier"}
    default = parameter.child_by_field_name("default_value")
    end = parameter.end_byte if default is None else default.start_byte
    leaves = (each for each in _below(parameter) if not each.children and each.start_byte < end)
    return b" ".join(each.text or b"" for each in leaves if each.start_byte not in names and each.type != "=")


def _type_places(root: Node) -> dict[bytes | None, int]:
    """Give the types that the sketch declares outside of functions, and where each is known from."""
    places: dict[bytes | None, int] = {}
    for node in _below(root, without=_BODIES):
        if node.type in _TYPES and (node.parent == root or node.child_by_field_name("body") is not None):
            names = node.children_by_field_name("name")
        elif node.type in _NAMED_TYPES:
            names = [*node.children_by_field_name("declarator"), *node.children_by_field_name("name")]
        else:
            continue
        for name in names:
            places.setdefault(name.text, node.start_byte)
    return places


def _declarator(node: Node) -> Node | None:
    """Give the part of a definition or a declaration that holds name and parameters; None if there is no function."""
    found = node.child_by_field_name("declarator")
    while found is not None and found.type in {"pointer_declarator", "reference_declarator"}:
        found = _first(found, {"function_declarator", "pointer_declarator", "reference_declarator"})
    if found is None or found.type != "function_declarator":
        return None
    inner = found.child_by_field_name("declarator")
    nested = inner and next((each for each in _below(inner) if each.type == "function_declarator"), None)
    return nested or found


def _first(node: Node, kinds: set[str]) -> Node | None:
    return next((each for each in node.named_children if each.type in kinds), None)


def _below(node: Node, without: frozenset[str] = frozenset()) -> Iterator[Node]:
    """Give a node and all that is in it, in the order of the text; an expression may be nested deeper than calls."""
    waiting = [node]
    while waiting:
        each = waiting.pop()
        yield each
        waiting += [child for child in reversed(each.children) if child.type not in without]


def _words(node: Node) -> str:
    return (node.text or b"").decode("utf-8", "replace")
