# `make` builds; `make help` lists what else there is.

PREFIX  ?= /usr/local
DESTDIR ?=
BIN     := bin
FUZZTIME ?= 30s

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
LDFLAGS := -s -w -X github.com/awsenv/awsenv/pkg/cli.linkedVersion=$(VERSION)

# No cgo and not position independent: both cost start-up time.
export CGO_ENABLED := 0
GOBUILD := go build -trimpath -buildmode=exe -ldflags '$(LDFLAGS)'

GOVULNCHECK := golang.org/x/vuln/cmd/govulncheck@v1.9.0
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
ACTIONLINT  := github.com/rhysd/actionlint/cmd/actionlint@v1.7.12

.DEFAULT_GOAL := build

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: build
build: ## build bin/awsenv
	$(GOBUILD) -o '$(BIN)/awsenv' ./cmd/awsenv

.PHONY: test
test: ## run every test (a missing shell or tool is skipped, unless CI=true)
	go test -parallel 8 -timeout 30m ./... # most of them wait for a shell or an answer; a busy machine takes long

# What depends on a shell's version. The documentation's examples and the screen of
# a line that wraps are for the installed one.
SHELL_TESTS := -skip 'Lint|Documented|PromptsAgree|TestReal|NarrowTerminal' ./shell ./pkg/dialect ./pkg/environ

.PHONY: test-shells
test-shells: ## run the tests of hook and quoting in older and newer shells (FOLDERS="/folder/with/bash …" for more of them)
	@fetched=$$(.ci/shells) || exit 1; \
	for folder in $$fetched $(FOLDERS); do \
	  echo "with the shells in $$folder"; \
	  PATH="$$folder:$$PATH" go test -count=1 $(SHELL_TESTS) || exit 1; \
	done

.PHONY: test-windows
test-windows: ## run awsenv.exe under wine: the part of `make test` that does
	go test -count=1 -run Windows ./cmd/awsenv

.PHONY: lint
lint: ## check format, vet, staticcheck, the shell scripts and the workflows
	@unformatted=$$(gofmt -l cmd pkg shell completions); \
	if [ -n "$$unformatted" ]; then echo "gofmt would change:"; echo "$$unformatted"; exit 1; fi
	go vet ./...
	go run $(STATICCHECK) ./...
	go run $(ACTIONLINT) .github/workflows/*.yml
	@if command -v shellcheck >/dev/null; then shellcheck .ci/run .ci/shells; \
	elif [ "$$CI" = true ]; then echo "shellcheck is missing"; exit 1; \
	else echo "shellcheck is not installed: .ci not checked"; fi

# The platforms that releases are made for.
PLATFORMS := linux/amd64 linux/arm64 linux/arm darwin/amd64 darwin/arm64 windows/amd64 freebsd/amd64

# What only has to be compiled, and never runs, takes a quarter less time so.
UNOPTIMISED := '-gcflags=all=-N -l'

.PHONY: cross-vet
cross-vet: ## vet everything, tests included, for each platform of a release but this one, which lint does
	@here=$$(go env GOHOSTOS)/$$(go env GOHOSTARCH); for platform in $(PLATFORMS); do \
	  if [ "$$platform" = "$$here" ]; then continue; fi; \
	  echo "$$platform"; GOOS=$${platform%/*} GOARCH=$${platform#*/} go vet $(UNOPTIMISED) ./... || exit 1; \
	done

MEASURE := go test -run '^$$' -bench . -benchtime 1x -timeout 60m ./pkg/bench

.PHONY: bench
bench: ## print the speed budgets as ratios against floor programs (AWSENV_PEERS=/folder with aws-vault, assumego, aws: beside them too)
	$(MEASURE)

.PHONY: performance
performance: ## measure as bench does, and write the figures, table and pictures of docs/performance.md
	$(MEASURE) -record

.PHONY: fuzz
fuzz: ## fuzz the parsers and, through real shells, the quoting (FUZZTIME=30s each)
	@for package in $$(grep -rl --include='*_test.go' '^func Fuzz' pkg shell | xargs -n1 dirname | sort -u); do \
	  for target in $$(grep -rhoE --include='*_test.go' '^func Fuzz[A-Za-z0-9]*' $$package | awk '{print $$2}'); do \
	    echo "$$package $$target"; \
	    go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) ./$$package || exit 1; \
	  done; \
	done

.PHONY: vulncheck
vulncheck: ## look for known vulnerabilities, where their database can be reached
	@if out=$$(go run $(GOVULNCHECK) ./... 2>&1); then echo "$$out"; \
	elif echo "$$out" | grep -q 'fetching vulnerabilities'; then echo "the database of vulnerabilities cannot be reached: nothing was looked for"; \
	else echo "$$out"; exit 1; fi

