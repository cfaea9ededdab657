package main

import "sort"

// decide says what a change is told and what is booked then. It is the specification in
// include/timewright/booking (change.hpp, the descriptions in decide.hpp) worked out anew: it tries
// every choice one after the other, on copies, and knows no index.
func decide(s *state, c *change) (outcome, *state) {
	k := answerKey{c.Actor, c.Key}
	if known, is := s.answers[k]; is {
		if known.digest != c.Digest {
			return outcome{Code: "exists-with-different-request", Decided: "exists-with-different-request"}, s
		}
		told := known.told
		told.Code = "exists"
		return told, s
	}
	told, after := decideNew(s, c)
	told.Decided = told.Code
	if told.Code != "applied" {
		after = s
	}
	return told, after.remember(k, answer{c.Digest, told})
}

func decideNew(before *state, c *change) (outcome, *state) {
	if told := staleness(before, c); told != nil {
		return *told, before
	}
	for _, p := range c.Parts {
		for _, k := range p.Claims {
			if k.Deadline != nil && *k.Deadline <= before.now {
				return outcome{Code: "expired"}, before
			}
		}
	}
	s := before.copy()
	for _, u := range c.Users {
		s.withUser(u)
	}
	if code := releaseAll(s, c); code != "" {
		return outcome{Code: code}, before
	}
	told := outcome{Code: "applied"}
	for _, e := range c.Edits {
		told.Bookings = append(told.Bookings, sequence{e.Booking, e.Expected + 1})
		if e.Document == nil {
			s.put(e.Booking, nil)
			continue
		}
		made := &booking{sequence: e.Expected + 1}
		if old := s.bookings[e.Booking]; old != nil {
			made.claims = old.claims
		}
		s.put(e.Booking, made)
	}
	for _, u := range c.Users {
		if s.isOverbooked(u.User) {
			return outcome{Code: "refused"}, before
		}
	}
	parts, after := place(before, s, c)
	if after == nil {
		return outcome{Code: "refused"}, before
	}
	told.Parts = parts
	return told, after
}

// staleness is what a change is told whose bookings are not as it expects them.
func staleness(s *state, c *change) *outcome {
	var told *outcome
	for _, e := range c.Edits {
		held := s.bookings[e.Booking]
		at := int64(0)
		if held != nil {
			at = held.sequence
		}
		if at == e.Expected {
			continue
		}
		if told == nil {
			told = &outcome{Code: "stale"}
		}
		told.Bookings = append(told.Bookings, sequence{e.Booking, at})
		if held != nil {
			continue
		}
		for _, r := range c.Releases {
			if r.Held && r.Booking == e.Booking {
				told.Code = "expired"
				return told
			}
		}
		told.Code = "not-found"
	}
	return told
}

func releaseAll(s *state, c *change) string {
	for _, r := range c.Releases {
		held := s.bookings[r.Booking]
		if held == nil {
			if r.Held {
				return "expired"
			}
			continue
		}
		var kept []heldClaim
		freed := false
		for _, one := range held.claims {
			if r.Part != nil && one.Part != *r.Part {
				kept = append(kept, one)
				continue
			}
			if r.Held && one.Deadline == nil {
				return "already-confirmed"
			}
			if r.Held && !one.livesAt(s.now) {
				return "expired"
			}
			freed = true
		}
		if r.Held && !freed {
			return "expired"
		}
		s.put(r.Booking, &booking{sequence: held.sequence, claims: kept})
	}
	return ""
}

// place puts the parts where they fit; nil if they may not stay.
func place(before, s *state, c *change) ([]partOutcome, *state) {
	var bestParts []partOutcome
	var best *state
	most := 0
	for _, chosen := range choices(c) {
		parts, after, placed := placeWith(before, s, c, chosen)
		if placed == len(c.Parts) {
			return parts, after
		}
		if c.Mode == 1 && placed > most {
			most, bestParts, best = placed, parts, after
		}
	}
	return bestParts, best
}

// choices are all ways to fill the numbered choices, in the listed order, the last one fastest.
func choices(c *change) []map[int]int64 {
	listed := map[int][]int64{}
	for _, p := range c.Parts {
		for _, k := range p.Claims {
			if k.Choice != 0 {
				listed[k.Choice] = k.Who
			}
		}
	}
	var numbers []int
	for n := range listed {
		numbers = append(numbers, n)
	}
	sort.Ints(numbers)
	all := []map[int]int64{{}}
	for _, n := range numbers {
		var longer []map[int]int64
		for _, so := range all {
			for _, user := range listed[n] {
				one := map[int]int64{n: user}
				for k, v := range so {
					one[k] = v
				}
				longer = append(longer, one)
			}
		}
		all = longer
	}
	return all
}

