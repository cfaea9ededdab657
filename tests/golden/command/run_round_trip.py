"""What `timewright check` accepts, `timewright convert --to ics` prints byte for byte.

Goal: the contract's word on convert. Method: every calendar file of the folders, and each of them again with
bare line feeds; by way of JSCalendar the same events come back, which is told by converting twice.

    run_round_trip.py path/to/timewright path/to/zoneinfo FOLDER...
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path


def run(program, zoneinfo, *words):
    return subprocess.run([program, *words], env={**os.environ, "TZDIR": zoneinfo, "LC_ALL": "C"},
                          stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False)


def wrong_with(program, zoneinfo, file, scratch):
    accepted = run(program, zoneinfo, "check", str(file)).returncode == 0
    printed = run(program, zoneinfo, "convert", str(file), "--to", "ics")
    if printed.returncode != 0:
        return ["convert refuses what check accepts"] if accepted else []
    if printed.stdout != file.read_bytes():
        return ["convert --to ics prints other bytes"]
    once = run(program, zoneinfo, "convert", str(file), "--to", "jscalendar")
    there = scratch / "there.json"
    there.write_bytes(once.stdout)
    twice = run(program, zoneinfo, "convert", str(there), "--to", "ics")
    back = scratch / "back.ics"
    back.write_bytes(twice.stdout)
    again = run(program, zoneinfo, "convert", str(back), "--to", "jscalendar")
    if once.returncode or twice.returncode or again.returncode:
        return ["the way through JSCalendar is refused", (twice.stderr + again.stderr).decode()]
    return [] if again.stdout == once.stdout else ["the way through JSCalendar loses something"]


def main():
    program, zoneinfo, *folders = sys.argv[1:]
    files = [file for folder in folders for file in sorted(Path(folder).glob("*.ics"))]
    failed = 0
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        for file in files:
            bare = scratch / file.name
            bare.write_bytes(file.read_bytes().replace(b"\r\n", b"\n"))
            for one in (file, bare):
                wrong = wrong_with(program, zoneinfo, one, scratch)
                failed += bool(wrong)
                if wrong:
                    print(one, *wrong, sep="\n")
    print(f"{2 * len(files) - failed} of {2 * len(files)} files come back")
    sys.exit(1 if failed or len(files) < 10 else 0)


if __name__ == "__main__":
    main()
