# make demo   own virtual environment, dependencies, the example graph, its counts and one answer
# make test   all that the tests need, and the tests
# make mutate changes the code of four modules in every way and names the changes that no test notices (minutes)
# make reason the ontology by HermiT and the OWL API: needs a JDK, says so where there is none
# make spark  the build on a Spark cluster: needs Java 17 or 21, says so where there is none
# make lint   ruff, mypy and tsc
# make bench  docs/benchmarks.md: every row beside a named peer (some ten minutes; BENCH='--only names' for some of them)
# make bench-compare BASE=v0.1.0   the same rows on another revision, and which have moved
# make versions  the example on Python 3.11, 3.12 and 3.13, with the newest and the lowest dependencies
# make docs   the generated pages of docs/  make picture  docs/graph.png

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
VENV ?= .venv
OUTPUT ?= output
TSC ?= tsc
PY = "$(VENV)/bin/python"

.PHONY: demo test mutate reason spark lint bench bench-compare versions docs picture clean

demo:
	@bash .ci/environment "$(VENV)" serve
	@echo "== Building the example that comes with PaperAtlas"
	@$(PY) cli.py build -o "$(OUTPUT)"
	@echo "== Which benchmarks are used most?   (paperatlas query most-used-benchmarks)"
	@$(PY) cli.py query most-used-benchmarks --limit 8 --format table -o "$(OUTPUT)"
	@echo "== Look at the graph:  $(OUTPUT)/graph.html   (paperatlas view)"
	@echo "== The Turtle:         $(OUTPUT)/graph.ttl"
	@echo "== Serve it:           $(VENV)/bin/paperatlas serve -o $(OUTPUT)   (SPARQL endpoint, editor, map, a page for every IRI)"
	@echo "== The program:        $(VENV)/bin/paperatlas --help"

test:
	@bash .ci/environment "$(VENV)" test
	@bash .ci/browser
	@COVERAGE_CORE=sysmon $(PY) -m pytest -n 3 --dist loadfile $$(bash .ci/coverage $(PY))

mutate:
	@bash .ci/environment "$(VENV)" mutate
	@$(PY) -m mutmut run
	@$(PY) -m mutmut results

reason:
	@bash .ci/environment "$(VENV)" reason,test
	@$(PY) -m pytest tests/ontology/test_reasoner.py

spark:
	@bash .ci/environment "$(VENV)" spark,test
	@bash .ci/java
	@PAPERATLAS_SPARK=1 $(PY) -m pytest tests/spark

lint:
	@bash .ci/environment "$(VENV)" lint
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@bash .ci/types "$(TSC)"

bench:
	@bash .ci/environment "$(VENV)" bench
	@$(PY) -m bench $(BENCH)

bench-compare:
	@bash .ci/environment "$(VENV)" bench
	@$(PY) -m bench --compare "$(or $(BASE),$(error name a revision of git: make bench-compare BASE=v0.1.0))" $(BENCH)

versions:
	@bash .ci/versions

docs:
	@bash .ci/environment "$(VENV)" test
	@PYTHONPATH=. $(PY) docs/generate.py

picture:
	@bash .ci/environment "$(VENV)" test
	@PYTHONPATH=. $(PY) docs/picture.py

clean:
	rm -rf "$(VENV)" .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage mutants
