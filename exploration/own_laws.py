"""Laws in a file of somebody's own, read into the steps that stand for them behind each life.

What such a file is: a list of laws in YAML, each with `law` (its name), `says` (a sentence), and one of `never`,
`always` and `eventually` with a sighting, as the steps `expect.never`, `expect.always` and `expect.eventually` have it.
Or it is Python (`oceanhil.scenarios.devices.law`): there the step, `expect.law`, names the file and the law in it.

What it must not know: where the file is kept.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import msgspec

from oceanhil.exploration.disturbance import StepLine
from oceanhil.exploration.findings import law_of
from oceanhil.exploration.law_trial import looks_of
from oceanhil.exploration.life import BUILT_IN
from oceanhil.protocol.profile import Profile
from oceanhil.scenarios.devices.law import Law, Look
from oceanhil.scenarios.devices.law_file import laws_in
from oceanhil.scenarios.devices.steps.own_laws import ExpectAlways, ExpectEventually, ExpectNever, LawName, LawStep
from oceanhil.scenarios.devices.steps.python_laws import ExpectLaw
from oceanhil.scenarios.forms import read_struct
from oceanhil.scenarios.invariant_ids import InvariantId
from oceanhil.scenarios.language import ForPeople
from oceanhil.scenarios.mistakes import Mistakes, Place
from oceanhil.scenarios.names import Known, built_in_names, declared_in
from oceanhil.scenarios.nodes import Entry, ListNode, MapNode, Node, TextNode, as_text, as_yaml, kind_of, quoted, texts
from oceanhil.scenarios.templates import read_step
from oceanhil.scenarios.yaml_marks import parse

STEPS: Final[Mapping[str, type[LawStep]]] = {
    "never": ExpectNever,
    "always": ExpectAlways,
    "eventually": ExpectEventually,
}
BESIDE: Final = {"when": "always", "after": "eventually", "within": "eventually"}
IS: Final = "is"
_LAWS: Final = "a list of laws, each after '- '"
_VARIABLE: Final = "${"


class OwnLaw(msgspec.Struct, frozen=True):
    """A law, where it stands, and the step that stands for it."""

    name: str
    place: Place
    line: str
    """The step as it stands in a scenario behind its `- `."""

    @property
    def step(self) -> LawStep | ExpectLaw:
        """The step."""
        step = StepLine(self.line).placed(self.place).step
        assert isinstance(step, LawStep | ExpectLaw)
        return step


class LawForm(msgspec.Struct, frozen=True, kw_only=True):
    """The keys of a law in a file."""

    law: LawName
    says: ForPeople
    never: Node | None = None
    always: Node | None = None
    eventually: Node | None = None
    when: Node | None = None
    after: Node | None = None
    within: Node | None = None

    def __post_init__(self) -> None:
        kinds = [kind for kind in STEPS if getattr(self, kind) is not None]
        if len(kinds) != 1:
            has = " and ".join(map(repr, kinds)) or "none of them"
            raise ValueError(f"law {self.law!r} has {has}; expected one of 'never', 'always' and 'eventually'")
        for key, kind in BESIDE.items():
            if getattr(self, key) is not None and kind not in kinds:
                raise ValueError(f"{key!r} belongs to {kind!r}, not to {kinds[0]!r}; leave it out")


def read_laws(data: bytes, file: str, names: Known | None = None) -> Sequence[OwnLaw]:
    """Read a file of laws; raises ScenarioError with all its mistakes.

    `names` are known besides those of the built-in profile.
    """
    mistakes = Mistakes()
    root = parse(data, file, mistakes, _LAWS)
    if root is not None and not (isinstance(root, ListNode) and root.items):
        what = "nothing" if isinstance(root, ListNode) else kind_of(root)
        mistakes.add(root.place, f"found {what}; expected {_LAWS}")
    found = [law for item in (root.items if isinstance(root, ListNode) else ()) for law in _read_law(item, mistakes)]
    _refuse_taken(found, mistakes)
    mentions = mistakes.mentions
    declared_in(built_in_names().with_more(names), mentions, {}).refuse_unknown(mentions, mistakes)
    mistakes.raise_any()
    return found


def read_python_laws(file: str, profile: Profile) -> Sequence[OwnLaw]:
    """Run a file of laws in Python; raises LawFileError, and ScenarioError for names that are taken."""
    found = [_python_law(law, file, profile) for law in laws_in(file).values()]
    mistakes = Mistakes()
    _refuse_taken(found, mistakes)
    mistakes.raise_any()
    return found


def _python_law(law: Law, file: str, profile: Profile) -> OwnLaw:
    looks = looks_of(law, profile)
    looks_at = [each.value for each in Look if each in looks]
    line = f"{ExpectLaw.name}: {{law: {as_text(law.name)}, file: {quoted(file)}, looks_at: [{', '.join(looks_at)}]}}"
    return OwnLaw(law.name, Place(file, law.line, 1), line)


def _refuse_taken(laws: Iterable[OwnLaw], mistakes: Mistakes) -> None:
    seen = {*map(law_of, BUILT_IN), *(each.value.lower() for each in InvariantId)}
    for law in laws:
        if law.name in seen:
            mistakes.add(law.place, f"law {law.name!r} is there already; give each a name of its own")
        seen.add(law.name)


def _read_law(node: Node, mistakes: Mistakes) -> Iterator[OwnLaw]:
    form = read_struct(LawForm, node, mistakes, "a law")
    if form is None:
        return
    assert isinstance(node, MapNode)
    for text in texts(node):
        if _VARIABLE in text.text:
            mistakes.add(text.place, f"{text.text!r} has a variable in it, and a law knows none; write what is meant")
            return
    step = next(STEPS[kind] for kind in STEPS if getattr(form, kind) is not None)
    argument = MapNode(tuple(_as_of_step(entry) for entry in node.entries), node.place)
    if read_step(step, argument, node.place, mistakes) is not None:
        yield OwnLaw(form.law, node.place, f"{step.name}: {as_yaml(argument)}")


def _as_of_step(entry: Entry) -> Entry:
    if entry.key.text not in STEPS:
        return entry
    return Entry(TextNode(IS, quoted=False, place=entry.key.place), entry.value)
