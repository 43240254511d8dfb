# Every task of the house. `make` alone lists them. They need Python 3.11+ with venv, make, a package registry.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: setup run test lint fix texts migrate bench docs lock help

BIN := .venv/bin
LOCKS := requirements.lock requirements-dev.lock
# Stamped by what the locks say, not by when they were written: a fresh clone or a new lock installs, nothing else.
STAMP := .venv/locked-$(shell cat $(LOCKS) | cksum | tr ' ' -)
CATALOGS := .venv/catalogs-compiled
READY := $(STAMP) $(CATALOGS)
JOBS ?= 3

setup: $(READY) ## install what is locked into .venv and compile the message catalogs

run: $(READY) ## start sandbox, bot and desk on this machine, without token or network (SEED=1: fictitious cases)
	@$(BIN)/python -m bot sandbox $(if $(filter-out 0,$(SEED)),--seed)

test: $(READY) ## run every test, on SQLite and PostgreSQL; the last lines say what could not run (ARGS=...)
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal -q $(ARGS)

lint: $(READY) ## check style, types, floors, catalogs, image, compose file, documents
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m locales.build check
	$(BIN)/hadolint Dockerfile
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.compose-spec compose.yaml
	$(BIN)/python -m pytest -q tests/house

fix: $(STAMP) ## mend what ruff can mend
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

texts: $(STAMP) ## gather messages, update catalogs, generate Cyrillic, compile
	$(BIN)/python -m locales.build extract
	$(BIN)/python -m locales.build update
	$(BIN)/python -m locales.build cyrillic
	$(BIN)/python -m locales.build compile

migrate: $(READY) ## bring the database of TERIMCHI_DATABASE_URL to the newest tables
	$(BIN)/python -m bot migrate

bench: $(READY) ## measure against a bare echo bot (ARGS=...)
	$(BIN)/python -m tests.load.bench $(ARGS)

docs: $(STAMP) ## check that links resolve, and that documents agree with settings and commands
	$(BIN)/python -m pytest -q tests/house/test_docs.py tests/house/test_docs_facts.py

lock: $(STAMP) ## write the lock files anew from requirements*.in: hashes, no addresses
	$(LOCK) requirements.in -o requirements.lock
	$(LOCK) requirements-dev.in -o requirements-dev.lock

help: ## list these tasks
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

LOCK := $(BIN)/uv pip compile --quiet --generate-hashes --universal --python-version 3.11 \
	--no-emit-index-url --no-emit-find-links --no-header

$(STAMP): $(LOCKS)
	@.ci/venv
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	@rm -f .venv/locked-* && touch $@

$(CATALOGS): $(STAMP) $(wildcard locales/*/LC_MESSAGES/*.po)
	$(BIN)/python -m locales.build compile
	@touch $@
