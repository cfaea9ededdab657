"""Goal: one server serves several organizations, which see nothing of each other.

Method: organizations.py TIMEWRIGHT DIRECTORY. Beside a running server: add an organization and its
administrator, make a room of the same name there, book it, and look from each side at everything that
lists; import into one of them; ask for one that does not exist.
"""

import json
import os
import subprocess
import sys

from real_server import DEMO, Client, Server, booking, fresh_database, half_hour, hour, new_key, report

problems = []


def check(what, is_so, seen=""):
    if not is_so:
        problems.append(f"{what}: {seen}")


def command(database, *words, password=None, expect=0):
    done = subprocess.run([binary, *words, "--database", database], input=password, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    check(f"{words[:2]} ends with {expect}", done.returncode == expect, (done.returncode, done.stdout, done.stderr))
    return done.stdout + done.stderr


def two_of_them(database):
    server = Server(binary, database)
    made = json.loads(command(database, "org", "add", "Acme", "--json"))
    check("a name is taken once", "already" in command(database, "org", "add", "ACME", expect=1))
    check("a name is needed", "needs a name" in command(database, "org", "add", "", expect=2))
    listed = [json.loads(line)["name"] for line in command(database, "org", "list", "--json").splitlines()]
    check("the founding one comes first", listed == ["default", "Acme"], listed)

    command(database, "user", "add", "zoe@acme.example", "--role", "admin", "--org", "acme", "--password-stdin",
            password="a very long password\n")
    said = command(database, "user", "add", "max@acme.example", "--org", "Acmee", "--password-stdin",
                   password="a very long password\n", expect=1)
    check("one that is not there is said", 'there is no organization "Acmee"; there are default, Acme' in said, said)

    zoe = Client(server, email="zoe@acme.example", password="a very long password")
    ana = Client(server)
    check("she is in hers", zoe.ask("GET", "/me")[1]["organizationId"] == made["id"])
    check("which is empty", zoe.ask("GET", "/rooms")[1]["items"] == [])
    room = zoe.add_room("Atlantic")
    meeting = booking(room, half_hour(20), "Acme only")
    status, booked, _ = zoe.ask("POST", "/bookings", meeting, key=new_key())
    check("she books there", status == 201, (status, booked))
    check("nobody else sees the room", ana.ask("GET", f"/rooms/{room}")[0] == 404)
    check("nor the booking", ana.ask("GET", f"/bookings/{booked['id']}")[0] == 404)
    told = json.dumps(ana.ask("GET", "/changes")[1]) + json.dumps(ana.ask(
        "GET", f"/bookings?from={hour(0)}Z&to={hour(24)}Z")[1])
    check("nor any word of it", "Acme only" not in told and room not in told, told)
    check("nor may they book it", ana.ask("POST", "/bookings", meeting, key=new_key())[0] in (404, 422))

    words = ("import", os.path.join(DEMO, "ana.ics"), "--room", room, "--dry-run")
    # One of the file's events is refused by another.
    said = command(database, *words, "--org", made["id"], expect=1)
    check("a room is found in its organization", "would be: 6 booked" in said, said)
    check("and not in another", "there is no" in command(database, *words, expect=2))
    exported = command(database, "export", "--org", "Acme")
    check("her export is hers", "Acme only" in exported and exported.count("BEGIN:VEVENT") == 1, exported)
    check("theirs is not", "Acme only" not in command(database, "export"))
    server.stop()


binary = sys.argv[1]
with fresh_database(sys.argv[2]) as address:
    two_of_them(address)
report("organizations", problems)
