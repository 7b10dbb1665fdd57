"""All facts of this folder, by name: `sntp.interval_esp32_s`."""

from collections.abc import Mapping
from importlib import import_module
from types import ModuleType
from typing import Final

from oceanhil.protocol.facts.fact import Fact

TOPICS: Final = (
    *("resets", "idf_crashes", "esp8266_crashes", "pico_crashes", "watchdogs", "sntp", "clocks", "tls", "adapters"),
    "bootsel",
)
"""The modules that declare facts, in the order in which pages show them."""

AnyFact = Fact[int] | Fact[str] | Fact[tuple[str, ...]] | Fact[tuple[int, ...]]


def facts_of(topic: str) -> Mapping[str, AnyFact]:
    """Give the facts of a topic by name, in their order."""
    module: ModuleType = import_module(f"{__package__}.{topic}")
    return {f"{topic}.{name.lower()}": each for name, each in vars(module).items() if isinstance(each, Fact)}


def all_facts() -> Mapping[str, AnyFact]:
    """Give every fact by name."""
    return {name: fact for topic in TOPICS for name, fact in facts_of(topic).items()}


def about(topic: str) -> str:
    """Give what a topic is about."""
    doc = import_module(f"{__package__}.{topic}").__doc__ or ""
    return " ".join(doc.split("\n\n")[0].split())
