# Everything a person types. Each target sets itself up on a fresh machine: python3 (>= 3.11) with venv, gcc, make
# and the package registries are enough.
.PHONY: demo test check bench serve setup lock format clean

PYTHON ?= python3
VENV   := .venv
RUN    := $(VENV)/bin
STAMP  := $(VENV)/.ready

setup: $(STAMP)

# The lock holds hashes and no addresses, so that any mirror or wheelhouse of the same packages serves.
$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version) if sys.version_info < (3, 11) else None'
	test -x $(RUN)/python || $(PYTHON) -m venv $(VENV)
	$(RUN)/python -m pip install --quiet uv==0.13.9
	$(RUN)/uv pip sync --quiet --python $(RUN)/python --require-hashes requirements.lock
	$(RUN)/uv pip install --quiet --python $(RUN)/python --no-deps --editable .
	touch $(STAMP)

lock:
	$(RUN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-annotate --universal --python-version 3.11 \
	  pyproject.toml --group dev --group bench --extra postgres --extra server --extra spark --output-file requirements.lock

demo: setup
	$(RUN)/python tools/demo.py

test: setup
	tools/test.sh

check: setup
	$(RUN)/ruff format --check src tests bench tools
	$(RUN)/ruff check src tests bench tools
	$(RUN)/mypy
	$(RUN)/lint-imports

format: setup
	$(RUN)/ruff format src tests bench tools
	$(RUN)/ruff check --fix src tests bench tools

bench: setup
	$(RUN)/python -m bench

# The demo register in a browser, with an account whose password is printed; PORT=8080.
PORT ?= 8080
serve: setup
	$(RUN)/python tools/serve_demo.py $(PORT)

clean:
	rm -rf $(VENV) demo-register .mypy_cache .ruff_cache .pytest_cache
