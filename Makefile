# Every target does its own set-up: a virtual environment in .venv, and system packages where they are missing.
# Nothing has to be typed before `make scenarios` or `make test`.

PYTHON ?= python3
WORLD ?= sim
WORKERS ?= auto
REPORT = scenarios$(if $(filter-out sim,$(WORLD)),-$(subst :,-,$(WORLD)))
BIN := .venv/bin
# Long checks have targets of their own.
EMULATED := $(wildcard tests/firmware/test_emulators*.py tests/firmware/images tests/firmware/test_linked_sketch.py tests/hil/worlds/emulated)
SKETCHES := tests/firmware/arduino_host tests/firmware/test_arduino_host.py
KILLED := tests/kill tests/hil/worlds/serial/test_killed_run.py
APART := $(SKETCHES) $(KILLED) tests/mutants tests/foreign tests/farm tests/browser tests/abuse tests/parsers tests/fuzz tests/differential tests/conformance/seeded $(EMULATED)
STAMP := .venv/.installed
# Every test of ours would pay for plugins that only runs inside tests use.
PYTEST := $(BIN)/python -m pytest -q -p no:rerunfailures -p no:allure_pytest

# The tests start hundreds of processes: without bytecode on disk each would compile the project anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup scenarios test quick long conform seeded judge explore-bugs prove mutation foreign farm emulated sketches browser drill kill abuse fuzz parsers quality lint audit
.PHONY: lock bench clean

help:  ## show this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

setup: $(STAMP)  ## install the command into .venv/bin/oceanhil

$(STAMP): pyproject.toml tools/locks/project.txt tools/system-packages.txt tools/packages.sh tools/install-locked.sh tools/names.sh tools/setup.sh setup.py
	@PYTHON="$(PYTHON)" sh tools/setup.sh

scenarios: $(STAMP)  ## every scenario on every board of WORLD (sim, serial, …) against the mock server, with an HTML report
	@mkdir -p reports
	@$(BIN)/oceanhil run --world $(WORLD) -n $(WORKERS) --html reports/$(REPORT).html --junit reports/$(REPORT).xml $(ARGS)

test: $(STAMP)  ## the test suite
	@$(PYTEST) -n 3 --dist worksteal -m "not long" $(patsubst %,--ignore %,$(APART)) $(ARGS)

quick: $(STAMP)  ## the part of the suite that is not marked as slow: most tests, a minute
	@$(PYTEST) -n 3 --dist worksteal -m "not slow and not long" $(patsubst %,--ignore %,$(APART)) $(ARGS)

long: $(STAMP)  ## tests that take seconds each: the whole library twice, the whole contract on a dozen servers, wheels
	@$(PYTEST) -n 2 --dist worksteal -m long $(patsubst %,--ignore %,$(APART)) $(ARGS)

conform: $(STAMP)  ## the contracts of both services on the built-in servers; reports/conform-*.html
	@sh tools/conform.sh $(ARGS)

seeded: $(STAMP)  ## bugs put into boards, drivers, server and firmware on purpose: every one must be caught
	@$(PYTEST) -n 2 tests/mutants tests/differential/test_seeded_bugs.py tests/conformance/seeded $(ARGS)

judge: $(STAMP)  ## a list of firmware bugs, one at a time in the C++ core: which does the library find, and what alone finds it
	@$(BIN)/python -m tools.judge $(ARGS)

explore-bugs: $(STAMP)  ## firmware bugs that most lives never meet: which does explore find, after how many lives; kept in reports/
	@$(BIN)/python -m tools.judge.exploring $(ARGS)

prove: $(STAMP)  ## the world round each scenario changed: what it expects must notice, or say why it is kept
	@mkdir -p reports
	@$(BIN)/oceanhil run --prove --html reports/proof.html $(ARGS)

mutation: $(STAMP)  ## random small changes to the code, each a mutant: the tests that mirror its package must notice
	@$(BIN)/python -m tools.mutation $(ARGS)

foreign: $(STAMP)  ## esptool, labgrid, miniterm and others against virtual boards, schemathesis and RingCentral's SDKs against the server, Perfetto and others on exports
	@PYTHON="$(PYTHON)" sh tools/foreign-clients.sh
	@$(PYTEST) -n 2 tests/foreign --strict-skips $(ARGS)

farm: $(STAMP)  ## runs on virtual boards in farms of other people: labgrid with a coordinator and exporters, Jumpstarter
	@sh tools/farm.sh
	@$(PYTEST) -n 2 tests/farm --strict-skips $(ARGS)

emulated: $(STAMP)  ## the firmware as machine code in QEMU and rp2040js, installed where it may
	@sh tools/emulators.sh
	@$(PYTEST) -n 2 $(EMULATED) $(ARGS)

sketches: $(STAMP)  ## the Arduino API on this machine, and the examples as sketches on simulated boards: compilers take most of it
	@sh tools/packages.sh sketches
	@$(PYTEST) -n 2 $(SKETCHES) $(ARGS)

browser: $(STAMP)  ## the dashboard clicked through in Chromium, installed where it may; takes the README's pictures
	@sh tools/packages.sh browser
	@$(PYTEST) -n 2 tests/browser $(ARGS)

drill: $(STAMP)  ## runs on virtual boards ended in 300 random ways: Ctrl-C, TERM, HUP, KILL, power gone; no board stays changed
	@$(BIN)/python -m tools.drill $(ARGS)

kill: $(STAMP)  ## a server under load, killed 200 times: nothing acknowledged is lost; runs that are killed: no board stays changed
	@$(PYTEST) $(KILLED) $(ARGS)

abuse: $(STAMP)  ## malformed requests, slow clients, floods, 100,000 devices, a clock that jumps
	@$(PYTEST) tests/abuse $(ARGS)

fuzz: $(STAMP)  ## random dumps, lives and environments, in Python and in C++: OCEANHIL_FUZZ_EXAMPLES=1000 for more of them
	@$(PYTEST) -n 2 tests/fuzz tests/differential --ignore tests/differential/test_seeded_bugs.py $(ARGS)

parsers: $(STAMP)  ## every file format read, damaged files of each: OCEANHIL_PARSER_MUTANTS=5000 for all of them
	@$(PYTEST) -n 2 tests/parsers $(ARGS)

quality: $(STAMP)  ## clang-tidy and cppcheck over the C++
	@sh tools/packages.sh quality
	@tools/cpp-quality.sh

lint: $(STAMP)  ## style, types, import arrows, and whether tables of pages are out of date
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/python -m tools.tables --check
	@$(BIN)/mypy
	@cd .venv/names && ../bin/lint-imports --config ../../pyproject.toml

audit: $(STAMP)  ## known holes in what is installed, asked of PyPI by pip-audit, in .venv-audit
	@sh tools/audit.sh

lock: $(STAMP)  ## tools/locks anew: every package by version and hash; ARGS=--upgrade takes the newest
	@sh tools/lock.sh $(ARGS)

bench: $(STAMP)  ## the speed goals, measured: a table, and bench/results/bench.json
	@sh tools/bench-peers.sh
	@$(BIN)/python -m bench $(ARGS)

clean:  ## remove what the other targets made
	rm -rf .venv .venv-foreign .venv-farm .venv-audit .venv-lock reports bench/results bench/peers/node_modules build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .tox
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
