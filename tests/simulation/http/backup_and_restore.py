"""Goal: what is backed up beside a busy server is a whole moment of it, and lives on in a database of
either kind; what is wrong in a database is found before it is copied.

Method: backup_and_restore.py TIMEWRIGHT DIRECTORY [PROGRAMS]. A client books hour after hour while the
backup is written. It is restored into a new SQLite file and, given the directory of PostgreSQL's programs,
into PostgreSQL, whose backup is restored once more. Each time a server on it must know the sessions, the
bookings that were acknowledged before the backup began, and the answers to their keys; refuse what is
taken; and tell old readers of the feed to load anew. Then faults are planted in the tables themselves.
"""

import datetime
import json
import os
import sqlite3
import subprocess
import sys
import threading

import postgres_cluster
from real_server import Client, Server, booking, fresh_database, hour, report

problems = []


def check(what, is_so, seen=""):
    if not is_so:
        problems.append(f"{what}: {seen}")


def command(*words, expect=0):
    done = subprocess.run([binary, *words, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    check(f"timewright {words[0]} ends with {expect}", done.returncode == expect,
          (done.returncode, done.stdout, done.stderr))
    return [json.loads(line) for line in done.stdout.splitlines()], done.stderr


class Booking(threading.Thread):
    def __init__(self, server, token, room):
        super().__init__()
        self.client, self.room = Client(server, token=token), room
        self.made, self.ending, self.some = [], threading.Event(), threading.Event()

    def run(self):
        while not self.ending.is_set():
            i = len(self.made)
            status, answer, _ = self.client.ask("POST", "/bookings", booking(self.room, hour(i)), key=f"hour-{i}")
            check("it is booked", status == 201, answer)
            self.made.append(answer)
            if i > 20:
                self.some.set()


def busy_backup(address, to):
    """What was acknowledged before it began, and whose session it was."""
    server = Server(binary, address)
    client = Client(server)
    room = client.add_room("Busy")
    asking = Booking(server, client.token, room)
    asking.start()
    asking.some.wait()
    before = list(asking.made)
    _, feed, _ = client.ask("GET", "/changes")
    command("backup", "--database", address, "--to", to)
    command("doctor", "--database", address)  # beside the server, too
    asking.ending.set()
    asking.join()
    server.stop()
    return before, client.token, room, feed["next"]


def lives_on(address, before, token, room, cursor):
    server = Server(binary, address)
    client = Client(server, token=token)
    for i, answer in enumerate(before):
        status, again, _ = client.ask("POST", "/bookings", booking(room, hour(i)), key=f"hour-{i}")
        check(f"{address}: a key has its answer", (status, again) == (201, answer), (status, again, answer))
        status, _, _ = client.ask("POST", "/bookings", booking(room, hour(i)), key=f"other-{i}")
        check(f"{address}: the slot is taken", status == 409, status)
    status, _, _ = client.ask("GET", "/changes?since=" + cursor)
    check(f"{address}: an old reader is told to load anew", status == 410, status)
    kept = {b["id"] for b in client.bookings(hour(0), hour(479), room)}
    check(f"{address}: all are there", {b["id"] for b in before} <= kept)
    server.stop()


def refuses_to_overwrite(backup, directory):
    _, said = command("backup", "--database", backup, "--to", backup, expect=2)
    check("a backup overwrites nothing", "exists; name a new file" in said, said)
    _, said = command("restore", "--from", os.path.join(directory, "none"), "--database", backup, expect=2)
    check("what is not there is said", "there is no database" in said, said)
    _, said = command("restore", "--from", backup, "--database", backup, expect=2)
    check("a database is not filled twice", "something in" in said, said)


def finds_faults(backup, directory):
    broken = os.path.join(directory, "broken.db")
    command("restore", "--from", backup, "--database", broken)
    with sqlite3.connect(broken) as tables:
        tables.execute("UPDATE claims SET end_at = end_at + 3600 WHERE (organization, booking, sequence, ordinal) IN "
                       "(SELECT organization, booking, sequence, ordinal FROM claims WHERE effect = 0 AND "
                       "start_at >= ? ORDER BY start_at LIMIT 1)",
                       (int(datetime.datetime.fromisoformat(hour(0) + "+00:00").timestamp()),))
        tables.execute("UPDATE bookings SET document = x'00' WHERE booking = (SELECT min(booking) FROM bookings)")
    tables.close()
    found, _ = command("doctor", "--database", broken, expect=1)
    kinds = sorted(fault["kind"] for fault in found)
    check("the faults are found", kinds == ["damaged-document", "overbooked"], found)
    target = os.path.join(directory, "never.db")
    _, said = command("restore", "--from", broken, "--database", target, expect=1)
    check("a broken backup is not restored unasked", "nothing was restored" in said and not os.path.exists(target), said)
    command("restore", "--from", broken, "--database", target, "--despite-faults")


def main():
    directory, programs = sys.argv[2], sys.argv[3] if len(sys.argv) > 3 else None
    with fresh_database(directory) as address:
        backup = os.path.join(directory, "one.backup")
        known = busy_backup(address, backup)
        restored = os.path.join(directory, "restored.db")
        command("restore", "--from", backup, "--database", restored)
        command("doctor", "--database", restored)
        refuses_to_overwrite(backup, directory)
        finds_faults(backup, directory)
        if programs:
            cluster = postgres_cluster.Cluster(programs)
            try:
                command("restore", "--from", backup, "--database", cluster.address())
                command("doctor", "--database", cluster.address())
                lives_on(cluster.address(), *known)
                again = os.path.join(directory, "two.backup")
                command("backup", "--database", cluster.address(), "--to", again)
                moved = os.path.join(directory, "moved.db")
                command("restore", "--from", again, "--database", moved)
                lives_on(moved, *known)
            finally:
                cluster.remove()
        lives_on(restored, *known)
    report("backup and restore", problems)


binary = sys.argv[1]
main()
