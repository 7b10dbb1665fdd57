"""A storm of one's own, from a YAML file: the deeds of `oceanhil.fleet.storm`, a mapping each.

    name: brown-out
    about: Half of the town is dark for five minutes.
    deeds:
      - {at: 0s, do: power_off, share: 0.5}
      - {at: 5m, do: power_on, share: 0.5, within: 1m}

Times are written as in scenarios. A file is read as scenarios are: bounded, and each mistake told with its line.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec

from oceanhil.fleet.storm import STORM_ACTS, Storm, StormDeed, StormError, not_given_back
from oceanhil.protocol.bounded_text import DataFileError
from oceanhil.protocol.data_files import read_data
from oceanhil.protocol.faults import FaultError
from oceanhil.protocol.suggestion import suggestion
from oceanhil.protocol.units import SECOND_US
from oceanhil.protocol.wording import os_reason
from oceanhil.scenarios.mistakes import Mistakes, ScenarioError
from oceanhil.scenarios.nodes import ListNode, MapNode, Node, TextNode, as_written
from oceanhil.scenarios.units import parse_duration
from oceanhil.scenarios.yaml_marks import parse

_KEYS: Final = ("name", "about", "deeds")
_WANTED: Final = "name, about and deeds"
_TIMES: Final[Mapping[str, str]] = {"at": "at_s", "within": "within_s", "for": "for_s"}
"""Words for times, and the fields that hold them in seconds."""
_SAID: Final[Mapping[str, str]] = {"trusted": "is_trusted"}
_OF_RULE: Final[Mapping[str, str]] = {"for": "duration"}
_WORDS: Final[Mapping[str, bool | None]] = {"true": True, "false": False, "null": None, "~": None, "": None}


def load_storm(path: Path) -> Storm:
    """Read a storm; raises StormError with a line for each mistake."""
    mistakes = Mistakes()
    try:
        root = parse(read_data(path), str(path), mistakes, _WANTED)
        mistakes.raise_any()
        assert root is not None
        return _storm(root, mistakes)
    except (DataFileError, ScenarioError) as error:
        raise StormError(str(error)) from None
    except OSError as error:
        raise StormError(f"{str(path)!r} cannot be read: {os_reason(error)}") from None


def _storm(root: Node, mistakes: Mistakes) -> Storm:
    if not isinstance(root, MapNode):
        raise StormError(f"{root.place}: {as_written(root)!r} is no storm; expected {_WANTED}")
    for entry in root.entries:
        if entry.key.text not in _KEYS:
            mistakes.add(entry.key.place, f"unknown key {entry.key.text!r}; {suggestion(entry.key.text, _KEYS)}")
    texts = {key: root.get(key) for key in _KEYS[:2]}
    for key, node in texts.items():
        if not isinstance(node, TextNode) or not node.text.strip():
            mistakes.add(root.place if node is None else node.place, f"{key!r} is missing, or no text")
    listed = root.get("deeds")
    deeds = [_deed(each, mistakes) for each in listed.items] if isinstance(listed, ListNode) else []
    if not isinstance(listed, ListNode):
        mistakes.add(root.place, "'deeds' is missing, or no list")
    mistakes.raise_any()
    try:
        name, about = (node.text if isinstance(node, TextNode) else "" for node in texts.values())
        storm = Storm(name, about, tuple(each for each in deeds if each is not None))
    except StormError as error:
        raise StormError(f"{root.place}: {error}") from None
    if lacking := not_given_back(storm):
        raise StormError(f"{root.place}: {lacking}")
    return storm


def _deed(node: Node, mistakes: Mistakes) -> StormDeed | None:
    if not isinstance(node, MapNode):
        mistakes.add(
            node.place, f"{as_written(node)!r} is no deed; expected a mapping such as {{at: 0s, do: power_off}}"
        )
        return None
    own = Mistakes()
    fields = {entry.key.text: _value(entry.key.text, entry.value, own) for entry in node.entries}
    at_s, does = fields.pop("at", None), fields.pop("do", None)
    if at_s is None and not own:
        own.add(node.place, "'at' is missing: when it is done, from the storm's beginning on")
    if does not in STORM_ACTS:
        own.add(node.place, f"'do' is {does!r}; {suggestion(str(does), STORM_ACTS)}")
    mistakes.add_all(own)
    if own:
        return None
    try:
        return msgspec.convert({"at_s": at_s, "act": _act(str(does), fields)}, StormDeed, strict=False)
    except (msgspec.ValidationError, FaultError, StormError) as error:
        mistakes.add(node.place, f"{does}: {error}")
        return None


def _act(does: str, fields: Mapping[str, object]) -> Mapping[str, object]:
    """Give what is done as its class has it: a fault's rule ends after the deed's time."""
    if does == "fault":
        return {"type": does, "rule": {_OF_RULE.get(key, key): value for key, value in fields.items()}}
    return {"type": does} | {_TIMES.get(key, _SAID.get(key, key)): value for key, value in fields.items()}


def _value(key: str, node: Node, mistakes: Mistakes) -> object:
    if key in _TIMES:
        return _seconds(node, mistakes)
    return _plain(node)


def _seconds(node: Node, mistakes: Mistakes) -> float | None:
    try:
        return parse_duration(as_written(node)) / SECOND_US
    except ValueError as error:
        mistakes.add(node.place, str(error))
        return None


def _plain(node: Node) -> object:
    """Give what stands in a field; which type it must have is the field's matter."""
    match node:
        case TextNode(text=text, quoted=is_quoted):
            return text if is_quoted else _WORDS.get(text, text)
        case ListNode(items=items):
            return [_plain(each) for each in items]
        case MapNode(entries=entries):
            return {entry.key.text: _plain(entry.value) for entry in entries}
