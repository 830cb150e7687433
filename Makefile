# `make help` lists the targets. Each does its own set-up.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PY := .venv/bin/python
FULL ?= 0
export FULL

.PHONY: help setup demo test check style types contracts storm bench lock clean

help: ## Show this list
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

setup: ## Make .venv with everything that is needed
	@scripts/setup.sh

demo: setup ## Start a node with made-up people, play the story, stay up (DEMO=--once: end after it)
	@.venv/bin/accord demo $(DEMO)

test: setup ## Run the tests (under two minutes, no network)
	@$(PY) -m pytest -m "not storm" -n 2

check: setup style types contracts test ## Style, types, contracts, tests

style: setup
	@$(PY) -m ruff format --check -q . && $(PY) -m ruff check -q .

types: setup
	@$(PY) -m mypy

contracts: setup
	@.venv/bin/lint-imports

storm: setup ## Kills, cuts, power loss, processes (FULL=1 for the full figures)
	@$(PY) -m pytest -m storm --timeout 3600

bench: setup ## Figures, beside a peer or a floor in the same run
	@$(PY) -m bench

lock: ## Pin and hash requirements anew from pyproject.toml
	@uv pip compile --universal --python-version 3.11 --generate-hashes --no-header -q --group dev pyproject.toml -o requirements.lock

clean: ## Remove everything that was built
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
