"""Goal: servers that share one PostgreSQL lose nothing and book nothing twice while servers and the
database itself are killed under them, or a server is stopped while it holds locks and goes on later.

Method: several_servers.py TIMEWRIGHT DIRECTORY ROUNDS SEED|random PROGRAMS. In each round clients of three
servers book random half hours of few rooms, each under a key of its own, until a server, or the database
with everything it was doing, is killed at a random moment and started again; in every third round a server
is stopped instead (SIGSTOP) until all clients of the others have their answers. Whoever got no answer asks
again with the same key until there is one. Then: every key has the answer it had; what was acknowledged
is there; no room has two bookings at a time; and whoever was refused finds the slot taken.
"""

import http.client
import random
import signal
import sys
import threading

import postgres_cluster
from real_server import Client, Server, booking, half_hour, report

SERVERS, CLIENTS, SLOTS = 3, 12, 40


class Asking(threading.Thread):
    """Books its requests in turn through one server; what got no answer stays None."""

    def __init__(self, server, token, requests):
        super().__init__()
        self.server, self.token, self.requests = server, token, requests
        self.answers = {}
        self.some = threading.Event()

    def run(self):
        for key, body in self.requests:
            try:
                client = Client(self.server, token=self.token)
                status, answer, _ = client.ask("POST", "/bookings", body, key=key)
                client.connection.close()
                self.answers[key] = (status, answer)
            except (OSError, http.client.HTTPException):
                self.answers[key] = None  # its server was killed
            self.some.set()
        self.some.set()


def slot(round_number, n):
    return half_hour(48 * round_number + n)


def settle(servers, token, requests, answers):
    """Every key's answer, from whichever server; what was answered before must be answered again."""
    problems, client = [], Client(servers[0], token=token)
    for key, body in requests:
        before = answers.get(key)
        status, answer, _ = client.ask("POST", "/bookings", body, key=key)
        if status not in (201, 409):
            problems.append(f"{key}: settled with {status} {answer}")
        if before and before[0] == 201 and (status, answer) != before:
            problems.append(f"{key}: was told {before} and now {status} {answer}")
        if before and before[0] == 409 and status != 409:
            problems.append(f"{key}: was refused and now gets {status}")
        if before and before[0] not in (201, 409, 503):
            problems.append(f"{key}: answered {before}")
        answers[key] = (status, answer)
    return problems


def judge(client, requests, answers, rooms, round_number):
    problems, taken = [], {}
    for key, body in requests:
        status, answer = answers[key]
        if status == 201:
            place = (body["rooms"][0], body["start"])
            if place in taken:
                problems.append(f"{place} was booked by {taken[place]} and {key}")
            taken[place] = key
            if client.ask("GET", "/bookings/" + answer["id"])[0] != 200:
                problems.append(f"{key} was told {answer['id']}, which is not there")
    for key, body in requests:
        if answers[key][0] == 409 and (body["rooms"][0], body["start"]) not in taken:
            problems.append(f"{key} was refused a slot that nobody has")
    begin, end = slot(round_number, 0), slot(round_number, 48)
    for room in rooms:
        found = client.bookings(begin, end, room)
        spans = sorted((o["start"], o["end"]) for b in found for o in b["occurrences"])
        for one, other in zip(spans, spans[1:]):
            if other[0] < one[1]:
                problems.append(f"{room} has {one} and {other}")
        mine = sum(1 for place in taken if place[0] == room)
        if len(spans) != mine:
            problems.append(f"{room} has {len(spans)} bookings of which {mine} were acknowledged")
    return problems


def stop_and_continue(victim, asking):
    """What it holds is taken from it by the database, so that nobody else waits for it to go on."""
    victim.tell(signal.SIGSTOP)
    try:
        others = [one for one in asking if one.server is not victim]
        for one in others:
            one.join(timeout=60)
        return ["a client of another server waits for the stopped one" for one in others if one.is_alive()]
    finally:
        victim.tell(signal.SIGCONT)


def one_round(cluster, servers, token, rooms, round_number, dice):
    requests = [(f"round-{round_number}-{i}", booking(dice.choice(rooms), slot(round_number, dice.randrange(SLOTS))))
                for i in range(CLIENTS * 12)]
    for _, body in requests:
        body["duration"] = "PT30M"
    asking = [Asking(servers[i % SERVERS], token, requests[i::CLIENTS]) for i in range(CLIENTS)]
    for one in asking:
        one.start()
    dice.choice(asking).some.wait()
    threading.Event().wait(dice.random() * 0.3)  # somewhere in the middle
    if round_number % 3 == 2:
        what, problems = "stopped server", stop_and_continue(dice.choice(servers), asking)
    else:
        victim = dice.choice([cluster, *servers])
        what, problems = "killed " + type(victim).__name__.lower(), []
        victim.kill()
        victim.start()
    answers = {}
    for one in asking:
        one.join()
        answers.update(one.answers)
    lost = sum(1 for a in answers.values() if a is None or a[0] == 503)
    problems += settle(servers, token, requests, answers)
    client = Client(servers[-1], token=token)
    problems += judge(client, requests, answers, rooms, round_number)
    won = sum(1 for a in answers.values() if a[0] == 201)
    print(f"round {round_number}: {what}, {won} booked, {lost} had to ask again")
    return [f"round {round_number}: {p}" for p in problems]


def main():
    binary, rounds, programs = sys.argv[1], int(sys.argv[3]), sys.argv[5]
    seed = random.randrange(2**32) if sys.argv[4] == "random" else int(sys.argv[4])
    print(f"seed {seed}")
    dice, problems = random.Random(seed), []
    cluster = postgres_cluster.Cluster(programs)
    try:
        servers = [Server(binary, cluster.address()) for _ in range(SERVERS)]
        first = Client(servers[0])
        rooms = [first.add_room(name) for name in ("One", "Two", "Three")]
        for i in range(rounds):
            problems += one_round(cluster, servers, first.token, rooms, i, dice)
        for server in servers:
            server.stop()
    finally:
        cluster.remove()
    report("several servers", problems)


main()
