# What can be done here. `make demo` and `make test` set up whatever they need
# by themselves; nothing has to be installed first but Node >= 20 and make.

SHELL := bash
.DEFAULT_GOAL := build
.PHONY: help setup build types check test test-tools lab-seeds matrix cases fuzz bench demo smoke pack clean distclean

BIN := node_modules/.bin
SOURCES := $(shell find src -type f -name '*.ts' 2>/dev/null)

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

setup: ## install what is missing: node_modules, and the lab's Debian packages where allowed
	@scripts/setup

build: types dist/main.js ## types checked, build/ for the tests, dist/ for bin/idletrace

types: setup
	@$(BIN)/tsc -b

dist/main.js: $(SOURCES) package.json package-lock.json scripts/bundle.mjs | setup
	@node scripts/bundle.mjs

check: build ## the fast part: format, lint, types, dead code, every test that needs no lab
	@scripts/check
	@scripts/run-tests unit

test: test-tools check ## everything: check, then the tests on a real kernel's network namespaces
	@scripts/run-tests lab

test-tools:
	@scripts/setup tests

lab-seeds: test-tools build ## every lab case of the trace with twenty seeds, an hour or so
	@IDLETRACE_SEEDS=20 IDLETRACE_REQUIRE_LAB=1 node --test build/test/lab/trace/trace.test.js

matrix: test-tools build ## every scenario with ten seeds as a confusion matrix: truth in rows, verdicts in columns; two hours
	@node build/test/lab/trace/matrix.js

cases: build ## captures read by hand, and what idletrace says of them, field by field
	@node scripts/pcap-cases.mjs

fuzz: build ## ten million mutated packets through the reading of captures, some minutes
	@node build/bench/pcap-fuzz.js 10000000 $(wildcard ../shared/cases/pcap)

bench: build ## the ladder against other strategies in simulated time, start-up, captures and logs beside other tools
	@scripts/run-bench

demo: build ## three routers, the second forgets: the whole tool at work, in under a minute
	@scripts/demo

smoke: dist/main.js ## the npm package, installed and started on Node 20, 22 and 24
	@scripts/smoke-nodes

pack: dist/main.js ## the npm package as a file
	@npm pack --ignore-scripts

clean: ## remove what was built
	rm -rf build dist idletrace-*.tgz

distclean: clean ## remove what was installed as well
	rm -rf node_modules .cache
