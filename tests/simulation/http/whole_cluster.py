"""Goal: behind HAProxy nothing that was acknowledged is lost and nothing is booked twice while one of many
servers, the database or Redis ends; who listens goes on at another server and sees each change once, in order.

Method: whole_cluster.py TIMEWRIGHT DIRECTORY SEED|random. scripts/cluster.py with the configuration for production,
on loopback. Clients book random half hours of few rooms through HAProxy, each under a key of its own, and whoever
gets a 503 or no answer asks again with the same key. Others read the feed, also through HAProxy, and resume with
their cursor. Meanwhile a server is killed and started, PostgreSQL is restarted, Redis is stopped and started, and the
server that has most listeners is killed. Then: every key still has its answer, no room has two bookings at a
time, and each listener has read what GET /changes says, entry by entry.
"""

import collections
import http.client
import os
import random
import shutil
import sys
import threading
import time

from feed_socket import FeedEnded, FeedSocket
from real_server import Client, booking, half_hour, report

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "..", "scripts"))
import cluster as whole  # noqa: E402

CLIENTS, LISTENERS, SLOTS = 8, 4, 2000
problems = []


class Through:
    """Where the proxy is, as real_server's Client wants to know it."""

    def __init__(self, port):
        self.port = port


class Booking(threading.Thread):
    """Books until it is told to stop. Every key is asked for until it has an answer."""

    def __init__(self, number, where, token, rooms, dice):
        super().__init__()
        self.number, self.where, self.token, self.rooms, self.dice = number, where, token, rooms, dice
        self.ending = threading.Event()
        self.asked, self.answers, self.again = [], {}, collections.Counter()
        self.client = Client(where, token=token)

    def settle(self, key, body):
        while True:
            try:
                status, answer, headers = self.client.ask("POST", "/bookings", body, key=key)
            except (OSError, http.client.HTTPException):
                self.again["no answer"] += 1
                self.client.connection.close()
                continue
            if status in (201, 409):
                return status, answer
            if status != 503:
                problems.append(f"{key}: answered {status} {answer}")
                return status, answer
            self.again[answer["type"]] += 1
            if "Retry-After" not in headers:
                problems.append(f"{key}: 503 without Retry-After: {answer}")
            self.ending.wait(0.05)

    def run(self):
        while not self.ending.is_set():
            key = f"client-{self.number}-{len(self.asked)}"
            body = booking(self.dice.choice(self.rooms), half_hour(self.dice.randrange(SLOTS)))
            body["duration"] = "PT30M"
            self.asked.append((key, body))
            self.answers[key] = self.settle(key, body)


class Listening(threading.Thread):
    """Reads the feed from the cursor on, wherever the proxy leads, until it has read the last entry."""

    def __init__(self, where, token, since):
        super().__init__()
        self.where, self.token, self.cursor = where, token, since
        self.read, self.resumed, self.anew, self.refused = [], 0, 0, collections.Counter()
        self.last = None  # the cursor to stop at, once it is known
        self.open = threading.Event()

    def run(self):
        while self.cursor != self.last:
            try:
                self.listen()
            except (OSError, FeedEnded):
                self.resumed += 1

    def listen(self):
        line = FeedSocket(self.where.port, self.token, self.cursor, timeout=2)
        if line.status != 101:
            self.refused[line.status] += 1
            return
        self.open.set()
        while self.cursor != self.last:
            try:
                told = line.next()
            except TimeoutError:
                continue  # to look whether there is a last one by now
            if told["type"] == "resync":  # it was away for longer than the server queues
                self.anew += 1
                self.load_what_was_missed()
                break
            if told["type"] != "heartbeat":
                self.read.append(told["cursor"])
                self.cursor = told["cursor"]
        line.close()

    def load_what_was_missed(self):
        client = Client(self.where, token=self.token)
        try:
            missed = everything_since(client, self.cursor)
        except http.client.HTTPException as why:
            raise FeedEnded(str(why)) from why
        finally:
            client.connection.close()
        self.read += missed
        self.cursor = missed[-1] if missed else self.cursor


def everything_since(client, cursor):
    cursors = []
    while True:
        status, page, _ = client.ask("GET", f"/changes?since={cursor}")
        if status == 503:
            raise FeedEnded("the database is away")
        assert status == 200, page
        cursors += [entry["cursor"] for entry in page["items"]]
        if page["next"] == cursor or not page["items"]:
            return cursors
        cursor = page["next"]


