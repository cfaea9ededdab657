"""Goal: a request is found again in the log by its id and its trace, and nobody finds anything there that is
secret or about a person.

Method: logged_server.py TIMEWRIGHT DIRECTORY. A session with canaries in every place where a person's own words
go (address, password, name, title, query, path, headers, token), with every request logged at the level debug as
JSON; then each line is read as JSON and the whole is searched. The same without --log-requests says nothing.
"""

import json
import os
import sys
import urllib.parse
import uuid

from real_server import Client, Server, booking, fresh_database, hour, new_key, report

problems = []
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


def check(what, is_so, seen=""):
    if not is_so:
        problems.append(f"{what}: {seen}")


def canary(what):
    return f"canary{what}{uuid.uuid4().hex[:8]}"


def live(server):
    """Returns everything that must not be found."""
    admin = Client(server)
    email, password, name = canary("mail") + "@example.com", canary("password"), canary("name")
    status, _, _ = admin.ask("POST", "/users", {"email": email, "name": name, "password": password,
                                                "role": "member", "timeZone": "UTC"})
    check("a person is added", status == 201, status)
    client = Client(server, email=email, password=password)
    title, query, path, agent, key = (canary(what) for what in ("title", "query", "path", "agent", "key"))
    room = admin.add_room(canary("room"))
    for start in (hour(0), hour(0)):
        status, answer, _ = client.ask("POST", "/bookings", booking(room, start, title=title), key=key + start[-1:],
                                       **{"User-Agent": agent})
    client.ask("POST", "/bookings", {**booking(room, hour(1)), "description": canary("description"), "x" + path: 1},
               key=new_key())
    client.ask("GET", "/users?q=" + urllib.parse.quote(query))
    client.ask("GET", "/rooms/" + path)
    client.ask("GET", "/" + path)
    client.ask("POST", "/session", {"email": email, "password": canary("wrong")})
    client.ask("DELETE", "/session")
    client.ask("GET", "/me")
    return ["canary", email, password, name, title, client.token, admin.token, "ana@example.com", "demo-ana",
            "127.0.0.1", "Bearer", room]


def known_again(server):
    """Returns the ids by which requests are to be found, with their traces."""
    client = Client(server)
    _, _, headers = client.ask("GET", "/me", **{"X-Request-Id": "mine-1", "traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"})
    check("the own id comes back", headers["X-Request-Id"] == "mine-1", headers)
    check("so does the trace", headers["traceparent"] == f"00-{TRACE}-00f067aa0ba902b7-01", headers)
    _, _, headers = client.ask("GET", "/me", **{"X-Request-Id": "not one", "traceparent": "nonsense"})
    minted = headers["X-Request-Id"]
    check("another is made", minted and minted != "not one" and "traceparent" not in headers, headers)
    client.connection.request("GET", "/index.html")
    page = client.connection.getresponse()
    page.read()
    check("pages have one, too", page.headers["X-Request-Id"], page.headers)
    return {"mine-1": TRACE, minted: None, page.headers["X-Request-Id"]: None}


def rest_of(server):
    server.stop_reading = True
    server.process.terminate()
    said = server.process.stdout.read()
    check("it ends well", server.process.wait(timeout=60) == 0)
    return said


def check_log(binary, database):
    server = Server(binary, database, "--log-format", "json", "--log-level", "debug", "--log-requests", "yes")
    ids = known_again(server)
    forbidden = live(server)
    lines = [line for line in rest_of(server).splitlines() if line.startswith("{")]
    entries = [json.loads(line) for line in lines]
    check("there are lines", len(entries) > 15, len(entries))
    for entry in entries:
        check("a line has a time, a level and a message", {"time", "level", "message"} <= set(entry), entry)
    by_id = {entry["requestId"]: entry for entry in entries if "requestId" in entry}
    for request, trace in ids.items():
        check("a request is found by its id", request in by_id, request)
        check("with its trace", by_id.get(request, {}).get("traceId") == trace, by_id.get(request))
    mine = by_id["mine-1"]
    check("it says what was asked and answered", (mine["method"], mine["route"], mine["status"]) ==
          ("GET", "/api/v1/me", 200) and mine["microseconds"] >= 0, mine)
    everything = "\n".join(lines)
    for secret in forbidden:
        check("nothing secret or personal is said", secret not in everything, secret)


def main(binary, directory):
    with fresh_database(directory) as database:
        check_log(binary, database)
        server = Server(binary, database)
        live(server)
        said = rest_of(server)
        check("of requests that went well nothing is said unless asked for", len(said.splitlines()) <= 1, said)
    report("logged server", problems)


main(*sys.argv[1:])
