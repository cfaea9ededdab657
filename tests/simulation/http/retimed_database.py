"""Goal: when zone rules change, the meetings in a database are moved once, whatever interrupts that; what
then collides is told and stays visible; and a server with other zone data than the database says so.

Method: retimed_database.py TIMEWRIGHT DIRECTORY ZONEINFO [PROGRAMS]. 2026f ends winter time in Vancouver: from
November 2026 on 09:00 there is 16:00Z, by 2025b it was 17:00Z. A server with 2025b books a class at 09:00 in
Vancouver, what is in its way by 2026f, and a chain of meetings that move into each other's places; then
`retime --apply` runs on the file, through the door of the server that owns it, on PostgreSQL beside one, and again
after it was killed.
"""

import datetime
import http.client
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time

import postgres_cluster
from real_server import Client, Server, fresh_database, report

problems = []
year = datetime.date.today().year + 1


def check(what, is_so, seen=""):
    if not is_so:
        problems.append(f"{what}: {seen}")


def retime(address, *more, expect, directory=None):
    done = subprocess.run([binary, "retime", "--apply", "--database", address, "--json", *more],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=directory)
    check(f"retime {more} ends with {expect}", done.returncode == expect, (done.returncode, done.stdout, done.stderr))
    return [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def book(client, title, room, start, zone, **more):
    status, answer, _ = client.ask("POST", "/bookings", {
        "title": title, "start": start, "timeZone": zone, "duration": "PT1H", "rooms": [room], **more}, key=title.replace(" ", "-"))
    check(f"{title} is booked", status == 201, answer)
    return answer


def starts(client, room):
    """Who has the room when, by title."""
    return sorted((one["title"], occurrence["start"]) for one in client.bookings(f"{year}-01-01T00:00:00",
                  f"{year}-02-01T00:00:00", room) for occurrence in one["occurrences"])


def fill(address):
    """Rooms in which the class collides with a call, and in which everything only moves up."""
    server = Server(binary, address, zoneinfo=older)
    client = Client(server)
    colliding, moving = (client.add_room(name, "America/Vancouver") for name in ("Colliding", "Moving"))
    book(client, "Class", colliding, f"{year}-01-05T09:00:00", "America/Vancouver",
         recurrenceRule={"frequency": "weekly", "count": 3})
    book(client, "Call", colliding, f"{year}-01-13T01:00:00", "Asia/Tokyo")
    for hour in range(8, 18):
        book(client, f"Hour {hour}", moving, f"{year}-01-06T{hour:02}:00:00", "America/Vancouver")
    return server, client, colliding, moving


expected_colliding = [("Call", f"{year}-01-12T16:00:00Z"), ("Class", f"{year}-01-05T16:00:00Z"),
                      ("Class", f"{year}-01-12T16:00:00Z"), ("Class", f"{year}-01-19T16:00:00Z")]


def expected_moving():
    return sorted((f"Hour {hour}", f"{year}-01-0{6 + (hour + 7) // 24}T{(hour + 7) % 24:02}:00:00Z")
                  for hour in range(8, 18))


def looks_right(where, address, token, colliding, moving):
    server = Server(binary, address, zoneinfo=newer)
    client = Client(server, token=token)
    check(f"{where}: nobody is dropped", starts(client, colliding) == expected_colliding, starts(client, colliding))
    check(f"{where}: all moved up", starts(client, moving) == expected_moving(), starts(client, moving))
    status, _, _ = client.ask("POST", "/bookings", {
        "title": "New", "start": f"{year}-01-06T17:30:00", "timeZone": "America/Vancouver", "duration": "PT30M",
        "rooms": [moving]}, key=where.replace(" ", "-"))
    check(f"{where}: what moved still blocks", status == 409, status)
    return server


def is_moved(where, lines):
    moved = [one for one in lines if one["kind"] == "moved"]
    check(f"{where}: each occurrence is told", len(moved) == 13, lines)
    is_told(where, lines)


def is_told(where, lines):
    conflicts = [one for one in lines if one["kind"] == "conflict"]
    check(f"{where}: one collision is told",
          [(one["start"], one["end"]) for one in conflicts] == [(f"{year}-01-12T16:00:00Z", f"{year}-01-12T17:00:00Z")],
          conflicts)


def through_the_door(directory):
    with fresh_database(directory) as address:
        server, client, colliding, moving = fill(address)
        # Relative to the caller, who is not where the server is.
        place = os.path.dirname(newer)
        lines, said = retime(address, "--new", os.path.basename(newer), expect=1, directory=place)
        is_moved("through the door", lines)
        check("it says that the server has the old zone data", "start it anew" in said, said)
        server.stop()
        looks_right("through the door", address, client.token, colliding, moving).stop()


def interrupted(directory):
    """Killed again and again, until it comes to its end."""
    with fresh_database(directory) as address:
        server, client, colliding, moving = fill(address)
        server.stop()
        for _ in range(12):
            running = subprocess.Popen([binary, "retime", "--apply", "--database", address, "--new", newer],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                running.wait(timeout=random.random() / 5)
            except subprocess.TimeoutExpired:
                running.send_signal(signal.SIGKILL)
                running.wait()
        lines, _ = retime(address, "--new", newer, "--old", older, expect=1)
        is_told("interrupted", lines)
        lines, _ = retime(address, "--new", newer, expect=1)
        check("a second run moves nothing", [one["kind"] for one in lines] == ["conflict"], lines)
        _, said = retime(address, "--new", older, "--old", older, expect=2)
        check("another release is not taken for the one in force", "--old: it is tzdata" in said, said)
        looks_right("interrupted", address, client.token, colliding, moving).stop()


def instants_kept(directory):
    with fresh_database(directory) as address:
        server, client, colliding, moving = fill(address)
        before = starts(client, colliding), starts(client, moving)
        server.stop()
        lines, _ = retime(address, "--new", newer, "--policy", "keep-instant", expect=0)
        check("each is told that it stays", {one["kind"] for one in lines} == {"kept"} and len(lines) == 13, lines)
        lines, _ = retime(address, "--new", newer, "--policy", "keep-wall", expect=0)
        check("the words agree with the instants", not lines, lines)
        server = Server(binary, address, zoneinfo=newer)
        client = Client(server, token=client.token)
        check("no instant moved", (starts(client, colliding), starts(client, moving)) == before)
        server.stop()


def warned(directory):
    with fresh_database(directory) as address:
        Server(binary, address, zoneinfo=older).stop()
        server = Server(binary, address, zoneinfo=newer)
        said = server.stop()
        check("a server says that its zone data is another", "stand by tzdata 2025b" in said, said)


def readiness(server):
    line = http.client.HTTPConnection("127.0.0.1", server.management_port, timeout=30)
    line.request("GET", "/health/ready")
    answer = line.getresponse()
    told = answer.status, json.loads(answer.read()).get("reasons", [])
    line.close()
    return told


def not_ready(directory):
    """Beside a database that stands by other rules, until these are in force; the release may have the same name."""
    with fresh_database(directory) as address:
        Server(binary, address, zoneinfo=older).stop()
        renamed = os.path.join(directory, "renamed")
        shutil.copytree(older, renamed)
        shutil.copy(os.path.join(newer, "America", "Vancouver"), os.path.join(renamed, "America", "Vancouver"))
        for zoneinfo in (newer, renamed):
            server = Server(binary, address, zoneinfo=zoneinfo)
            check(f"{zoneinfo}: it says why it is not ready", readiness(server) == (503, ["other-tzdata"]),
                  readiness(server))
            server.stop()
        server = Server(binary, address, zoneinfo=newer)
        retime(address, "--new", newer, expect=0)
        while readiness(server)[0] != 200:  # it looks once a second
            time.sleep(0.05)
        server.stop()


def beside_a_server(programs):
    cluster = postgres_cluster.Cluster(programs)
    try:
        server, client, colliding, moving = fill(cluster.address())
        lines, _ = retime(cluster.address(), "--new", newer, expect=1)
        is_moved("PostgreSQL", lines)
        server.stop()
        looks_right("PostgreSQL", cluster.address(), client.token, colliding, moving).stop()
    finally:
        cluster.remove()


def main():
    directory = sys.argv[2]
    through_the_door(directory)
    interrupted(directory)
    instants_kept(directory)
    warned(directory)
    not_ready(directory)
    if len(sys.argv) > 4:
        beside_a_server(sys.argv[4])
    report("retimed database", problems)


binary = sys.argv[1]
older, newer = (os.path.join(os.path.abspath(sys.argv[3]), release) for release in ("2025b", "2026f"))
main()
