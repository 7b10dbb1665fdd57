"""Functions are told by the names that people gave them."""

import pytest

from oceanhil.analysis.panics.names import readable


@pytest.mark.parametrize(
    ("symbol", "name"),
    [
        ("_ZN10TokenStore4saveEv", "TokenStore::save"),
        ("_ZNK6Device2idEv", "Device::id"),
        ("_Z5setupv", "setup"),
        ("_ZL4pollv", "poll"),
        ("_Z2go5State", "go"),
        ("_Z2go3MapIiE", "go"),
        ("_ZN12_GLOBAL__N_14pollEv", "poll"),
        ("app_main", "app_main"),
    ],
)
def test_names_of_plain_functions_are_readable(symbol: str, name: str) -> None:
    assert readable(symbol) == name


@pytest.mark.parametrize(
    ("symbol", "name"),
    [
        ("_ZN6recordL4readEiRNS_6RecordE", "record::read"),
        ("_ZN5OceanC2ERKS_", "Ocean::Ocean"),
        ("_ZN5OceanD1Ev", "Ocean::~Ocean"),
        ("_ZNK4FlagcvbEv", "Flag::operator bool"),
        ("_ZN4FlagaSERKS_", "Flag::operator="),
        ("_ZplRK6StringPKc", "operator+"),
        ("_Z4nameB5cxx11v", "name"),
    ],
)
def test_so_are_those_of_members_and_operators_and_of_one_file_alone(symbol: str, name: str) -> None:
    assert readable(symbol) == name


@pytest.mark.parametrize(
    ("symbol", "name"),
    [
        ("_ZN3MapIiE3getEv", "Map::get"),
        ("_Z3getIiEvv", "get"),
        ("_ZN6garage10RememberedI6StringE3putEv", "garage::Remembered::put"),
        ("_ZN11DoubleStoreI5SavedLi0EE4saveERKS0_", "DoubleStore::save"),
        ("_ZN4RingILj10ELN2gh5ColorE1EE4growEj", "Ring::grow"),
        ("_ZN4ListIN2gh3JobENS0_5OtherIS1_EEE3addEPKc", "List::add"),
        ("_Z3allIJbi6StringEEvDpT_", "all"),
        ("_ZNSt8functionIFvvEEclEv", "std::function::operator()"),
    ],
)
def test_what_a_template_was_given_is_left_out(symbol: str, name: str) -> None:
    assert readable(symbol) == name


@pytest.mark.parametrize(
    ("symbol", "name"),
    [
        ("_ZZ5setupENKUlvE0_clEv", "setup::lambda"),
        ("_ZZ5setupENUlvE_4_FUNEv", "setup::lambda"),
        ("_ZZN5Ocean5beginERK6StringENKUlP7timevalE_clES5_", "Ocean::begin::lambda"),
        ("_ZZZ5setupENKUlP7timevalE_clES0_ENKUlvE_clEv", "setup::lambda::lambda"),
        ("_ZN4gate4openMUljE_4_FUNEj", "gate::open::lambda"),
        ("_ZZ4loopvEN5Local3runEv", "loop::Local::run"),
    ],
)
def test_a_function_in_another_is_told_with_that_one(symbol: str, name: str) -> None:
    assert readable(symbol) == name


@pytest.mark.parametrize(
    "symbol",
    ["_Z", "_Z99long", "_ZN99longE", "_ZN4FlagcviEv", "_ZTV6Device", "_ZZ5setup", "_ZN1", "_ZN3MapIi", "_Z" + 99 * "N"],
)
def test_a_symbol_in_another_form_stays_as_it_is(symbol: str) -> None:
    assert readable(symbol) == symbol
