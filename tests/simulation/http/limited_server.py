"""Goal: one client cannot take what is there for all, and is told when to come back.

Method: limited_server.py TIMEWRIGHT DIRECTORY. A server with low limits. One client asks at once as often as it
can: what is beyond the burst is answered 429 with Retry-After, another address is not concerned. Behind a proxy
that is trusted the clients count, behind another the proxy does. Connections beyond those of one client are
answered 429, and may be had again when others end.
"""

import http.client
import socket
import sys

from real_server import Client, Server, fresh_database, report

problems = []


def check(what, is_so, seen=""):
    if not is_so:
        problems.append(f"{what}: {seen}")


def ask(connection, **headers):
    connection.request("GET", "/api/v1/info", headers={name.replace("_", "-"): value for name, value in headers.items()})
    response = connection.getresponse()
    response.read()
    return response.status, response.headers


def connect(server, address="127.0.0.1"):
    return http.client.HTTPConnection("127.0.0.1", server.port, timeout=60, source_address=(address, 0))


def check_rates(server):
    one = connect(server)
    seen = [ask(one) for _ in range(60)]
    served = [status for status, _ in seen].count(200)
    check("a burst is served", served >= 20, served)
    refused = [headers for status, headers in seen if status == 429]
    check("more is not", len(refused) >= 30, served)
    check("it is told when to come back", all(int(headers["Retry-After"]) >= 1 for headers in refused))
    check("the connection goes on", seen[-1][0] in (200, 429))
    check("another client is served", ask(connect(server, "127.0.0.2"))[0] == 200)
    check("a header does not make another client", 429 in
          [ask(connect(server), X_Forwarded_For=f"192.0.2.{i}")[0] for i in range(30)])


def check_proxy(server):
    proxy = connect(server, "127.0.0.3")
    check("a trusted proxy's clients count for themselves",
          all(ask(proxy, X_Forwarded_For=f"192.0.2.{i}")[0] == 200 for i in range(60)))
    check("each of them is limited",
          429 in [ask(proxy, X_Forwarded_For="198.51.100.1")[0] for _ in range(40)])


def check_connections(server):
    open_ones = [connect(server, "127.0.0.4") for _ in range(5)]
    for one in open_ones:
        ask(one)
    status, headers = ask(connect(server, "127.0.0.4"))
    check("one more is refused", status == 429 and headers["Retry-After"], status)
    check("of another client not", ask(connect(server, "127.0.0.5"))[0] == 200)
    check("those that are open go on", ask(open_ones[0])[0] == 200)
    open_ones[1].sock.shutdown(socket.SHUT_RDWR)
    open_ones[1].close()
    while ask(connect(server, "127.0.0.4"))[0] != 200:
        pass  # until the server has seen that it ended
    proxies = [connect(server, "127.0.0.3") for _ in range(12)]
    check("a trusted proxy may have more",
          all(ask(one, X_Forwarded_For=f"203.0.113.{i}")[0] == 200 for i, one in enumerate(proxies)))


def main(binary, directory):
    with fresh_database(directory) as database:
        server = Server(binary, database, "--limits-requests-per-second", "1", "--limits-requests-burst", "20",
                        "--limits-trusted-proxies", "127.0.0.3, ::1")
        check_rates(server)
        check_proxy(server)
        server.stop()
        server = Server(binary, database, "--limits-connections-per-client", "5",
                        "--limits-trusted-proxies", "127.0.0.3")
        check_connections(server)
        server.stop()
    report("limited server", problems)


main(*sys.argv[1:])
