"""Goal: of 64 clients that want one slot at once over HTTP exactly one gets it, every time.

Method: race_for_one_slot.py TIMEWRIGHT DIRECTORY ROUNDS [PROGRAMS]. A real server on SQLite, or, given
the directory of PostgreSQL's programs, three servers on one PostgreSQL; in each round 64 signed-in
clients, each on a connection of its own, send a booking of the same new slot at the same moment. Exactly one 201, 63 times 409, each naming the winner; no other status. At the end every
winner, and nobody else, is in the calendar.
"""

import sys
import threading

from real_server import Client, Server, booking, fresh_database, hour, new_key, report

CLIENTS = 64


def race(clients, room, start):
    barrier, answers = threading.Barrier(len(clients)), [None] * len(clients)

    def grab(i):
        barrier.wait()
        answers[i] = clients[i].ask("POST", "/bookings", booking(room, start), key=new_key())

    threads = [threading.Thread(target=grab, args=(i,)) for i in range(len(clients))]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    return answers


def judge(answers, start):
    won = [a for a in answers if a and a[0] == 201]
    others = sorted({a[0] if a else "no answer" for a in answers} - {201, 409}, key=str)
    if len(won) != 1 or others:
        return None, f"{start}: {len(won)} times 201, other answers: {others}"
    winner = won[0][1]["id"]
    for a in answers:
        if a[0] == 409 and [c["with"] for c in a[1]["conflicts"]] != [winner]:
            return winner, f"{start}: a 409 names {a[1]['conflicts']} and not {winner}"
    return winner, None


def main():
    binary, directory, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
    programs = sys.argv[4] if len(sys.argv) > 4 else None
    with fresh_database(directory, programs) as database:
        compete(binary, database, 3 if programs else 1, rounds)


def compete(binary, database, server_count, rounds):
    servers = [Server(binary, database) for _ in range(server_count)]
    first = Client(servers[0])
    clients = [first] + [Client(servers[i % server_count], token=first.token) for i in range(1, CLIENTS)]
    room, problems, winners = first.add_room("Race"), [], set()
    for i in range(rounds):
        winner, problem = judge(race(clients, room, hour(i)), hour(i))
        winners.add(winner)
        if problem:
            problems.append(problem)
    booked = {b["id"] for b in first.bookings(hour(0), hour(rounds + 1), room)}
    if booked != winners:
        problems.append(f"{len(winners)} were told 201 and {len(booked)} are in the calendar")
    for server in servers:
        server.stop()
    print(f"{rounds} rounds of {CLIENTS} clients on {server_count} servers")
    report("race for one slot", problems)


main()
