#!/usr/bin/env python3
"""Goal: the units of docs/how_to/systemd are what systemd takes, and leave the server no more than it needs.

Method: check_units.py ROOT TIMEWRIGHT. Copies that start the command that was built are verified by
systemd-analyze, without a word of complaint, and judged: an exposure of 2.0 at most (10 is none of it). The
planted mistakes must be seen.
"""

import pathlib
import shutil
import subprocess
import sys
import tempfile


def analyze(*words):
    done = subprocess.run(["systemd-analyze", *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, timeout=60)
    return done.returncode, done.stdout


def verify(place):
    status, said = analyze("verify", "--man=no", place / "timewright.service", place / "timewright.socket")
    ours = [line for line in said.splitlines() if "timewright" in line]
    return status == 0 and not ours, said


def judge(place):
    # The threshold is in tenths.
    return analyze("security", "--offline=true", "--threshold=20", "--no-pager", place / "timewright.service")


def main(root, command):
    if not shutil.which("systemd-analyze"):
        sys.exit("systemd-analyze is missing; it is in Debian's package systemd (scripts/install_packages test)")
    with tempfile.TemporaryDirectory() as temporary:
        place = pathlib.Path(temporary)
        for name in ("timewright.service", "timewright.socket"):
            text = (root / "docs/how_to/systemd" / name).read_text()
            (place / name).write_text(text.replace("/usr/local/bin/timewright", str(command)))
        fine, said = verify(place)
        assert fine, said
        status, said = judge(place)
        assert status == 0, said
        service = (place / "timewright.service").read_text()
        (place / "timewright.service").write_text(service.replace("NoNewPrivileges", "NoNewPrivilege"))
        assert not verify(place)[0], "a misspelt directive is not seen"
        weak = "".join(line for line in service.splitlines(True) if not line.startswith(("Protect", "Private", "Syst")))
        (place / "timewright.service").write_text(weak.replace("DynamicUser=yes\n", ""))
        assert judge(place)[0] != 0, "a weak unit is not seen"
    print("the units are fine")


main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve())
