# Everything runs in .venv, made from the lock. Nothing is written outside this folder except pip's own cache.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV
export PIP_DISABLE_PIP_VERSION_CHECK := 1

PY := .venv/bin/python
# An environment knows the folder it was made in: a moved or copied checkout makes its own.
HERE := $(shell pwd | cksum | cut -d' ' -f1)
LOCKED := .venv/locked-$(HERE)
READY := .venv/ready-$(HERE)
UV := uv==0.13.9
COMPILE = $(PY) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate

.PHONY: help demo test check format docs docs-check lock lock-check bench fuzz faults wheel clean

help: ## what can be typed here
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-11s %s\n", $$1, $$2}' Makefile

$(LOCKED): requirements/dev.txt scripts/find-python.sh
	@python="$$(scripts/find-python.sh)"; \
	echo "Making .venv with $$("$$python" --version) from requirements/dev.txt" >&2; \
	"$$python" -m venv --clear .venv
	@$(PY) -m pip install -qq --require-hashes -r requirements/dev.txt
	@touch $@

$(READY): $(LOCKED) pyproject.toml
	@$(PY) -m pip install -qq --no-deps --no-build-isolation -e .
	@$(PY) -m compileall -q src # as an installed wheel is; else each start compiles 300 modules where none are kept
	@touch $@

demo: $(READY) ## assess Rung itself, then take the example from a notebook to a released model
	@scripts/demo.sh

test: $(READY) ## every test
	@$(PY) -m pytest -q

check: $(READY) lock-check ## the whole gate: format, lint, types, imports, docs, lock, tests
	$(PY) -m ruff format --check
	$(PY) -m ruff check
	$(PY) -m mypy
	.venv/bin/lint-imports
	@$(MAKE) docs-check
	@$(MAKE) test

format: $(READY) ## put the code into its format
	$(PY) -m ruff format
	$(PY) -m ruff check --fix

docs: $(READY) ## write docs/reference and the blocks of the README that come from code
	$(PY) scripts/generate_reference.py
	$(PY) scripts/readme.py

docs-check: $(READY) ## fail when generated pages are stale
	$(PY) scripts/generate_reference.py --check
	$(PY) scripts/readme.py --check

lock: $(READY) ## compile requirements/*.txt again; UPGRADE=1 takes newer versions
	$(PY) -m pip install -qq $(UV)
	$(COMPILE) $(if $(UPGRADE),--upgrade) pyproject.toml -o requirements/base.txt
	$(COMPILE) $(if $(UPGRADE),--upgrade) --all-extras pyproject.toml requirements/dev.in -o requirements/dev.txt

lock-check: $(READY) ## fail when a lock does not cover what is declared
	$(PY) scripts/check_lock.py

bench: $(READY) ## measure speed beside the floors
	@$(PY) bench/assess.py
	@$(PY) bench/history.py
	@$(PY) bench/portfolio.py
	@$(PY) bench/contracts.py
	@$(PY) bench/pipeline.py

fuzz: $(READY) ## feed the parsers broken input for longer than the tests do
	@HYPOTHESIS_PROFILE=fuzz $(PY) -m pytest -q $$(grep -rl --include='test_*.py' --exclude-dir=specimens 'hypothesis' tests)

faults: $(READY) ## kill -9 at every commit of a run and a release, and at 50 random moments of a pipeline
	@RUNG_KILLS=50 $(PY) -m pytest -q tests/pipeline/test_kills.py
	@RUNG_KILLS=all $(PY) -m pytest -q tests/journeys/test_run_killed.py

wheel: $(READY) ## build the wheel, install it into an empty environment, measure what it adds
	@scripts/check-wheel.sh

clean: ## remove what make made
	rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
