# Everything below works on a new machine that has Python 3.11 or newer and make, and nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: run chat test thorough check setup setup-browser browser axe clients bench fill simulate stress-stops torture quarter year placement mutate lines screenshots reference docs dist audit licences sbom lint-deploy try-deploy format lock clean

run: setup
	@$(BIN)/roadmate sandbox

chat: setup
	@$(BIN)/roadmate chat

# Four at a time, also on two cores: now and then one only waits, for a process or for a time to pass.
test: setup
	@$(BIN)/python -m pytest -n 4 -q

# The generated tests with ten times as many examples as in each run of `make test`, each switch turned alone by
# everybody, and all of what `make test` draws a share of: commands and buttons over PostgreSQL, and what goes through many alike; an hour.
thorough: setup
	@ROADMATE_THOROUGH=1 $(BIN)/python -m pytest -n 3 -q -m "hypothesis or thorough or postgresql or drawn" --timeout=1800

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
# For `python -m benchmarks boards` over ten million: make fill ENTRIES=10000000 PEOPLE=500
ENTRIES ?= 500000
PEOPLE ?= 0
fill: setup
	@$(BIN)/python -m benchmarks.fill --entries $(ENTRIES) --people $(PEOPLE)

# A digest hour of many workspaces over PostgreSQL, with several replicas and Slack's rates, in real time: make simulate WORKSPACES=1000
WORKSPACES ?= 10000
REPLICAS ?= 4
PEOPLE_EACH ?= 100
simulate: setup
	@$(BIN)/python -m benchmarks.simulation --workspaces $(WORKSPACES) --replicas $(REPLICAS) --people $(PEOPLE_EACH)

# Start and stop `serve`, `socket` and `worker` so often each at random moments, with all cores busy; about an hour.
STOPS := 500
stress-stops: setup
	@$(BIN)/python -m tests.stops $(STOPS)

# Cruelty to real processes on both databases, half an hour: kill -9 under load, a database that is full, locked, slow or gone, ...
# Shorter: make torture KILLS=20 SOAK=3000; one kind: make torture TORTURE=tests/torture/kills.py; the same again: SEED=5
TORTURE := $(addprefix tests/torture/,$(addsuffix .py,kills replicas sqlite_outages postgresql_outages clock_jumps cruelty soak))
torture: export KILLS := 100
torture: export SOAK := 20000
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

# The tools of docs, audit and deploy, each in an environment of its own; `runtime` is what an installed Roadmate needs.
.venv-%/.installed: requirements-%.txt | $(STAMP)
	@echo "Setting up .venv-$* (once)..."
	@$(BIN)/python -m venv --clear --without-pip .venv-$*
	@$(BIN)/python -m pip --python .venv-$*/bin/python install --quiet --disable-pip-version-check --require-hashes -r requirements-$*.txt
	@touch $@

# A wheel and a source distribution in dist/.
dist: setup
	@$(BIN)/hatchling build -d dist

# Of what an installed Roadmate needs: known faults, licences, and the list of its parts (CycloneDX). `audit` asks the package
# index about each pinned version, and fails if it knows nothing of one; the other two ask nobody.
audit: .venv-audit/.installed
	@.venv-audit/bin/pip-audit --strict --disable-pip --require-hashes -r requirements-runtime.txt

LICENCES := 0BSD;Apache;BSD;ISC;MIT;Mozilla;MPL-2.0;PSF;Python Software Foundation;Unlicense
# The driver for PostgreSQL is under the LGPL, which a program that imports it may have any licence beside.
LGPL_PACKAGES := psycopg psycopg-binary
licences: .venv-audit/.installed .venv-runtime/.installed
	@.venv-audit/bin/pip-licenses --python=.venv-runtime/bin/python --from=mixed --partial-match --allow-only="$(LICENCES)" --ignore-packages $(LGPL_PACKAGES)

sbom: .venv-audit/.installed .venv-runtime/.installed
	@mkdir -p dist
	@.venv-audit/bin/cyclonedx-py environment .venv-runtime/bin/python --pyproject pyproject.toml --output-reproducible --of JSON -o dist/roadmate.cdx.json
	@echo "Wrote dist/roadmate.cdx.json"

# The containers of compose with PostgreSQL, one after the other as the file says, over a real server; half a minute.
try-deploy: setup
	@ROADMATE_NO_SKIPS=1 $(BIN)/python -m pytest -q tests/deploy/steps.py

# The Dockerfile, the workflow, the compose files and the manifests against their schemas and the usual rules for each.
DEPLOY_BIN := .venv-deploy/bin
COMPOSE_FILES := $(wildcard deploy/compose.*.yaml)
lint-deploy: .venv-deploy/.installed
	@$(DEPLOY_BIN)/hadolint Dockerfile
	@$(DEPLOY_BIN)/shellcheck .ci/run
	@$(DEPLOY_BIN)/zizmor --offline --quiet --config .github/zizmor.yml .github/workflows
	@$(DEPLOY_BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	@$(DEPLOY_BIN)/check-jsonschema --builtin-schema vendor.compose-spec $(COMPOSE_FILES)
	@$(DEPLOY_BIN)/kubernetes-validate --strict $(filter-out %/kustomization.yaml,$(wildcard deploy/kubernetes/*.yaml))
	@mkdir -p .venv-deploy/units
	@for unit in deploy/systemd/*.service deploy/systemd/*.timer; do sed 's#/opt/roadmate/bin/roadmate#/bin/true#' $$unit >.venv-deploy/units/$${unit##*/}; done
	@if command -v systemd-analyze >/dev/null; then systemd-analyze verify --man=no .venv-deploy/units/*; else echo "No systemd-analyze here: the units aren't verified"; fi

# requirements.txt is for `make setup`, requirements-runtime.txt what an installed Roadmate needs; each of the others has
# an environment of its own, or a stage of the image.
UV_COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate
lock: setup
	@$(UV_COMPILE) --extra dev --extra build pyproject.toml -o requirements.txt
	@$(UV_COMPILE) --constraint requirements.txt pyproject.toml -o requirements-runtime.txt
	@for extra in docs browser build audit deploy; do \
	    $(BIN)/python -c "import sys, tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['project']['optional-dependencies'][sys.argv[1]], sep='\n')" $$extra \
	    | $(UV_COMPILE) --constraint requirements.txt - -o requirements-$$extra.txt || exit 1; \
	done

clean:
	rm -rf $(VENV) .venv-docs .venv-audit .venv-deploy .venv-runtime dist site $(NODE_CLIENTS)/node_modules .mypy_cache .ruff_cache .pytest_cache
