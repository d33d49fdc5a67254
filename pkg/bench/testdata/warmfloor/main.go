// Command warmfloor is the floor for a load from the cache: the standard library
// alone finds the profile, reads the cached session and prints it. It checks
// nothing and quotes nothing; that is the point.
package main

import (
	"bufio"
	"bytes"
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	home, profile := os.Getenv("HOME"), os.Args[1]
	own := find(filepath.Join(home, ".aws/config"), "[profile "+profile+"]")
	sum := sha1.Sum([]byte(`{"DurationSeconds": ` + own["duration_seconds"] + `, "RoleArn": "` + own["role_arn"] + `", "SerialNumber": "` + own["mfa_serial"] + `"}`))
	text, err := os.ReadFile(filepath.Join(home, ".aws/cli/cache", hex.EncodeToString(sum[:])+".json"))
	if err != nil {
		os.Exit(1)
	}
	var cached struct {
		Credentials struct{ AccessKeyId, SecretAccessKey, SessionToken, Expiration string }
	}
	if json.Unmarshal(text, &cached) != nil {
		os.Exit(1)
	}
	c := cached.Credentials
	var out bytes.Buffer
	for _, pair := range [][2]string{
		{"AWS_ACCESS_KEY_ID", c.AccessKeyId}, {"AWS_SECRET_ACCESS_KEY", c.SecretAccessKey},
		{"AWS_SESSION_TOKEN", c.SessionToken}, {"AWS_CREDENTIAL_EXPIRATION", c.Expiration}, {"AWS_REGION", own["region"]},
	} {
		out.WriteString("export " + pair[0] + "='" + pair[1] + "';\n")
	}
	_, _ = os.Stdout.Write(out.Bytes())
}

// find reads the lines below a header.
func find(path, header string) map[string]string {
	file, err := os.Open(path)
	if err != nil {
		os.Exit(1)
	}
	defer file.Close()
	own, inside := map[string]string{}, false
	for lines := bufio.NewScanner(file); lines.Scan(); {
		line := lines.Text()
		if strings.HasPrefix(line, "[") {
			inside = line == header
		}
		if name, value, found := strings.Cut(line, "="); inside && found {
			own[strings.TrimSpace(name)] = strings.TrimSpace(value)
		}
	}
	return own
}
