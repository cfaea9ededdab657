#!/usr/bin/env python3
"""The plan of the house, as tests.

Goal: what DESIGN.md says about who may know whom stays true. Method: the rules are the tables below; each
check reads the tree's text (no compiler) and answers with violations that name file:line, the include
and the rule. check_architecture_test.py plants a violation for every rule and sees it caught.

    check_architecture.py CHECK [ROOT]      CHECK: include_graph third_parties unit_tests names listed
"""

import pathlib
import re
import sys

# --- Who may know whom: each room of the core and the rooms below it that it may include. -----------------

BELOW_BOOKING = ["base", "time", "calendar", "conflict", "availability"]
ROOMS = {
    "base": [],
    "time": ["base"],
    "calendar": ["base", "time"],
    "conflict": ["base", "time"],
    "icalendar": ["base", "time", "calendar"],
    "availability": ["base", "time", "calendar"],
    "booking": BELOW_BOOKING,
    "ports": BELOW_BOOKING + ["booking"],
    "storage": BELOW_BOOKING + ["booking", "ports"],
    "service": BELOW_BOOKING + ["booking", "ports", "storage", "icalendar"],
    "interop": BELOW_BOOKING,
}

# Adapters by family: the rooms of the core that they may include, and the families' inner order:
# which adapter may include which other.
DRIVEN = [room for room in ROOMS if room not in ("service", "icalendar", "interop")]
DRIVING = [room for room in ROOMS if room != "interop"]
FAMILIES = {
    "storage": DRIVEN,
    "cache": DRIVEN,
    "crypto": DRIVEN,
    "identity": DRIVEN + ["icalendar"],
    "device": DRIVEN,
    "notification": DRIVEN + ["icalendar"],
    "sync": DRIVEN + ["icalendar"],
    "transport": DRIVING,
}
WITHIN_A_FAMILY = {
    "transport/http": ["transport/json", "transport/wire"],
    "transport/websocket": ["transport/json", "transport/http", "transport/wire"],
    "transport/graphql": ["transport/json", "transport/http"],
    "notification/email": ["notification/outbox"],
    "notification/webhook": ["notification/outbox"],
    "notification/webpush": ["notification/outbox"],
    "notification/sms": ["notification/outbox"],
    "storage/faulty": [],
    "storage/sqlite": ["storage/encoding"],
    "storage/postgres": ["storage/encoding"],
}

# --- Third parties, each in one place: include prefix and the folders that may name it. -------------------
# A public header (include/ and adapters/*/*/include) names none, but those of interop/.

THIRD_PARTIES = [
    ("date/", ["src/timewright/time", "include/timewright/interop"]),
    ("boost/icl/", ["src/timewright/availability", "include/timewright/interop"]),
    ("boost/asio", ["adapters/transport", "src/server"]),
    ("boost/beast", ["adapters/transport", "src/server"]),
    ("boost/json", ["adapters/transport", "src/server", "bindings", "src/timewright/icalendar"]),
    ("boost/", ["adapters", "src/server"]),
    ("sqlite3.h", ["adapters/storage/sqlite"]),
    ("pqxx/", ["adapters/storage/postgres"]),
    ("openssl/", ["adapters"]),
    ("argon2.h", ["adapters/identity/local"]),
    ("cjose/", ["adapters/identity/oidc"]),
    ("saml/", ["adapters/identity/saml"]),
    ("hiredis/", ["adapters/cache/redis"]),
    ("mosquitto.h", ["adapters/device/mqtt"]),
    ("curl/", ["adapters/notification", "adapters/sync", "adapters/identity"]),
    ("prometheus/", ["src/server"]),
    ("spdlog/", ["src/server"]),
    ("fmt/", ["src/server"]),
    ("toml++/", ["src/server"]),
    ("CLI/", ["src/server"]),
    ("pybind11/", ["bindings/python"]),
    ("Python.h", ["bindings/python"]),
    ("jni.h", ["bindings/java"]),
    ("emmintrin.h", ["src/timewright"]),
]
# The operating system's own headers: files, sockets, signals. Not in the public headers of the core.
SYSTEM = re.compile(
    r"^(sys/\w+|arpa/\w+|netinet/\w+|linux/\w+|unistd|fcntl|signal|poll|pwd|termios|dlfcn|errno|time|pthread|sched|spawn|getopt)\.h$"
)
SYSTEM_PLACES = ["src/timewright", "src/server", "adapters", "bindings"]

