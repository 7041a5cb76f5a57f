# One word for each thing that a person does here; `make` alone lists them.
PYTHON ?= python3
BIN := .venv/bin

help:  ## list these words
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 10

demo: .venv/demo  ## staff a real fortnight
	@$(BIN)/wfm staff examples/forecast.csv
	@echo
	@echo 'Its first week, from agents to shifts (wfm schedule):'
	@echo
	@$(BIN)/wfm staff examples/forecast.csv --json --quiet | $(BIN)/wfm schedule - --days 7

test: .venv/dev  ## run the tests
	$(BIN)/pytest -n 2

deep: .venv/dev  ## run the long tests: millions of random cases
	$(BIN)/pytest -n 2 -m deep
	HYPOTHESIS_PROFILE=deep $(BIN)/pytest -n 2 tests/properties tests/test_shrinkage.py

lint: .venv/dev  ## format and style
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: .venv/dev  ## strict types
	$(BIN)/mypy

docs: .venv/dev  ## build the site in site/ and check that it tells the truth
	$(BIN)/python docs/generate.py --check
	$(BIN)/sphinx-build -W --keep-going -q -b html docs site

check: test lint types docs smoke  ## everything that CI runs

bench: .venv/dev  ## time the core against its peers
	$(BIN)/python benchmarks/bench_erlang.py
	$(BIN)/python benchmarks/bench_files.py
	$(BIN)/python benchmarks/bench_schedule.py
	$(BIN)/python benchmarks/bench_roster.py

smoke: .venv/dev  ## the wheel alone, in an environment of its own
	tools/smoke.sh

clean:  ## remove what was made
	rm -rf .venv site dist .mypy_cache .pytest_cache .ruff_cache .hypothesis

.venv/bin/python:
	@$(PYTHON) -m venv .venv

.venv/demo: .venv/bin/python pyproject.toml constraints.txt
	@$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e .
	@touch $@

.venv/dev: .venv/bin/python pyproject.toml constraints.txt
	@$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@ .venv/demo

.PHONY: help demo test deep lint types docs check bench smoke clean
