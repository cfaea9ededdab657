"""Goal: C++, Python and Java answer alike. Method: tests/parity/cases.json, asked of this binding."""

import contextlib
import json
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import timewright

TESTS = Path(__file__).resolve().parents[3] / "tests"
CASES = json.loads((TESTS / "parity" / "cases.json").read_text())


@pytest.fixture(scope="module")
def zones():
    return timewright.Zones(str(TESTS / "zoneinfo" / "2026f"))


def instant(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def local(text, zone):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@contextlib.contextmanager
def expected(case):
    """Lets the case's error through and nothing else."""
    if "error" not in case:
        yield None
        return
    with pytest.raises(timewright.Error) as raised:
        yield raised
    assert raised.value.code == case["error"]


@pytest.mark.parametrize("case", CASES["zone_at"], ids=str)
def test_zone_offsets(zones, case):
    with expected(case):
        found = zones.offset_at(case["zone"], instant(case["at"]))
        assert found.offset == timedelta(seconds=case["offset"])
        assert found.abbreviation == case["abbreviation"]
        assert found.daylight == case["daylight"]


@pytest.mark.parametrize("case", CASES["resolve"], ids=str)
def test_local_times(zones, case):
    found = zones.resolve(local(case["local"], case["zone"]))
    assert found.kind == case["kind"]
    assert found.first == instant(case["first"])
    assert found.second == instant(case["second"])


@pytest.mark.parametrize("case", CASES["to_instant"], ids=str)
def test_instants(zones, case):
    with expected(case):
        assert zones.to_instant(local(case["local"], case["zone"]), case["how"]) == instant(case["instant"])


@pytest.mark.parametrize("case", CASES["expand"], ids=lambda c: c["name"])
def test_recurrences(zones, case):
    zone = case["zone"]
    with expected(case):
        found = zones.expand(
            local(case["start"], zone),
            case["rule"],
            duration=timedelta(seconds=case["duration"]),
            extra=[local(t, zone) for t in case.get("extra", [])],
            excluded=[local(t, zone) for t in case.get("excluded", [])],
            window=(instant(case["from"]), instant(case["to"])),
            limit=case["limit"],
        )
        assert [o.start for o in found] == [instant(t) for t in case["starts"]]
        assert all((o.end - o.start).total_seconds() == case["duration"] for o in found)


def spans(pairs):
    return [(instant(a), instant(b)) for a, b in pairs]


def calendar(case):
    return timewright.Calendar(
        spans(case["busy"]), case.get("hours", ""), case.get("zone", "UTC"),
        tentative=spans(case.get("tentative", [])),
        buffer_before=timedelta(seconds=case.get("buffer_before", 0)),
        **{name: case[name] for name in (
            "unknown", "seats", "units", "features", "weight", "load", "meetings_per_day") if name in case})


def search(case):
    """What both questions take, by position and by name."""
    return (
        [calendar(c) for c in case["calendars"]],
        (instant(case["from"]), instant(case["to"])),
        timedelta(seconds=case["duration"]),
    ), {
        "required": case["required"],
        "optional": case["optional"],
        "any_of": [timewright.Group(**g) if isinstance(g, dict) else g for g in case["any_of"]],
        "step": timedelta(seconds=case["step"]),
        "align": timedelta(seconds=case["align"]) if "align" in case else None,
        "align_zone": case.get("align_zone", "UTC"),
        "not_before": instant(case["not_before"]) if "not_before" in case else None,
        "tentative": case.get("tentative", "busy"),
    }


@pytest.mark.parametrize("case", CASES["slots"], ids=lambda c: c["name"])
def test_slots(zones, case):
    asked, named = search(case)
    with expected(case):
        found = zones.find_slots(*asked, **named, limit=case["limit"], order=case.get("order", "score"))
        assert [(s.start, s.rooms, s.missing) for s in found] == [
            (instant(s["start"]), s["rooms"], s["missing"]) for s in case["slots"]
        ]
        assert all(f.score == s.get("score", f.score) for f, s in zip(found, case["slots"]))


@pytest.mark.parametrize("case", CASES["explained_slots"], ids=lambda c: c["name"])
def test_explained_slots(zones, case):
    asked, named = search(case)
    why = zones.explain_slots(
        *asked, **named, another=case.get("another", []),
        known_after=timedelta(seconds=case.get("known_after", 0)))
    assert why.fits == case["fits"]
    assert why.hopeless == case["hopeless"]
    assert [(b.start, b.blocking) for b in why.nearest] == [
        (instant(b["start"]), b["blocking"]) for b in case["nearest"]
    ]
    assert [(c.kind, c.calendars, c.found.start) for c in why.changes] == [
        (c["kind"], c["calendars"], instant(c["start"])) for c in case["changes"]
    ]


def test_bookings():
    script = CASES["booking"]
    desk = timewright.Desk(instant(script["now"]))
    users = {name: desk.add_user(capacity) for name, capacity in script["users"].items()}
    bookings = {}

    def play(step):
        verb = step["do"]
        if verb == "advance":
            return desk.advance(timedelta(seconds=step["seconds"]))
        if verb == "busy":
            found = desk.busy(users[step["user"]], (instant(step["from"]), instant(step["to"])))
            assert found == [(instant(a), instant(b)) for a, b in step["busy"]]
            return None
        if verb == "cancel":
            return desk.cancel(bookings[step["booking"]], step["sequence"], key=step["key"])
        if verb == "confirm":
            return desk.confirm(bookings[step["booking"]], key=step["key"])
        rooms = [[users[name] for name in group] for group in step["rooms"]]
        when = (instant(step["when"][0]), instant(step["when"][1]))
        if verb == "hold":
            return desk.hold(when, rooms=rooms, key=step["key"], expires_in=timedelta(seconds=step["seconds"]))
        return desk.book(when, rooms=rooms, key=step["key"])

    for step in script["steps"]:
        with expected(step) as raised:
            made = play(step)
        if "conflicts" in step:
            assert isinstance(raised.value, timewright.ConflictError)
            assert [(c.user, c.booking, c.reason) for c in raised.value.conflicts] == [
                (users[c["user"]], bookings[c["booking"]], c["reason"]) for c in step["conflicts"]
            ]
        if "users" not in step:
            continue
        assert list(made.occurrences[0].users) == [users[name] for name in step["users"]]
        assert made.repeated == step.get("repeated", False)
        assert made.expires_at == (instant(step["expires_at"]) if "expires_at" in step else None)
        if "as" in step:
            bookings[step["as"]] = made.id
        if "same_as" in step:
            assert made.id == bookings[step["same_as"]]
