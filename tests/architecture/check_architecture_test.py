#!/usr/bin/env python3
"""Goal: every rule of check_architecture.py catches who breaks it. Method: one violation after another is
planted in a temporary copy of the tree; the check must name exactly that file, line and reason, and must be
content again when the plant is gone.

    check_architecture_test.py CHECK
"""

import pathlib
import shutil
import sys
import tempfile

import check_architecture as architecture

# What is planted: (file, its text or, for a file that exists, the line put in front of it;
# what the violation must say; other files that the plant needs).
PLANTS = {
    "include_graph": [
        ("include/timewright/base/result.hpp", "#include <timewright/time/interval.hpp>", "base may know no other room", {}),
        ("include/timewright/time/interval.hpp", "#include <timewright/booking/claim.hpp>", "time may know base", {}),
        ("include/timewright/availability/rank.hpp", "#include <timewright/conflict/conflict.hpp>", "availability may know", {}),
        ("include/timewright/booking/claim.hpp", "#include <timewright/ports/store.hpp>", "booking may know", {}),
        ("include/timewright/booking/claim.hpp", "#include <timewright/icalendar/parse.hpp>", "booking may know", {}),
        ("include/timewright/storage/memory_store.hpp", "#include <timewright/icalendar/parse.hpp>", "storage may know", {}),
        ("include/timewright/ports/store.hpp", "#include <timewright/storage/memory_store.hpp>", "ports may know", {}),
        ("include/timewright/storage/memory_store.hpp", "#include <timewright/service/booker.hpp>", "storage may know", {}),
        ("include/timewright/service/booker.hpp", "#include <timewright/adapters/sqlite/sqlite_store.hpp>", "the core knows no adapter", {}),
        ("src/timewright/time/planted.cpp", '#include "server/planted.hpp"', "nothing but the server itself",
         {"src/server/planted.hpp": ""}),
        ("src/timewright/time/planted.cpp", '#include "timewright/service/planted.hpp"', "time may know base",
         {"src/timewright/service/planted.hpp": ""}),
        ("include/timewright/time/interval.hpp", '#include "../../../src/timewright/time/planted.hpp"',
         "public headers only", {"src/timewright/time/planted.hpp": ""}),
        ("include/timewright/time/interval.hpp", "#include <timewright/time/nowhere.hpp>", "no file of this tree", {}),
        ("include/timewright/lunch/planted.hpp", "", "'lunch' is no room of the plan", {}),
        ("include/timewright/timewright.hpp", "#include <timewright/interop/planted.hpp>", "without interop",
         {"include/timewright/interop/planted.hpp": ""}),
        ("adapters/storage/sqlite/src/planted.cpp", "#include <timewright/adapters/http/planted.hpp>", "may know storage/encoding",
         {"adapters/transport/http/include/timewright/adapters/http/planted.hpp": ""}),
        ("adapters/storage/sqlite/src/planted.cpp", "#include <timewright/service/booker.hpp>", "a storage adapter may know", {}),
        ("adapters/transport/json/src/planted.cpp", "#include <timewright/adapters/http/planted.hpp>", "no other adapter",
         {"adapters/transport/http/include/timewright/adapters/http/planted.hpp": ""}),
        ("adapters/lunch/menu/src/planted.cpp", "#include <timewright/base/result.hpp>", "no family of adapters", {}),
        ("bindings/python/src/planted.cpp", "#include <timewright/adapters/sqlite/sqlite_store.hpp>",
         "a binding knows the core", {}),
        ("bindings/python/src/planted.cpp", '#include "java/planted.hpp"', "a binding knows the core",
         {"bindings/java/planted.hpp": ""}),
        ("src/server/planted.cpp", "#include <timewright/time/nowhere.hpp>", "no file of this tree", {}),
        ("src/planted/planted.cpp", "", "belongs to no room", {}),
    ],
    "third_parties": [
        ("include/timewright/time/interval.hpp", "#include <date/tz.h>", "it may stand in", {}),
        ("src/timewright/calendar/planted.cpp", "#include <date/date.h>", "it may stand in", {}),
        ("include/timewright/availability/rank.hpp", "#include <boost/icl/interval_set.hpp>", "it may stand in", {}),
        ("src/timewright/time/planted.cpp", "#include <boost/icl/interval_set.hpp>", "it may stand in", {}),
        ("src/timewright/service/planted.cpp", "#include <boost/json.hpp>", "it may stand in", {}),
        ("adapters/storage/sqlite/src/planted.cpp", "#include <boost/asio.hpp>", "it may stand in", {}),
        ("adapters/transport/http/include/timewright/adapters/http/planted.hpp", "#include <boost/beast.hpp>",
         "names no third party", {}),
        ("adapters/storage/sqlite/include/timewright/adapters/sqlite/sqlite_store.hpp", "#include <sqlite3.h>",
         "names no third party", {}),
        ("src/server/planted.cpp", "#include <sqlite3.h>", "it may stand in", {}),
        ("src/server/planted.cpp", "#include <openssl/evp.h>", "it may stand in", {}),
        ("src/timewright/time/planted.cpp", "#include <spdlog/spdlog.h>", "it may stand in", {}),
        ("adapters/transport/http/src/planted.cpp", "#include <pybind11/pybind11.h>", "it may stand in", {}),
        ("src/server/planted.cpp", "#include <libical/ical.h>", "THIRD_PARTIES does not place", {}),
        ("include/timewright/ports/clock.hpp", "#include <sys/time.h>", "nothing of the operating system", {}),
    ],
    "unit_tests": [
        ("include/timewright/time/planted.hpp", "", "tests/unit/time/planted_test.cpp is where it belongs", {}),
        ("tests/unit/time/planted_test.cpp", "// TEST(Nothing, Here)", "holds no test",
         {"include/timewright/time/planted.hpp": ""}),
    ],
    "names": [
        ("src/timewright/time/utils.cpp", "", "says nothing", {}),
        ("include/timewright/time/zone_helpers.hpp", "", "says nothing", {}),
        ("adapters/common/planted/src/planted.cpp", "", "says nothing", {}),
        ("src/server/connection_manager.cpp", "", "says nothing", {}),
        ("src/web/src/utils/planted.ts", "", "says nothing", {}),
        ("tests/unit/time/helper.hpp", "", "says nothing", {}),
    ],
    "listed": [
        ("src/timewright/time/planted.cpp", "", "nothing builds it", {}),
        ("include/timewright/time/planted.hpp", "", "nothing builds it", {}),
        ("tests/unit/time/planted_test.cpp", "", "nothing builds it", {}),
        ("adapters/storage/sqlite/src/planted.hpp", "", "nothing that is built includes it", {}),
        ("src/timewright/planted/CMakeLists.txt", "", "does not bring this folder in", {}),
        ("tests/property/planted/CMakeLists.txt", "", "does not bring this folder in", {}),
        # A header that only a dead file includes is as dead.
        ("src/timewright/time/planted.hpp", "", "nothing that is built includes it",
         {"src/timewright/time/planted.cpp": '#include "planted.hpp"'}),
    ],
}

