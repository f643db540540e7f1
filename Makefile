# meterfarm: `make help` lists the targets.
#
# Needs Debian 12 or alike with Swift 6.3, git, make and python3; what else a target needs, it
# installs with apt when it is missing.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: run build test torture trial check docs pictures bench install clean help

PREFIX ?= /usr/local
# Further arguments of `meterfarm run`: make run ARGS="--speed 60"
ARGS ?=

RUN_PACKAGES := libmodbus-dev libsqlite3-dev pkg-config tzdata libjs-chart.js
TEST_PACKAGES := $(RUN_PACKAGES) curl mbpoll gcc libc6-dev python3-venv chromium

SWIFT_BUILD := swift build --explicit-target-dependency-import-check error
DEBUG_BINARY := .build/debug/meterfarm
RELEASE_FOLDER := .build-release
# Dynamic exclusivity checks cost 6 % of a request; debug builds and tests keep them.
RELEASE := $(SWIFT_BUILD) -c release --scratch-path $(RELEASE_FOLDER) --static-swift-stdlib \
	-Xswiftc -enforce-exclusivity=unchecked
RELEASE_BINARY := $(RELEASE_FOLDER)/release/meterfarm

REQUIREMENTS := Tests/Interop/requirements.txt
# The reader of the Eastron meters needs an older pymodbus than the other masters.
REQUIREMENTS_SDM := Tests/Interop/requirements-sdm.txt
FORMATTED := Sources Tests Package.swift $(wildcard Benchmarks/meterfarm-bench)
PROFILES := $(sort $(foreach kind,calendars farms lessons loads meters scenarios transformers,$(wildcard profiles/$(kind)/*.json)))

# Installs the Debian packages named by $(1) that are not there.
define need
@if ! command -v dpkg-query >/dev/null; then \
	echo "make: this is no Debian; please see that you have the equivalents of: $(1)" >&2; \
	exit 0; \
fi; \
missing=(); \
for package in $(1); do \
	status=$$(dpkg-query -W -f='$${db:Status-Status}\n' "$$package" 2>/dev/null || true); \
	grep -qx installed <<<"$$status" || missing+=("$$package"); \
done; \
[ $${#missing[@]} -gt 0 ] || exit 0; \
echo "make: installing $${missing[*]}" >&2; \
if [ "$$(id -u)" = 0 ]; then sudo=(env); \
elif command -v sudo >/dev/null; then sudo=(sudo env); \
else \
	echo "make: not root and no sudo; as root run: apt-get install $${missing[*]}" >&2; \
	exit 1; \
fi; \
"$${sudo[@]}" apt-get update -qq && \
"$${sudo[@]}" DEBIAN_FRONTEND=noninteractive \
	apt-get install -qq -y --no-install-recommends "$${missing[@]}" >&2
endef

# Prepares the Python environment $(1) with the packages of $(2), anew when they have changed.
define environment
@stamp=$(1)/requirements-$$(sha256sum $(2) | cut -c1-16); \
if [ ! -e "$$stamp" ]; then \
	echo "make: preparing $(1)" >&2; \
	python3 -m venv --clear $(1); \
	$(1)/bin/pip install --quiet --disable-pip-version-check -r $(2); \
	touch "$$stamp"; \
fi
endef

run: ## Build and run the demonstration farm (ARGS="--speed 60" to add options)
	$(call need,$(RUN_PACKAGES))
	$(SWIFT_BUILD) --product meterfarm
	@exec $(DEBUG_BINARY) run profiles/farms/demo.json $(ARGS)

build: ## Build the debug version
	$(call need,$(RUN_PACKAGES))
	$(SWIFT_BUILD)

test: ## Run all tests: Swift's, then those with masters of other people
	$(call need,$(TEST_PACKAGES))
	$(SWIFT_BUILD) --build-tests
	SWIFT_BACKTRACE=enable=no swift test --skip-build --disable-xctest
	$(call environment,.venv,$(REQUIREMENTS))
	$(call environment,.venv-sdm,$(REQUIREMENTS_SDM))
	.venv/bin/python -m pytest Tests/Interop -q -n 3 --dist loadfile
	@echo "make test: all tests passed"

# Further arguments of the torture: make torture TORTURE="--kills 1000 --seed 7"
TORTURE ?= --kills 200

torture: ## Kill the daemon 200 times while masters read and write
	$(call need,$(RUN_PACKAGES))
	$(SWIFT_BUILD) --product meterfarm
	python3 Tests/Torture/torture.py $(TORTURE)

# Further arguments of the field trial: make trial TRIAL="--seed 7"
TRIAL ?= --forever

trial: ## Simulate farms on failing disks and noisy wires, seed after seed, until stopped
	$(call need,$(RUN_PACKAGES))
	$(SWIFT_BUILD) --product fieldtrial
	@exec .build/debug/fieldtrial $(TRIAL)

check: ## Lint the sources, validate every profile, see that the pages are fresh
	$(call need,$(RUN_PACKAGES))
	swift format lint --strict --recursive --parallel $(FORMATTED)
	$(SWIFT_BUILD) --product meterfarm
	$(DEBUG_BINARY) check $(PROFILES)
	$(DEBUG_BINARY) models pages docs/reference --profiles profiles --check
	@python3 .ci/sizes.py Sources Tests

docs: ## Write the library's pages into docs/reference
	$(call need,$(RUN_PACKAGES))
	$(SWIFT_BUILD) --product meterfarm
	$(DEBUG_BINARY) models pages docs/reference --profiles profiles

pictures: ## Draw a day and a week of every load into docs/loads
	$(call need,$(RUN_PACKAGES))
	$(SWIFT_BUILD) --product meterfarm
	$(DEBUG_BINARY) plot --gallery docs/loads --profiles profiles

bench: ## Measure the release version against reference servers
	$(call need,$(TEST_PACKAGES))
	$(RELEASE)
	$(call environment,.venv,$(REQUIREMENTS))
	.venv/bin/python Benchmarks/bench.py

install: ## Install to PREFIX (/usr/local)
	$(call need,$(RUN_PACKAGES))
	$(RELEASE) --product meterfarm
	install -D -s -m 755 $(RELEASE_BINARY) $(DESTDIR)$(PREFIX)/bin/meterfarm
	mkdir -p $(DESTDIR)$(PREFIX)/share/meterfarm
	cp -R profiles web $(DESTDIR)$(PREFIX)/share/meterfarm/

clean: ## Remove everything that was built
	rm -rf .build .build-* .venv .venv-sdm run

help: ## List the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /|/' | \
		while IFS='|' read -r target text; do printf '  make %-8s %s\n' "$$target" "$$text"; done
