"""What a question about a room's day costs with and without a cache: processor time of the server and of PostgreSQL.

cached_reads.py TIMEWRIGHT [QUESTIONS]: one client asks for the schedule and the busy time of full rooms, with no cache,
with the server's own memory and with Redis, three times each in turn; the medians are printed. Nothing changes meanwhile,
which is the best that a cache can meet.
"""

import os
import statistics
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path[:0] = [os.path.join(ROOT, "scripts"), os.path.join(ROOT, "tests", "simulation", "http")]
import cluster as whole  # noqa: E402
from real_server import Client, booking, half_hour  # noqa: E402

TICK = os.sysconf("SC_CLK_TCK")


def ticks(process):
    """Of the process and of its children that live."""
    mine = 0
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        try:
            fields = open(f"/proc/{entry}/stat").read().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(entry) == process or int(fields[1]) == process:
            mine += int(fields[11]) + int(fields[12])
    return mine


def main():
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 3000
    with tempfile.TemporaryDirectory(prefix="timewright-") as directory:
        os.chmod(directory, 0o755)  # PostgreSQL is another user
        parts = []
        try:
            parts += [whole.postgres(directory), whole.redis(directory)]
            settings = {"none": {"TIMEWRIGHT_CACHE_USE": "no"}, "memory": {},
                        "redis": {"TIMEWRIGHT_CACHE_REDIS": parts[1].address()}}
            for name, more in settings.items():
                parts.append(whole.server(name, directory, os.path.abspath(sys.argv[1]),
                                          {"TIMEWRIGHT_DATABASE": parts[0].address(), **more}))
                parts[-1].start()
            first = Client(parts[2])
            rooms = [first.add_room(name) for name in ("One", "Two", "Three")]
            for room in rooms:
                for n in range(16, 36):
                    body = {**booking(room, half_hour(n)), "duration": "PT30M"}
                    assert first.ask("POST", "/bookings", body, key=f"{room}-{n}")[0] == 201
            begin, end = half_hour(0) + "Z", half_hour(47) + "Z"
            kinds = {"schedule": ("GET", f"/bookings?from={begin}&to={end}&user={rooms[0]}", None),
                     "busy time of three": ("POST", "/free-busy", {"users": rooms, "from": begin, "to": end})}
            print(f"{'':<20} {'cache':<8} server  PostgreSQL, us a question")
            for kind, asked in kinds.items():
                seen = {one.name: [] for one in parts[2:]}
                for one in 3 * parts[2:]:
                    client = Client(one, token=first.token)
                    before = ticks(one.process.pid), ticks(parts[0].process.pid)
                    for _ in range(count):
                        assert client.ask(*asked)[0] == 200
                    after = ticks(one.process.pid), ticks(parts[0].process.pid)
                    seen[one.name].append([1e6 * (b - a) / TICK / count for a, b in zip(before, after)])
                    client.connection.close()
                for name, all_of in seen.items():
                    print(f"{kind:<20} {name:<8} {statistics.median(a for a, _ in all_of):6.0f}  "
                          f"{statistics.median(b for _, b in all_of):6.0f}")
        finally:
            for one in reversed(parts):
                one.stop()


main()