func placeWith(before, s *state, c *change, chosen map[int]int64) ([]partOutcome, *state, int) {
	after := s
	placed := 0
	var parts []partOutcome
	for _, p := range c.Parts {
		users, next := placePart(before, s, after, p, chosen)
		if next == nil {
			parts = append(parts, partOutcome{Booking: p.Booking, ID: p.ID})
			continue
		}
		placed++
		after = next
		parts = append(parts, partOutcome{p.Booking, p.ID, true, users})
	}
	return parts, after, placed
}

// placePart tries every way to give each claim one of its candidates, the first claim slowest.
// freed is what stood after the releases.
func placePart(before, freed, s *state, p part, chosen map[int]int64) ([]int64, *state) {
	users := make([]int64, 0, len(p.Claims))
	var try func(on *state) *state
	try = func(on *state) *state {
		if len(users) == len(p.Claims) {
			return on
		}
		k := p.Claims[len(users)]
		candidates := k.Who
		if k.Choice != 0 {
			candidates = []int64{chosen[k.Choice]}
		}
		for _, user := range candidates {
			if !fits(before, freed, on, p, k, user) {
				continue
			}
			users = append(users, user)
			if end := try(take(on, p, k, user)); end != nil {
				return end
			}
			users = users[:len(users)-1]
		}
		return nil
	}
	after := try(s)
	return users, after
}

func take(s *state, p part, k claim, user int64) *state {
	made := s.copy()
	held := made.bookings[p.Booking]
	claims := append(append([]heldClaim{}, held.claims...),
		heldClaim{p.Booking, held.sequence, p.ID, user, k.Start, k.End, k.Units, k.Effect, k.Deadline})
	made.put(p.Booking, &booking{held.sequence, claims})
	return made
}

func fits(before, freed, s *state, p part, k claim, user int64) bool {
	limit, known := s.users[user]
	if !known {
		return false
	}
	if k.Effect == 2 {
		return true
	}
	if limit.Disabled || k.End > limit.Until {
		return false
	}
	if k.Effect == 1 {
		return true
	}
	again := takesAgain(before, freed, p, k, user)
	return s.most(user, k.Start, k.End, func(c heldClaim) bool { return !again || c.Effect == 0 })+k.Units <= limit.Capacity
}

// takesAgain: the change has just freed as much for the same part, while it lived.
func takesAgain(before, freed *state, p part, k claim, user int64) bool {
	held := before.bookings[p.Booking]
	if held == nil {
		return false
	}
	left := freed.bookings[p.Booking]
	for _, c := range held.claims {
		if c.Part != p.ID || c.User != user || c.Effect != 0 || c.Units < k.Units || !c.livesAt(before.now) ||
			c.Start > k.Start || c.End < k.End {
			continue
		}
		still := false
		if left != nil {
			for _, kept := range left.claims {
				still = still || sameClaim(kept, c)
			}
		}
		if !still {
			return true
		}
	}
	return false
}

// most is the greatest number of units that living claims take at one instant of the span.
func (s *state) most(user, start, end int64, counts func(heldClaim) bool) int64 {
	var there []heldClaim
	for _, b := range s.bookings {
		for _, c := range b.claims {
			if c.User == user && c.livesAt(s.now) && c.overlaps(start, end) && counts(c) {
				there = append(there, c)
			}
		}
	}
	// Only where the span or a claim begins can there be the most.
	moments := []int64{start}
	for _, c := range there {
		if c.Start > start {
			moments = append(moments, c.Start)
		}
	}
	most := int64(0)
	for _, at := range moments {
		sum := int64(0)
		for _, c := range there {
			if c.Start <= at && at < c.End {
				sum += c.Units
			}
		}
		if sum > most {
			most = sum
		}
	}
	return most
}

func (s *state) isOverbooked(user int64) bool {
	blocks := func(c heldClaim) bool { return c.Effect == 0 }
	return s.most(user, -1<<62, 1<<62, blocks) > s.users[user].Capacity
}
