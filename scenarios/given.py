"""What is prepared before the first step: settings, network, firmware and its registration token."""

from enum import Enum

import msgspec

from oceanhil.protocol.record import StorePolicy
from oceanhil.scenarios.firmware_choice import FirmwareChoice
from oceanhil.scenarios.forms import read_struct
from oceanhil.scenarios.levers import LEVERS
from oceanhil.scenarios.levers.base import Lever
from oceanhil.scenarios.levers.device import Flash
from oceanhil.scenarios.levers.server import Generate, Settings
from oceanhil.scenarios.mistakes import Mistakes, Place, suggestion
from oceanhil.scenarios.nodes import ListNode, MapNode, Node, TextNode, kind_of
from oceanhil.scenarios.steps import Step
from oceanhil.scenarios.templates import LeverTemplate
from oceanhil.scenarios.variables import Variables, substitute

_NETWORK_FAMILY = "radio."


class GivenToken(Enum):
    """What the main device has at the beginning."""

    FRESH = "fresh"
    """Firmware that was generated just now is on it."""
    NONE = "none"
    """Nothing is prepared."""


class GivenForm(msgspec.Struct, frozen=True, kw_only=True):
    """The keys of `given`."""

    token: GivenToken = GivenToken.FRESH
    settings: Node | None = None
    firmware: Node | None = None
    network: Node | None = None


class Given(msgspec.Struct, frozen=True):
    """The preparation of a scenario, before variables are replaced."""

    templates: tuple[LeverTemplate[Lever], ...]
    firmware: Node | None

    def bind(self, variables: Variables, mistakes: Mistakes) -> tuple[Step, ...]:
        """The steps that prepare the run."""
        return tuple(step for template in self.templates for step in template.bind(variables, mistakes))

    def choice(self, variables: Variables, mistakes: Mistakes) -> FirmwareChoice:
        """The firmware that every device begins with."""
        if self.firmware is None:
            return FirmwareChoice()
        node = substitute(self.firmware, variables, mistakes)
        return read_struct(FirmwareChoice, node, mistakes, "given.firmware") or FirmwareChoice()

    def store_word(self, variables: Variables) -> str:
        """The store policy that `firmware` names, or the default one."""
        node = self.firmware.get("store") if isinstance(self.firmware, MapNode) else None
        if not isinstance(node, TextNode):
            return StorePolicy.REFERENCE.value
        found = substitute(node, variables, Mistakes())
        return found.text if isinstance(found, TextNode) else node.text


def read_given(node: Node | None, place: Place, mistakes: Mistakes) -> Given:
    """Read the key `given`; without it a fresh registration token is on the device. `place` is the scenario's."""
    form = GivenForm() if node is None else read_struct(GivenForm, node, mistakes, "given")
    if form is None:
        return Given((), None)
    place = place if node is None else node.place
    templates: list[LeverTemplate[Lever]] = []
    if form.settings is not None:
        templates.append(LeverTemplate(Settings, form.settings.place, form.settings))
    if form.network is not None:
        templates += _network(form.network, mistakes)
    if form.token is GivenToken.FRESH:
        templates += [LeverTemplate(Generate, place, None), LeverTemplate(Flash, place, None)]
    for template in templates:
        template.check(mistakes)
    return Given(tuple(templates), form.firmware)


def _network(node: Node, mistakes: Mistakes) -> list[LeverTemplate[Lever]]:
    words = [name.removeprefix(_NETWORK_FAMILY) for name in LEVERS if name.startswith(_NETWORK_FAMILY)]
    if not isinstance(node, MapNode):
        mistakes.add(node.place, f"given.network is {kind_of(node)}; expected a mapping with {', '.join(words)}")
        return []
    templates: list[LeverTemplate[Lever]] = []
    for entry in node.entries:
        lever = LEVERS.get(_NETWORK_FAMILY + entry.key.text)
        if lever is None:
            hint = suggestion(entry.key.text, words)
            mistakes.add(entry.key.place, f"unknown key {entry.key.text!r} in given.network; {hint}")
            continue
        arguments = entry.value.items if isinstance(entry.value, ListNode) else (entry.value,)
        templates += [LeverTemplate(lever, argument.place, argument) for argument in arguments]
    return templates
