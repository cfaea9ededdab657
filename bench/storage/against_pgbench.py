#!/usr/bin/env python3
"""Durable bookings a second on PostgreSQL: ours against what one would write by hand.

against_pgbench.py BENCH_POSTGRES PROGRAMS [ROUNDS] starts a cluster of its own (fsync on, as initdb leaves
it) and takes turns, ROUNDS times: PostgreSQL's own load generator pgbench, which sends one statement per
booking that writes the same rows into the same tables (claim, two people, document, key, outbox; the
exclusion constraint refuses collisions), with 8 to 64 connections, of which the best counts; and
bench_postgres with 64 in flight. For one hot room the rival is the usual transaction: SELECT ... FOR
UPDATE on the room, look, insert, 32 connections. Medians and ratios at the end.
"""

import json
import os
import re
import statistics
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "tests", "simulation", "http"))
import postgres_cluster  # noqa: E402

SECONDS = 6

# Room r has id r, half hours are counted by a sequence, so that nothing collides in `spread`.
VALUES = r"""
\set person random(1, 2000)
\set other random(1, 2000)
\set digest random(1, 1000000000)
"""
# A slot of its own for each booking: the sequence counts through the rooms, then through the half hours.
PLACE = "(SELECT n % {rooms} + 1 AS room, 1795392000 + n / {rooms} * 1800 AS start_at FROM nextval('slots') AS n)"
INSERTS = """
b AS (INSERT INTO bookings SELECT '00000000-0000-0000-0000-000000000001', id, 1, doc FROM made RETURNING 1),
c AS (INSERT INTO claims SELECT '00000000-0000-0000-0000-000000000001', id, 1, 0, 0, lpad(to_hex(room), 32, '0')::uuid,
      start_at, start_at + 1800, 1, 0, 3, NULL, true FROM made RETURNING 1),
p AS (INSERT INTO claims SELECT '00000000-0000-0000-0000-000000000001', id, 1, who.n, 0,
      lpad(to_hex(1000000 + who.person), 32, '0')::uuid, start_at, start_at + 1800, 1, 1, 3, NULL, false
      FROM made, (VALUES (1, :person::int), (2, :other::int)) AS who (n, person) RETURNING 1),
k AS (INSERT INTO answers SELECT '00000000-0000-0000-0000-000000000001', id, 'key', :digest::bigint, :digest::bigint, 0, 'applied'
      FROM made RETURNING 1)
INSERT INTO feed SELECT '00000000-0000-0000-0000-000000000001', pg_current_xact_id()::text::bigint, 1, id, '', 0, id, 1, 0,
      '', doc, '' FROM made;
"""
MADE = "made AS (SELECT gen_random_uuid() AS id, convert_to(repeat('x', 500), 'UTF8') AS doc, place.* FROM {place} AS place)"


def one_statement(rooms):
    return VALUES + ("WITH " + MADE.format(place=PLACE.format(rooms=rooms)) + "," + INSERTS).replace("\n", " ") + "\n"


def locked_transaction():
    """The room's row is locked, its claims looked at, and the booking written in the same transaction."""
    room = "'00000000-0000-0000-0000-000000000001'"
    look = (f"SELECT count(*) AS taken FROM claims WHERE organization = {room} AND calendar_user = {room} "
            "AND start_at < 1795392000 + :n * 1800 + 1800 AND end_at > 1795392000 + :n * 1800 \\gset\n")
    place = "(SELECT 1 AS room, 1795392000 + :n * 1800 AS start_at)"
    insert = ("WITH " + MADE.format(place=place) + "," + INSERTS).replace("\n", " ") + "\n"
    return (VALUES + "SELECT nextval('slots') AS n \\gset\nBEGIN;\n"
            f"SELECT capacity FROM users WHERE organization = {room} AND calendar_user = {room} FOR UPDATE;\n"
            + look + "\\if :taken = 0\n" + insert + "\\endif\nCOMMIT;\n").replace("\\if :taken = 0", "\\set free :taken = 0\n\\if :free")


class Rivals:
    def __init__(self, cluster):
        self.cluster, self.schemas = cluster, 0

    def rate(self, script, clients, rooms):
        """Bookings a second into fresh tables, made by the adapter itself."""
        self.schemas += 1
        schema = f"rival_{self.schemas}"
        self.must(f"CREATE SCHEMA {schema}; SET search_path = {schema}, public;"
                  "CREATE SEQUENCE slots CACHE 1 MINVALUE 0 START 0;"
                  + "".join(f"CREATE TABLE {t} (LIKE bench_1.{t} INCLUDING ALL);"
                            for t in ("users", "bookings", "claims", "answers", "feed"))
                  + f"ALTER TABLE claims ADD EXCLUDE USING gist (organization WITH =, calendar_user WITH =, "
                  "int8range(start_at, end_at, '[)') WITH &&) WHERE (guarded);"
                  "INSERT INTO users SELECT '00000000-0000-0000-0000-000000000001', lpad(to_hex(n), 32, '0')::uuid, 1, 0, "
                  f"false, 0 FROM generate_series(1, {rooms}) AS n")
        with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
            os.chmod(file.name, 0o644)
            file.write(script)
            file.flush()
            done = self.cluster.run("pgbench", "-n", "-M", "prepared", "-c", str(clients), "-j", "2", "-T", str(SECONDS),
                                    "-f", file.name, self.cluster.address() + f"&options=-csearch_path%3D{schema}%2Cpublic")
        found = re.search(r"tps = ([0-9.]+)", done.stdout)
        assert found and "failed transactions: 0" in done.stdout.replace("number of ", ""), done.stdout
        booked = int(self.cluster.ask(f"SELECT count(*) FROM {schema}.bookings")[1])
        self.must(f"SET client_min_messages = error; DROP SCHEMA {schema} CASCADE")
        return booked / SECONDS

    def must(self, sql):
        status, said = self.cluster.ask(sql)
        assert status == 0, said


def ours(binary, cluster):
    done = subprocess.run([binary, "--benchmark_format=json"], stdout=subprocess.PIPE, text=True, check=True,
                          env=dict(os.environ, TIMEWRIGHT_BENCH_POSTGRES=cluster.address()))
    found = {b["name"]: b["items_per_second"] for b in json.loads(done.stdout)["benchmarks"]}
    for schema in cluster.ask("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'bench_%' AND nspname <> 'bench_1'")[1].split():
        cluster.ask(f"SET client_min_messages = error; DROP SCHEMA {schema} CASCADE")
    return found


def main():
    binary, programs, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 3
    cluster = postgres_cluster.Cluster(programs, "-c", "shared_buffers=256MB")
    seen = {}
    try:
        for _ in range(rounds):
            for name, rate in ours(binary, cluster).items():
                seen.setdefault(name, []).append(rate)
            rivals = Rivals(cluster)
            best = max(rivals.rate(one_statement(1000), clients, 1000) for clients in (8, 16, 32, 64))
            seen.setdefault("one statement a booking, best of 8 to 64 connections", []).append(best)
            seen.setdefault("hot room: SELECT FOR UPDATE, 32 connections", []).append(
                rivals.rate(locked_transaction(), 32, 1))
            cluster.ask("DROP SCHEMA bench_1 CASCADE")
    finally:
        cluster.remove()
    for name, rates in seen.items():
        print(f"{statistics.median(rates):12.1f} /s  {name}   {[round(r, 1) for r in rates]}")


if __name__ == "__main__":
    main()
