# Everything from nothing: a virtual environment, the packages, the starter library. Needs Python 3.11 or newer.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
HOME_DIR := $(or $(CASEBASE_HOME),library)
STARTER := cases policy papers submissions
CHROMIUM := /usr/bin/chromium

.PHONY: app test check format clean

app: $(VENV)/.installed $(HOME_DIR)/.starter
	CASEBASE_HOME="$(HOME_DIR)" $(BIN)/python -m streamlit run app.py

test: $(VENV)/.installed-dev
	@$(MAKE) --no-print-directory browser || true
	$(BIN)/python -m pytest -n 2 --dist loadfile

check: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest tests/test_imports.py

format: $(VENV)/.installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed: make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)

# torch first: on its own it resolves to the small CPU build of the pinned version.
$(VENV)/.installed: requirements.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "$$(grep '^torch==' requirements.txt)"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

# Made once: a library that its owner has emptied is not filled again.
$(HOME_DIR)/.starter: | $(VENV)/.installed
	$(BIN)/python -m corpus add $(addprefix corpus/documents/,$(STARTER)) --home "$(HOME_DIR)"
	$(BIN)/python -m indexing build --home "$(HOME_DIR)"
	@touch $@

.PHONY: browser
browser:
	@test -x $(CHROMIUM) && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get update -qq && apt-get install -y -qq chromium fonts-noto-cjk >/dev/null; \
	else \
	  echo "Chromium is not at $(CHROMIUM): the browser tests will be skipped (install the packages chromium and fonts-noto-cjk)"; \
	fi

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
