#!/usr/bin/env python3
"""Writes src/timewright/time/windows_zones.cpp from CLDR's windowsZones.xml.

The table maps the time zone names of Windows (which Outlook and Exchange write into calendars) to
IANA names, for the territory "001", the world. CLDR keeps the IANA names that it first used, so
names that IANA has changed since are given in both spellings: a zone database may lack either.

    python3 scripts/generate_windows_zones.py [windowsZones.xml]      (Debian: unicode-cldr-core)
"""

import pathlib
import sys
import xml.etree.ElementTree as ElementTree

SOURCE = "/usr/share/unicode/cldr/common/supplemental/windowsZones.xml"
TARGET = pathlib.Path(__file__).parents[1] / "src/timewright/time/windows_zones.cpp"

# What CLDR calls by the older name, and IANA's name today.
RENAMED = {
    "America/Buenos_Aires": "America/Argentina/Buenos_Aires",
    "America/Godthab": "America/Nuuk",
    "America/Indianapolis": "America/Indiana/Indianapolis",
    "Asia/Calcutta": "Asia/Kolkata",
    "Asia/Katmandu": "Asia/Kathmandu",
    "Asia/Rangoon": "Asia/Yangon",
    "Europe/Kiev": "Europe/Kyiv",
}

HEAD = """\
// Written by scripts/generate_windows_zones.py from CLDR's windowsZones.xml
// (type version {version}); run it again instead of editing.
// CLDR data: Copyright (c) 1991-2022 Unicode, Inc., under the Unicode licence
// (https://www.unicode.org/license.txt).
#include "timewright/time/windows_zones.hpp"

namespace timewright::detail {{

namespace {{

// clang-format off
constexpr windows_zone table[] = {{
"""

TAIL = """\
};
// clang-format on

} // namespace

std::span<const windows_zone> windows_zones() noexcept { return table; }

} // namespace timewright::detail
"""


def main() -> None:
    tree = ElementTree.parse(sys.argv[1] if len(sys.argv) > 1 else SOURCE)
    zones = tree.find("windowsZones/mapTimezones")
    rows = {}
    for zone in zones.iter("mapZone"):
        if zone.get("territory") == "001":
            rows[zone.get("other")] = zone.get("type")
    text = HEAD.format(version=zones.get("typeVersion"))
    # By bytes, which is how the library searches.
    for windows, iana in sorted(rows.items(), key=lambda row: row[0].encode()):
        text += f'    {{"{windows}", "{RENAMED.get(iana, iana)}", "{iana}"}},\n'
    TARGET.write_text(text + TAIL, encoding="utf-8")
    print(f"{len(rows)} names written to {TARGET}")


if __name__ == "__main__":
    main()
