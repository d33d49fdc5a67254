// Command hold has a file open for reading, as most programs of Windows have it: nobody
// can replace or delete it meanwhile. It says "open" and ends with its standard input.
package main

import (
	"fmt"
	"io"
	"os"
)

func main() {
	file, err := os.Open(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println("open")
	_, _ = io.Copy(io.Discard, os.Stdin)
	_ = file.Close()
}
