# The tasks of development; `make` alone lists them.
PYTHON ?= python3
BIN := .venv/bin
# The pages show the help texts of the newest typer; random cases hardly depend on versions.
NEWEST_ONLY := --ignore=tests/test_docs.py --ignore=tests/properties

# The tests start many interpreters: what one has compiled, the others need not.
unexport PYTHONDONTWRITEBYTECODE

help:  ## list the targets
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 10

demo: .venv/demo  ## staff two weeks and schedule the first: two screens
	@$(BIN)/wfm staff examples/forecast.csv
	@echo
	@$(BIN)/wfm staff examples/forecast.csv --json --quiet | $(BIN)/wfm schedule - --days 7
	@echo
	@printf '%s\n' 'To use wfm in this terminal:  source .venv/bin/activate' \
	  '(Windows: .venv\Scripts\activate)'

test: .venv/dev  ## run the tests, but those of other targets
	$(BIN)/pytest -n 2

lowest: .venv/lowest/ready  ## run the tests with the lowest versions that pyproject.toml allows
	.venv/lowest/bin/pytest -n 2 -m "not deep and not site and not browser and not office" \
	  tests src README.md $(NEWEST_ONLY)

deep: .venv/dev  ## run the long tests: millions of random cases
	$(BIN)/pytest -n 2 -m deep
	HYPOTHESIS_PROFILE=deep $(BIN)/pytest -n 2 tests/properties tests/test_shrinkage.py

lint: .venv/dev  ## check format and style
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: .venv/dev  ## check the types, and what they tell the author of a script
	$(BIN)/mypy
	$(BIN)/pytest -m types tests/test_typing.py

docs: .venv/dev  ## build the site in site/ and check the output that it shows
	$(BIN)/sphinx-build -W --keep-going -q -b html docs site
	$(BIN)/pytest -n 2 -m "pages or site" tests/test_docs.py tests/test_site.py \
	  tests/report/test_forecast_plot.py docs

browser: .venv/dev  ## open report pages in Chromium
	$(BIN)/pytest -m browser tests

office: .venv/dev  ## recalculate workbooks in LibreOffice
	$(BIN)/pytest -m office tests

studies: .venv/dev  ## run the studies of forecasts and confidences on the simulated year
	$(BIN)/python benchmarks/uncertainty.py
	$(BIN)/python benchmarks/forecast_backtest.py examples --origins 6

check: lint types docs studies smoke browser office test lowest  ## run everything that CI runs

bench: .venv/dev  ## measure speed and memory
	$(BIN)/python benchmarks/bench_erlang.py
	$(BIN)/python benchmarks/bench_files.py
	$(BIN)/python benchmarks/bench_schedule.py
	$(BIN)/python benchmarks/bench_roster.py
	$(BIN)/python benchmarks/forecast_backtest.py examples

smoke: .venv/dev  ## build the wheel and use it in an environment of its own
	tools/smoke.sh

clean:  ## remove environments, caches and built files
	rm -rf .venv site dist .mypy_cache .pytest_cache .ruff_cache .hypothesis

.venv/bin/python:
	@$(PYTHON) -m venv .venv

.venv/demo: .venv/bin/python pyproject.toml constraints.txt
	@echo "Installing wfm and the packages that it needs into .venv (about a minute) ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e .
	@touch $@

.venv/dev: .venv/bin/python pyproject.toml constraints.txt
	@echo "Installing wfm and the tools of development into .venv (a minute or two) ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@ .venv/demo

.venv/lowest/ready: .venv/dev pyproject.toml
	@$(BIN)/uv venv -q --clear --python $(BIN)/python .venv/lowest
	@$(BIN)/uv pip install -q --python .venv/lowest --resolution lowest-direct -e '.[dev]'
	@touch $@

.PHONY: help demo test lowest deep lint types docs browser office studies check bench smoke clean
