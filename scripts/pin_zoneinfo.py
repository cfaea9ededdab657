#!/usr/bin/env python3
"""Makes tests/zoneinfo/<version> for each wheel: the compiled time zones that the tests read.

The zones come from the wheel of the PyPI project tzdata, which carries the IANA database compiled
by its own zic ("slim": changes until the rule in the footer takes over). Tests must not depend on
the zone data of the machine that they run on. The last wheel is the one that all tests use; an
older one before it is for tests of what a new release moves.

    pip download --no-deps tzdata==2025.2 && pip download --no-deps tzdata==2026.6
    python3 scripts/pin_zoneinfo.py tzdata-2025.2-py2.py3-none-any.whl tzdata-2026.6-py2.py3-none-any.whl
"""

import pathlib
import sys
import zipfile

TARGET = pathlib.Path(__file__).parents[1] / "tests/zoneinfo"
PREFIX = "tzdata/zoneinfo/"

ZONES = """
Africa/Abidjan Africa/Cairo Africa/Casablanca Africa/Johannesburg Africa/Lagos Africa/Monrovia
Africa/Nairobi
America/Anchorage America/Argentina/Buenos_Aires America/Bogota America/Caracas America/Chicago
America/Denver America/Edmonton America/Halifax America/Havana America/Los_Angeles America/Mexico_City
America/New_York America/Nuuk America/Phoenix America/Santiago America/Sao_Paulo America/St_Johns
America/Toronto America/Vancouver America/Winnipeg
Antarctica/Troll
Asia/Calcutta Asia/Dubai Asia/Gaza Asia/Hong_Kong Asia/Jerusalem Asia/Kathmandu Asia/Kolkata
Asia/Manila Asia/Seoul Asia/Shanghai Asia/Singapore Asia/Tehran Asia/Tokyo
Atlantic/Azores
Australia/Adelaide Australia/Brisbane Australia/Lord_Howe Australia/Sydney
Etc/GMT+12 Etc/GMT-14 Etc/UTC
Europe/Amsterdam Europe/Berlin Europe/Chisinau Europe/Dublin Europe/Istanbul Europe/Kyiv
Europe/Lisbon Europe/London Europe/Madrid Europe/Moscow Europe/Paris Europe/Rome
Europe/Stockholm Europe/Warsaw Europe/Zurich
GMT
Pacific/Apia Pacific/Auckland Pacific/Chatham Pacific/Honolulu Pacific/Kiritimati
Pacific/Kwajalein Pacific/Marquesas Pacific/Norfolk
US/Eastern US/Pacific
UTC
""".split()

README = """\
# Time zones for tests

Parts of two releases of the IANA time zone database, compiled (TZif). It is in the public domain
(https://www.iana.org/time-zones).

{releases}

`scripts/pin_zoneinfo.py` took the same {count} zones out of each wheel from PyPI (the project "tzdata",
whose packaging is under the Apache License 2.0; only the compiled data is here).

The files are never edited. To move to another release, run the script with newer wheels, change
the versions in `pinned_zoneinfo.hpp` and remove the old folders.
"""


def pin(wheel: pathlib.Path) -> str:
    """Writes the zones of one wheel; returns the release."""
    with zipfile.ZipFile(wheel) as archive:
        first_line = archive.read(PREFIX + "tzdata.zi").split(b"\n")[0].decode()
        version = first_line.removeprefix("# version ")
        target = TARGET / version
        for name in ZONES:
            path = target / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(archive.read(PREFIX + name))
    (target / "+VERSION").write_text(version + "\n", encoding="utf-8")
    print(f"{len(ZONES)} zones of {version} written to {target}")
    return version


def main() -> None:
    wheels = [pathlib.Path(argument) for argument in sys.argv[1:]]
    lines = [f"- `{pin(wheel)}` from {wheel.name}" for wheel in wheels]
    lines[-1] += ": what tests mean when they name no release"
    readme = README.format(releases="\n".join(lines), count=len(ZONES))
    (TARGET / "README.md").write_text(readme, encoding="utf-8")


if __name__ == "__main__":
    main()
