"""Which functions of a sketch get a prototype, how it reads, and where it goes."""

import pytest

from oceanhil.firmware.sketches.prototypes import Prototypes, prototypes_in


def found(source: str) -> Prototypes:
    prototypes = prototypes_in(source.encode())
    assert prototypes is not None
    return prototypes


def declared(source: str) -> list[str]:
    """Give the prototypes of a sketch that begins with `setup`."""
    first, *others = found(f"void setup() {{}}\n{source}").declared
    assert first.text == "void setup();"
    return [each.text for each in others]


@pytest.mark.parametrize(
    ("definition", "prototype"),
    [
        ("void blink(int times) {}", "void blink(int times);"),
        ("static int count() { return 1; }", "static int count();"),
        ("const char *name(void) { return 0; }", "const char *name(void);"),
        ("String& longer(String& text) { return text; }", "String& longer(String& text);"),
        ("void each(int (&values)[3], void (*call)(int)) {}", "void each(int (&values)[3], void (*call)(int));"),
        ("int (*chosen(int which))(int) { return 0; }", "int (*chosen(int which))(int);"),
        ('extern "C" void from_c(void) {}', 'extern "C" void from_c(void);'),
        ('extern "C" {\nvoid from_c(void) {}\n}', 'extern "C" void from_c(void);'),
        ('void __attribute__((section(".iram"))) isr() {}', 'void __attribute__((section(".iram"))) isr();'),
        ("[[noreturn]] void dead() { for (;;); }", "[[noreturn]] void dead();"),
        ("auto answer() -> int { return 42; }", "auto answer() -> int;"),
        ("void several(int a,\n             int b)\n{\n}", "void several(int a, int b);"),
        ("template <typename T> T twice(T value) { return value; }", "template <typename T> T twice(T value);"),
        ("void careful() try {} catch (...) {}", "void careful();"),
    ],
)
def test_a_function_is_declared_as_its_head_reads(definition: str, prototype: str) -> None:
    assert declared(definition) == [prototype]


@pytest.mark.parametrize(
    ("definition", "prototype"),
    [
        ("void blink(int times = 3) {}", "void blink(int times );"),
        ('void say(const char* text = "a, b)", int = 0) {}', "void say(const char* text , int );"),
        ("void call(int (*made)() = []() { return 1; }) {}", "void call(int (*made)() );"),
        ("template <typename T = int, int N = 3> T first() { return N; }", "template <typename T , int N > T first();"),
    ],
)
def test_default_arguments_stay_with_the_definition(definition: str, prototype: str) -> None:
    assert declared(definition) == [prototype]


def test_overloads_are_declared_each() -> None:
    assert declared("void say(int a) {}\nvoid say(char a) {}") == ["void say(int a);", "void say(char a);"]


@pytest.mark.parametrize(
    "definition",
    [
        "struct Lamp { void on() {} };",
        "namespace lamps { void on() {} }",
        "void Lamp::on() {}",
        "Lamp::Lamp() : is_on(false) {}",
        "bool operator==(Lamp a, Lamp b) { return true; }",
        "auto deduced() { return 1; }",
        "template <> int twice<int>(int value) { return value; }",
        "template <> int twice(int value) { return value; }",
        "enum Colour { RED } colour() { return RED; }",
        "int lamps[] = {1, 2};",
        'const char* text = R"x(void hidden() {})x";',
        "// void hidden() {}",
        "#define HIDDEN void hidden() {}",
    ],
)
def test_what_is_no_function_of_the_sketch_or_cannot_be_declared_is_left_out(definition: str) -> None:
    assert declared(definition) == []


@pytest.mark.parametrize(
    "own",
    ["void blink(int);", "void blink(int times);", 'extern "C" void blink(int);', "void blink(int = 3);"],
)
def test_a_prototype_that_the_sketch_has_is_not_repeated(own: str) -> None:
    assert declared(f"{own}\nvoid blink(int times) {{}}") == []


def test_a_prototype_of_another_overload_does_not_count() -> None:
    assert declared("void blink(char);\nvoid blink(int times) {}") == ["void blink(int times);"]


@pytest.mark.parametrize(
    "declaration",
    ["struct Lamp { int pin; };", "typedef struct { int pin; } Lamp;", "using Lamp = int;", "enum Lamp { ON };"],
)
def test_a_type_is_known_from_where_it_is_declared(declaration: str) -> None:
    function = "Lamp chosen(Lamp* lamps) { return lamps[0]; }"
    assert declared(f"{declaration}\n{function}") == []
    assert [each.text for each in found(f"{declaration}\n{function}").declared] == ["Lamp chosen(Lamp* lamps);"]


def test_a_type_that_was_announced_is_known() -> None:
    source = "struct Lamp;\nvoid setup() {}\nstruct Lamp { int pin; };\nvoid on(Lamp lamp) {}\n"
    assert [each.text for each in found(source).declared] == ["void setup();", "void on(Lamp lamp);"]


def test_they_go_before_the_first_function() -> None:
    assert found("int a;\nstruct Lamp { void on() {} };\nvoid setup() {}\nvoid loop() {}\n").before == 2


def test_they_go_before_a_variable_that_is_made_with_a_function() -> None:
    assert found("int a;\nTimer timer(tick, 10);\nvoid tick() {}\n").before == 1
    assert found("int a;\nTimer timer = Timer(10, &tick);\nvoid tick() {}\n").before == 1
    assert found("int a;\nTimer timer(tick);\nvoid tick() {}\n").before == 1


def test_they_do_not_go_into_braces() -> None:
    assert found('int a;\nextern "C" {\n\nvoid tick() {}\n}\n').before == 1


def test_each_knows_the_row_of_its_definition() -> None:
    assert [each.row for each in found("int a;\nvoid setup() {}\n\nvoid loop() {}\n").declared] == [1, 3]


def test_a_sketch_without_functions_needs_none() -> None:
    assert prototypes_in(b"int a;\n") is None


def test_an_expression_may_be_nested_deeper_than_calls() -> None:
    assert declared(f"int sum() {{ return {' + '.join(['1'] * 3000)}; }}") == ["int sum();"]
