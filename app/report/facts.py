"""What a world says about the boards of one run, in words for people."""

from oceanhil.scenarios.result import Result

_NAMES = {"board_name": "board", "mac": "MAC"}
_OF_THE_MAIN_DEVICE = ("board_name", "mac", "firmware", "driver", "boots")


def fact_rows(result: Result) -> tuple[tuple[str, str], ...]:
    """Give every fact as a name and a text, the main device's first; `thief_boots` reads `thief: boots`."""
    return tuple((_words(name), text) for name, text in result.facts.items())


def short_note(result: Result) -> str:
    """Say on which board a case ran, how often that started, and whether it agrees; empty for a simulated one alone."""
    parts = []
    if name := result.facts.get("board_name"):
        boots = result.facts.get("boots", "0")
        parts = [f"on {name}, {boots} boot{'' if boots == '1' else 's'}"]
    return "; ".join([*parts, *([result.agreement] if result.agreement else [])])


def _words(name: str) -> str:
    if name in _OF_THE_MAIN_DEVICE:
        return _NAMES.get(name, name)
    device, fact = next(
        ((name.removesuffix(f"_{each}"), each) for each in _OF_THE_MAIN_DEVICE if name.endswith(f"_{each}")), ("", name)
    )
    return f"{device}: {_NAMES.get(fact, fact)}" if device else name