FORBIDDEN_NAMES = re.compile(r"^(utils?|helpers?|commons?|managers?|misc)$|(^|_)(utils?|helpers?|manager)$", re.I)

SOURCES = (".hpp", ".cpp", ".h", ".i")
SHIPPED = ["include", "src", "adapters", "bindings"]
# Where every source must be known to CMake, or it is dead (or a test that never runs).
LISTED = ["include", "src", "adapters", "bindings", "tests", "examples", "bench"]
# The consumers of the install tests are projects of their own, built by run_install_test.py; snippets
# are compiled as they are listed.
LEFT_BEHIND = {"node_modules", "dist", "target", "build", "__pycache__", ".venv", "_skbuild"}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


class Tree:
    """The tree's files, by their paths from its root, read on demand."""

    def __init__(self, root):
        self.root = pathlib.Path(root).resolve()

    def files(self, places, suffixes=SOURCES):
        for place in places:
            base = self.root / place
            if not base.is_dir():
                continue
            for path in sorted(base.rglob("*")):
                inside = path.relative_to(self.root)
                if path.suffix in suffixes and path.is_file() and not LEFT_BEHIND & set(inside.parts):
                    yield inside.as_posix()

    def text(self, name):
        return (self.root / name).read_text(encoding="utf-8")

    def code(self, name):
        """A CMake file without its comments."""
        return "\n".join(line.split("#", 1)[0] for line in self.text(name).splitlines())

    def exists(self, name):
        return (self.root / name).is_file()

    def includes(self, name):
        """(line, quoted, included) for each include, comments left out."""
        in_comment = False
        for number, line in enumerate(self.text(name).splitlines(), 1):
            if in_comment:
                in_comment = "*/" not in line
                continue
            found = INCLUDE.match(line)
            if found:
                yield number, found[1] == '"', found[2]
            elif line.lstrip().startswith("/*"):
                in_comment = "*/" not in line


def unit_of(name):
    """The unit of the plan that a file belongs to: ("core", room), ("adapter", "family/name"), ("binding",
    name), ("server", ""), ("web", ""), ("umbrella", ""); None for files outside of the plan."""
    parts = name.split("/")
    if name == "include/timewright/timewright.hpp":
        return ("umbrella", "")
    if parts[:2] in (["include", "timewright"], ["src", "timewright"]):
        return ("core", parts[2]) if len(parts) > 3 else None
    if parts[0] == "adapters" and len(parts) > 3:
        return ("adapter", "/".join(parts[1:3]))
    if parts[0] == "bindings" and len(parts) > 2:
        return ("binding", parts[1])
    if parts[:2] == ["src", "server"]:
        return ("server", "")
    if parts[:2] == ["src", "web"]:
        return ("web", "")
    return None


def is_public(name):
    return name.startswith("include/") or (name.startswith("adapters/") and "/include/timewright/" in name)


def own_file(tree, name, quoted, included):
    """The file of this tree that an include means, or None when it is no file of ours."""
    candidates = []
    if quoted:
        candidates.append((pathlib.PurePosixPath(name).parent / included).as_posix())
        unit = unit_of(name)
        if unit and unit[0] == "adapter":
            candidates += [f"adapters/{unit[1]}/src/{included}", f"adapters/{unit[1]}/include/{included}",
                           f"adapters/{included}"]
        if unit and unit[0] == "binding":
            candidates += [f"bindings/{unit[1]}/src/{included}", f"bindings/surface/{included}",
                           f"bindings/surface/include/{included}", f"bindings/{included}"]
        candidates += [f"src/{included}", f"src/server/{included}"]
    candidates.append(f"include/{included}")
    if name.startswith("src/server/"):
        candidates.append(f"src/web/embed/{included}")
    for candidate in candidates:
        candidate = tidy_path(candidate)
        if candidate and tree.exists(candidate):
            return candidate
    if included.startswith("timewright/adapters/"):
        for path in sorted(tree.root.glob(f"adapters/*/*/include/{included}")):
            return path.relative_to(tree.root).as_posix()
    if included.startswith("timewright/surface/"):
        for path in sorted(tree.root.glob(f"bindings/*/include/{included}")):
            return path.relative_to(tree.root).as_posix()
    return None


