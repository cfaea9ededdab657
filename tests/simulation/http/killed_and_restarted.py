"""Goal: what the server acknowledged survives kill -9, and clients go on where they were.

Method: killed_and_restarted.py TIMEWRIGHT DIRECTORY ROUNDS [PROGRAMS]. On SQLite or, given the directory
of PostgreSQL's programs, on PostgreSQL: book, kill -9, start again on the same
database: the booking is there, the feed resumes from the cursor before it, the same key gets the same
answer, the key with another body 422, the slot is still taken.
"""

import sys

from real_server import Client, Server, booking, fresh_database, hour, new_key, report


def main():
    binary, directory, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
    with fresh_database(directory, *sys.argv[4:5]) as database:
        kill_again_and_again(Server(binary, database), rounds)


def kill_again_and_again(server, rounds):
    problems = []

    def check(what, is_so, seen):
        if not is_so:
            problems.append(f"round {i}: {what}: {seen}")

    room = Client(server).add_room("Kill")
    for i in range(rounds):
        client = Client(server)
        _, before, _ = client.ask("GET", "/changes")
        key, body = new_key(), booking(room, hour(i))
        status, made, _ = client.ask("POST", "/bookings", body, key=key)
        check("it was booked", status == 201, (status, made))

        server.kill()
        server.start()
        # The session survives too: it is in the database.
        client = Client(server, token=client.token)
        status, found, headers = client.ask("GET", "/bookings/" + made["id"])
        check("the booking is there", status == 200 and found["title"] == "Planning", (status, found))
        check("its ETag is its sequence", headers.get("ETag") == '"1"', headers.get("ETag"))
        status, feed, _ = client.ask("GET", "/changes?since=" + before["next"])
        check("the feed resumes from the cursor",
              status == 200 and [e["bookingId"] for e in feed["items"]] == [made["id"]], (status, feed))
        status, again, _ = client.ask("POST", "/bookings", body, key=key)
        check("the same key gets the same answer", (status, again) == (201, made), (status, again))
        status, other, _ = client.ask("POST", "/bookings", dict(body, title="Other"), key=key)
        check("the key with another body is refused", status == 422, (status, other))
        status, taken, _ = client.ask("POST", "/bookings", body, key=new_key())
        check("the slot is still taken", status == 409 and taken["alternatives"], (status, taken))
    server.stop()
    report("killed and restarted", problems)


main()
