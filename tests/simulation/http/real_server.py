"""A real `timewright serve` with the demo's people and rooms on a free port, and a plain client."""

import contextlib
import datetime
import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import uuid

import postgres_cluster

DEMO = os.path.join(os.path.dirname(__file__), "..", "..", "..", "examples", "data")


class ClusterAddress(str):
    """The address, and the cluster that it is one of."""

    def __new__(cls, cluster):
        made = super().__new__(cls, cluster.address())
        made.cluster = cluster
        return made


@contextlib.contextmanager
def fresh_database(directory, programs=None):
    """The address of an empty database: a SQLite file in the directory, which is emptied, or, given the
    directory of PostgreSQL's programs, a database of a cluster that lives as long."""
    if programs:
        cluster = postgres_cluster.Cluster(programs)
        try:
            yield ClusterAddress(cluster)
        finally:
            cluster.remove()
        return
    shutil.rmtree(directory, ignore_errors=True)
    os.makedirs(directory)
    yield os.path.join(directory, "test.db")


class Server:
    """Started by its binary; the same database can be served again after kill()."""

    def __init__(self, binary, database, *options, zoneinfo=None):
        self.binary, self.database, self.options = binary, database, options
        self.zoneinfo = zoneinfo
        self.start()

    def start(self):
        words = [self.binary, "serve", "--demo", DEMO, "--port", "0", "--management-port", "0", "--database",
                 self.database, *self.options]
        if self.zoneinfo:
            words += ["--zoneinfo", self.zoneinfo]
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.said = said = []
        for line in self.process.stdout:
            said.append(line)
            if line.startswith("Health and metrics are on "):
                self.management_port = int(line.rsplit(":", 1)[1])
            if "ready on http" in line:
                self.port = int(line.rsplit(":", 1)[1])
                return
        raise AssertionError("the server did not start: " + "".join(said))

    def kill(self):
        """As a power cut: no goodbye."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()

    def tell(self, which):
        self.process.send_signal(which)

    def stop(self):
        """As Ctrl-C: must end by itself, cleanly. What it had said by the time it was ready."""
        self.process.send_signal(signal.SIGINT)
        status = self.process.wait(timeout=30)
        self.process.stdout.close()
        assert status == 0, f"the server ended with {status}"
        return "".join(self.said)


class Client:
    """One keep-alive connection, signed in; over TLS, given whom to trust (an ssl.SSLContext)."""

    def __init__(self, server, email="ana@example.com", password="demo-ana", token=None, trust=None):
        self.connection = (http.client.HTTPSConnection("localhost", server.port, timeout=60, context=trust) if trust
                           else http.client.HTTPConnection("127.0.0.1", server.port, timeout=60))
        self.token = token
        if token is None:
            status, answer, _ = self.ask("POST", "/session", {"email": email, "password": password})
            assert status == 200, (status, answer)
            self.token = answer["token"]

    def ask(self, method, path, body=None, key=None, **headers):
        if self.token:
            headers["Authorization"] = "Bearer " + self.token
        if key:
            headers["Idempotency-Key"] = key
        data = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            data = json.dumps(body)
        self.connection.request(method, "/api/v1" + path, data, headers)
        response = self.connection.getresponse()
        text = response.read()
        return response.status, json.loads(text) if text else None, response.headers

    def add_room(self, name, zone=None):
        """Nothing of the demo is in it."""
        status, answer, _ = self.ask("POST", "/rooms", {"name": name, "timeZone": zone or ZONE})
        assert status == 201, answer
        return answer["id"]

    def bookings(self, begin, end, user):
        """Of all pages."""
        cursor, found = "", []
        while cursor is not None:
            path = f"/bookings?from={begin}Z&to={end}Z&user={user}"
            status, page, _ = self.ask("GET", path + (f"&cursor={cursor}" if cursor else ""))
            assert status == 200, page
            found += page["items"]
            cursor = page["next"]
        return found


# A midnight that every room is bookable around, and a zone whose clocks never change.
FIRST_MIDNIGHT = datetime.datetime.combine(datetime.date.today(), datetime.time()) + datetime.timedelta(days=30)
ZONE = "Atlantic/Reykjavik"


def half_hour(n):
    """Half hours from the first midnight on, as local time; UTC with a Z."""
    return (FIRST_MIDNIGHT + datetime.timedelta(minutes=30 * n)).isoformat()


def hour(n):
    return half_hour(2 * n)


def booking(room, start, title="Planning"):
    return {"title": title, "start": start, "timeZone": ZONE, "duration": "PT45M", "rooms": [room]}


def new_key():
    return str(uuid.uuid4())


def report(name, problems):
    for problem in problems[:20]:
        print(f"{name}: {problem}", file=sys.stderr)
    print(f"{name}: {'FAILED, ' + str(len(problems)) + ' problems' if problems else 'passed'}")
    sys.exit(1 if problems else 0)
