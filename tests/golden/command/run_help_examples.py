"""Runs the examples that --help of every command shows, as typed, from the top of the repository.

An example is a line below "Example:" that begins with "timewright". It must not be refused as bad
input (exit code 2), must print something, and every command must have one.

    run_help_examples.py path/to/timewright path/to/zoneinfo path/to/repository COMMAND...
"""

import os
import shlex
import subprocess
import sys
from pathlib import Path


def main() -> None:
    if len(sys.argv) < 5:
        sys.exit(__doc__)
    program, zoneinfo, top = (Path(argument).resolve() for argument in sys.argv[1:4])
    environment = {**os.environ, "TZDIR": str(zoneinfo)}

    def run(words: list[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(program), *words], cwd=top, env=environment, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=60, check=False,
        )

    failed = 0
    for command in sys.argv[4:]:
        shown = run([command, "--help"]).stdout.partition("Example:\n")[2]
        examples = [line.strip() for line in shown.splitlines() if line.startswith("  timewright ")]
        if not examples:
            failed += 1
            print(f"{command} --help shows no example")
        for example in examples:
            done = run(shlex.split(example)[1:])
            if done.returncode not in (0, 1) or not done.stdout:
                failed += 1
                print(f"$ {example}\nexit code {done.returncode}\n{done.stderr}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
