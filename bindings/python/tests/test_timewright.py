"""Goal: the binding feels like Python: aware datetimes, exceptions with fields, threads that run."""

import doctest
import threading
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

import timewright

LISBON = ZoneInfo("Europe/Lisbon")
NINE = datetime(2026, 11, 23, 9, tzinfo=LISBON)
HOUR = timedelta(hours=1)


def test_the_example_in_the_package_works():
    assert doctest.testmod(timewright).failed == 0


@pytest.mark.parametrize(
    "call",
    [
        lambda naive: timewright.Zones().offset_at("UTC", naive),
        lambda naive: timewright.Zones().resolve(naive),
        lambda naive: timewright.Zones().to_instant(naive),
        lambda naive: timewright.Zones().expand(naive, "FREQ=DAILY;COUNT=1"),
        lambda naive: timewright.Zones().expand(NINE, extra=[naive]),
        lambda naive: timewright.Zones().expand(NINE, window=(naive, NINE)),
        lambda naive: timewright.Zones().find_slots([timewright.Calendar()], (naive, NINE), HOUR),
        lambda naive: timewright.Desk(naive),
        lambda naive: timewright.Desk().book((naive, NINE)),
    ],
)
def test_naive_times_are_refused_everywhere(call):
    with pytest.raises(timewright.NaiveTimeError, match="naive datetime"):
        call(datetime(2026, 11, 23, 9))


def test_occurrences_come_back_in_the_zone_of_the_series():
    found = timewright.Zones().expand(NINE, "FREQ=DAILY;COUNT=2", duration=HOUR)
    assert [o.start for o in found] == [NINE, NINE + timedelta(days=1)]
    assert all(o.start.tzinfo is LISBON for o in found)


def test_a_fixed_offset_is_no_zone_for_a_series():
    fixed = datetime(2026, 11, 23, 9, tzinfo=timezone(timedelta(hours=2)))
    with pytest.raises(timewright.Error, match="IANA zone"):
        timewright.Zones().expand(fixed, "FREQ=DAILY;COUNT=1")


def test_an_unknown_zone_says_so():
    with pytest.raises(timewright.Error) as raised:
        timewright.Zones().offset_at("Europe/Lissabon", NINE)
    assert raised.value.code == "unknown-zone"
    assert raised.value.retry == "never"


def test_an_unknown_room_is_a_conflict():
    with pytest.raises(timewright.ConflictError) as raised:
        timewright.Desk().book((NINE, NINE + HOUR), rooms=["00000000-0000-0000-0000-0000000003e7"])
    assert [c.reason for c in raised.value.conflicts] == ["unknown-user"]


def test_people_are_told_and_not_refused():
    desk = timewright.Desk()
    room, other, ana = desk.add_user(), desk.add_user(), desk.add_user()
    first = desk.book((NINE, NINE + HOUR), rooms=[room], people=[ana])
    second = desk.book((NINE, NINE + HOUR), rooms=[other], people=[ana])
    assert [(c.user, c.booking) for c in second.conflicts] == [(ana, first.id)]
    with pytest.raises(timewright.ConflictError):
        desk.book((NINE, NINE + HOUR), insisted=[ana])


def test_a_series_is_booked_whole_or_what_fits():
    desk = timewright.Desk()
    room = desk.add_user()
    week = timedelta(days=7)
    desk.book((NINE + week, NINE + week + HOUR), rooms=[room])
    series = [(NINE + week * i, NINE + week * i + HOUR) for i in range(3)]
    with pytest.raises(timewright.ConflictError):
        desk.book(*series, rooms=[room])
    made = desk.book(*series, rooms=[room], skip_occurrences=True)
    assert [o.applied for o in made.occurrences] == [True, False, True]


def test_of_many_threads_that_want_one_slot_exactly_one_gets_it():
    desk = timewright.Desk()
    room = desk.add_user()
    start = threading.Barrier(16)
    won, lost = [], []

    def grab(i):
        start.wait()
        try:
            won.append(desk.book((NINE, NINE + HOUR), rooms=[room], key=str(i)))
        except timewright.ConflictError as refused:
            lost.append(refused)

    threads = [threading.Thread(target=grab, args=(i,)) for i in range(16)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert len(won) == 1
    assert len(lost) == 15
    assert all(refused.conflicts[0].booking == won[0].id for refused in lost)
