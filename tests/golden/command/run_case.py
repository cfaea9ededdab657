"""Runs one case of the `timewright` command: text in, text out.

A case is a text file. Its lines mean, by their first character:

    #   a comment: what the case shows, and the reasoning by which its answers were worked out
    $   a command, split as a shell would, run in this folder with the pinned zone database
    >   a line that the command must print to standard output, in this order and no others
    !   a line that it must print to standard error
    =   its exit code; a case without one expects 0

    run_case.py path/to/timewright path/to/zoneinfo case.txt
"""

import difflib
import os
import shlex
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

SECONDS_MAX = 60


@dataclass
class Step:
    line: int
    command: str
    out: list[str] = field(default_factory=list)
    err: list[str] = field(default_factory=list)
    code: int = 0


def read_steps(case: Path) -> list[Step]:
    steps: list[Step] = []
    for number, line in enumerate(case.read_text(encoding="utf-8").splitlines(), start=1):
        kind, _, rest = line.partition(" ")
        if not line or kind.startswith("#"):
            continue
        if kind == "$":
            steps.append(Step(number, rest))
        elif kind in (">", "!", "=") and steps:
            if kind == ">":
                steps[-1].out.append(rest)
            elif kind == "!":
                steps[-1].err.append(rest)
            else:
                steps[-1].code = int(rest)
        else:
            sys.exit(f"{case}:{number}: a line begins with one of # $ > ! =")
    if not steps:
        sys.exit(f"{case}: there is no command in it")
    return steps


def differences(what: str, expected: list[str], printed: list[str]) -> list[str]:
    return list(
        difflib.unified_diff(expected, printed, f"{what}, expected", f"{what}, printed", lineterm="")
    )


def run(step: Step, program: Path, zoneinfo: Path, folder: Path) -> list[str]:
    """What is wrong; nothing when the step behaves."""
    words = shlex.split(step.command)
    if words[0] != "timewright":
        return ["a command begins with timewright"]
    done = subprocess.run(
        [str(program), *words[1:]],
        cwd=folder,
        env={**os.environ, "TZDIR": str(zoneinfo), "LC_ALL": "C"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=SECONDS_MAX,
        check=False,
    )
    out = done.stdout.decode("utf-8")
    wrong = differences("standard output", step.out, out.splitlines())
    wrong += differences("standard error", step.err, done.stderr.decode("utf-8").splitlines())
    if out and not out.endswith("\n"):
        wrong.append("the last line is not ended")
    if done.returncode != step.code:
        wrong.append(f"exit code {done.returncode}, expected {step.code}")
    return wrong


def main() -> None:
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    program, zoneinfo, case = (Path(argument).resolve() for argument in sys.argv[1:])
    failed = 0
    steps = read_steps(case)
    for step in steps:
        wrong = run(step, program, zoneinfo, case.parent.parent)
        if wrong:
            failed += 1
            print(f"{case}:{step.line}: $ {step.command}", *wrong, sep="\n")
    print(f"{len(steps) - failed} of {len(steps)} commands behave")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
