# Two commands: `make run` shows a working lane, `make test` runs every check.
# Both set everything up first, on Debian or Ubuntu with Python, make and apt.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test setup check bench fuzz clean

run: setup
	$(BIN)/python -m ui.cli.main demo

test: setup check
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -q --durations=15

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: setup
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -q -s -o 'norecursedirs=.*' tests/benchmarks

# Readers of foreign bytes, thousands of damaged inputs each, other ones every time.
fuzz: setup
	HYPOTHESIS_PROFILE=fuzz $(BIN)/python -m pytest -q --timeout=1200 tests/contract/test_parsers.py

setup: $(VENV)/ready

# The stamp is newer than what decides the environment: nothing is done twice.
$(VENV)/ready: pyproject.toml constraints.txt scripts/setup.sh
	PYTHON=$(PYTHON) VENV=$(VENV) bash scripts/setup.sh
	touch $@

clean:
	rm -rf $(VENV) demo-output build *.egg-info
