"""Goal: a server whose address asks for a verified PostgreSQL talks to that one, encrypted, and to no other.

Method: postgres_over_tls.py TIMEWRIGHT DIRECTORY PROGRAMS. A cluster with a certificate of an authority made
here. sslmode=verify-full with that authority: it serves, and every connection of it is encrypted. With another
authority, or a name that the certificate does not have: it says so and serves nothing.
"""

import os
import socket
import subprocess
import sys

import postgres_cluster
from real_server import Client, Server, booking, fresh_database, hour, new_key, report

problems = []


def check(what, is_so, seen=""):
    if not is_so:
        problems.append(f"{what}: {seen}")


def openssl(*words):
    subprocess.run(["openssl", *words], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def make_authority(directory, name):
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}",
            "-keyout", f"{directory}/{name}.key", "-out", f"{directory}/{name}.pem")
    return f"{directory}/{name}.pem"


def make_certificate(directory, authority, host):
    """Signed by the authority, for this host alone."""
    request, extension = f"{directory}/server.csr", f"{directory}/server.ext"
    with open(extension, "w") as file:
        file.write(f"subjectAltName=DNS:{host}\n")
    openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={host}", "-keyout", f"{directory}/server.key",
            "-out", request)
    openssl("x509", "-req", "-in", request, "-CA", authority, "-CAkey", authority.replace(".pem", ".key"),
            "-CAcreateserial", "-days", "2", "-extfile", extension, "-out", f"{directory}/server.pem")


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def refused(address):
    done = subprocess.run([binary, "user", "list", "--database", address], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, timeout=60)
    check("it is refused", done.returncode == 2, (done.returncode, done.stdout, done.stderr))
    return done.stderr


def main(directory, programs):
    known, unknown = make_authority(directory, "known"), make_authority(directory, "unknown")
    make_certificate(directory, known, "localhost")
    cluster = postgres_cluster.Cluster(programs, listening=free_port(), certificate=directory)
    try:
        def address(host, authority):
            return (f"postgresql://timewright@{host}:{cluster.port}/postgres?sslmode=verify-full"
                    f"&sslrootcert={authority}")

        server = Server(binary, address("localhost", known))
        client = Client(server)
        status, made, _ = client.ask("POST", "/bookings", booking(client.add_room("Safe"), hour(9)),
                                     key=new_key())
        check("it books", status == 201, made)
        ways = cluster.ask("SELECT count(*), bool_and(ssl) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) "
                           "WHERE client_addr IS NOT NULL")[1]
        check("every connection is encrypted", ways.endswith("|t") and not ways.startswith("0|"), ways)
        server.stop()

        said = refused(address("localhost", unknown))
        check("who signed it is said", "certificate verify failed" in said, said)
        said = refused(address("127.0.0.1", known))
        check("whose it is is said", "does not match host name" in said, said)
    finally:
        cluster.remove()


binary = sys.argv[1]
with fresh_database(sys.argv[2]) as file:
    main(os.path.dirname(file), sys.argv[3])
report("PostgreSQL over TLS", problems)
