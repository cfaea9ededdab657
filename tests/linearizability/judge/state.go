package main

import (
	"encoding/binary"
	"hash/fnv"
)

// state is what is booked in one group of calendars. A step makes a new one and shares what it did
// not change.
type state struct {
	now      int64
	users    map[int64]limits
	bookings map[int64]*booking
	answers  map[answerKey]answer
	hash     uint64 // the sum of the hashes of all entries, which does not depend on their order
}

type booking struct {
	sequence int64
	claims   []heldClaim
}

type answerKey struct {
	actor int64
	key   string
}

type answer struct {
	digest [2]int64
	told   outcome
}

func (c heldClaim) livesAt(now int64) bool { return c.Deadline == nil || now < *c.Deadline }

func (c heldClaim) overlaps(start, end int64) bool { return c.Start < end && start < c.End }

func newState() *state {
	return &state{now: -1 << 62, users: map[int64]limits{}, bookings: map[int64]*booking{}, answers: map[answerKey]answer{}}
}

// copy shares the claims of bookings: they are replaced, never changed.
func (s *state) copy() *state {
	made := &state{now: s.now, users: s.users, bookings: map[int64]*booking{}, answers: s.answers, hash: s.hash}
	for id, b := range s.bookings {
		made.bookings[id] = b
	}
	return made
}

func (s *state) withUser(l limits) {
	users := map[int64]limits{}
	for id, u := range s.users {
		users[id] = u
	}
	if old, known := users[l.User]; known {
		s.hash -= old.hash()
	}
	users[l.User] = l
	s.hash += l.hash()
	s.users = users
}

func (s *state) put(id int64, b *booking) {
	if old := s.bookings[id]; old != nil {
		s.hash -= old.hash(id)
		delete(s.bookings, id)
	}
	if b != nil {
		s.hash += b.hash(id)
		s.bookings[id] = b
	}
}

func (s *state) remember(k answerKey, a answer) *state {
	made := *s
	made.answers = map[answerKey]answer{}
	for key, known := range s.answers {
		made.answers[key] = known
	}
	made.answers[k] = a
	made.hash += a.hash(k)
	return &made
}

func (s *state) at(now int64) *state {
	made := *s
	made.now = now
	return &made
}

type mixer struct{ words []byte }

func (m *mixer) add(words ...int64) {
	for _, w := range words {
		m.words = binary.LittleEndian.AppendUint64(m.words, uint64(w))
	}
}

func (m *mixer) sum() uint64 {
	h := fnv.New64a()
	_, _ = h.Write(m.words) // a hash takes every write
	return h.Sum64()
}

func (l limits) hash() uint64 {
	m := mixer{}
	m.add(1, l.User, l.Capacity, l.Until)
	if l.Disabled {
		m.add(1)
	}
	return m.sum()
}

func (b *booking) hash(id int64) uint64 {
	m := mixer{}
	m.add(2, id, b.sequence)
	for _, c := range b.claims {
		m.add(c.Part, c.User, c.Start, c.End, c.Units, int64(c.Effect))
		if c.Deadline != nil {
			m.add(*c.Deadline)
		}
	}
	return m.sum()
}

func (a answer) hash(k answerKey) uint64 {
	m := mixer{words: []byte(k.key + "|" + a.told.Decided)}
	m.add(3, k.actor, a.digest[0], a.digest[1])
	for _, b := range a.told.Bookings {
		m.add(b.Booking, b.Sequence)
	}
	for _, p := range a.told.Parts {
		m.add(p.Booking, p.ID)
		m.add(p.Users...)
	}
	return m.sum()
}

func equal(l, r *state) bool {
	if l.hash != r.hash || l.now != r.now || len(l.users) != len(r.users) ||
		len(l.bookings) != len(r.bookings) || len(l.answers) != len(r.answers) {
		return false
	}
	for id, u := range l.users {
		if r.users[id] != u {
			return false
		}
	}
	for id, b := range l.bookings {
		if other := r.bookings[id]; other != b && (other == nil || !b.equals(other)) {
			return false
		}
	}
	for k, a := range l.answers {
		other, known := r.answers[k]
		if !known || other.digest != a.digest || !sameAnswer(other.told, a.told) {
			return false
		}
	}
	return true
}

func (b *booking) equals(other *booking) bool {
	if b.sequence != other.sequence || len(b.claims) != len(other.claims) {
		return false
	}
	for i, c := range b.claims {
		if !sameClaim(c, other.claims[i]) {
			return false
		}
	}
	return true
}

func sameClaim(l, r heldClaim) bool {
	if (l.Deadline == nil) != (r.Deadline == nil) || (l.Deadline != nil && *l.Deadline != *r.Deadline) {
		return false
	}
	l.Deadline, r.Deadline = nil, nil
	return l == r
}