def tidy_path(path):
    parts = []
    for part in path.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def why_not(user, used):
    """The rule that forbids the unit `user` to know the unit `used`, or None."""
    if user == used or user is None:
        return None
    if used is None:
        return "this file belongs to no room of the plan"
    kind, name = user
    if kind == "server":
        if used[0] == "binding":
            return "the server knows no binding"
        return None
    if used[0] == "server":
        return "nothing but the server itself knows src/server"
    if used[0] == "web":
        return "only the server embeds the browser client"
    if kind == "web":
        return "the embedded browser client knows nothing of the library"
    if kind == "umbrella":
        return None if used[0] == "core" and used[1] != "interop" else "the umbrella brings the core without interop"
    if kind == "core":
        if used[0] != "core":
            return f"the core knows no {used[0]}"
        if name not in ROOMS:
            return f"'{name}' is no room of the plan: add it to ROOMS with what it may know"
        if used[1] not in ROOMS[name]:
            may = ", ".join(ROOMS[name]) or "no other room"
            return f"{name} may know {may}"
        return None
    if kind == "adapter":
        family = name.split("/")[0]
        if family not in FAMILIES:
            return f"'{family}' is no family of adapters in the plan: add it to FAMILIES"
        if used[0] == "core":
            return None if used[1] in FAMILIES[family] else f"a {family} adapter may know {', '.join(FAMILIES[family])}"
        if used[0] == "adapter":
            may = WITHIN_A_FAMILY.get(name, [])
            return None if used[1] in may else f"{name} may know {', '.join(may) or 'no other adapter'}"
        return f"an adapter knows no {used[0]}"
    if kind == "binding":
        if used[0] == "core" or used == ("umbrella", ""):
            return None
        if used == ("binding", "surface"):
            return None
        return "a binding knows the core and bindings/surface only"
    return f"no rule says that {kind} may know {used[0]}"


def include_graph(tree):
    for name in tree.files(SHIPPED):
        user = unit_of(name)
        if user is None:
            yield f"{name}:1: belongs to no room of the plan (add it to the tables of {pathlib.Path(__file__).name})"
            continue
        if user[0] == "core" and user[1] not in ROOMS:
            yield f"{name}:1: '{user[1]}' is no room of the plan"
            continue
        for line, quoted, included in tree.includes(name):
            file = own_file(tree, name, quoted, included)
            if file is None:
                if quoted or included.startswith("timewright/"):
                    yield f"{name}:{line}: includes {included}, which is no file of this tree"
                continue
            reason = why_not(user, unit_of(file))
            if reason:
                yield f"{name}:{line}: includes {included}; {reason}"
            elif is_public(name) and not is_public(file) and user[0] in ("core", "adapter"):
                yield f"{name}:{line}: includes {included}; a public header includes public headers only"


def third_parties(tree):
    for name in tree.files(SHIPPED):
        for line, quoted, included in tree.includes(name):
            if own_file(tree, name, quoted, included) or included.startswith("timewright/"):
                continue
            if "." not in included and "/" not in included:
                continue  # the standard library
            if SYSTEM.match(included):
                if is_public(name) or not name.startswith(tuple(p + "/" for p in SYSTEM_PLACES)):
                    yield f"{name}:{line}: includes {included}; a public header has nothing of the operating system"
                continue
            places = next((places for prefix, places in THIRD_PARTIES if included.startswith(prefix)), None)
            if places is None:
                yield (f"{name}:{line}: includes {included}, a third party that THIRD_PARTIES does not place: "
                       "say there which folder may name it")
            elif not name.startswith(tuple(place + "/" for place in places)):
                yield f"{name}:{line}: includes {included}; it may stand in {', '.join(places)} only"
            elif is_public(name) and not name.startswith("include/timewright/interop/"):
                yield f"{name}:{line}: includes {included}; a public header names no third party"


def unit_tests(tree):
    # The umbrella has nothing of its own to test: that it compiles is the headers test's work.
    for name in tree.files(["include/timewright"], (".hpp",)):
        room = unit_of(name)
        if room is None or room[0] != "core":
            continue
        path = name.removeprefix("include/timewright/").removesuffix(".hpp")
        test = f"tests/unit/{path}_test.cpp"
        if not tree.exists(test):
            yield f"{name}:1: has no unit test; {test} is where it belongs"
        elif not re.search(r"^\s*(TEST|TEST_F|TEST_P|TYPED_TEST|RC_GTEST_PROP|RC_GTEST_FIXTURE_PROP)\(", tree.text(test), re.M):
            yield f"{test}:1: holds no test of {name}"


