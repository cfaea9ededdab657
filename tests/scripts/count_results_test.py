#!/usr/bin/env python3
"""Goal: the last line of scripts/test is honest. Method: results as the runners leave them, good and bad,
are given to scripts/count_results.py; its last line and status must be right."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "scripts" / "count_results.py"
GOOD = '<testcase classname="A" name="b" status="run"/>'
BAD = '<testcase classname="A" name="c" status="run"><failure message="no"/></testcase>'
SKIPPED = '<testcase classname="A" name="d" status="run" result="skipped"><skipped/></testcase>'
DISABLED = '<testcase classname="A" name="DISABLED_e" status="notrun" result="suppressed"/>'


def suite(*cases):
    return f"<testsuites><testsuite>{''.join(cases)}</testsuite></testsuites>"


class CountResults(unittest.TestCase):
    def count(self, status="0", **files):
        """The last line and the exit status for one stage with these files ("gtest/x" spelt gtest_x)."""
        with tempfile.TemporaryDirectory() as temporary:
            stage = pathlib.Path(temporary) / "10-stage"
            (stage / "gtest").mkdir(parents=True)
            if status is not None:
                (stage / "status").write_text(status)
            for name, text in files.items():
                (stage / (name.replace("gtest_", "gtest/") + ".xml")).write_text(text)
            done = subprocess.run([sys.executable, SCRIPT, temporary], capture_output=True, text=True, check=False)
            return done.stdout.splitlines()[-1], done.returncode

    def test_counts_the_cases_of_a_runner(self):
        self.assertEqual(self.count(pytest=suite(GOOD, GOOD)), ("2 passed, 0 failed", 0))

    def test_counts_a_failed_case(self):
        self.assertEqual(self.count(status="1", pytest=suite(GOOD, BAD)), ("1 passed, 1 failed", 1))

    def test_a_skipped_or_disabled_case_has_failed(self):
        self.assertEqual(self.count(pytest=suite(GOOD, SKIPPED, DISABLED)), ("1 passed, 2 failed", 1))

    def test_counts_the_cases_inside_a_program_of_ctest(self):
        entry = '<testcase name="unit_a" status="run"/>'
        self.assertEqual(self.count(ctest=suite(entry), gtest_unit_a=suite(GOOD, GOOD, GOOD)), ("3 passed, 0 failed", 0))

    def test_a_program_that_crashed_before_its_record_has_failed(self):
        entry = '<testcase name="unit_a" status="fail"><failure message="SEGFAULT"/></testcase>'
        self.assertEqual(self.count(status="8", ctest=suite(entry)), ("0 passed, 1 failed", 1))

    def test_a_program_that_failed_after_its_last_case_has_failed(self):
        entry = '<testcase name="unit_a" status="fail"><failure message="leak"/></testcase>'
        self.assertEqual(self.count(status="8", ctest=suite(entry), gtest_unit_a=suite(GOOD)), ("1 passed, 1 failed", 1))

    def test_a_program_that_ran_no_case_has_failed(self):
        entry = '<testcase name="unit_a" status="run"/>'
        self.assertEqual(self.count(ctest=suite(entry), gtest_unit_a=suite())[1], 1)

    def test_a_stage_that_broke_has_failed_although_all_its_cases_passed(self):
        self.assertEqual(self.count(status="2", pytest=suite(GOOD)), ("1 passed, 1 failed", 1))

    def test_a_stage_that_left_no_case_has_failed(self):
        self.assertEqual(self.count(), ("0 passed, 1 failed", 1))

    def test_a_stage_that_never_ended_has_failed(self):
        self.assertEqual(self.count(status=None, pytest=suite(GOOD)), ("1 passed, 1 failed", 1))

    def test_a_record_that_cannot_be_read_has_failed(self):
        self.assertEqual(self.count(pytest="<testsuites><testsu"), ("0 passed, 1 failed", 1))


if __name__ == "__main__":
    unittest.main()
