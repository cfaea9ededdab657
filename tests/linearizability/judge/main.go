// Judge: whether histories of bookings are linearizable, by porcupine.
//
//	judge FILE...      JSON lines, as tests/linearizability/history_lines.cpp writes them
//
// Ends with one line of counts. Exit status 1 if a history is not linearizable, or was not decided
// in a minute; 2 if a file cannot be read.
package main

import (
	"fmt"
	"os"
	"time"

	"github.com/anishathalye/porcupine"
)

const patience = time.Minute

type verdict string

const (
	linearizable verdict = "linearizable"
	wrong        verdict = "not linearizable"
	undecided    verdict = "not decided in time"
)

func judge(h history) (verdict, error) {
	calls, err := settled(h.calls)
	if err != nil {
		return wrong, err
	}
	switch porcupine.CheckOperationsTimeout(model, operations(withTimes(calls)), patience) {
	case porcupine.Ok:
		return linearizable, nil
	case porcupine.Illegal:
		return wrong, nil
	}
	return undecided, nil
}

func main() {
	histories, calls, bad := 0, 0, 0
	for _, name := range os.Args[1:] {
		file, err := os.Open(name)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		read, err := readHistories(file)
		file.Close()
		if err != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", name, err)
			os.Exit(2)
		}
		for _, h := range read {
			histories++
			calls += len(h.calls)
			found, err := judge(h)
			if found == linearizable {
				continue
			}
			bad++
			fmt.Printf("%s on %s, seed %d: %s", h.Scenario, h.Store, h.Seed, found)
			if err != nil {
				fmt.Printf(" (%v)", err)
			}
			fmt.Println()
		}
	}
	fmt.Printf("%d histories, %d calls, %d not linearizable\n", histories, calls, bad)
	if bad > 0 {
		os.Exit(1)
	}
}
