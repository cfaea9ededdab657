"""Goal: a cache changes no answer: not with Redis, not with a server's own memory, and not while Redis is away.

Method: cached_servers.py TIMEWRIGHT DIRECTORY SEED|random. Three servers of one PostgreSQL: one with Redis, one with its
own memory, one without a cache. Random meetings are booked, moved, cancelled and held through any of them; after
each change random questions about schedules and free time are put to all three, at once after the change, and what
they answer must be the same, byte by byte. Redis is stopped in the middle and started again.
"""

import os
import random
import shutil
import sys

from management_metrics import value_of
from real_server import Client, booking, half_hour, report

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "..", "scripts"))
import cluster as whole  # noqa: E402

CHANGES = 150
problems = []


def text_of(client, method, path, body=None):
    """Without the date, which is not about the question."""
    status, answer, headers = client.ask(method, path, body)
    return status, answer, headers.get("ETag")


def change(client, rooms, known, dice):
    kind = dice.randrange(4)
    if kind == 0 and known:
        place = dice.choice(sorted(known))
        status, _, headers = client.ask("GET", f"/bookings/{place}")
        if status == 200:
            client.ask("DELETE", f"/bookings/{place}", **{"If-Match": headers["ETag"]})
        known.discard(place)
        return
    body = {**booking(dice.choice(rooms), half_hour(dice.randrange(200))), "duration": "PT30M"}
    path = "/holds" if kind == 1 else "/bookings"
    status, answer, _ = client.ask("POST", path, body, key=f"key-{dice.random()}")
    if status == 201:
        known.add(answer["id"])
    elif status not in (400, 409):
        problems.append(f"a booking was answered {status} {answer}")


def question(rooms, dice):
    start = dice.randrange(200)
    begin, end = half_hour(start) + "Z", half_hour(start + 1 + dice.randrange(150)) + "Z"
    room = dice.choice(rooms)
    kind = dice.randrange(4)
    if kind == 0:
        return "GET", f"/bookings?from={begin}&to={end}&user={room}", None
    if kind == 1:
        return "GET", f"/bookings?from={begin}&to={end}", None
    if kind == 2:
        return "GET", f"/rooms?available_from={begin}&available_to={end}", None
    return "POST", "/free-busy", {"users": rooms, "from": begin, "to": end}


def compare(clients, rooms, dice):
    for _ in range(4):
        asked = question(rooms, dice)
        answers = [text_of(client, *asked) for client in clients]
        if answers[0][0] >= 500 or any(answer != answers[0] for answer in answers):
            problems.append(f"{asked} is answered {answers}")


def main():
    seed = random.randrange(2**32) if sys.argv[3] == "random" else int(sys.argv[3])
    print(f"seed {seed}")
    dice = random.Random(seed)
    directory = os.path.abspath(sys.argv[2])
    shutil.rmtree(directory, ignore_errors=True)
    os.makedirs(directory)
    parts = []
    try:
        postgres, redis = whole.postgres(directory), None
        parts.append(postgres)
        redis = whole.redis(directory)
        parts.append(redis)
        settings = {"redis": {"TIMEWRIGHT_CACHE_REDIS": redis.address()}, "memory": {},
                    "none": {"TIMEWRIGHT_CACHE_USE": "no"}}
        for name, more in settings.items():
            made = whole.server(name, directory, sys.argv[1], {"TIMEWRIGHT_DATABASE": postgres.address(), **more})
            parts.append(made)
            made.start()
        servers = parts[2:]
        first = Client(servers[0])
        rooms = [first.add_room(name) for name in ("One", "Two", "Three")]
        clients = [first, *(Client(one, token=first.token) for one in servers[1:])]
        known = set()
        for n in range(CHANGES):
            if n == CHANGES // 3:
                redis.stop()
            if n == 2 * CHANGES // 3:
                redis.start()
            change(dice.choice(clients), rooms, known, dice)
            compare(clients, rooms, dice)
        for one, must in zip(servers[:2], (True, True)):
            hits = value_of(one, 'timewright_cache_rows_total{result="hit"}')
            print(f"{one.name}: {hits} hits, {value_of(one, 'timewright_cache_failures_total')} failures")
            if must and hits < 50:
                problems.append(f"{one.name} has taken {hits} rows from its cache")
        if value_of(servers[0], "timewright_cache_failures_total") == 0:
            problems.append("Redis was away, and nobody has counted it")
        before = value_of(servers[0], 'timewright_cache_rows_total{result="hit"}')
        while value_of(servers[0], 'timewright_cache_rows_total{result="hit"}') == before:
            compare(clients, rooms, dice)  # until Redis is used again; only the test's time limit ends it
    finally:
        for one in reversed(parts):
            one.stop()
    report("cached servers", problems)


main()
