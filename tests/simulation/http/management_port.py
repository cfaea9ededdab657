"""Goal: whoever looks after a server learns from its management port how it is, in a form that Prometheus
reads, and nothing that a stranger sends makes more of it.

Method: management_port.py TIMEWRIGHT DIRECTORY [PROGRAMS]. Work of each kind on a real server, then a scrape
that prometheus_client's parser reads: every count is what was done. A thousand paths that do not exist and
made-up methods add no series. On PostgreSQL, given the directory of its programs: when the database is gone
the server lives and is not ready, and it comes back.
"""

import http.client
import json
import sys

from prometheus_client.parser import text_string_to_metric_families

from real_server import Client, Server, booking, fresh_database, hour, new_key, report

problems = []


def check(what, is_so, seen=""):
    if not is_so:
        problems.append(f"{what}: {seen}")


def ask(port, path, method="GET"):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(method, path)
    response = connection.getresponse()
    text = response.read().decode()
    connection.close()
    return response.status, text, response.headers


def scrape(server):
    """From (sample, labels) to its value."""
    status, text, headers = ask(server.management_port, "/metrics")
    check("metrics are there", status == 200, status)
    check("as text of version 0.0.4", headers["Content-Type"].startswith("text/plain; version=0.0.4"),
          headers["Content-Type"])
    families = list(text_string_to_metric_families(text))
    for family in families:
        check(f"{family.name} says what it is", family.documentation and family.type != "untyped", family.type)
    return {(s.name, tuple(sorted(s.labels.items()))): s.value for f in families for s in f.samples}


def value(samples, name, **labels):
    return samples.get((name, tuple(sorted(labels.items()))), 0)


def count_work(server):
    client = Client(server)
    room = client.add_room("Counted")
    for start, expected in ((hour(0), 201), (hour(0), 409), (hour(1), 201)):
        status, _, _ = client.ask("POST", "/bookings", booking(room, start), key=new_key())
        check("it is answered", status == expected, status)
    client.ask("GET", "/rooms/" + room)
    client.ask("GET", "/rooms/" + new_key())
    return client


def check_counts(server):
    before = scrape(server)
    client = count_work(server)
    after = scrape(server)

    def grown(name, **labels):
        return value(after, name, **labels) - value(before, name, **labels)

    requests = "timewright_http_requests_total"
    check("two were booked", grown(requests, method="POST", route="/api/v1/bookings", status="2xx") == 2)
    check("one was refused", grown(requests, method="POST", route="/api/v1/bookings", status="4xx") == 1)
    check("a room is one route, whichever it is",
          grown(requests, method="GET", route="/api/v1/rooms/{id}", status="2xx") == 1 and
          grown(requests, method="GET", route="/api/v1/rooms/{id}", status="4xx") == 1, after)
    took = "timewright_http_request_duration_seconds"
    check("each took its time", grown(took + "_count", method="POST", route="/api/v1/bookings") == 3)
    check("and no more than it took",
          grown(took + "_bucket", method="POST", route="/api/v1/bookings", le="+Inf") == 3)
    changes = "timewright_booking_changes_total"
    check("changes were applied", grown(changes, outcome="applied") >= 3, grown(changes, outcome="applied"))
    check("one change was refused", grown(changes, outcome="refused") == 1, grown(changes, outcome="refused"))
    check("in batches", grown("timewright_database_batch_changes_count") >= 1)
    check("the feed went on", grown("timewright_feed_position") >= 0)
    check("this connection is open", value(after, "timewright_http_connections") >= 1)
    check("nothing waits", value(after, "timewright_database_pending_changes") == 0 and
          value(after, "timewright_http_waiting_requests") == 0)
    check("no alarm", value(after, "timewright_guard_alarms_total") == 0)
    check("memory is known", value(after, "process_resident_memory_bytes") > 1e6)
    check("the start is known", value(after, "process_start_time_seconds") > 1.7e9)
    built = [dict(labels) for name, labels in after if name == "timewright_build_info"]
    check("versions are known", len(built) == 1 and built[0]["version"] and built[0]["tzdata"], built)
    return client


def check_bounds(server):
    """What strangers send does not become labels."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    before = set(scrape(server))
    for i in range(200):
        for method, path in (("GET", f"/api/v1/none/{i}"), ("GET", f"/page{i}"), (f"MADE{i}", "/api/v1/me"),
                             ("GET", f"/api/v1/rooms/{i}?x{i}={i}"), ("POST", f"/api/v1/rooms/{i}/more")):
            connection.request(method, path)
            connection.getresponse().read()
    new = {(name, labels) for name, labels in set(scrape(server)) - before if not name.endswith("_bucket")}
    check("a thousand addresses make a handful of series", len(new) <= 20, len(new))
    text = ask(server.management_port, "/metrics")[1]
    check("nothing that was sent is in it", "page1" not in text and "MADE" not in text)


def check_answers(server):
    status, text, headers = ask(server.management_port, "/health/live")
    check("it lives", (status, json.loads(text)) == (200, {"status": "live"}), text)
    check("nobody keeps that", headers["Cache-Control"] == "no-store", headers)
    status, text, _ = ask(server.management_port, "/health/ready")
    check("it is ready", (status, json.loads(text)) == (200, {"status": "ready"}), text)
    status, text, _ = ask(server.management_port, "/info")
    info = json.loads(text)
    check("it says what it is", status == 200 and {"version", "tzdata", "database", "adapters"} <= set(info), info)
    check("HEAD has no body", ask(server.management_port, "/info", "HEAD")[:2] == (200, ""))
    check("it cannot be written", ask(server.management_port, "/metrics", "POST")[0] == 405)
    check("there is nothing else", ask(server.management_port, "/api/v1/info")[0] == 404)
    check("the API's port tells none of it", ask(server.port, "/metrics")[0] == 404 and
          ask(server.port, "/health/ready")[0] == 404)


def wait_until(server, is_ready):
    """Asks again until it is so; the test's time limit ends it otherwise."""
    while (ask(server.management_port, "/health/ready")[0] == 200) != is_ready:
        pass
    return ask(server.management_port, "/health/ready")


def check_database_gone(server, cluster):
    cluster.kill()
    status, text, _ = wait_until(server, False)
    check("it says why it is not ready", (status, json.loads(text)) ==
          (503, {"status": "not-ready", "reasons": ["database-away"]}), (status, text))
    check("it lives", ask(server.management_port, "/health/live")[0] == 200)
    gone = scrape(server)
    check("the database is down", value(gone, "timewright_database_up", kind="postgresql") == 0)
    check("that was an error", value(gone, "timewright_database_errors_total", kind="unavailable") > 0, gone)
    cluster.start()
    wait_until(server, True)
    check("the database is up", value(scrape(server), "timewright_database_up", kind="postgresql") == 1)


def main(binary, directory, *programs):
    with fresh_database(directory, *programs) as database:
        server = Server(binary, database)
        client = check_counts(server)
        check_bounds(server)
        check_answers(server)
        check("it still works", client.ask("GET", "/me")[0] == 200)
        if programs:
            check_database_gone(server, database.cluster)
        server.stop()
    report("management port", problems)


main(*sys.argv[1:])
