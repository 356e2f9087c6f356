# The two commands: `make run` and `make test`. Each does all its own set-up.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
TOOLS := .precedents/tools

.PHONY: run test bench load soak fuzz inventory lock sbom audit screens models chromium clean

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

# A day compressed, with kills: ten thousand requests, and docs/soak.md.
soak: models
	$(BIN)/precedents ingest
	$(BIN)/python -m evals.soak

# A million inputs to the parsers; it takes hours.
fuzz: models
	$(BIN)/pytest tests/trust/test_fuzz.py --hypothesis-profile=long

# The pictures in README.md and LISEZMOI.md, of the service that runs on this machine.
screens: $(INSTALLED) chromium
	$(BIN)/python docs/screens.py

# The counts in corpus/README.md.
inventory: $(INSTALLED)
	$(BIN)/python -m ingest.inventory

# The locked versions again, with the digests that the registry tells now.
lock: $(TOOLS)
	grep -o '^[A-Za-z0-9_.-]*==[^ ]*' requirements.lock > .precedents/versions.txt
	$(TOOLS)/bin/uv pip compile --quiet --no-deps --generate-hashes --no-annotate --no-header --python $(TOOLS)/bin/python \
	  .precedents/versions.txt --output-file requirements.lock

# The bill of materials: packages and models with licences and digests.
sbom: $(INSTALLED)
	$(BIN)/python -m ingest.bill

# Known vulnerabilities of the locked versions; it asks the registry's advisory database.
audit: $(TOOLS)
	$(TOOLS)/bin/pip-audit --strict --require-hashes --disable-pip --requirement requirements.lock

$(TOOLS):
	$(PYTHON) -m venv $@
	$@/bin/pip install --quiet --disable-pip-version-check uv==0.13.9 pip-audit==2.10.1

models: $(INSTALLED)
	$(BIN)/precedents models prepare

# torch comes first and by this very name: asked for otherwise, pip fetches gigabytes for GPUs.
$(INSTALLED): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check torch==2.13.0
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps --requirement requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@

# The browser that the tests drive, and curl for the README's example: Debian's own packages.
chromium:
	@{ command -v chromium && command -v curl; } >/dev/null || { \
	  if [ "$$(id -u)" = 0 ]; then apt-get update -qq && apt-get install -y -qq chromium curl; \
	  else echo "The tests need Chromium and curl; install them: sudo apt-get install chromium curl" >&2; exit 1; fi; }

clean:
	rm -rf $(VENV) .precedents
