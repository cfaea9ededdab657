package main

import (
	"strings"
	"testing"
)

func book(key string, booking, room, start, end int64) *change {
	document := "d"
	return &change{Actor: 1, Key: key, Edits: []edit{{Booking: booking, Document: &document}},
		Parts: []part{{Booking: booking, Claims: []claim{{Who: []int64{room}, Start: start, End: end, Units: 1}}}}}
}

func applied(booking, room int64) *outcome {
	return &outcome{Code: "applied", Decided: "applied", Bookings: []sequence{{booking, 1}},
		Parts: []partOutcome{{Booking: booking, Applied: true, Users: []int64{room}}}}
}

func told(code, decided string) *outcome { return &outcome{Code: code, Decided: decided} }

// opened is a history with one room of one unit, and then these calls.
func opened(calls ...call) history {
	open := &change{Actor: 9, Key: "open", Users: []limits{{User: 7, Capacity: 1, Until: 1 << 60}}}
	all := []call{
		{Called: 1, Returned: 2, Kind: "clock", SetTo: 1000},
		{Called: 3, Returned: 4, Kind: "change", Asked: open, Told: told("applied", "applied")},
	}
	shown := int64(1000)
	for _, c := range calls {
		if c.Kind == "clock" {
			shown = c.SetTo
		}
		c.Clock = [2]int64{1000, shown}
		all = append(all, c)
	}
	all[1].Clock = [2]int64{1000, 1000}
	return history{calls: all}
}

func expect(t *testing.T, want verdict, calls ...call) {
	t.Helper()
	found, err := judge(opened(calls...))
	if found != want {
		t.Errorf("%s (%v); it is %s", found, err, want)
	}
}

func ask(called, returned int64, asked *change, answered *outcome) call {
	return call{Called: called, Returned: returned, Kind: "change", Asked: asked, Told: answered}
}

func TestGivesASlotToOne(t *testing.T) {
	first := ask(10, 20, book("a", 1, 7, 2000, 3000), applied(1, 7))
	expect(t, linearizable, first, ask(12, 18, book("b", 2, 7, 2500, 3500), told("refused", "refused")))
	expect(t, wrong, first, ask(12, 18, book("b", 2, 7, 2500, 3500), applied(2, 7)))
	expect(t, linearizable, first, ask(12, 18, book("b", 2, 7, 3000, 3500), applied(2, 7)))
}

func TestRefusesOnlyForAReason(t *testing.T) {
	expect(t, wrong, ask(10, 20, book("a", 1, 7, 2000, 3000), told("refused", "refused")))
	// The reason came after the refusal had been told.
	expect(t, wrong, ask(10, 20, book("a", 1, 7, 2000, 3000), told("refused", "refused")),
		ask(30, 40, book("b", 2, 7, 2000, 3000), applied(2, 7)))
}

func TestRemembersKeys(t *testing.T) {
	first := ask(10, 20, book("a", 1, 7, 2000, 3000), applied(1, 7))
	again := applied(1, 7)
	again.Code = "exists"
	expect(t, linearizable, first, ask(30, 40, book("a", 5, 7, 2000, 3000), again))
	expect(t, wrong, first, ask(30, 40, book("a", 5, 7, 4000, 5000), applied(5, 7)))
}

func TestSettlesWhatIsInDoubt(t *testing.T) {
	lost := ask(10, 20, book("a", 1, 7, 2000, 3000), nil)
	exists := applied(1, 7)
	exists.Code = "exists"
	refused := ask(30, 40, book("b", 2, 7, 2000, 3000), told("refused", "refused"))
	expect(t, linearizable, lost, refused, ask(50, 60, book("a", 1, 7, 2000, 3000), exists))
	expect(t, linearizable, lost, ask(50, 60, book("a", 1, 7, 2000, 3000), applied(1, 7)))
	expect(t, wrong, lost, refused, ask(50, 60, book("a", 1, 7, 2000, 3000), applied(1, 7)))
	expect(t, wrong, lost) // never settled
}

func TestSeesWhatIsThere(t *testing.T) {
	first := ask(10, 20, book("a", 1, 7, 2000, 3000), applied(1, 7))
	held := heldClaim{Booking: 1, Sequence: 1, User: 7, Start: 2000, End: 3000, Units: 1}
	look := call{Called: 30, Returned: 40, Kind: "look", AsOf: 1000, Seen: []heldClaim{held}}
	expect(t, linearizable, first, look)
	look.Seen = nil
	expect(t, wrong, first, look)
	look.Called = 15
	expect(t, linearizable, first, look)
}

func TestHoldsDieAtTheirDeadline(t *testing.T) {
	deadline := int64(1005)
	hold := book("a", 1, 7, 2000, 3000)
	hold.Parts[0].Claims[0].Deadline = &deadline
	later := call{Called: 30, Returned: 35, Kind: "clock", SetTo: 1005}
	second := ask(40, 50, book("b", 2, 7, 2000, 3000), applied(2, 7))
	expect(t, linearizable, ask(10, 20, hold, applied(1, 7)), later, second)
	expect(t, wrong, ask(10, 20, hold, applied(1, 7)), second)
	later.SetTo = 1004
	expect(t, wrong, ask(10, 20, hold, applied(1, 7)), later, second)
}

func TestReadsOnlyWholeHistories(t *testing.T) {
	lines := `{"store":"memory","scenario":"plain race","seed":7,"organization":1,"calls":1}
{"client":0,"group":0,"called":1,"returned":2,"kind":"clock","set_to":5}
`
	read, err := readHistories(strings.NewReader(lines))
	if err != nil || len(read) != 1 || read[0].Seed != 7 || read[0].calls[0].SetTo != 5 {
		t.Errorf("%v, %v", read, err)
	}
	for _, bad := range []string{lines[:strings.Index(lines, "\n")], lines[strings.Index(lines, "\n"):] + "{", "{}x"} {
		if _, err := readHistories(strings.NewReader(bad)); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}
