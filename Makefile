# Everything is one command away; `make` alone lists what there is.

PREFIX  ?= /usr/local
DESTDIR ?=
BIN     := bin
FUZZTIME ?= 30s

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
LDFLAGS := -s -w -X github.com/awsenv/awsenv/pkg/cli.linkedVersion=$(VERSION)

# No cgo and not position independent: both cost start-up time.
export CGO_ENABLED := 0
GOBUILD := go build -trimpath -buildmode=exe -ldflags '$(LDFLAGS)'

STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2

.DEFAULT_GOAL := help

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: build
build: ## build bin/awsenv
	$(GOBUILD) -o $(BIN)/awsenv ./cmd/awsenv

.PHONY: test
test: ## run every test (a missing shell or tool is skipped, unless CI=true)
	go test ./...

.PHONY: lint
lint: ## check format, vet, staticcheck and the shell scripts
	@unformatted=$$(gofmt -l cmd pkg shell completions); \
	if [ -n "$$unformatted" ]; then echo "gofmt would change:"; echo "$$unformatted"; exit 1; fi
	go vet ./...
	go run $(STATICCHECK) ./...
	@if command -v shellcheck >/dev/null; then shellcheck .ci/run; \
	elif [ "$$CI" = true ]; then echo "shellcheck is missing"; exit 1; \
	else echo "shellcheck is not installed: .ci/run not checked"; fi

.PHONY: bench
bench: ## print the speed budgets as ratios against floor programs
	go test -run '^$$' -bench . -benchtime 1x ./pkg/bench

.PHONY: fuzz
fuzz: ## fuzz the parsers and, through real shells, the quoting (FUZZTIME=30s each)
	@for package in $$(grep -rl --include='*_test.go' '^func Fuzz' pkg shell | xargs -n1 dirname | sort -u); do \
	  for target in $$(grep -rhoE --include='*_test.go' '^func Fuzz[A-Za-z0-9]*' $$package | awk '{print $$2}'); do \
	    echo "$$package $$target"; \
	    go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) ./$$package || exit 1; \
	  done; \
	done

.PHONY: install
install: build ## install binary, completions and man page under PREFIX (default /usr/local)
	install -d '$(DESTDIR)$(PREFIX)/bin' '$(DESTDIR)$(PREFIX)/share/man/man1' \
	  '$(DESTDIR)$(PREFIX)/share/bash-completion/completions' \
	  '$(DESTDIR)$(PREFIX)/share/zsh/site-functions' \
	  '$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d'
	install -m 755 $(BIN)/awsenv '$(DESTDIR)$(PREFIX)/bin/awsenv'
	install -m 644 docs/awsenv.1 '$(DESTDIR)$(PREFIX)/share/man/man1/awsenv.1'
	install -m 644 completions/awsenv.bash '$(DESTDIR)$(PREFIX)/share/bash-completion/completions/awsenv'
	install -m 644 completions/_awsenv '$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_awsenv'
	install -m 644 completions/awsenv.fish '$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/awsenv.fish'

.PHONY: sandbox-build
sandbox-build: build
	$(GOBUILD) -o $(BIN)/awsenv-sandbox ./cmd/awsenv-sandbox

.PHONY: demo
demo: sandbox-build ## watch a session being loaded, against a local AWS (needs Go alone)
	@$(BIN)/awsenv-sandbox demo

.PHONY: sandbox
sandbox: sandbox-build ## open your shell in a world with a local AWS, until you exit
	@$(BIN)/awsenv-sandbox shell

.PHONY: check
check: lint test ## what CI runs
	$(MAKE) demo
	$(MAKE) install DESTDIR='$(CURDIR)/$(BIN)/stage' PREFIX=/usr

.PHONY: clean
clean: ## remove what was built
	rm -rf $(BIN)
