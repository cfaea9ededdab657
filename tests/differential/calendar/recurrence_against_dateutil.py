"""Goal: our recurrence agrees with python-dateutil's rrule, a second implementation of RFC 5545.

Method: random rules of every frequency from a fixed seed, each asked for its beginning and for a
later window; our answers come from the program recurrence_lines. Where the RFC leaves a choice and
the two choose differently, the question is put so that both must agree; each such place says so.

What is contested, and how the questions avoid it (the answers themselves are in
tests/golden/calendar/cases/contested.txt, the reasons in docs/explanation/recurrence.md):
- A start that the rule does not match: ours is an occurrence; oracle() adds it to dateutil's.
- BYWEEKNO without BYDAY: ours is the start's weekday, dateutil's all seven; BYDAY is added.
- BYSETPOS in the first week: dateutil counts from the start on; WKST is set so that the start
  begins the week.
- Plain weekdays mixed with ordinals (MO,2TU): dateutil wants both at once; never mixed.
- Weeks 52 and 53 and weeks counted from the end: dateutil's are wrong where a year has 52 weeks and
  the next begins on a Saturday (2022-01-01); left out, our unit tests have them.

Usage: recurrence_against_dateutil.py PROGRAM [RULES [SEED]], two questions a rule. RULES is else
taken from TIMEWRIGHT_RECURRENCE_RULES, else 5,000.
"""

import datetime
import itertools
import os
import random
import signal
import subprocess
import sys
import types

try:
    from dateutil import rrule
except ImportError:
    sys.exit("python-dateutil is missing: install Debian's python3-dateutil "
             "and run this with /usr/bin/python3")

WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
FREQUENCIES = ["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY"]
STARTS_MOST = 40
RULES_AT_ONCE = 5000
SECONDS_PER_RULE = 0.05


# Where nothing matches, dateutil looks on up to the year MAXYEAR of the module that it knows as
# datetime; it gets one of its own, whose MAXYEAR is the year after the question's window.
rrule.datetime = types.SimpleNamespace(**vars(datetime))


class TooSlow(Exception):
    pass


def some(values, most, dice):
    values = list(values)
    return sorted(dice.sample(values, min(len(values), dice.randint(1, most))))


def signed(values, most, dice):
    return [v if dice.random() < 0.6 else -v for v in some(values, most, dice)]


def random_rule(dice, start):
    """The parts of a rule, as a dict of texts; only combinations that RFC 5545 allows."""
    freq = dice.choices(FREQUENCIES, weights=[8, 8, 6, 6, 3, 2, 1])[0]
    parts = {"FREQ": freq}
    if dice.random() < 0.5:
        limit = {"YEARLY": 5, "MONTHLY": 18, "WEEKLY": 10, "DAILY": 40}.get(freq, 100)
        parts["INTERVAL"] = str(dice.randint(1, limit))
    if dice.random() < 0.3:
        parts["BYMONTH"] = join(some(range(1, 13), 4, dice))
    if freq != "WEEKLY" and dice.random() < 0.3:
        parts["BYMONTHDAY"] = join(signed(range(1, 32), 4, dice))
    if freq in ("YEARLY", "HOURLY", "MINUTELY", "SECONDLY") and dice.random() < 0.15:
        parts["BYYEARDAY"] = join(signed(range(1, 366), 5, dice))
    if freq == "YEARLY" and dice.random() < 0.2:
        # Without the last weeks: dateutil puts 1 January 2022 into week 53 of a year that has 52
        # (ISO 8601 and datetime.isocalendar say week 52), and counts back wrongly there.
        parts["BYWEEKNO"] = join(signed(range(1, 52), 4, dice))
    add_days(parts, freq, dice)
    if "BYWEEKNO" in parts and not {"BYDAY", "BYMONTHDAY", "BYYEARDAY"} & parts.keys():
        # Without BYDAY dateutil takes all days of the week, we DTSTART's weekday.
        parts["BYDAY"] = dice.choice(WEEKDAYS)
    add_times(parts, freq, dice)
    if dice.random() < 0.25 and any(name.startswith("BY") for name in parts):
        parts["BYSETPOS"] = join(signed(range(1, 7), 3, dice))
    if freq == "WEEKLY" and "BYSETPOS" in parts:
        # dateutil cuts off what of the first week is before DTSTART, we count in all of it.
        parts["WKST"] = WEEKDAYS[start.weekday()]
    elif dice.random() < 0.2:
        parts["WKST"] = dice.choice(WEEKDAYS)
    return parts


