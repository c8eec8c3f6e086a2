# What can be done here; `make` alone lists it. Extra arguments: make demo ARGS='--port 9000'
PYTHON ?= python3
ARGS ?=
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
POT := build/messages.pot

.DEFAULT_GOAL := help
.PHONY: help demo test check bench translations clean

help: ## list what can be done
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) \
	  | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

demo: $(VENV)/.installed ## try it: the bot and a chat page on this machine, no account needed
	@$(BIN)/python -m bot demo $(ARGS)

test: $(VENV)/.installed-dev ## run all tests
	$(BIN)/python -m pytest -n 2 --dist worksteal $(ARGS)

check: $(VENV)/.installed-dev ## style, types, and who may import whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

bench: $(VENV)/.installed-dev ## measure, and print the figures with this machine's shape
	@$(BIN)/python -m benchmarks $(ARGS)

translations: $(VENV)/.installed-dev ## collect the sentences of bot/ into the catalogues
	@mkdir -p $(dir $(POT))
	@$(BIN)/pybabel --quiet extract -F locales/babel.cfg --no-default-keywords -k _ -k _n:1,2 \
	  --add-location=file --sort-by-file --omit-header -o $(POT) bot
	@for language in zh_Hans en; do \
	  $(BIN)/pybabel --quiet update -i $(POT) -l $$language -w 100 --no-fuzzy-matching \
	    --ignore-obsolete -o locales/$$language/LC_MESSAGES/messages.po || exit 1; \
	done
	@echo "Now fill in every empty msgstr under locales/; make test names what is missing."

clean: ## remove everything that can be made again (the demo's data stays)
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis \
	  .import_linter_cache

# pip comes last when a virtual environment is made: where it is missing, start again.
$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	  || { echo "Python 3.11 or newer is needed; try: make $(MAKECMDGOALS) PYTHON=python3.11"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
	  || { echo "Python's venv is missing; on Debian: apt-get install python3-venv"; exit 1; }
	@echo "Making a virtual environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(BIN)/pip
	@echo "Installing (a minute, once)"
	@$(PIP) -e .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml | $(BIN)/pip
	@echo "Installing with what tests and checks need (a minute or two, once)"
	@$(PIP) -e '.[dev]'
	@touch $@ $(VENV)/.installed
