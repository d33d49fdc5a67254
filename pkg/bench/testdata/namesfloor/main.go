// Command namesfloor is the floor for the names that completion asks for: a plain
// line scanner over both AWS files that prints what stands in the headers. It
// knows nothing of quotes, doubles or what the AWS CLI leaves out.
package main

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	home := os.Getenv("HOME")
	scan(out, filepath.Join(home, ".aws/config"), "[profile ")
	scan(out, filepath.Join(home, ".aws/credentials"), "[")
}

func scan(out *bufio.Writer, path, prefix string) {
	file, err := os.Open(path)
	if err != nil {
		os.Exit(1)
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if name, found := strings.CutPrefix(lines.Text(), prefix); found {
			_, _ = out.WriteString(strings.TrimSuffix(name, "]"))
			_ = out.WriteByte('\n')
		}
	}
}