def add_days(parts, freq, dice):
    if dice.random() >= 0.4:
        return
    days = some(range(7), 4, dice)
    # dateutil reads "MO,2TU" as both at once, so plain weekdays and ordinals are not mixed here.
    if freq in ("YEARLY", "MONTHLY") and "BYWEEKNO" not in parts and dice.random() < 0.5:
        most = 5 if freq == "MONTHLY" or "BYMONTH" in parts else 53
        parts["BYDAY"] = ",".join(
            "%d%s" % (dice.choice([1, -1]) * dice.randint(1, most), WEEKDAYS[day]) for day in days)
    else:
        parts["BYDAY"] = ",".join(WEEKDAYS[day] for day in days)


def add_times(parts, freq, dice):
    for name, size in (("BYHOUR", 24), ("BYMINUTE", 60), ("BYSECOND", 60)):
        if dice.random() < 0.12:
            parts[name] = join(some(range(size), 3, dice))


def join(numbers):
    return ",".join(str(n) for n in numbers)


def by_dateutil(start, parts):
    """What dateutil makes of the rule. It may prove that a rule never matches when it reads it, or
    when it looks for the first match."""
    text = ";".join("%s=%s" % part for part in parts.items())
    try:
        yield from rrule.rrulestr(text, dtstart=start)
    except ValueError as failure:
        if "Invalid combination" not in str(failure) and "byxxx" not in str(failure):
            raise


def oracle(start, parts, count, until):
    """dateutil's occurrences, endless ones too; the start is always the first (our choice)."""
    counted = 1
    yield start
    for one in by_dateutil(start, parts):
        if one == start:
            continue
        if (count is not None and counted >= count) or (until is not None and one > until):
            return
        counted += 1
        yield one


def within_time(occurrences, begin, end):
    """Those in [begin, end), at most STARTS_MOST; TooSlow when dateutil takes too long."""
    rrule.datetime.MAXYEAR = end.year + 1
    signal.setitimer(signal.ITIMER_PROF, SECONDS_PER_RULE)
    try:
        inside = itertools.dropwhile(lambda one: one < begin,
                                     itertools.takewhile(lambda one: one < end, occurrences))
        return list(itertools.islice(inside, STARTS_MOST))
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def too_slow(*_):
    raise TooSlow


def questions(rules, dice):
    for _ in range(rules):
        start = datetime.datetime(
            dice.randint(1995, 2030), dice.randint(1, 12), dice.randint(1, 28),
            dice.randint(0, 23), dice.choice([0, 15, 30, 59]), dice.choice([0, 0, 17]))
        parts = random_rule(dice, start)
        short = parts["FREQ"] in ("HOURLY", "MINUTELY", "SECONDLY")
        count = dice.randint(1, 30) if dice.random() < 0.3 else None
        days = dice.randint(1, 40) if short else dice.randint(100, 4000)
        span = datetime.timedelta(days=days)
        until = start + span if count is None and dice.random() < 0.3 else None
        later = (start + span * dice.random()).replace(microsecond=0)
        for begin in (start, later):
            yield start, parts, count, until, begin, begin + 10 * span


def as_line(start, parts, count, until, begin, end):
    text = ";".join("%s=%s" % part for part in parts.items())
    if count is not None:
        text += ";COUNT=%d" % count
    if until is not None:
        text += ";UNTIL=" + until.strftime("%Y%m%dT%H%M%S")
    times = [moment.isoformat() for moment in (start, begin, end)]
    return "|".join([times[0], text, times[1], times[2], str(STARTS_MOST)])


class Tally:
    compared = slow = wrong = listed = 0


def compare(program, asked, tally):
    lines = [as_line(*question) for question in asked]
    answers = subprocess.run([program], input="\n".join(lines) + "\n", capture_output=True,
                             text=True, check=True, timeout=60).stdout.splitlines()
    for question, line, answer in zip(asked, lines, answers, strict=True):
        start, parts, count, until, begin, end = question
        try:
            expected = within_time(oracle(start, parts, count, until), begin, end)
        except TooSlow:
            tally.slow += 1
            continue
        tally.compared += 1
        tally.listed += len(expected)
        expected = [moment.isoformat() for moment in expected]
        if answer.split() != expected:
            tally.wrong += 1
            print("question: %s\nexpected: %s\n     got: %s" % (line, " ".join(expected), answer))


def main():
    program = sys.argv[1]
    rules = int(sys.argv[2] if len(sys.argv) > 2
                else os.environ.get("TIMEWRIGHT_RECURRENCE_RULES", "5000"))
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 5545
    signal.signal(signal.SIGPROF, too_slow)
    dice = random.Random(seed)
    tally = Tally()
    for done in range(0, rules, RULES_AT_ONCE):
        compare(program, list(questions(min(RULES_AT_ONCE, rules - done), dice)), tally)
    print("seed %d: %d questions compared with %d occurrences, %d too slow in dateutil, %d answered "
          "differently" % (seed, tally.compared, tally.listed, tally.slow, tally.wrong))
    if tally.slow > rules // 5:
        sys.exit("too many questions were too slow to compare")
    if tally.wrong:
        sys.exit(1)


main()
