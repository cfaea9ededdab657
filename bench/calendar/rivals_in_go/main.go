// What an occurrence costs with rrule-go: the series of ../recurrence_bench.cpp, ten years in New
// York, each occurrence as an instant. Run it beside that bench: `go run .` in this folder.
package main

import (
	"fmt"
	"sort"
	"time"

	"github.com/teambition/rrule-go"
)

var newYork, _ = time.LoadLocation("America/New_York")

var (
	start = time.Date(2020, 1, 1, 9, 0, 0, 0, newYork)
	end   = time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
)

func parsed(rule string) *rrule.RRule {
	options, err := rrule.StrToROption(rule)
	if err != nil {
		panic(err)
	}
	options.Dtstart = start
	made, err := rrule.NewRRule(*options)
	if err != nil {
		panic(err)
	}
	return made
}

func withDates(rule string) *rrule.Set {
	set := &rrule.Set{}
	set.RRule(parsed(rule))
	all := parsed(rule).Between(start, end, true)
	for i := 1; i <= 50; i++ {
		set.ExDate(all[i*30])
	}
	for i := 0; i < 20; i++ {
		set.RDate(start.AddDate(0, 0, 3+170*i).Add(6 * time.Hour))
	}
	return set
}

// The median of nine times, each the mean of ten listings.
func measure(name string, list func() []time.Time) {
	var each []float64
	var sum int64
	for round := 0; round < 9; round++ {
		began := time.Now()
		listed := 0
		for i := 0; i < 10; i++ {
			for _, t := range list() {
				sum += t.Unix()
				listed++
			}
		}
		each = append(each, float64(time.Since(began).Nanoseconds())/float64(listed))
	}
	sort.Float64s(each)
	fmt.Printf("%-24s %10.0f ns an occurrence (%d)\n", name, each[len(each)/2], sum%97)
}

func main() {
	rules := [][2]string{
		{"daily", "FREQ=DAILY"},
		{"weekly_mo_we_fr", "FREQ=WEEKLY;BYDAY=MO,WE,FR"},
		{"last_friday", "FREQ=MONTHLY;BYDAY=-1FR"},
		{"last_weekday_but_one", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2"},
	}
	for _, rule := range rules {
		made := parsed(rule[1])
		measure(rule[0], func() []time.Time { return made.Between(start, end, true) })
	}
	set := withDates("FREQ=WEEKLY;BYDAY=MO,WE,FR")
	measure("weekly_with_dates", func() []time.Time { return set.Between(start, end, true) })
}
