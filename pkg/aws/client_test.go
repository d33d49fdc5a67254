package aws

import (
	"os"
	"time"
)

// newTestClient makes a client with the real clock and files where a test does
// not bring its own.
func newTestClient(cfg Config) *Client {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.ReadFile == nil {
		cfg.ReadFile = os.ReadFile
	}
	return New(cfg)
}
