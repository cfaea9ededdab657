"""Goal: commands that write to a SQLite file work while a server owns it, through that server, and by nobody
else's hand.

Method: command_beside_server.py TIMEWRIGHT DIRECTORY. Beside a running server: add an account, sign in with
it, list, change its role, disable it and see its session end; what is refused is refused with the same words
and codes as without a server. Nonsense on the socket, silence, and a server that was killed.
"""

import os
import socket
import stat
import subprocess
import sys
import threading

from real_server import Client, Server, fresh_database, report

problems = []


def check(what, is_so, seen=""):
    if not is_so:
        problems.append(f"{what}: {seen}")


def user(database, *words, password=None, expect=0):
    done = subprocess.run([binary, "user", *words, "--database", database], input=password, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    check(f"user {words[0]} ends with {expect}", done.returncode == expect, (done.returncode, done.stdout, done.stderr))
    return done.stdout + done.stderr


def beside(database):
    server = Server(binary, database)
    door = database + ".sock"
    check("only its owner may knock", stat.S_IMODE(os.stat(door).st_mode) == 0o600, oct(os.stat(door).st_mode))
    user(database, "add", "dora@example.com", "--password-stdin", password="a very long password\n")
    client = Client(server, email="dora@example.com", password="a very long password")
    check("the new account is signed in", client.ask("GET", "/me")[0] == 200)
    check("it is listed", "dora@example.com  member" in user(database, "list"))
    said = user(database, "add", "dora@example.com", "--password-stdin", password="another password\n", expect=1)
    check("it is refused the second time", "has an account already" in said, said)
    said = user(database, "role", "dora@example.com", "emperor", expect=2)
    check("a mistake is said", "is no role" in said, said)
    said = user(database, "role", expect=2)
    check("so is a missing word", "EMAIL is required" in said, said)
    user(database, "role", "dora@example.com", "admin")
    user(database, "disable", "dora@example.com")
    check("a disabled account's session ends", client.ask("GET", "/me")[0] == 401)
    user(database, "role", "nobody@example.com", "admin", expect=1)

    # What is no command of ours gets no answer, and the next one does.
    for nonsense in (b"\n", b"{}\n", b'{"arguments": ["serve"], "input": ""}\n', b'{"arguments": 7}\n', b"x" * 200_000):
        with socket.socket(socket.AF_UNIX) as knocking:
            knocking.connect(door)
            try:
                knocking.sendall(nonsense)
                answer = knocking.makefile().read()
            except OSError:
                answer = ""
            check("nothing is done for nonsense", '"code":0' not in answer, (nonsense[:40], answer))
    at_once = [threading.Thread(target=user, args=(database, "list")) for _ in range(8)]
    for one in at_once:
        one.start()
    for one in at_once:
        one.join()

    server.kill()
    check("a killed server leaves its door", os.path.exists(door))
    check("nobody is needed now", "dora@example.com" in user(database, "list"))
    server.start()
    user(database, "enable", "dora@example.com")
    Client(server, email="dora@example.com", password="a very long password")
    server.stop()
    check("a server that ends takes its door along", not os.path.exists(door))


binary = sys.argv[1]
with fresh_database(sys.argv[2]) as address:
    beside(address)
report("a command beside a server", problems)
