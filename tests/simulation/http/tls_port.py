"""Goal: over TLS everything works that works without, nothing weak is spoken, and the certificate is renewed
without anybody noticing.

Method: tls_port.py TIMEWRIGHT DIRECTORY. A real server with a certificate of an authority made here, Python's
ssl and openssl s_client as clients: sign-in, a booking, a large body, the feed as a WebSocket; old versions and
plain HTTP; files that are missing, no certificate, or do not belong together; the certificate replaced, with
and without SIGHUP, by a good one and by a broken one, while a connection is open.
"""

import base64
import http.client
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys

from certificates import Authority, openssl
from real_server import Client, Server, booking, fresh_database, hour, new_key, report

problems = []


def check(what, is_so, seen=""):
    if not is_so:
        problems.append(f"{what}: {seen}")


def connect(server, trust, **options):
    plain = socket.create_connection(("127.0.0.1", server.port), timeout=60)
    return trust.wrap_socket(plain, server_hostname="localhost", **options)


def shown_name(server, trust):
    """The common name of the certificate that a new connection is shown."""
    with connect(server, trust) as secured:
        return dict(pair for part in secured.getpeercert()["subject"] for pair in part)["commonName"]


def check_api(server, trust):
    client = Client(server, trust=trust)
    status, _, headers = client.ask("POST", "/session", {"email": "ana@example.com", "password": "demo-ana"})
    cookie = headers["Set-Cookie"]
    check("the cookie is of this host over TLS alone", status == 200 and cookie.startswith("__Host-timewright=") and
          "; Secure" in cookie and "; HttpOnly" in cookie, cookie)
    check("browsers are to come over TLS again", headers["Strict-Transport-Security"].startswith("max-age="), headers)
    client.token = None
    value = cookie.split(";")[0]
    check("the cookie signs in", client.ask("GET", "/me", Cookie=value)[0] == 200)
    check("the name that plain HTTP has does not",
          client.ask("GET", "/me", Cookie=value.removeprefix("__Host-"))[0] == 401)

    client = Client(server, trust=trust)
    room = client.add_room("Secure")
    check("it books", client.ask("POST", "/bookings", booking(room, hour(0)), key=new_key())[0] == 201)
    long = "BEGIN:VCALENDAR\r\n" + "X-LONG:" + "x" * 3_000_000 + "\r\nEND:VCALENDAR\r\n"
    client.connection.request("PUT", f"/api/v1/calendar-users/{room}/calendar", long,
                              {"Authorization": "Bearer " + client.token, "Content-Type": "text/calendar"})
    answer = client.connection.getresponse()
    answer.read()
    check("a long body comes through", answer.status in (200, 204, 400, 422), answer.status)
    check("and the connection goes on", client.ask("GET", "/me")[0] == 200)
    return client, room


def check_feed(server, trust, client, room):
    _, before, _ = client.ask("GET", "/changes")
    with connect(server, trust) as feed:
        key = base64.b64encode(os.urandom(16)).decode()
        feed.sendall(f"GET /api/v1/feed?since={before['next']} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                     f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n"
                     f"Authorization: Bearer {client.token}\r\n\r\n".encode())
        stream = feed.makefile("rb")
        status = stream.readline()
        check("the feed opens", b" 101 " in status, status)
        while stream.readline() != b"\r\n":
            pass
        for i in (2, 4):
            _, made, _ = client.ask("POST", "/bookings", booking(room, hour(i)), key=new_key())
            told = read_frame(stream)
            check("it tells of the booking", made["id"].encode() in told, told)


def read_frame(stream):
    first, length = stream.read(2)
    if length == 126:
        length = int.from_bytes(stream.read(2), "big")
    return stream.read(length)


def check_versions(server, authority):
    for version, works in (("-tls1", False), ("-tls1_1", False), ("-tls1_2", True), ("-tls1_3", True)):
        done = subprocess.run(["openssl", "s_client", "-connect", f"127.0.0.1:{server.port}", version, "-cipher",
                               "ALL:@SECLEVEL=0", "-CAfile", authority.path, "-servername", "localhost"], input="",
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60)
        check(f"{version} is {'spoken' if works else 'refused'}", ("Verify return code: 0" in done.stdout and
              "Cipher is (NONE)" not in done.stdout) == works, done.stdout[-600:])
    for weak in ("AES128-SHA", "ECDHE-RSA-AES128-SHA", "AES128-GCM-SHA256"):
        done = subprocess.run(["openssl", "s_client", "-connect", f"127.0.0.1:{server.port}", "-tls1_2", "-cipher",
                               weak + ":@SECLEVEL=0"], input="", stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, timeout=60)
        check(f"{weak} is refused", "Cipher is (NONE)" in done.stdout, done.stdout[-600:])


def check_others(server):
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as plain:
        plain.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        answer = plain.makefile("rb").read()
        check("plain HTTP is told what is spoken", answer.startswith(b"HTTP/1.1 400 ") and b"HTTPS" in answer and
              b"Strict-Transport" not in answer, answer)
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as broken:
        broken.sendall(b"\x16\x03\x01\x00\x05nonsense, but it looks like a handshake at first")
        while not ends(broken):
            pass  # the alert that says why


