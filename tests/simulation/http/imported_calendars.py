"""Goal: calendar files are booked meeting by meeting, once however often they are imported, and come out again as
the same bytes.

Method: imported_calendars.py TIMEWRIGHT DIRECTORY [PROGRAMS]. Files with a meeting, a series, one that does not
fit, an edit, and nonsense are imported into a database with a room: by a dry run, by itself, again, and through the
door of the server that owns it; then exported.
"""

import datetime
import json
import os
import subprocess
import sys

from real_server import Client, Server, fresh_database, report

problems = []
year = datetime.date.today().year + 1


def check(what, is_so, seen=""):
    if not is_so:
        problems.append(f"{what}: {seen}")


def run(*words, expect, directory=None, plain=False):
    done = subprocess.run([binary, *words] + ([] if plain else ["--json"]), stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, cwd=directory)
    check(f"{words} ends with {expect}", done.returncode == expect, (done.returncode, done.stdout, done.stderr))
    out = done.stdout.decode()
    return (out if plain else [json.loads(line) for line in out.splitlines()]), done.stderr.decode()


def event(uid, start, *more, stamp="20260101T000000Z"):
    return ["BEGIN:VEVENT", f"UID:{uid}@example.com", f"DTSTAMP:{stamp}",
            f"DTSTART;TZID=Europe/Lisbon:{year}{start}", "DURATION:PT1H", f"SUMMARY:{uid}", *more, "END:VEVENT"]


def write(directory, name, *events):
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//example//test//EN", *sum(events, []), "END:VCALENDAR"]
    with open(os.path.join(directory, name), "w", newline="") as file:
        file.write("".join(line + "\r\n" for line in lines))
    return os.path.join(directory, name)


def kinds(lines):
    return [(one["kind"], one["uid"].split("@")[0], one.get("line")) for one in lines]


def imports(directory):
    with fresh_database(directory) as address:
        server = Server(binary, address)
        room = Client(server).add_room("Files")
        server.stop()
        where = ("--room", "Files", "--for", "ana@example.com", "--database", address)
        # The third one takes what the second occurrence of the series has.
        file = write(directory, "a.ics", event("single", "0105T090000"),
                     event("series", "0106T090000", "RRULE:FREQ=DAILY;COUNT=3"), event("late", "0107T093000"),
                     event("gone", "0108T150000", "STATUS:CANCELLED"))
        first = [("booked", "single", 4), ("booked", "series", 11), ("refused", "late", 19), ("conflict", "late", 19),
                 ("skipped", "gone", 26)]
        tried, _ = run("import", file, *where, "--dry-run", expect=1)
        check("a dry run tells what will be", kinds(tried) == first, tried)
        check("and does nothing", run("export", "--user", "Files", "--database", address, expect=1, plain=True)[0]
              .count("BEGIN:VEVENT") == 0)
        made, _ = run("import", file, *where, expect=1)
        check("all that fits is booked", kinds(made) == first, made)
        check("who is in the way is told", [(one["user"], one["start"]) for one in made if one["kind"] == "conflict"]
              == [("Files", f"{year}-01-07T09:00:00Z")], made)
        said, _ = run("import", file, *where, expect=1, plain=True)
        check("people are told where", f"{file}:19: refused  late: it does not fit" in said, said)
        again, _ = run("import", file, *where, expect=1)
        check("twice changes nothing", [one["kind"] for one in again] ==
              ["unchanged", "unchanged", "refused", "conflict", "skipped"], again)
        moved_on(directory, address, where, room)
        comes_out(directory, address)


def moved_on(directory, address, where, room):
    """The file is written anew, and a meeting is moved in it; the server owns the database."""
    server = Server(binary, address)
    client = Client(server)
    write(directory, "a.ics", event("single", "0105T110000", stamp="20260202T000000Z"),
          event("series", "0106T090000", "RRULE:FREQ=DAILY;COUNT=3", stamp="20260202T000000Z"))
    lines, _ = run("import", "a.ics", *where, expect=0, directory=directory)
    check("what was edited is changed, through the door", kinds(lines) ==
          [("changed", "single", 4), ("unchanged", "series", 11)], lines)
    found = sorted((one["title"], len(one["occurrences"]), one["occurrences"][0]["start"])
                   for one in client.bookings(f"{year}-01-01T00:00:00", f"{year}-02-01T00:00:00", room))
    check("there is each once", found == [("series", 3, f"{year}-01-06T09:00:00Z"),
                                          ("single", 1, f"{year}-01-05T11:00:00Z")], found)
    # All or nothing: the new third occurrence is in the way of another meeting.
    status, _, _ = client.ask("POST", "/bookings", {
        "title": "Other", "start": f"{year}-01-09T09:00:00", "timeZone": "Europe/Lisbon", "duration": "PT1H",
        "rooms": [room]}, key="other")
    check("another meeting is booked", status == 201, status)
    write(directory, "a.ics", event("series", "0106T090000", "RRULE:FREQ=DAILY;COUNT=4"))
    lines, _ = run("import", "a.ics", *where, expect=1, directory=directory)
    check("a series that does not fit whole stays as it was", kinds(lines) ==
          [("refused", "series", 4), ("conflict", "series", 4)], lines)
    found = [len(one["occurrences"]) for one in
             client.bookings(f"{year}-01-01T00:00:00", f"{year}-02-01T00:00:00", room) if one["title"] == "series"]
    check("with all it had", found == [3], found)
    server.stop()
    _, said = run("import", "none.ics", *where, expect=2, directory=directory)
    check("a file that is not there is named", "none.ics" in said, said)
    broken = write(directory, "broken.ics", ["BEGIN:VEVENT", "UID:x", "DTSTART:nonsense", "END:VEVENT"])
    _, said = run("import", broken, *where, expect=2)
    check("nonsense is refused with its line", f"{broken}:6:" in said, said)
    _, said = run("import", broken, "--room", "Nowhere", "--database", address, expect=2)
    check("so is a room that is not there", "--room: there is no \"Nowhere\"" in said, said)


def comes_out(directory, address):
    one, _ = run("export", "--user", "Files", "--database", address, expect=0, plain=True)
    two, _ = run("export", "--user", "Files", "--database", address, expect=0, plain=True)
    check("the same bytes", one == two and one.count("BEGIN:VEVENT") == 3, one)
    everybody, _ = run("export", "--database", address, expect=0, plain=True)
    check("everybody's meetings, each once", everybody.count("SUMMARY:series") == 1, everybody)
    out = os.path.join(directory, "out.ics")
    with open(out, "w", newline="") as file:
        file.write(one.replace("\n", "\r\n") if "\r\n" not in one else one)
    run("check", out, expect=0)
    window, _ = run("export", "--user", "Files", "--from", f"{year}-01-05T00:00:00Z", "--to",
                    f"{year}-01-06T00:00:00Z", "--database", address, expect=0, plain=True)
    check("a window", window.count("BEGIN:VEVENT") == 1, window)
    run("export", "--user", "Files", "--from", f"{year}-02-05T00:00:00Z", "--database", address, expect=1)


binary = sys.argv[1]
imports(sys.argv[2])
report("imported calendars", problems)
