"""Runs `timewright conflicts` on many unending series: on a terminal it shows how far it is and leaves
nothing behind, in a pipe it shows nothing.

    run_progress.py path/to/timewright path/to/zoneinfo
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

SERIES = 60  # 1,770 pairs


def calendar() -> str:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Timewright//golden//EN"]
    for i in range(SERIES):
        lines += [
            "BEGIN:VEVENT",
            f"UID:series-{i}@example.com",
            "DTSTAMP:20260101T000000Z",
            f"DTSTART:20260105T{i // 3:02}{i % 3 * 20:02}00Z",
            "DURATION:PT10M",
            "RRULE:FREQ=WEEKLY",
            "END:VEVENT",
        ]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


def read_all(terminal: int) -> bytes:
    """All that is written to it until the last writer is gone, which Linux tells as an error."""
    told = b""
    while True:
        try:
            more = os.read(terminal, 1 << 16)
        except OSError:
            return told
        if not more:
            return told
        told += more


def main() -> None:
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    environment = {**os.environ, "TZDIR": str(Path(sys.argv[2]).resolve())}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "series.ics"
        file.write_bytes(calendar().encode())
        command = [str(Path(sys.argv[1]).resolve()), "conflicts", str(file)]

        piped = subprocess.run(command, env=environment, capture_output=True, timeout=60, check=False)
        assert (piped.returncode, piped.stdout, piped.stderr) == (0, b"no conflicts\n", b""), piped

        ours, theirs = os.openpty()
        shown = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=theirs)
        os.close(theirs)
        told = read_all(ours)
        printed, _ = shown.communicate(timeout=60)
        assert (shown.returncode, printed) == (0, b"no conflicts\n"), (shown.returncode, printed)
        assert b"timewright: 0 % of 1770 pairs of series are decided" in told, told
        assert b"timewright: 99 % of 1770" in told, told
        assert told.endswith(b"\r\033[K"), told


if __name__ == "__main__":
    main()
