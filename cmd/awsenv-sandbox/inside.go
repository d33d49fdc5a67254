package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/awsenv/awsenv/pkg/awstest"
)

// errOutside is for the commands that need a sandbox around them.
var errOutside = errors.New("this works inside `awsenv-sandbox shell` only: " + urlVariable + " is not set")

// printCode writes an unused code of the example's device, waiting for the next
// one when all are spent.
func printCode(ctx context.Context, stdout, stderr io.Writer) error {
	base := os.Getenv(urlVariable)
	if base == "" {
		return errOutside
	}
	for told := false; ; told = true {
		status, text, err := get(ctx, base+"/_awstest/code?serial="+url.QueryEscape(awstest.MFASerial))
		switch {
		case err != nil:
			return fmt.Errorf("ask the sandbox for a code: %w", err)
		case status == http.StatusOK:
			_, err := io.WriteString(stdout, text)
			return err
		case status != http.StatusConflict:
			return fmt.Errorf("ask the sandbox for a code: %s", strings.TrimSpace(text))
		}
		if !told {
			_, _ = fmt.Fprintln(stderr, "every code of these 30 seconds is used; waiting for the next one")
		}
		select {
		case <-time.After(500 * time.Millisecond):
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

func get(ctx context.Context, address string) (status int, text string, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return 0, "", err
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(body), err
}

// browse opens a page of the sandbox's AWS, under whatever name, and signs in.
func browse(ctx context.Context, address string, stdout io.Writer) error {
	base := os.Getenv(urlVariable)
	if base == "" {
		return errOutside
	}
	ca, err := os.ReadFile(os.Getenv(caVariable))
	if err != nil {
		return fmt.Errorf("read the authority of the sandbox: %w", err)
	}
	return awstest.Browser{Proxy: base, CAPEM: ca}.Browse(ctx, awstest.Follows, address, stdout)
}
