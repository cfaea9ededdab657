#!/usr/bin/env python3
"""Makes tests/zoneinfo/<version>: the compiled time zones that the tests read.

The zones come from the wheel of the PyPI project tzdata, which carries the IANA database compiled
by its own zic ("slim": changes until the rule in the footer takes over). Tests must not depend on
the zone data of the machine that they run on.

    pip download --no-deps tzdata
    python3 scripts/pin_zoneinfo.py tzdata-2026.6-py2.py3-none-any.whl
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
America/Denver America/Halifax America/Havana America/Los_Angeles America/Mexico_City
America/New_York America/Nuuk America/Phoenix America/Santiago America/Sao_Paulo America/St_Johns
America/Toronto America/Vancouver
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

A part of the IANA time zone database, release {version}, compiled (TZif). It is in the public
domain (https://www.iana.org/time-zones).

`scripts/pin_zoneinfo.py` took these {count} zones out of {wheel} from PyPI (the project "tzdata",
whose packaging is under the Apache License 2.0; only the compiled data is here).

The files are never edited. To move to another release, run the script with a newer wheel, change
the version in `pinned_zoneinfo.hpp` and remove the old folder.
"""


def main() -> None:
    wheel = pathlib.Path(sys.argv[1])
    with zipfile.ZipFile(wheel) as archive:
        first_line = archive.read(PREFIX + "tzdata.zi").split(b"\n")[0].decode()
        version = first_line.removeprefix("# version ")
        target = TARGET / version
        for name in ZONES:
            path = target / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(archive.read(PREFIX + name))
    (target / "+VERSION").write_text(version + "\n", encoding="utf-8")
    readme = README.format(version=version, count=len(ZONES), wheel=wheel.name)
    (TARGET / "README.md").write_text(readme, encoding="utf-8")
    print(f"{len(ZONES)} zones of {version} written to {target}")


if __name__ == "__main__":
    main()
