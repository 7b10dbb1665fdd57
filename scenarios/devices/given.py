"""What is prepared before the first step: settings, network, firmware and its registration token."""

from enum import Enum

import msgspec

from oceanhil.protocol.record import StorePolicy
from oceanhil.protocol.suggestion import suggestion
from oceanhil.scenarios.devices.firmware import FirmwareChoice
from oceanhil.scenarios.devices.steps import NETWORK_STEPS
from oceanhil.scenarios.devices.steps.device import Flash
from oceanhil.scenarios.devices.steps.server import Generate, Settings
from oceanhil.scenarios.forms import read_struct
from oceanhil.scenarios.language import Given, Prepared
from oceanhil.scenarios.mistakes import Mistakes, Place
from oceanhil.scenarios.nodes import ListNode, MapNode, Node, TextNode, kind_of
from oceanhil.scenarios.templates import StepTemplate, bind_all
from oceanhil.scenarios.variables import STORE, STORES, Variables, substitute


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


class PreparedDevices(Prepared, frozen=True):
    """What is given in one case, with the firmware that every device begins with."""

    choice: FirmwareChoice = FirmwareChoice()


class GivenDevices(Given):
    """The preparation of a scenario: steps, and the node of the firmware."""

    def __init__(self, templates: tuple[StepTemplate, ...], firmware: Node | None) -> None:
        self._templates = templates
        self._firmware = firmware

    def variables(self, found: Variables) -> Variables:
        """The store policy that the firmware names, or the default one."""
        return {STORE: self._store_word(found)}

    def bind(self, variables: Variables, mistakes: Mistakes) -> PreparedDevices:
        """The firmware, with the store policy of the case if it has one, then the steps that prepare the run."""
        choice = FirmwareChoice()
        if self._firmware is not None:
            node = substitute(self._firmware, variables, mistakes)
            choice = read_struct(FirmwareChoice, node, mistakes, "given.firmware") or choice
        if variables[STORE] in STORES:
            choice = msgspec.structs.replace(choice, store=StorePolicy(variables[STORE]))
        return PreparedDevices(bind_all(self._templates, variables, mistakes), choice.needs, choice)

    def _store_word(self, variables: Variables) -> str:
        node = self._firmware.get(STORE) if isinstance(self._firmware, MapNode) else None
        if not isinstance(node, TextNode):
            return StorePolicy.REFERENCE.value
        found = substitute(node, variables, Mistakes())
        return found.text if isinstance(found, TextNode) else node.text


def read_given(node: Node | None, place: Place, mistakes: Mistakes) -> GivenDevices:
    """Read the key `given`; without it a fresh registration token is on the device. `place` is the scenario's."""
    form = GivenForm() if node is None else read_struct(GivenForm, node, mistakes, "given")
    if form is None:
        return GivenDevices((), None)
    place = place if node is None else node.place
    templates: list[StepTemplate] = []
    if form.settings is not None:
        templates.append(StepTemplate(Settings, form.settings.place, form.settings))
    if form.network is not None:
        templates += _network(form.network, mistakes)
    if form.token is GivenToken.FRESH:
        templates += [StepTemplate(Generate, place, None), StepTemplate(Flash, place, None)]
    for template in templates:
        template.check(mistakes)
    return GivenDevices(tuple(templates), form.firmware)


def _network(node: Node, mistakes: Mistakes) -> list[StepTemplate]:
    if not isinstance(node, MapNode):
        words = ", ".join(NETWORK_STEPS)
        mistakes.add(node.place, f"given.network is {kind_of(node)}; expected a mapping with {words}")
        return []
    templates: list[StepTemplate] = []
    for entry in node.entries:
        step = NETWORK_STEPS.get(entry.key.text)
        if step is None:
            hint = suggestion(entry.key.text, NETWORK_STEPS)
            mistakes.add(entry.key.place, f"unknown key {entry.key.text!r} in given.network; {hint}")
            continue
        arguments = entry.value.items if isinstance(entry.value, ListNode) else (entry.value,)
        templates += [StepTemplate(step, argument.place, argument) for argument in arguments]
    return templates
