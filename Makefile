# The two commands: `make run` and `make test`. Each does all its own set-up.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed

.PHONY: run test bench load inventory screens models chromium clean

run: models
	$(BIN)/precedents ingest
	$(BIN)/precedents serve

test: models chromium
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest
	$(BIN)/precedents ingest
	$(BIN)/precedents eval gate

bench: models
	$(BIN)/precedents ingest
	$(BIN)/python -m evals.bench

load: models
	$(BIN)/precedents ingest
	$(BIN)/python -m evals.load

# The pictures in README.md and LISEZMOI.md, of the service that runs on this machine.
screens: $(INSTALLED) chromium
	$(BIN)/python docs/screens.py

# The counts in corpus/README.md.
inventory: $(INSTALLED)
	$(BIN)/python -m ingest.inventory

models: $(INSTALLED)
	$(BIN)/precedents models prepare

# torch comes first and by this very name: asked for otherwise, pip fetches gigabytes for GPUs.
$(INSTALLED): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check torch==2.13.0
	$(BIN)/pip install --quiet --disable-pip-version-check --requirement requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@

# The browser that the tests drive, and curl for the README's example: Debian's own packages.
chromium:
	@{ command -v chromium && command -v curl; } >/dev/null || { \
	  if [ "$$(id -u)" = 0 ]; then apt-get update -qq && apt-get install -y -qq chromium curl; \
	  else echo "The tests need Chromium and curl; install them: sudo apt-get install chromium curl" >&2; exit 1; fi; }

clean:
	rm -rf $(VENV) .precedents
