# The stable targets; see HACKING.md.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
GATEWAY_SHARED ?= ../shared
export GATEWAY_SHARED
STAMP := $(VENV)/.installed

.PHONY: setup demo test check bench soak accept lock clean

setup: $(STAMP)

$(STAMP): requirements/dev.txt pyproject.toml
	sh tools/setup.sh "$(PYTHON)" "$(VENV)"
	touch $(STAMP)

demo: setup
	$(BIN)/gateway demo

test: setup
	sh tools/system-packages.sh
	$(BIN)/python -m pytest -n 2 -m "not servers and not soak"
	$(BIN)/python -m pytest -m "servers and not soak"

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q -n 2 -m "not soak and not servers and not acceptance" tests/unit

bench: setup
	for b in benchmarks/[a-z]*.py; do $(BIN)/python $$b; done

soak: setup
	sh tools/system-packages.sh
	$(BIN)/python -m pytest -m soak

# One capability's acceptance tests: make accept NAME=walk. Those of NAME=signatures are test_signature*.py.
accept: setup
	sh tools/system-packages.sh
	$(BIN)/python -m pytest -v tests/acceptance/test_$(NAME:s=)*.py

# Pins every dependency with hashes and without an index URL. PyKCS11 is GPL and paramiko is not needed:
# only modules of endesive that the gateway does not import ask for them.
lock: setup
	cd requirements && for f in run dev; do ../$(BIN)/uv pip compile -q --universal --python-version 3.11 \
	  --generate-hashes --no-header --no-emit-package pykcs11 --no-emit-package paramiko $$f.in -o $$f.txt; done

clean:
	rm -rf $(VENV) var dist build
