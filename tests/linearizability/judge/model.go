package main

import (
	"fmt"
	"sort"

	"github.com/anishathalye/porcupine"
)

// model is the sequential specification of one group of calendars, as porcupine wants it.
var model = porcupine.Model{
	Partition: byGroup,
	Init:      func() interface{} { return newState() },
	Step: func(s, input, _ interface{}) (bool, interface{}) {
		return step(s.(*state), input.(*call))
	},
	Equal: func(l, r interface{}) bool { return equal(l.(*state), r.(*state)) },
	Hash:  func(s interface{}) uint64 { return s.(*state).hash + uint64(s.(*state).now) },
	DescribeOperation: func(input, _ interface{}) string {
		return describe(input.(*call))
	},
}

func operations(calls []call) []porcupine.Operation {
	made := make([]porcupine.Operation, 0, len(calls))
	for i := range calls {
		c := &calls[i]
		made = append(made, porcupine.Operation{ClientId: c.Client, Input: c, Call: c.Called, Return: c.Returned})
	}
	return made
}

// byGroup: changes of different groups have nothing in common, and the clock is everybody's.
func byGroup(all []porcupine.Operation) [][]porcupine.Operation {
	groups := map[int][]porcupine.Operation{}
	for _, o := range all {
		if c := o.Input.(*call); c.Kind != "clock" {
			groups[c.Group] = nil
		}
	}
	for _, o := range all {
		c := o.Input.(*call)
		for group := range groups {
			if c.Kind == "clock" || c.Group == group {
				groups[group] = append(groups[group], o)
			}
		}
	}
	var made [][]porcupine.Operation
	for _, operations := range groups {
		made = append(made, operations)
	}
	return made
}

// step: may this call have been answered so, here?
func step(s *state, c *call) (bool, *state) {
	switch c.Kind {
	case "clock":
		// A clock that steps back moves nobody back.
		if c.SetTo <= s.now {
			return true, s
		}
		return true, s.at(c.SetTo)
	case "look":
		return sameSight(s, c), s
	default:
		return stepChange(s, c)
	}
}

// stepChange: the present by which a change is decided is a moment within its call, and not after the
// moment at which it takes effect.
func stepChange(s *state, c *call) (bool, *state) {
	for _, now := range c.times {
		if now > s.now {
			continue
		}
		told, after := decide(s.at(now), c.Asked)
		if c.Told != nil && sameTold(told, *c.Told) || c.settled != nil && sameAnswer(told, *c.settled) {
			return true, after.at(s.now)
		}
	}
	return false, s
}

func sameTold(l, r outcome) bool { return l.Code == r.Code && sameAnswer(l, r) }

// sameAnswer: what a client goes on with. Who was taken is told of applied changes alone.
func sameAnswer(l, r outcome) bool {
	if l.Decided != r.Decided || len(l.Bookings) != len(r.Bookings) {
		return false
	}
	for i, b := range l.Bookings {
		if r.Bookings[i] != b {
			return false
		}
	}
	if l.Decided != "applied" {
		return true
	}
	if len(l.Parts) != len(r.Parts) {
		return false
	}
	for i, p := range l.Parts {
		q := r.Parts[i]
		if p.Booking != q.Booking || p.ID != q.ID || p.Applied != q.Applied || len(p.Users) != len(q.Users) {
			return false
		}
		for j, user := range p.Users {
			if q.Users[j] != user {
				return false
			}
		}
	}
	return true
}

// sameSight: exactly the living claims of the group were seen.
func sameSight(s *state, c *call) bool {
	if c.AsOf < c.Clock[0] || c.AsOf > c.Clock[1] {
		return false
	}
	var there []heldClaim
	for _, b := range s.bookings {
		for _, k := range b.claims {
			if k.livesAt(c.AsOf) {
				there = append(there, k)
			}
		}
	}
	if len(there) != len(c.Seen) {
		return false
	}
	seen := append([]heldClaim{}, c.Seen...)
	inOrder(there)
	inOrder(seen)
	for i := range there {
		if !sameClaim(there[i], seen[i]) {
			return false
		}
	}
	return true
}

func inOrder(claims []heldClaim) {
	sort.Slice(claims, func(i, j int) bool {
		l, r := claims[i], claims[j]
		if l.Booking != r.Booking {
			return l.Booking < r.Booking
		}
		if l.Part != r.Part {
			return l.Part < r.Part
		}
		return l.User < r.User
	})
}

func describe(c *call) string {
	switch c.Kind {
	case "clock":
		return fmt.Sprintf("the clock is set to %d", c.SetTo)
	case "look":
		return fmt.Sprintf("group %d is seen with %d claims", c.Group, len(c.Seen))
	}
	told := "in doubt"
	if c.Told != nil {
		told = c.Told.Code + "/" + c.Told.Decided
	}
	return fmt.Sprintf("%s of %d: %s", c.Asked.Key, c.Asked.Actor, told)
}
