"""What an occurrence costs with python-dateutil: the series of recurrence_bench.cpp, ten years in
New York, each occurrence as an instant. Run it beside that bench, by the Python that has
python3-dateutil: /usr/bin/python3 rivals_in_python.py
"""

import datetime
import statistics
import time
import zoneinfo

from dateutil import rrule

NEW_YORK = zoneinfo.ZoneInfo("America/New_York")
START = datetime.datetime(2020, 1, 1, 9)
END = datetime.datetime(2030, 1, 1)
RULES = {
    "daily": "FREQ=DAILY",
    "weekly_mo_we_fr": "FREQ=WEEKLY;BYDAY=MO,WE,FR",
    "last_friday": "FREQ=MONTHLY;BYDAY=-1FR",
    "last_weekday_but_one": "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2",
}


def with_dates(rule):
    series = rrule.rruleset()
    series.rrule(rrule.rrulestr(rule, dtstart=START))
    starts = list(rrule.rrulestr(rule, dtstart=START).between(START, END, inc=True))
    for i in range(1, 51):
        series.exdate(starts[i * 30])
    for i in range(20):
        series.rdate(START + datetime.timedelta(days=3 + 170 * i, hours=6))
    return series


def window(series, begin, end):
    return [one.replace(tzinfo=NEW_YORK).timestamp() for one in series.between(begin, end)]


def measure(name, ask):
    each = []
    for _ in range(5):
        began = time.process_time()
        listed = len(ask())
        each.append((time.process_time() - began) * 1e9 / max(listed, 1))
    print("%-24s %10.0f ns an occurrence" % (name, statistics.median(each)))


for name, rule in RULES.items():
    measure(name, lambda: window(rrule.rrulestr(rule, dtstart=START), START, END))
measure("weekly_with_dates", lambda: window(with_dates(RULES["weekly_mo_we_fr"]), START, END))
for year in (1970, 2090):
    daily = rrule.rrulestr("FREQ=DAILY", dtstart=datetime.datetime(1970, 1, 1, 9))
    begin = datetime.datetime(year, 3, 1)
    measure("window in %d" % year,
            lambda: window(daily, begin, begin + datetime.timedelta(days=62)))
