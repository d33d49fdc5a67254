// Command hold has a file open for reading, as most programs of Windows have it: nobody
// can replace or delete it meanwhile. It says "open" and ends with its standard input, or
// with status 9 at Ctrl-C.
package main

import (
	"fmt"
	"io"
	"os"
	"os/signal"
)

func main() {
	interrupted := make(chan os.Signal, 1)
	signal.Notify(interrupted, os.Interrupt)
	file, err := os.Open(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	defer file.Close()
	ended := make(chan struct{})
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		close(ended)
	}()
	fmt.Println("open")
	select {
	case <-ended:
	case <-interrupted:
		os.Exit(9)
	}
}