def names(tree):
    for name in tree.files(SHIPPED + ["tests", "examples", "bench", "scripts"],
                           SOURCES + (".py", ".ts", ".tsx", ".java", ".cmake", ".bash", ".css")):
        path = pathlib.PurePosixPath(name)
        for part in (*path.parts[:-1], path.stem):
            if FORBIDDEN_NAMES.search(part):
                yield f"{name}:1: '{part}' says nothing about what is in it; name the idea"
                break


def listed(tree):
    """Every .cpp stands in a CMakeLists.txt above it; every .hpp stands there too or is included by a file
    that lives."""
    known, headers = set(), []
    for name in tree.files(LISTED, (".cpp", ".hpp")):
        if name.startswith("tests/install/"):
            continue  # consumers: projects of their own
        if is_listed(tree, name):
            known.add(name)
        elif name.endswith(".hpp") and not is_public(name):
            headers.append(name)
        else:
            yield f"{name}:1: no CMakeLists.txt lists this file, so nothing builds it"
    # Private headers live as long as something that lives includes them.
    reached, todo = set(known), list(known)
    while todo:
        name = todo.pop()
        for _, quoted, included in tree.includes(name):
            file = own_file(tree, name, quoted, included) or tested_file(tree, name, included)
            if file and file not in reached:
                reached.add(file)
                todo.append(file)
    for name in headers:
        if name not in reached:
            yield f"{name}:1: no CMakeLists.txt lists this header and nothing that is built includes it"
    yield from folders(tree)


# Projects of their own, which other tools or tests build.
OWN_PROJECTS = ("tests/install/", "tests/architecture/header_alone/")


def folders(tree):
    """Every CMakeLists.txt is brought in by the one above it."""
    for name in tree.files(LISTED, (".txt",)):
        path = pathlib.PurePosixPath(name)
        if path.name != "CMakeLists.txt" or name.startswith(OWN_PROJECTS):
            continue
        for folder in list(path.parent.parents):
            above = (folder / "CMakeLists.txt").as_posix()
            if tree.exists(above):
                inside = path.parent.relative_to(folder).as_posix()
                # Named whole, or by its last part in a loop over such parts: foreach(room time calendar ...).
                spelling = f"{re.escape(inside)}|{re.escape(path.parent.name)}"
                if not re.search(rf"(?<![\w-])({spelling})(?![\w-])", tree.code(above)):
                    yield f"{name}:1: {above} does not bring this folder in, so nothing in it is built"
                break


def tested_file(tree, name, included):
    for place in ("tests", "bench", "examples", ""):
        candidate = tidy_path(f"{place}/{included}" if place else included)
        if candidate and name.startswith(("tests/", "bench/", "examples/")) and tree.exists(candidate):
            return candidate
    return None


def is_listed(tree, name):
    path = pathlib.PurePosixPath(name)
    for folder in path.parents:
        lists = f"{folder}/CMakeLists.txt" if folder.as_posix() != "." else "CMakeLists.txt"
        if tree.exists(lists):
            text = tree.code(lists)
            inside = path.relative_to(folder).as_posix()
            if f"${{PROJECT_SOURCE_DIR}}/{name}" in text:
                return True
            for spelling in (inside, inside.removesuffix(path.suffix)):
                if re.search(rf"(?<![\w./-]){re.escape(spelling)}(?![\w/-])", text) and (
                        spelling == inside or names_without_suffix(text, path)):
                    return True
    return False


def names_without_suffix(text, path):
    """A CMakeLists.txt that makes targets of bare names in a loop: foreach(... ) ... ${name}.cpp."""
    return re.search(r"\$\{\w+\}" + re.escape(path.suffix), text) is not None


CHECKS = {check.__name__: check for check in (include_graph, third_parties, unit_tests, names, listed)}


def main(arguments):
    if len(arguments) not in (1, 2) or arguments[0] not in CHECKS:
        sys.exit(__doc__)
    root = arguments[1] if len(arguments) == 2 else pathlib.Path(__file__).parents[2]
    violations = list(CHECKS[arguments[0]](Tree(root)))
    for violation in violations:
        print(violation)
    print(f"{arguments[0]}: {len(violations)} violations")
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
