package cli_test

import (
	"bytes"
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestSurplusOfAnAnswerIsNotShown: what a server sends beyond the length that it named,
// which net/http writes to the log package, reaches nobody's screen. The answer is one
// that is tried again, so that the process is still there when the surplus is found.
func TestSurplusOfAnAnswerIsNotShown(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			_, _ = conn.Read(make([]byte, 64<<10))
			_, _ = conn.Write([]byte("HTTP/1.1 500 Broken\r\nContent-Length: 2\r\n\r\n{}<SecretAccessKey>surplus"))
			defer conn.Close()
		}
	}()

	home := t.TempDir()
	config := "[profile open]\nrole_arn = arn:aws:iam::222233334444:role/open\nsource_profile = iam\nregion = eu-west-1\n" +
		"[profile iam]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"
	path := filepath.Join(home, "config")
	if err := os.WriteFile(path, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0], "open", "--shell", "sh")
	cmd.Args[0] = "awsenv"
	cmd.Env = []string{"HOME=" + home, "AWS_CONFIG_FILE=" + path, "AWS_ENDPOINT_URL=http://" + listener.Addr().String()}
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err = cmd.Run()
	if err == nil || stdout.String() != "false;\n" || !strings.Contains(stderr.String(), "HTTP 500") {
		t.Fatalf("%v\nstdout %q\nstderr %s", err, stdout.String(), stderr.String())
	}
	if strings.Contains(stderr.String(), "surplus") {
		t.Errorf("stderr has what the server sent beyond its answer:\n%s", stderr.String())
	}
}
