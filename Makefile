# make demo    set everything up and run the main job on the real article
# make test    set everything up and run every check and test
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
ARTICLE := fixtures/articles/cnn-2018-09-06

.DEFAULT_GOAL := help
.PHONY: help install dev demo test check lint types layers docs unit gate bench pictures live constraints clean

help:  ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "archiver needs Python 3.11 or newer: make PYTHON=python3.12" >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(BIN)/python pyproject.toml constraints.txt
	$(PIP) install -c constraints.txt -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.installed
	$(PIP) install -c constraints.txt -e '.[dev]'
	@touch $@

install: $(VENV)/.installed  ## .venv/bin/archiver

dev: $(VENV)/.dev  ## the tools for tests and checks

demo: install  ## the main job on the real article, offline
	@mkdir -p demo && rm -f demo/archive.db demo/report.html
	$(BIN)/archiver check $(ARTICLE)/article.txt $(ARTICLE)/page.html --offline --db demo/archive.db
	@$(BIN)/archiver check $(ARTICLE)/article.txt $(ARTICLE)/page.html --offline \
		--db demo/archive.db --format html --output demo/report.html
	@echo
	@printf '%s\n' "The report is demo/report.html, the archive demo/archive.db. Next:" \
		"  open demo/report.html in a browser" \
		"  $(BIN)/archiver check YOUR-ARTICLE.html        a file, a URL, or - for standard input" \
		"  $(BIN)/archiver check --help" \
		"  pipx run datasette demo/archive.db             browse the archive: start at the view latest_checks"

test: check unit  ## every check and every test

check: lint types layers docs  ## lint, types, layers, generated docs

lint: dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: dev
	$(BIN)/mypy

layers: dev
	$(BIN)/lint-imports

docs: dev  ## generated documents are current
	@for doc in schema cli platforms accuracy; do \
		$(BIN)/python tools/gen_$$doc.py | diff -u docs/$$doc.md - >/dev/null || \
		{ echo "docs/$$doc.md is out of date: $(BIN)/python tools/gen_$$doc.py > docs/$$doc.md" >&2; exit 1; }; \
	done

unit: dev
	$(BIN)/pytest -n 2 --dist worksteal --cov --cov-report=term

gate: dev  ## how often it is right: the corpus and 20,000 mutations, with every miss
	$(BIN)/python -m tests.gate --misses
	@echo
	$(BIN)/python -m tests.gate --mutations 20000 --misses

bench: dev  ## figures beside the named peers, in one run
	$(BIN)/python benchmarks/check.py
	@echo
	$(BIN)/python benchmarks/capture.py
	@echo
	$(BIN)/python benchmarks/audit.py

pictures: dev  ## how often manipulated pictures are read right (a quarter of an hour)
	$(BIN)/python benchmarks/pictures.py

live: dev  ## one public post per platform; needs a network
	$(BIN)/pytest -m live -s -q --tb=no tests/live

constraints: dev  ## write constraints.txt from what is installed
	@{ head -n 2 constraints.txt; $(BIN)/python -m pip freeze --exclude-editable | grep -v @ | sort -f | \
		sed 's/^soupsieve==.*/& ; python_full_version >= "3.11.5"/'; } > constraints.new
	@mv constraints.new constraints.txt

clean:
	rm -rf $(VENV) demo build *.egg-info
