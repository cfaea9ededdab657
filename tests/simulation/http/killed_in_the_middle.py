"""Goal: a server killed in the middle of its work has done all that it acknowledged, and what it did not
acknowledge is settled by its key; the feed pushes on from the last cursor that was heard.

Method: killed_in_the_middle.py TIMEWRIGHT DIRECTORY ROUNDS SEED|random [PROGRAMS]. On SQLite or, given the
directory of PostgreSQL's programs, on PostgreSQL: a writer books one hour after another
while a WebSocket listens; the server is killed at a random moment and started again. Every booking must
be there once, under its key, in the feed in its order; a resumed WebSocket hears exactly the rest. The
seed is printed.
"""

import base64
import http.client
import json
import os
import random
import socket
import struct
import sys
import threading

from real_server import Client, Server, booking, fresh_database, hour, report


class WebSocket:
    """Reads the text frames of a server (RFC 6455): neither masked nor in pieces."""

    def __init__(self, server, since, token):
        self.socket = socket.create_connection(("127.0.0.1", server.port), timeout=60)
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall((
            f"GET /api/v1/feed?since={since} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\n"
            f"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n"
            f"Authorization: Bearer {token}\r\n\r\n").encode())
        self.file = self.socket.makefile("rb")
        status = self.file.readline()
        assert b" 101 " in status, status
        while self.file.readline() != b"\r\n":
            pass

    def next_entry(self):
        while True:
            first, length = self.file.read(2)
            if length == 126:
                (length,) = struct.unpack(">H", self.file.read(2))
            text = self.file.read(length)
            if first & 0x0F == 1 and json.loads(text)["type"] != "heartbeat":
                return json.loads(text)

    def close(self):
        self.file.close()
        self.socket.close()


class Writer(threading.Thread):
    """Books hour after hour until the server dies; the last request may have got no answer."""

    def __init__(self, server, token, room, first, enough_at):
        super().__init__()
        self.client = Client(server, token=token)
        self.room, self.next, self.enough_at = room, first, enough_at
        self.made, self.refused = {}, []
        self.enough = threading.Event()

    def run(self):
        try:
            while True:
                status, answer, _ = self.client.ask("POST", "/bookings", booking(self.room, hour(self.next)),
                                                    key=f"hour-{self.next}")
                if status != 201:
                    self.refused.append((status, answer))
                    break
                self.made[self.next] = answer
                self.next += 1
                if len(self.made) >= self.enough_at:
                    self.enough.set()
        except (OSError, http.client.HTTPException):
            pass  # killed
        self.enough.set()


def entries_since(client, cursor):
    entries = []
    while True:
        status, page, _ = client.ask("GET", f"/changes?since={cursor}&max=7")
        assert status == 200, page
        if not page["items"]:
            return entries
        entries += page["items"]
        cursor = page["next"]


def one_round(server, token, room, first, dice, check):
    """Returns the first hour that nobody has booked."""
    client = Client(server, token=token)
    _, before, _ = client.ask("GET", "/changes")
    listening = WebSocket(server, before["next"], token)
    writer = Writer(server, token, room, first, dice.randint(1, 12))
    writer.start()
    heard = listening.next_entry()
    writer.enough.wait()
    server.kill()
    writer.join()
    listening.close()
    check("every booking was taken", not writer.refused, writer.refused)

    server.start()
    client = Client(server, token=token)
    made = dict(writer.made)
    status, settled, _ = client.ask("POST", "/bookings", booking(room, hour(writer.next)),
                                    key=f"hour-{writer.next}")
    check("what was lost is settled by its key", status == 201, (status, settled))
    made[writer.next] = settled
    for i, answer in made.items():
        status, _, _ = client.ask("GET", "/bookings/" + answer["id"])
        check("an acknowledged booking is there", status == 200, (i, status))
        status, again, _ = client.ask("POST", "/bookings", booking(room, hour(i)), key=f"hour-{i}")
        check("its key gets its answer", (status, again) == (201, answer), (i, status, again))
    in_order = [made[i]["id"] for i in sorted(made)]
    told = [entry["bookingId"] for entry in entries_since(client, before["next"])]
    check("the feed has each once, in order", told == in_order, (told, in_order))
    check("the first was pushed", heard["bookingId"] == in_order[0], heard)
    resumed = WebSocket(server, heard["cursor"], token)
    pushed = [resumed.next_entry()["bookingId"] for _ in in_order[1:]]
    check("the rest is pushed after resuming", pushed == in_order[1:], (pushed, in_order))
    resumed.close()
    return writer.next + 1


def main():
    binary, directory, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
    seed = random.randrange(2**32) if sys.argv[4] == "random" else int(sys.argv[4])
    print(f"seed {seed}")
    with fresh_database(directory, *sys.argv[5:6]) as database:
        kill_in_the_middle(Server(binary, database), rounds, random.Random(seed))


def kill_in_the_middle(server, rounds, dice):
    problems = []
    first = Client(server)
    room, next_hour = first.add_room("Kill"), 0
    for i in range(rounds):
        def check(what, is_so, seen, i=i):
            if not is_so:
                problems.append(f"round {i}: {what}: {seen}")
        next_hour = one_round(server, first.token, room, next_hour, dice, check)
    server.stop()
    print(f"{next_hour} bookings in {rounds} rounds")
    report("killed in the middle", problems)


main()
