#!/usr/bin/env python3
"""Prints what Python's zoneinfo makes of every different zone below a directory.

    zones_by_python.py DIRECTORY

Lines, with times in seconds since 1970 on the respective clock:

    zone NAME
    u INSTANT OFFSET ABBREVIATION
    l LOCAL OFFSET_FOLD_0 OFFSET_FOLD_1       (PEP 495: both offsets of a repeated or skipped time)
    x LOCAL                                   (Python contradicts itself: no answer)
    close NAME                                (Python cannot read this zone, and nothing is printed)

The kind x exists because zoneinfo reads the hour after a file's last listed change by the rule
in the footer alone: in America/Nuuk it takes 2023-10-28T23:00:01 for repeated, though by its own
account only one instant shows it. The kind close exists because it searches a list of local times that
is out of order when two changes lie closer together than they shift.

For each zone: around every change between 1900 and 2100, and random instants from 1850 to 2500.
"""

import datetime
import pathlib
import random
import struct
import sys
import zoneinfo

UTC = datetime.timezone.utc
EPOCH = datetime.datetime(1970, 1, 1)
SECOND = datetime.timedelta(seconds=1)


def seconds(year: int) -> int:
    return (datetime.datetime(year, 1, 1) - EPOCH) // SECOND


def listed_changes(data: bytes) -> list[int]:
    """The instants in the second, 64-bit block of a TZif file."""

    def counts(at: int) -> tuple[int, ...]:
        return struct.unpack(">6l", data[at + 20 : at + 44])

    isut, isstd, leap, time, kind, char = counts(0)
    second = 44 + time * 5 + kind * 6 + char + leap * 8 + isstd + isut
    time = counts(second)[3]
    return list(struct.unpack_from(f">{time}q", data, second + 44))


def offset_at(zone: zoneinfo.ZoneInfo, instant: int) -> tuple[int, str]:
    local = (EPOCH + instant * SECOND).replace(tzinfo=UTC).astimezone(zone)
    return local.utcoffset() // SECOND, local.tzname()


def changes_by_rule(zone: zoneinfo.ZoneInfo, start: int, end: int) -> list[int]:
    """The instants at which the offset changes, found by halving weeks."""
    found = []
    week = 7 * 86400
    for begin in range(start, end, week):
        low, high = begin, begin + week
        if offset_at(zone, low) == offset_at(zone, high):
            continue
        while high - low > 1:
            middle = (low + high) // 2
            if offset_at(zone, middle) == offset_at(zone, low):
                low = middle
            else:
                high = middle
        found.append(high)
    return found


def answers_itself(zone: zoneinfo.ZoneInfo, local: int, first: int, second: int) -> bool:
    """Do the instants that these offsets give show the local time, unless it is skipped?"""
    shown = [offset_at(zone, local - offset)[0] == offset for offset in (first, second)]
    return not any(shown) if first < second else all(shown)


def print_zone(name: str, path: pathlib.Path) -> None:
    data = path.read_bytes()
    with path.open("rb") as file:
        zone = zoneinfo.ZoneInfo.from_file(file, key=name)
    footer = data[:-1].rsplit(b"\n", 1)[1]
    changes = [at for at in listed_changes(data) if seconds(1900) <= at < seconds(2100)]
    if any(b - a < 7200 for a, b in zip(changes, changes[1:])):
        print(f"close {name}")
        return
    if b"," in footer:
        start = changes[-1] if changes else seconds(1970)
        changes += changes_by_rule(zone, start, seconds(2100))

    choose = random.Random(name)
    anywhere = [choose.randrange(seconds(1850), seconds(2500)) for _ in range(300)]
    instants = set(anywhere)
    locals_ = set(anywhere)
    for at in changes:
        instants.update((at - 1, at, at + 1))
        before, after = offset_at(zone, at - 1)[0], offset_at(zone, at)[0]
        for edge in (at + before, at + after):
            locals_.update((edge - 1, edge, edge + 1))
        locals_.add(at + (before + after) // 2)

    lines = [f"zone {name}"]
    for instant in sorted(instants):
        offset, abbreviation = offset_at(zone, instant)
        lines.append(f"u {instant} {offset} {abbreviation}")
    for local in sorted(locals_):
        wall = (EPOCH + local * SECOND).replace(tzinfo=zone)
        first = wall.utcoffset() // SECOND
        second = wall.replace(fold=1).utcoffset() // SECOND
        if answers_itself(zone, local, first, second):
            lines.append(f"l {local} {first} {second}")
        else:
            lines.append(f"x {local}")
    print("\n".join(lines))


# Copies of the database, and what each machine is set to: no names of zones.
SKIPPED = {"posix", "right", "localtime", "posixrules"}


def main() -> None:
    root = pathlib.Path(sys.argv[1])
    seen: set[bytes] = set()
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root)
        if name.parts[0] in SKIPPED or not path.is_file():
            continue
        data = path.read_bytes()
        if data[:4] == b"TZif" and data not in seen:  # links are equal byte by byte
            seen.add(data)
            print_zone(name.as_posix(), path)


if __name__ == "__main__":
    main()
