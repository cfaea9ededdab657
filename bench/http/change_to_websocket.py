"""How long a change takes to reach WebSockets at every instance of a whole cluster, one change after the other.

change_to_websocket.py TIMEWRIGHT [CHANGES]: books through one server and listens at each of three. The times are
from the moment that the request is sent to the moment that its entry is there: they include the booking itself,
whose answer has a row of its own.
"""

import os
import statistics
import sys
import tempfile
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path[:0] = [os.path.join(ROOT, "scripts"), os.path.join(ROOT, "tests", "simulation", "http")]
import cluster as whole  # noqa: E402
from feed_socket import FeedSocket  # noqa: E402
from real_server import Client, booking, half_hour  # noqa: E402


def listen(line, count, arrived):
    while len(arrived) < count:
        told = line.next()
        if told["type"] != "heartbeat":
            arrived[told["bookingId"]] = time.monotonic()
    line.close()


def row(name, seconds):
    cuts = statistics.quantiles(seconds, n=100)
    print(f"{name:<22} p50 {1000 * cuts[49]:6.1f} ms   p99 {1000 * cuts[98]:6.1f} ms   most {1000 * max(seconds):6.1f} ms")


def main():
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 500
    with tempfile.TemporaryDirectory(prefix="timewright-") as directory:
        os.chmod(directory, 0o755)  # PostgreSQL is another user
        running = whole.cluster(os.path.abspath(sys.argv[1]), directory)
        try:
            client = Client(running.servers[0])
            room = client.add_room("One")
            since = client.ask("GET", "/changes")[1]["next"]
            arrived = [{} for _ in running.servers]
            listening = [threading.Thread(target=listen, args=(FeedSocket(one.port, client.token, since), count, seen))
                         for one, seen in zip(running.servers, arrived)]
            for one in listening:
                one.start()
            sent, answered = {}, {}
            for n in range(count):
                before = time.monotonic()
                status, answer, _ = client.ask("POST", "/bookings", {**booking(room, half_hour(n)), "duration": "PT30M"},
                                               key=f"change-{n}")
                assert status == 201, answer
                sent[answer["id"]], answered[answer["id"]] = before, time.monotonic()
                time.sleep(0.02)  # one at a time is what is measured
            for one in listening:
                one.join(30)
            row("answer", [answered[one] - sent[one] for one in sent])
            for n, seen in enumerate(arrived, 1):
                row(f"listener at server {n}" + (" (same)" if n == 1 else ""), [seen[one] - sent[one] for one in sent])
        finally:
            running.stop()


main()
