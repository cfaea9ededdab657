"""Goal: a server that is told to end leaves nobody without an answer, and works with systemd as systemd expects.

Method: drained_server.py TIMEWRIGHT DIRECTORY. SIGTERM while a request is half sent and a WebSocket listens: not
ready, then no new connections, the request is answered, the WebSocket is told 1001, and it ends with 0. A client
that never finishes does not keep it. Then as a service: the sockets are opened by the test, which reads
READY=1 and STOPPING=1 as systemd would.
"""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys

from real_server import Client, Server, booking, fresh_database, hour, new_key, report

problems = []


def check(what, is_so, seen=""):
    if not is_so:
        problems.append(f"{what}: {seen}")


def readiness(server):
    connection = http.client.HTTPConnection("127.0.0.1", server.management_port, timeout=60)
    connection.request("GET", "/health/ready")
    response = connection.getresponse()
    return response.status, json.loads(response.read())


def open_feed(server, client):
    feed = socket.create_connection(("127.0.0.1", server.port), timeout=60)
    _, before, _ = client.ask("GET", "/changes")
    feed.sendall(f"GET /api/v1/feed?since={before['next']} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
                 f"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                 f"Authorization: Bearer {client.token}\r\n\r\n".encode())
    stream = feed.makefile("rb")
    status = stream.readline()
    check("the feed opens", b" 101 " in status, status)
    while stream.readline() != b"\r\n":
        pass
    return feed, stream


def begin_request(server, client, room, start):
    """A booking of which the last byte is missing."""
    body = json.dumps(booking(room, start)).encode()
    half = socket.create_connection(("127.0.0.1", server.port), timeout=60)
    half.sendall(f"POST /api/v1/bookings HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                 f"Authorization: Bearer {client.token}\r\nIdempotency-Key: {new_key()}\r\n"
                 f"Expect: 100-continue\r\nContent-Length: {len(body)}\r\n\r\n".encode())
    stream = half.makefile("rb")
    check("the server waits for the body", b" 100 " in stream.readline())
    stream.readline()
    half.sendall(body[:-1])
    return half, stream, body[-1:]


def is_refused(server):
    try:
        socket.create_connection(("127.0.0.1", server.port), timeout=60).close()
        return False
    except ConnectionRefusedError:
        return True


def frames(stream):
    """(opcode, payload) until the end."""
    while head := stream.read(2):
        length = int.from_bytes(stream.read(2), "big") if head[1] == 126 else head[1]
        yield head[0] & 15, stream.read(length)


def check_drain(binary, database):
    server = Server(binary, database, "--drain-delay", "PT2S")
    client = Client(server)
    room = client.add_room("Drained")
    feed, told = open_feed(server, client)
    half, answer, rest = begin_request(server, client, room, hour(0))
    check("it is ready", readiness(server) == (200, {"status": "ready"}), readiness(server))
    server.tell(signal.SIGTERM)
    while readiness(server)[0] == 200:
        pass
    check("it says that it is not ready", readiness(server) == (503, {"status": "not-ready", "reasons": ["draining"]}))
    check("meanwhile it serves", client.ask("GET", "/me")[0] == 200)
    while not is_refused(server):
        pass
    half.sendall(rest)
    status = answer.readline()
    check("the request under way is answered", b" 201 " in status, status)
    headers = http.client.parse_headers(answer)
    check("and its connection ends", headers["Connection"] == "close" and
          answer.read(int(headers["Content-Length"])) and answer.read() == b"", headers)
    closed = [payload for opcode, payload in frames(told) if opcode == 8]
    check("listeners are told that it goes", closed and int.from_bytes(closed[0][:2], "big") == 1001, closed)
    feed.close()
    check("it ends well", server.process.wait(timeout=60) == 0)


def check_who_never_ends(binary, database):
    server = Server(binary, database, "--drain-time", "PT1S")
    client = Client(server)
    half, _, _ = begin_request(server, client, client.add_room("Never"), hour(0))
    server.tell(signal.SIGTERM)
    check("it ends without who never ends", server.process.wait(timeout=60) == 0)
    half.close()


def listening():
    made = socket.socket()
    made.bind(("127.0.0.1", 0))
    made.listen()
    return made


def check_as_service(binary, directory, database):
    """As systemd does it: descriptors from 3 on, LISTEN_PID of the process itself."""
    manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    manager.settimeout(60)
    manager.bind(os.path.join(directory, "notify"))
    sockets = [listening(), listening()]
    ports = [one.getsockname()[1] for one in sockets]
    launch = ("import fcntl, os, sys\n"
              "a, b = int(sys.argv[1]), int(sys.argv[2])\n"
              "a, b = (fcntl.fcntl(one, fcntl.F_DUPFD, 10) for one in (a, b))\n"
              "os.dup2(a, 3); os.dup2(b, 4)\n"
              "os.environ['LISTEN_PID'] = str(os.getpid())\n"
              "os.execv(sys.argv[3], sys.argv[3:])\n")
    process = subprocess.Popen(
        [sys.executable, "-c", launch, *(str(one.fileno()) for one in sockets), binary, "serve", "--database", database],
        pass_fds=[one.fileno() for one in sockets], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "LISTEN_FDS": "2", "LISTEN_FDNAMES": "api:management",
             "NOTIFY_SOCKET": os.path.join(directory, "notify")})
    # A client may come before the server is there: the socket is.
    early = http.client.HTTPConnection("127.0.0.1", ports[0], timeout=60)
    early.request("GET", "/api/v1/info")
    check("an early client is served", early.getresponse().status == 200)
    said = manager.recv(1000)
    check("it says when it is ready", said == b"READY=1", said)
    management = http.client.HTTPConnection("127.0.0.1", ports[1], timeout=60)
    management.request("GET", "/health/ready")
    check("the other socket is for management", management.getresponse().status == 200)
    process.send_signal(signal.SIGTERM)
    said = manager.recv(1000)
    check("it says when it ends", said == b"STOPPING=1", said)
    check("it ends well", process.wait(timeout=60) == 0, process.stderr.read())
    process.stderr.close()


def main(binary, directory):
    with fresh_database(directory) as database:
        check_drain(binary, database)
        check_who_never_ends(binary, database)
        check_as_service(binary, directory, database)
    report("drained server", problems)


main(*sys.argv[1:])
