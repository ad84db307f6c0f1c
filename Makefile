PYTHON ?= python3
BIN = .venv/bin
CASE = inputs/european-pool.xlsx
RESULT = outputs/european-pool-base.xlsx
LOCK = $(BIN)/uv pip compile pyproject.toml --quiet --universal --generate-hashes --no-header --no-annotate

.PHONY: help install run test check wheel bench example docs fuzz lock clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' Makefile

install: .venv/run  ## set up .venv with what the tool needs

run: .venv/run  ## solve the worked example
	$(BIN)/pooling solve $(CASE) --out $(RESULT) --force

test: .venv/dev  ## run the tests
	$(BIN)/pytest -n 2 --dist worksteal

check: .venv/dev  ## lint, types, layers
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pyright
	$(BIN)/lint-imports

wheel: .venv/dev  ## build the wheel: dist/
	$(BIN)/pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .

bench: .venv/bench  ## measure the tool and its peers on generated cases
	$(BIN)/python -m tests.benchmarks.run
	$(BIN)/python -m tests.benchmarks.restart
	$(BIN)/python -m tests.benchmarks.reading

example: .venv/run  ## write the worked examples anew
	for case in inputs/*.xlsx; do $(BIN)/pooling new $$case --example $$(basename $$case .xlsx) --force -q; done

docs: .venv/docs  ## build the documentation as a site that opens offline: build/site/index.html
	$(BIN)/python -m docs.generate
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

fuzz: .venv/dev  ## collect mutated demand sheets for three minutes
	PYTHONPATH=tests $(BIN)/python -m fuzz.run --seconds 180

lock: .venv/dev  ## renew requirements/ (newest versions)
	$(LOCK) --upgrade --group dev --extra bench --extra cluster --output-file requirements/bench.txt
	$(LOCK) --upgrade --constraint requirements/bench.txt --group dev --extra cluster --output-file requirements/dev.txt
	$(LOCK) --upgrade --constraint requirements/bench.txt --output-file requirements/run.txt
	$(LOCK) --upgrade --constraint requirements/bench.txt --extra cluster --output-file requirements/cluster.txt
	$(LOCK) --upgrade --constraint requirements/bench.txt --group docs --output-file requirements/docs.txt

clean:  ## remove .venv, caches and results
	rm -rf .venv build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find pooling models tests -name __pycache__ -prune -exec rm -rf {} +
	rm -f outputs/*

.venv/%: requirements/%.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --require-hashes --requirement $<
	$(BIN)/pip install --quiet --no-deps --editable .
	@touch $@
