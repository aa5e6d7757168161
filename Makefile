# Each verb is one command; `make setup` is part of those that need it, and does nothing when all is there.
# STACK names the environment (dev, stage, prod), PYTHON the interpreter that .venv is made from.
STACK  ?= dev
PYTHON ?= python3
RUN     = . .venv/bin/activate &&
NEEDED  = $(PYTHON) is not on PATH: install Python 3.11 or newer (apt install python3 python3-venv).
SET_UP  = command -v $(PYTHON) >/dev/null || { echo "$(NEEDED)" >&2; exit 1; }; \
          $(PYTHON) -m engine --stack $(STACK) $(if $(filter file,$(origin PYTHON)),,--this-python)
LOCK    = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

.PHONY: help setup dev up preview refresh destroy down quick test nightly check bench lock

help:     ## what there is
	@grep -hE '^[a-z]+: .*##' Makefile | sed -E 's/: [^#]*## /:\t/' | expand -t 12

setup:    ## environment, engine, stacks
	@$(SET_UP)

dev:      ## setup, and what tests and checks need besides
	@$(SET_UP) --group dev

up: setup ## everything: set up, preview, apply to STACK
	@$(RUN) pulumi up --yes --non-interactive --stack $(STACK)
	@$(RUN) python -m engine.ending $(STACK)

preview: setup ## what `make up` would do
	@$(RUN) pulumi preview --non-interactive --stack $(STACK)

refresh: setup ## ask the Platform what is really there
	@$(RUN) pulumi refresh --yes --non-interactive --stack $(STACK)

destroy: setup ## take it all away
	@$(RUN) pulumi destroy --yes --non-interactive --stack $(STACK)

down:     ## stop the emulator; its data stay
	@test ! -x .venv/bin/aep || { $(RUN) aep emulator stop; }

quick: dev ## the tests that need neither engine nor emulator
	@$(RUN) pytest -q -n logical --maxprocesses 4 --dist loadfile tests/pure tests/wire

test: dev ## the whole suite
	@$(RUN) pytest -n logical --maxprocesses 4 --dist loadfile

nightly: dev ## the whole suite on every Pulumi SDK, killed at every call, and with many random pairs of programs
	@$(RUN) AEP_EVERY_CRASH=1 AEP_EVERY_SDK=1 AEP_PAIRS=100 pytest -n logical --maxprocesses 4 --dist loadfile --timeout 7200

check: dev ## ruff, mypy
	@$(RUN) ruff check . && ruff format --check . && mypy

bench: dev ## figures
	@$(RUN) python -m bench.run

lock:     ## renew requirements/*.lock with uv, for every supported Python on Linux and macOS
	@$(LOCK) providers/pyproject.toml emulator/pyproject.toml --group run -o requirements/run.lock
	@$(LOCK) --group dev -c requirements/run.lock -o requirements/dev.lock