COPIED = ["include", "src", "adapters", "bindings", "tests", "examples", "bench", "scripts"]
SUFFIXES = architecture.SOURCES + (".txt", ".py", ".ts", ".tsx", ".java", ".cmake", ".bash", ".css")


def copy_of(root, folder):
    tree = architecture.Tree(root)
    for name in tree.files(COPIED, SUFFIXES):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / name, target)
    shutil.copyfile(root / "CMakeLists.txt", folder / "CMakeLists.txt")


def plant(folder, name, text):
    """Puts the text in front of the file, or makes the file; answers with the way back."""
    path = folder / name
    before = path.read_text(encoding="utf-8") if path.exists() else None
    made = [parent for parent in path.parents if not parent.exists()]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text + "\n" + (before or ""), encoding="utf-8")

    def undo():
        if before is not None:
            path.write_text(before, encoding="utf-8")
            return
        path.unlink()
        for parent in made:
            parent.rmdir()

    return undo


def main(arguments):
    if len(arguments) != 1 or arguments[0] not in PLANTS:
        sys.exit(__doc__)
    check = architecture.CHECKS[arguments[0]]
    failures = 0
    with tempfile.TemporaryDirectory(prefix="timewright-architecture-") as temporary:
        folder = pathlib.Path(temporary)
        copy_of(pathlib.Path(__file__).resolve().parents[2], folder)
        tree = architecture.Tree(folder)
        clean = set(check(tree))
        for name, text, wanted, others in PLANTS[arguments[0]]:
            undo = [plant(folder, other, content) for other, content in others.items()]
            undo.append(plant(folder, name, text))
            new = set(check(tree)) - clean
            if not any(v.startswith(f"{name}:1: ") and wanted in v for v in new):
                failures += 1
                print(f"NOT CAUGHT: {text or 'an empty file'} in {name}; wanted '{wanted}', got {sorted(new)}")
            for back in reversed(undo):
                back()
        if set(check(tree)) != clean:
            failures += 1
            print("the copy is not as it was: a plant was left behind")
    print(f"{arguments[0]}: {len(PLANTS[arguments[0]])} violations planted, {failures} not caught")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
