# make run    sets up and serves the app with a demonstration forum on http://127.0.0.1:8000
# make test   sets up and runs every test on SQLite and on PostgreSQL (DATABASES=sqlite: the fast way)
# make lint   style, types, translations
# make storm  crowds, kills, outages and nonsense at full size, each beside a control; docs/trust.md keeps the results
# make bench  measures the app beside the floor of this machine; docs/performance.md says how to read it

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help run install test lint bench storm translations clean

PYTHON ?= python3
PORT ?= 8000
DATABASES ?= sqlite postgresql
# Arguments for pytest, e.g. PYTEST="-k agenda".
PYTEST ?=
VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)
CATALOGUES := $(wildcard translations/*/LC_MESSAGES/messages.po)

help:
	@sed -n 's/^# //p' Makefile

run: install
	@APP_ENV=$${APP_ENV:-development} PORT=$(PORT) $(BIN)/flask db upgrade
	@APP_ENV=$${APP_ENV:-development} PORT=$(PORT) $(BIN)/flask first-start
	@APP_ENV=$${APP_ENV:-development} PORT=$(PORT) exec $(BIN)/flask serve

install: $(VENV)/installed $(CATALOGUES:.po=.mo)

test: $(VENV)/installed-for-tests $(CATALOGUES:.po=.mo)
	@for database in $(DATABASES); do \
	  echo "== tests on $$database"; \
	  DATABASE=$$database $(BIN)/pytest -q -n 2 $(PYTEST) || exit 1; \
	done

lint: $(VENV)/installed-for-tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Arguments by BENCH, e.g. BENCH="--only reading".
bench: $(VENV)/installed-for-tests $(CATALOGUES:.po=.mo)
	@$(BIN)/python -m bench $(BENCH)

# Arguments, e.g. STORM="--scale 0.1 --only rush --seed 7".
storm: $(VENV)/installed-for-tests $(CATALOGUES:.po=.mo)
	@$(BIN)/python -m bench.storm $(STORM)

# Collects the sentences of code and templates into the catalogues; then translate the empty ones.
translations: $(VENV)/installed-for-tests
	$(BIN)/pybabel -q extract --ignore-dirs='.*' -F translations/babel.cfg -k N_ -k lazy_gettext -k _ -k lazy_ngettext:1,2 --no-location --sort-output -o translations/messages.pot .
	@for locale in zh_Hant_TW lt; do \
	  $(BIN)/pybabel -q update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date -i translations/messages.pot -d translations -l $$locale; \
	done
	@rm translations/messages.pot

%.mo: %.po $(VENV)/installed
	@$(BIN)/pybabel -q compile -i $< -o $@ -l $(notdir $(patsubst %/LC_MESSAGES/messages.po,%,$<))

$(VENV)/installed: requirements.txt
	@$(call make_venv)
	@$(call install_from,requirements.txt)
	@touch $@

$(VENV)/installed-for-tests: tests/requirements.txt $(VENV)/installed
	@$(call install_from,tests/requirements.txt)
	@touch $@

define make_venv
test -x $(BIN)/python || { \
  if [ -n "$(UV)" ]; then uv venv -q --python $(PYTHON) $(VENV); else \
    $(PYTHON) -m venv $(VENV) || { echo "Python's venv is missing; on Debian: apt install python3-venv" >&2; exit 1; }; fi; }
endef

define install_from
if [ -n "$(UV)" ]; then uv pip install -q --python $(BIN)/python --require-hashes -r $(1); \
else $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r $(1); fi
endef

clean:
	rm -rf $(VENV) instance translations/*/LC_MESSAGES/*.mo
