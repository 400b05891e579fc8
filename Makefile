# Everything here works on a machine with Python 3.11 or newer and make; what the commands need they fetch.

PORT ?= 8000
WORKERS ?= 2
BIN := .venv/bin
RUN := .venv/.installed
DEV := .venv/.installed-dev
AUDITOR := .venv-audit/.installed
AUDITS := tests/web/audits/node_modules/.package-lock.json
CHECKS := format lint types imports schema repository dockerfile

.PHONY: help install serve test check $(CHECKS:%=check-%) bench soak audit lock clean

help:
	@echo "make serve    set up, load the examples, serve on http://127.0.0.1:$(PORT)"
	@echo "make test     set up, run every test"
	@echo "make check    format, lint, types, import rules, schema snapshot, migrations, Dockerfile"
	@echo "make install  set up alone: then the command is $(BIN)/quanze"
	@echo "make bench    side-by-side benchmarks      make soak  the long fault and load runs"
	@echo "make audit    ask whether faults are known of the locked versions (needs the network)"
	@echo "make lock     refresh the locked requirements (needs uv)"

install: $(RUN)

serve: $(RUN)
	@$(BIN)/quanze db upgrade
	@$(BIN)/quanze load-examples
	@exec $(BIN)/quanze serve --host 127.0.0.1 --port $(PORT)

test: $(DEV) $(AUDITS)
	@$(BIN)/python -m pytest -n $(WORKERS) $(ARGS)

check: $(DEV)
	@$(MAKE) --no-print-directory --keep-going --jobs 2 $(CHECKS:%=check-%)
	@echo "make check: all well"

check-format: $(DEV)
	@$(BIN)/ruff format --quiet --check .

check-lint: $(DEV)
	@$(BIN)/ruff check --quiet .

check-types: $(DEV)
	@$(BIN)/mypy --no-error-summary

check-imports: $(DEV)
	@said=$$($(BIN)/lint-imports --no-logo 2>&1) || { echo "$$said"; exit 1; }

check-schema: $(DEV)
	@$(BIN)/python -m pytest --quiet --no-header -p no:xdist tests/schema/test_snapshot.py

check-repository: $(DEV)
	@$(BIN)/python -m pytest --quiet --no-header -p no:xdist tests/project --ignore tests/project/test_wheel.py

check-dockerfile: $(DEV)
	@$(BIN)/hadolint Dockerfile

bench: $(DEV)
	@$(BIN)/python -m tests.bench $(ARGS)

soak: $(DEV)
	@$(BIN)/python -m pytest -m soak --timeout 7200 --hypothesis-profile explore $(ARGS)

audit: $(RUN) $(AUDITOR)
	@$(BIN)/python -m tests.support.audit

# No address of a package index may reach the lock files, so uv is called without the variables that name one.
lock:
	@command -v uv >/dev/null || { echo "make lock needs uv: https://docs.astral.sh/uv/" >&2; exit 1; }
	@compile() { env -u UV_INDEX_URL -u UV_EXTRA_INDEX_URL -u UV_INDEX -u UV_DEFAULT_INDEX -u UV_FIND_LINKS \
		uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-header "$$@"; }; \
	compile pyproject.toml --output-file requirements.txt && \
	compile pyproject.toml --extra dev --constraint requirements.txt --output-file requirements-dev.txt && \
	echo pip-audit | compile - --output-file .ci/audit.txt

clean:
	rm -rf .venv .venv-audit build dist *.egg-info .mypy_cache .ruff_cache .hypothesis .import_linter_cache

# The audits of GraphQL over HTTP are an npm package; without it their test says that it was skipped.
$(AUDITS): tests/web/audits/package-lock.json
	@if ! command -v npm >/dev/null; then echo "no npm here: the audits of GraphQL over HTTP will be skipped"; \
	elif npm ci --prefix $(dir $<) --no-audit --no-fund --loglevel error; then touch $@; \
	else echo "npm ci failed: the audits of GraphQL over HTTP will be skipped"; fi

# Apart from what it looks at: what pip-audit needs is no requirement of ours.
$(AUDITOR): .ci/audit.txt | $(RUN)
	@rm -rf $(@D) && $(BIN)/python -m venv $(@D)
	@$(@D)/bin/python -m pip --disable-pip-version-check --quiet --quiet install --require-hashes --requirement $<
	@touch $@

# A stamp is as new as the environment: older than a lock file or pyproject.toml, it is brought up to date.
$(RUN): requirements.txt pyproject.toml .ci/environment
	@.ci/environment requirements.txt
	@touch $@

$(DEV): requirements-dev.txt requirements.txt pyproject.toml .ci/environment
	@.ci/environment requirements-dev.txt
	@touch $(RUN) $@