def ends(connection):
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True


def check_silence(binary, database, files):
    """Who does not get on with its handshake is not waited for."""
    server = Server(binary, database, "--limits-header-time", "PT1S", "--tls-certificate", files[0], "--tls-key",
                    files[1])
    for said in (b"", b"\x16\x03\x01"):
        with socket.create_connection(("127.0.0.1", server.port), timeout=60) as silent:
            silent.sendall(said)
            check("a handshake has its time", ends(silent), said)
    server.stop()


def replace(certificate, key, new):
    """As tools that renew certificates do: each file in one step."""
    for path, source in ((key, new[1]), (certificate, new[0])):
        shutil.copy(source, path + ".new")
        os.rename(path + ".new", path)


def wait_for_name(server, trust, name):
    """The test's time limit ends it when it never comes."""
    while shown_name(server, trust) != name:
        pass


def wait_for_line(server, words):
    for line in server.process.stdout:
        if words in line:
            return line
    raise AssertionError("the server has ended")


def check_renewal(server, trust, authority, files):
    certificate, key = files
    client = Client(server, trust=trust)
    check("it shows the first", shown_name(server, trust) == "shown")
    replace(certificate, key, authority.sign("second"))
    wait_for_name(server, trust, "second")  # nobody told it
    check("an open connection goes on", client.ask("GET", "/me")[0] == 200)

    with open(certificate, "w") as file:
        file.write("nonsense")
    said = wait_for_line(server, "cannot be read again")
    check("what is wrong is said", "holds no certificate in PEM" in said and "the old one stays" in said, said)
    check("the old one is shown", shown_name(server, trust) == "second")

    other = authority.sign("third")
    shutil.copy(other[0], certificate)  # not its key
    said = wait_for_line(server, "cannot be read again")
    server.tell(signal.SIGHUP)
    said = wait_for_line(server, "cannot be read again")
    check("a foreign key is told", "does not belong to the certificate" in said, said)
    check("the old one is still shown", shown_name(server, trust) == "second")
    shutil.copy(other[1], key)
    server.tell(signal.SIGHUP)
    wait_for_name(server, trust, "third")
    check("the connection of the beginning goes on", client.ask("GET", "/me")[0] == 200)


def refusal(binary, database, *options):
    done = subprocess.run([binary, "serve", "--port", "0", "--management-port", "off", "--database", database, *options],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=60)
    check("it does not start", done.returncode == 2 and done.stdout == "", (done.returncode, done.stdout))
    return done.stderr


def check_start(binary, database, directory, authority):
    good, other = authority.sign("good"), authority.sign("other")
    none, empty, encrypted = (os.path.join(directory, name) for name in ("none.pem", "empty.pem", "encrypted.key"))
    open(empty, "w").close()
    openssl("rsa", "-aes128", "-passout", "pass:secret", "-in", good[1], "-out", encrypted)
    for options, words in (
            ((good[0], none), f"the file of the key, {none}, cannot be read: No such file or directory"),
            ((none, good[1]), f"the file of the certificate, {none}, cannot be read: No such file or directory"),
            ((empty, good[1]), f"{empty} holds no certificate in PEM"),
            ((good[0], empty), f"{empty} holds no key in PEM"),
            ((good[0], other[1]), f"the key in {other[1]} does not belong to the certificate in {good[0]}"),
            ((good[0], encrypted), f"the key in {encrypted} is encrypted")):
        said = refusal(binary, database, "--tls-certificate", options[0], "--tls-key", options[1])
        check("it says what is wrong", words in said, said)
    said = refusal(binary, database, "--tls-certificate", good[0])
    check("a missing key is told", "--tls-certificate is there without --tls-key" in said, said)


def check_metrics(server, trust):
    with connect(server, trust) as secured:
        ends = ssl.cert_time_to_seconds(secured.getpeercert()["notAfter"])
    connection = http.client.HTTPConnection("127.0.0.1", server.management_port, timeout=60)
    connection.request("GET", "/metrics")
    said = [line.split()[1] for line in connection.getresponse().read().decode().splitlines()
            if line.startswith("timewright_tls_certificate_valid_until_seconds")]
    check("it is known when the certificate ends", said and float(said[0]) == ends, (said, ends))


def main(binary, directory):
    with fresh_database(directory) as database:
        authority = Authority(directory)
        check_start(binary, database, directory, authority)
        files = authority.sign("shown")
        trust = ssl.create_default_context(cafile=authority.path)
        server = Server(binary, database, "--tls-certificate", files[0], "--tls-key", files[1])
        client, room = check_api(server, trust)
        check_feed(server, trust, client, room)
        check_versions(server, authority)
        check_others(server)
        check_metrics(server, trust)
        check_renewal(server, trust, authority, files)
        server.stop()
        check_silence(binary, database, files)
    report("TLS port", problems)


main(*sys.argv[1:])
