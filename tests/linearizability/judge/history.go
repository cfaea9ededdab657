package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"sort"
)

// What tests/linearizability/history_lines.cpp writes. Times are seconds, ids are numbers.

type header struct {
	Store    string
	Scenario string
	Seed     uint64
	Calls    int
}

type limits struct {
	User     int64
	Capacity int64
	Until    int64
	Disabled bool
}

type edit struct {
	Booking  int64
	Expected int64
	Document *string // nil: the booking is removed
}

type release struct {
	Booking int64
	Part    *int64 // nil: every part
	Held    bool
}

type claim struct {
	Who      []int64
	Start    int64
	End      int64
	Units    int64
	Effect   int // 0 blocks, 1 informs, 2 reports
	Deadline *int64
	Choice   int
}

type part struct {
	Booking int64
	ID      int64
	Claims  []claim
}

type change struct {
	Actor    int64
	Key      string
	Digest   [2]int64
	Users    []limits
	Edits    []edit
	Releases []release
	Parts    []part
	Mode     int // 0 every part, 1 parts that fit
}

type sequence struct {
	Booking  int64
	Sequence int64
}

type partOutcome struct {
	Booking int64
	ID      int64
	Applied bool
	Users   []int64
}

type outcome struct {
	Code     string
	Decided  string
	Bookings []sequence
	Parts    []partOutcome
}

type heldClaim struct {
	Booking  int64
	Sequence int64
	Part     int64
	User     int64
	Start    int64
	End      int64
	Units    int64
	Effect   int
	Deadline *int64
}

type call struct {
	Client   int
	Group    int
	Called   int64
	Returned int64
	Kind     string // change, look, clock
	Asked    *change
	Told     *outcome // nil: in doubt
	Clock    [2]int64 // the latest time that the clock had shown when it was called, and when it was answered
	AsOf     int64    `json:"as_of"`
	Seen     []heldClaim
	SetTo    int64 `json:"set_to"`

	times   []int64  // that the clock showed meanwhile, latest first
	settled *outcome // in doubt: what a retry was told of it
}

type history struct {
	header
	calls []call
}

// readHistories reads lines: a header, then its calls, then the next header.
func readHistories(from io.Reader) ([]history, error) {
	var all []history
	lines := bufio.NewScanner(from)
	lines.Buffer(nil, 64<<20)
	for number := 1; lines.Scan(); number++ {
		var kind struct{ Kind *string }
		if err := json.Unmarshal(lines.Bytes(), &kind); err != nil {
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
		if kind.Kind == nil {
			var h history
			if err := json.Unmarshal(lines.Bytes(), &h.header); err != nil {
				return nil, fmt.Errorf("line %d: %w", number, err)
			}
			all = append(all, h)
			continue
		}
		var c call
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
		if len(all) == 0 {
			return nil, fmt.Errorf("line %d: a call of no history", number)
		}
		last := &all[len(all)-1]
		last.calls = append(last.calls, c)
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	for _, h := range all {
		if len(h.calls) != h.Calls {
			return nil, fmt.Errorf("%s, seed %d: %d calls of %d are there", h.Scenario, h.Seed, len(h.calls), h.Calls)
		}
	}
	return all, nil
}

// requestKey names a request: what was sent under one key, first try and retries.
type requestKey struct {
	actor  int64
	key    string
	digest [2]int64
}

func keyOf(c *change) requestKey { return requestKey{c.Actor, c.Key, c.Digest} }

// settled leaves out the tries in doubt that cannot have mattered, and bounds the others.
//
// A request that was told its own decision, or that its key is another's, had no effect before: its
// tries in doubt come after, where they do nothing. A request that was told `exists` was decided in one of its tries
// in doubt; whichever are left over do nothing once that answer was given, so that nothing is lost by
// saying that they ended then.
func settled(calls []call) ([]call, error) {
	type fate struct {
		decided  bool
		answered *outcome
		first    int64 // when the first answer was there
	}
	fates := map[requestKey]*fate{}
	for _, c := range calls {
		if c.Kind != "change" || c.Told == nil {
			continue
		}
		k := keyOf(c.Asked)
		f := fates[k]
		if f == nil {
			f = &fate{first: c.Returned}
			fates[k] = f
		}
		f.answered = c.Told
		f.decided = f.decided || c.Told.Code != "exists"
		if c.Returned < f.first {
			f.first = c.Returned
		}
	}
	var kept []call
	for _, c := range calls {
		if c.Kind == "change" && c.Told == nil {
			f := fates[keyOf(c.Asked)]
			if f == nil || f.answered == nil {
				return nil, fmt.Errorf("the request %s of %d was never settled", c.Asked.Key, c.Asked.Actor)
			}
			if f.decided || c.Called > f.first {
				continue
			}
			if c.Returned < f.first {
				c.Returned = f.first
			}
			c.settled = f.answered
		}
		kept = append(kept, c)
	}
	return kept, nil
}

// withTimes says of each call which times the clock showed meanwhile.
func withTimes(calls []call) []call {
	var shown []int64
	for _, c := range calls {
		if c.Kind == "clock" {
			shown = append(shown, c.SetTo)
		}
	}
	sort.Slice(shown, func(i, j int) bool { return shown[i] > shown[j] })
	for i := range calls {
		c := &calls[i]
		last := c.Clock[0] - 1
		for _, at := range shown {
			if at != last && at > c.Clock[0] && at <= c.Clock[1] {
				c.times = append(c.times, at)
				last = at
			}
		}
		c.times = append(c.times, c.Clock[0])
	}
	return calls
}