def until_books_again(asking):
    """Somebody gets an answer to a request that was sent after now."""
    before = [len(one.asked) for one in asking]
    until = time.monotonic() + 30
    while all(len(one.asked) < b + 2 for one, b in zip(asking, before)):
        if time.monotonic() > until:
            problems.append("nobody can book any more")
            return
        time.sleep(0.01)


def listeners_of(server):
    line = http.client.HTTPConnection("127.0.0.1", server.management_port, timeout=10)
    line.request("GET", "/metrics")
    text = line.getresponse().read().decode()
    line.close()
    return next(int(float(one.split()[-1])) for one in text.splitlines() if one.startswith("timewright_websocket_clients"))


def disturb(running, asking, dice):
    def do(what, *steps):
        print(what)
        for step in steps:
            step()
            until_books_again(asking)

    victim = dice.choice(running.servers)
    do(f"kill -9 server {victim.name}", victim.kill, victim.start)
    do("restart PostgreSQL", running.postgres.restart)
    do("stop Redis", running.redis.stop, running.redis.start)
    busiest = max(running.servers, key=listeners_of)
    do(f"kill -9 server {busiest.name}, which has most listeners", busiest.kill, busiest.start)
    do("kill -9 PostgreSQL and two servers", running.postgres.kill_and_restart,
       running.servers[0].kill, running.servers[1].kill, running.servers[0].start, running.servers[1].start)


def judge(client, asking, rooms):
    taken = {}
    for one in asking:
        for key, body in one.asked:
            status, answer = one.answers[key]
            if status != 201:
                continue
            place = (body["rooms"][0], body["start"])
            if place in taken:
                problems.append(f"{place} was booked by {taken[place][0]} and {key}")
            taken[place] = (key, answer["id"])
    kept = {}
    for room in rooms:
        found = client.bookings(half_hour(0), half_hour(SLOTS + 2), room)
        spans = sorted((o["start"], o["end"]) for b in found for o in b["occurrences"])
        problems.extend(f"{room} has {a} and {b}" for a, b in zip(spans, spans[1:]) if b[0] < a[1])
        kept.update((b["id"], room) for b in found)
    for place, (key, identity) in taken.items():
        if kept.pop(identity, None) != place[0]:
            problems.append(f"{key} was told {identity}, which is not there")
    problems.extend(f"{identity} is there, and nobody was told so" for identity in kept)
    for one in asking:
        for key, body in one.asked[::10]:
            if one.answers[key][0] == 409 and (body["rooms"][0], body["start"]) not in taken:
                problems.append(f"{key} was refused a slot that nobody has")
            status, answer, _ = client.ask("POST", "/bookings", body, key=key)
            if status != one.answers[key][0] or (status == 201 and answer != one.answers[key][1]):
                problems.append(f"{key}: was told {one.answers[key]} and now {status} {answer}")
    return len(taken)


def main():
    seed = random.randrange(2**32) if sys.argv[3] == "random" else int(sys.argv[3])
    print(f"seed {seed}")
    dice = random.Random(seed)
    shutil.rmtree(sys.argv[2], ignore_errors=True)
    running = whole.cluster(sys.argv[1], sys.argv[2])
    try:
        where = Through(running.proxy.port)
        client = Client(where)
        rooms = [client.add_room(name) for name in ("One", "Two", "Three")]
        since = client.ask("GET", "/changes")[1]["next"]
        listening = [Listening(where, client.token, since) for _ in range(LISTENERS)]
        asking = [Booking(n, where, client.token, rooms, random.Random(dice.random())) for n in range(CLIENTS)]
        for one in listening:
            one.start()
        for one in listening:
            one.open.wait(30)
        for one in asking:
            one.start()
        disturb(running, asking, dice)
        for one in asking:
            one.ending.set()
        for one in asking:
            one.join()
        client = Client(where, token=client.token)
        won = judge(client, asking, rooms)
        expected = everything_since(client, since)
        for one in listening:
            one.last = expected[-1]
        for one in listening:
            one.join(30)
            if one.read != expected:
                problems.append(f"a listener read {len(one.read)} of {len(expected)} entries, "
                                f"{len(set(one.read))} of them different")
            if set(one.refused) - {503}:
                problems.append(f"a listener was answered {one.refused}")
        asked = sum(len(one.asked) for one in asking)
        again = sum((one.again for one in asking), collections.Counter())
        print(f"{asked} asked for, {won} booked, asked again after {dict(again)}; "
              f"listeners resumed {sum(one.resumed for one in listening)} times, and loaded anew "
              f"{sum(one.anew for one in listening)} times")
        if sum(one.resumed for one in listening) == 0:
            problems.append("no listener had to resume, so nothing was tested")
    finally:
        running.stop()
    report("whole cluster", problems)


main()
