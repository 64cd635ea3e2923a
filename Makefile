# Everything below works on a new machine that has Python 3.11 or newer and make, and nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: run chat test thorough check setup setup-browser browser axe clients bench fill stress-stops torture quarter year placement mutate lines screenshots reference docs format lock clean

run: setup
	@$(BIN)/roadmate sandbox

chat: setup
	@$(BIN)/roadmate chat

# Three at a time, also on two cores: now and then one only waits, for a process or for a time to pass.
test: setup
	@$(BIN)/python -m pytest -n 3 -q

# The generated tests with ten times as many examples as in each run of `make test`, and each switch turned alone by
# everybody; half an hour.
thorough: setup
	@ROADMATE_THOROUGH=1 $(BIN)/python -m pytest -n 3 -q -m "hypothesis or thorough" --timeout=1800

setup: $(STAMP)

$(STAMP): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Roadmate needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Name one with: make PYTHON=python3.12 run")'
	@echo "Setting up $(VENV) (once; a minute or so)..."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(STAMP)

# The page in real Chromium, which has to be on the PATH; of the rest of the tests nothing needs this.
BROWSER_STAMP := $(VENV)/.browser-installed
setup-browser: $(BROWSER_STAMP)

$(BROWSER_STAMP): requirements-browser.txt $(STAMP)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-browser.txt
	@touch $(BROWSER_STAMP)

browser: setup-browser
	@ROADMATE_NO_SKIPS=1 $(BIN)/python -m pytest -n 3 -q tests/browser

# The same, one after the other, with the report on accessibility written anew.
axe: setup-browser
	@ROADMATE_NO_SKIPS=1 ROADMATE_AXE_REPORT=docs/accessibility.md $(BIN)/python -m pytest -q tests/browser

# Slack's own clients for Node, with which the stand-in is tested; needs node 18 or newer and npm.
NODE_CLIENTS := tests/sandbox/clients/node
clients: $(NODE_CLIENTS)/node_modules/.installed

$(NODE_CLIENTS)/node_modules/.installed: $(NODE_CLIENTS)/package.json
	@cd $(NODE_CLIENTS) && npm install --no-package-lock --no-audit --no-fund --ignore-scripts --loglevel=error
	@touch $@

check: setup
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/roadmate content check

format: setup
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: setup
	@$(BIN)/python -m benchmarks

# A database full of entries with their sums, in the directory for temporary files: make fill ENTRIES=10000000
ENTRIES ?= 500000
fill: setup
	@$(BIN)/python -m benchmarks.fill --entries $(ENTRIES)

# Start and stop `serve`, `socket` and `worker` so often each at random moments, with all cores busy; about an hour.
STOPS := 500
stress-stops: setup
	@$(BIN)/python -m tests.stops $(STOPS)

# Cruelty to real processes on both databases, half an hour: kill -9 under load, a database that is full, locked, slow or gone, ...
# Shorter: make torture KILLS=20 SOAK=60; one kind: make torture TORTURE=tests/torture/kills.py; the same again: SEED=5
TORTURE := tests/torture/kills.py tests/torture/sqlite_outages.py tests/torture/postgresql_outages.py
torture: export KILLS := 100
torture: export SOAK := 600
torture: setup
	@$(BIN)/python -m pytest -q -s --timeout=3600 $(TORTURE)

# What Roadmate writes unasked to five people in a quarter, by kind.
quarter: setup
	@$(BIN)/python -m pytest -q -s tests/worker/test_quarter.py

# A year of five kinds of learners (the gate lives half of it): questions asked, and topics still known against the same learner without questions.
year: setup
	@ROADMATE_THOROUGH=1 $(BIN)/python -m pytest -q -s tests/features/quiz/test_year.py

# How well the eight to ten questions place a thousand learners of each level, by twelve models of learners and by roadmap.
placement: setup
	@$(BIN)/python -m pytest -q -s tests/features/placement/test_simulation.py

# How much the tests notice: small faults in a copy of the code, one at a time, against the nearest tests; half an hour.
# Other faults: make mutate SEED=2 SIZE=40; of some code only: make mutate MUTATE="sender bot/web/guard.py"
MUTATE :=
SEED := 11
SIZE := 25
mutate: setup
	@$(BIN)/python -m tests.mutation --seed $(SEED) --size $(SIZE) $(MUTATE)

# What becomes of many lines for /log whose meaning is known, by kind: make lines LINES=5000; SEED=2 for others.
LINES := 100000
lines: setup
	@$(BIN)/python -m tests.features.hours.lines --lines $(LINES) --seed $(SEED)

# The pictures of the README and of docs/voice.md: the demo's team at one moment, so that they differ only where the page does.
screenshots: setup-browser
	@$(BIN)/python -m tests.pictures docs/pictures

# The pages of docs/reference, the answers in the tours and the link that makes the app: written from the code.
reference: setup
	@$(BIN)/python -m reference

# The documentation as a site of plain files in site/, which loads nothing from another host. A broken link fails.
DOCS_BIN := .venv-docs/bin
docs: .venv-docs/.installed setup
	@$(BIN)/python -m pytest -q tests/docs
	@$(DOCS_BIN)/zensical build --clean --strict
	@$(BIN)/python -m reference.site site
	@echo "Open site/index.html"

.venv-docs/.installed: requirements-docs.txt
	@echo "Setting up .venv-docs (once)..."
	@$(PYTHON) -m venv .venv-docs
	@$(DOCS_BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-docs.txt
	@touch $@

lock: setup
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --extra dev --generate-hashes --no-emit-index-url --no-header --no-annotate pyproject.toml -o requirements.txt
	@$(BIN)/python -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['project']['optional-dependencies']['docs'], sep='\n')" | $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate - -o requirements-docs.txt
	@$(BIN)/python -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['project']['optional-dependencies']['browser'], sep='\n')" | $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --constraint requirements.txt --generate-hashes --no-emit-index-url --no-header --no-annotate - -o requirements-browser.txt

clean:
	rm -rf $(VENV) .venv-docs site $(NODE_CLIENTS)/node_modules .mypy_cache .ruff_cache .pytest_cache