INSTALLED := bin/awsenv share/man/man1/awsenv.1 \
  share/bash-completion/completions/awsenv \
  share/zsh/site-functions/_awsenv \
  share/fish/vendor_completions.d/awsenv.fish \
  share/nushell/vendor/autoload/awsenv-completion.nu

# Copies alone: under sudo there may be no Go, and root would leave files of its
# own among those of the person.
.PHONY: install
install: ## install what make built, completions and man page under PREFIX (default /usr/local)
	@test -x '$(BIN)/awsenv' || { echo '$(BIN)/awsenv is not built yet: run make first'; exit 1; }
	install -d $(foreach file,$(INSTALLED),'$(DESTDIR)$(PREFIX)/$(dir $(file))')
	install -m 755 '$(BIN)/awsenv' '$(DESTDIR)$(PREFIX)/bin/awsenv'
	install -m 644 docs/awsenv.1 '$(DESTDIR)$(PREFIX)/share/man/man1/awsenv.1'
	install -m 644 completions/awsenv.bash '$(DESTDIR)$(PREFIX)/share/bash-completion/completions/awsenv'
	install -m 644 completions/_awsenv '$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_awsenv'
	install -m 644 completions/awsenv.fish '$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/awsenv.fish'
	install -m 644 completions/awsenv.nu '$(DESTDIR)$(PREFIX)/share/nushell/vendor/autoload/awsenv-completion.nu'
	@test -n '$(DESTDIR)' || { \
	  case ":$$PATH:" in *':$(PREFIX)/bin:'*) ;; *) \
	    echo; echo 'To find awsenv, add to the start-up file of your shell:'; \
	    echo '  export PATH="$(PREFIX)/bin:$$PATH"      # in fish: set -gx PATH $(PREFIX)/bin $$PATH';; esac; \
	  if command -v zsh >/dev/null && ! zsh -fc 'print -l $$fpath' | grep -qxF '$(PREFIX)/share/zsh/site-functions'; then \
	    echo; echo 'To complete in zsh, add to ~/.zshrc before compinit:'; \
	    echo '  fpath=($(PREFIX)/share/zsh/site-functions $$fpath)'; fi; }

.PHONY: uninstall
uninstall: ## remove what install put under PREFIX
	rm -f $(foreach file,$(INSTALLED),'$(DESTDIR)$(PREFIX)/$(file)')
	@case '$(PREFIX)' in /usr|/usr/local) ;; *) cd '$(DESTDIR)$(PREFIX)' 2>/dev/null && \
	  for folder in $(dir $(INSTALLED)); do rmdir -p "$$folder" 2>/dev/null; done; esac; true

.PHONY: sandbox-build
sandbox-build: build
	$(GOBUILD) -o $(BIN)/awsenv-sandbox ./cmd/awsenv-sandbox

.PHONY: demo
demo: sandbox-build ## watch a session being loaded, against a local AWS (needs Go alone)
	@$(BIN)/awsenv-sandbox demo

.PHONY: sandbox
sandbox: sandbox-build ## open your shell in a world with a local AWS, until you exit
	@$(BIN)/awsenv-sandbox shell

.PHONY: pictures
pictures: ## draw the pictures of README and guide anew, from what awsenv prints (needs bash, zsh and fish)
	go test -count=1 -run TestDocsDrawings ./pkg/cli -update

.PHONY: check
check: lint test ## lint, test, watch the demo, install and uninstall
	$(MAKE) demo
	$(MAKE) install DESTDIR='$(CURDIR)/$(BIN)/stage' PREFIX=/usr
	$(MAKE) uninstall DESTDIR='$(CURDIR)/$(BIN)/stage' PREFIX=/usr
	@left=$$(find $(BIN)/stage ! -type d); test -z "$$left" || { echo "uninstall left $$left"; exit 1; }

# The version of Go that releases are built with: another one gives other bytes.
RELEASE_GO := go1.26.8
RELEASE := GOTOOLCHAIN=$(RELEASE_GO) go run ./cmd/awsenv-release

.PHONY: release
release: ## make the files of a release in dist (VERSION=v1.2.3, KEY=/minisign/secret.key to sign)
	$(RELEASE) build -version '$(VERSION)' -platforms '$(PLATFORMS)' -out dist -key '$(KEY)'

.PHONY: verify-release
verify-release: ## build a release twice and compare all bytes (VERSION=v1.2.3, AGAINST=/published/files)
	$(RELEASE) verify -version '$(VERSION)' -platforms '$(PLATFORMS)' -against '$(AGAINST)'

.PHONY: test-packages
test-packages: ## make a release of this commit and install, unpack and check its files
	RELEASE_PLATFORMS='$(PLATFORMS)' go test -count=1 -timeout 20m -run 'TestRelease' ./cmd/awsenv-release

.PHONY: clean
clean: ## remove what was built
	rm -rf $(BIN)
