"""The text of a skeleton."""

from oceanhil.analysis.skeleton.draft import Draft, yaml_text
from oceanhil.analysis.skeleton.steps import WrittenStep

REMEDY = "Call somebody. " * 20


def test_a_remedy_without_steps_is_a_comment_wrapped_and_whole() -> None:
    steps = [WrittenStep("device.power_on", "a bell\x07 rings")]
    text = yaml_text(Draft(head="Made.", id="probe", title="A probe", board=None, steps=steps, remedy_text=REMEDY))
    comments = [line.strip().removeprefix("# ") for line in text.splitlines() if line.strip().startswith("#")]
    assert comments[:2] == ["Made.", "a bell  rings"]
    assert " ".join(comments[2:]) == f"A remedy needs steps too; what the user should do: {REMEDY.strip()}"
    assert max(map(len, comments)) <= 110
