#!/usr/bin/env python3
"""Goal: every C++ snippet in the documentation is code that the tests compile and run. Method: a ```cpp block
begins with a comment that names a file of the tree; what follows it must be equal to the lines that
the file has between its "// snippet begin" and "// snippet end" (or to the whole file without them).

    check_snippets.py [ROOT]            checks the tree
    check_snippets.py --catches         plants faults in a temporary copy and sees each one caught
"""

import pathlib
import re
import sys
import tempfile
import textwrap

ROOT = pathlib.Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^( *)```(cpp|c\+\+|C\+\+)\n(.*?)^ *```", re.M | re.S)
NAME = re.compile(r"// ((?:tests/docs|examples)/[\w/]+\.cpp)\n")


def pages(root):
    yield from sorted(root.glob("*.md"))
    yield from sorted((root / "docs").rglob("*.md"))
    yield from sorted((root / "bench").glob("*.md"))


def snippet(path):
    text = path.read_text(encoding="utf-8")
    inside = re.search(r"^ *// snippet begin\n(.*?)^ *// snippet end", text, re.M | re.S)
    return textwrap.dedent(inside[1] if inside else text).strip()


def problems(root):
    quoted = set()
    for page in pages(root):
        text = page.read_text(encoding="utf-8")
        name = page.relative_to(root)
        if text.count("```") % 2:
            yield f"{name}:1: a ``` block is not closed"
        for block in BLOCK.finditer(text):
            line = text.count("\n", 0, block.start()) + 1
            body = textwrap.dedent(block[3])
            source = NAME.match(body)
            if not source:
                yield f"{name}:{line}: a C++ block must begin with '// tests/docs/FILE.cpp' or '// examples/FILE.cpp'"
                continue
            path = root / source[1]
            quoted.add(source[1])
            if not path.is_file():
                yield f"{name}:{line}: quotes {source[1]}, which does not exist"
            elif body[source.end():].strip() != snippet(path):
                yield f"{name}:{line}: is not what {source[1]} has between its markers; copy it anew"
    for path in sorted((root / "tests" / "docs").glob("*.cpp")):
        name = path.relative_to(root).as_posix()
        if name not in quoted:
            yield f"{name}:1: is quoted by no page"


def catches():
    source = "int tested();\n// snippet begin\nint shown();\n// snippet end\n"
    good = "Text.\n\n```cpp\n// tests/docs/a.cpp\nint shown();\n```\n"
    cases = [
        (good, None),
        (good.replace("shown", "changed"), "copy it anew"),
        (good.replace("// tests/docs/a.cpp\n", ""), "must begin with"),
        (good.replace("a.cpp", "b.cpp"), "does not exist"),
        (good[:-4], "not closed"),
        ("No snippet.\n", "quoted by no page"),
    ]
    missed = 0
    for page, wanted in cases:
        with tempfile.TemporaryDirectory() as temporary:
            root = pathlib.Path(temporary)
            (root / "tests" / "docs").mkdir(parents=True)
            (root / "tests" / "docs" / "a.cpp").write_text(source)
            (root / "README.md").write_text(page)
            found = list(problems(root))
        caught = not found if wanted is None else any(wanted in problem for problem in found)
        if not caught:
            missed += 1
            print(f"wanted {wanted!r}, found {found}")
    print(f"{len(cases)} cases, {missed} wrong")
    return 1 if missed else 0


def main(arguments):
    if arguments == ["--catches"]:
        return catches()
    found = list(problems(pathlib.Path(arguments[0]) if arguments else ROOT))
    print("\n".join(found + [f"{len(found)} problems"]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
