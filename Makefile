# Everything from nothing: needs git, make and Python 3.11 or newer. `make dev` runs the server, Ctrl-C stops it.
.PHONY: dev test check parts lint messages messages-check bench profile clean lock
READY := .venv/.ready node_modules/.ready app/language/catalogues/compiled/.ready
# node of .venv, where the machine has none or another one
NODE_BIN := PATH="$(CURDIR)/.venv/bin:$$PATH" node_modules/.bin
# each start of Python would compile every module again, three seconds of a core
unexport PYTHONDONTWRITEBYTECODE

dev: $(READY)
	@exec .venv/bin/python -m app.dev

# Tests run two at a time, but what kills processes, which wants the machine for itself.
PYTEST := .venv/bin/python -m pytest
PAIRED := -n 2 --dist loadfile tests --ignore tests/chaos --ignore tests/parts

# T=tests/seating/holds runs only these tests: a file, a folder or FILE::TEST.
ifdef T
test: $(READY)
	$(PYTEST) $(T)
else
test: lint
	$(PYTEST) $(PAIRED)
	$(PYTEST) tests/chaos
	$(PYTEST) -n 2 --dist worksteal e2e
endif

# Everything that needs no browser and kills no process.
check: lint
	$(PYTEST) $(PAIRED) -m "not slow"

# Against real programs of other makers: Stripe's stripe-mock, Debian's redis-server and nginx. A missing one is skipped and named.
parts: $(READY)
	$(PYTEST) tests/parts
	$(PYTEST) -m redis --redis-server=redis-server tests

lint: $(READY)
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	$(NODE_BIN)/prettier --check *.config.js assets tests/assets 'app/dev/**/*.js' bench/*.js 'docs/**/*.js'
	$(NODE_BIN)/eslint *.config.js assets/js tests/assets app/dev bench docs
	$(NODE_BIN)/stylelint 'assets/css/**/*.css'
	$(NODE_BIN)/tsc
	.venv/bin/python -m app.dev.messages lint

# For translators: extracts the texts of the code and merges them into each catalogue; ADD="fr it" begins new ones.
messages: $(READY)
	.venv/bin/python -m app.dev.messages $(ADD)

# Prints what is missing in each catalogue, and fails for what is broken.
messages-check: $(READY)
	.venv/bin/python -m app.dev.messages check

# SMOKE=1 runs each measurement for about a second and saves no figures.
bench: $(READY)
	.venv/bin/python -m bench $(if $(SMOKE),--smoke)

# The CPU time of the web process for a hold and for the steps of an order, by stage.
profile: $(READY)
	.venv/bin/python -m bench.profile

clean:
	@if [ -x .venv/bin/python ]; then .venv/bin/python -m app.dev clean; else rm -rf var; fi

lock:
	@deploy/lock $(UPGRADE)

# The documentation as a site in var/docs. A broken link or anchor is an error; no other server is asked for anything.
.PHONY: docs
docs: var/docs-tools/.ready
	@var/docs-tools/venv/bin/sphinx-build --quiet --fresh-env --fail-on-warning --keep-going --jobs auto \
	  --conf-dir docs/site --doctree-dir var/docs-tools/doctrees . var/docs
	@echo "aisle: the documentation is in var/docs/index.html"

var/docs-tools/.ready: requirements-docs.lock docs/site/package-lock.json deploy/docs | .venv/.ready
	@deploy/docs

.venv/.ready: requirements-dev.lock pyproject.toml deploy/boot.lock deploy/python
	@deploy/python

node_modules/.ready: package-lock.json deploy/node | .venv/.ready
	@deploy/node

app/language/catalogues/compiled/.ready: $(wildcard app/language/catalogues/*.po*) app/language/compile_catalogues.py | .venv/.ready
	@.venv/bin/python -m app.language.compile_catalogues
