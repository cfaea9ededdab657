#!/usr/bin/env python3
"""count_results.py RESULTS: sums up what the stages of scripts/test left in RESULTS.

Each stage is a folder with
  status        the exit status of the stage;
  *.xml         JUnit XML of its runner (pytest, Surefire, vitest, Playwright), counted case by case;
  ctest.xml     the JUnit XML of ctest. An entry whose program left gtest/<name>.xml is counted by
                the cases in there, any other entry is one test.

A table goes first, then one line "N passed, N failed" alone. A skipped test counts as failed:
nothing here may be skipped. A stage that failed without any failed case counts as one failure,
and so does a stage that ran no test at all. The exit status says whether all is well.
"""

import pathlib
import sys
import xml.etree.ElementTree as xml


def cases(path):
    """Pairs (name, passed) of all test cases in a JUnit or GoogleTest XML file."""
    for case in xml.parse(path).getroot().iter("testcase"):
        name = ".".join(filter(None, (case.get("classname"), case.get("name"))))
        bad = any(case.find(tag) is not None for tag in ("failure", "error", "skipped"))
        bad = bad or case.get("status") in ("notrun", "fail", "disabled")
        bad = bad or case.get("result") in ("skipped", "suppressed")
        yield name, not bad


def ctest_cases(stage):
    for name, passed in cases(stage / "ctest.xml"):
        details = stage / "gtest" / f"{name}.xml"
        if not details.exists():
            yield name, passed
            continue
        inner = list(cases(details))
        yield from inner
        if not passed and all(good for _, good in inner):
            # Every case passed and yet the program failed: a leak report, a crash at exit.
            yield f"{name} (the program as a whole)", False
        if passed and not inner:
            yield f"{name} (ran no test)", False


def stage_cases(stage):
    found = []
    for path in sorted(stage.glob("*.xml")):
        try:
            found.extend(ctest_cases(stage) if path.name == "ctest.xml" else cases(path))
        except xml.ParseError as error:
            found.append((f"{path.name} cannot be read: {error}", False))
    status = (stage / "status").read_text().strip() if (stage / "status").exists() else "missing"
    if status != "0" and all(good for _, good in found):
        found.append((f"the stage itself (status {status})", False))
    if status == "0" and not found:
        found.append(("the stage ran no test", False))
    return found


def main(results):
    passed = failed = 0
    for stage in sorted(path for path in results.iterdir() if path.is_dir()):
        found = stage_cases(stage)
        bad = [name for name, good in found if not good]
        passed += len(found) - len(bad)
        failed += len(bad)
        print(f"  {stage.name.partition('-')[2]:<24} {len(found) - len(bad):>6} passed {len(bad):>4} failed")
        for name in bad[:50]:
            print(f"      failed: {name}")
    if passed + failed == 0:
        failed = 1
        print("  no test ran")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(pathlib.Path(sys.argv[1])))
