"""Goal: what a server was told holds, whichever way it was told, and nobody is shown a password.

Method: configured_server.py TIMEWRIGHT DIRECTORY. One file, variables and options that contradict each other:
--print-config shows what wins and why; then a server with them is asked.
"""

import json
import os
import subprocess
import sys

from real_server import Client, Server, booking, fresh_database, hour, new_key, report

problems = []


def check(what, is_so, seen=""):
    if not is_so:
        problems.append(f"{what}: {seen}")


def shown(binary, *options, **variables):
    done = subprocess.run([binary, "serve", "--print-config", "--json", *options], env={**os.environ, **variables},
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    check("it is shown", done.returncode == 0, done.stderr)
    return {one["key"]: (one["value"], one["origin"]) for one in map(json.loads, done.stdout.splitlines())}


def main(binary, directory):
    with fresh_database(directory) as database:
        path = os.path.join(directory, "timewright.toml")
        with open(path, "w") as file:
            file.write('database = "postgresql://me:hunter2@db/x"\nport = 1\n[hold]\ndefault = "PT3M"\n'
                       '[feed]\nreaders = 7\n')
        seen = shown(binary, "--config", path, "--port", "3", TIMEWRIGHT_PORT="2", TIMEWRIGHT_FEED_READERS="8")
        check("the option wins", seen["port"] == ("3", "--port"), seen["port"])
        check("then the environment", seen["feed.readers"] == ("8", "TIMEWRIGHT_FEED_READERS"), seen["feed.readers"])
        check("then the file", seen["hold.default"] == ("PT3M", f"{path}:4:11"), seen["hold.default"])
        check("then the default", seen["feed.retention"] == ("P30D", "default"), seen["feed.retention"])
        check("no password is shown", seen["database"] == ("postgresql://me:***@db/x", f"{path}:1:12"),
              seen["database"])

        server = Server(binary, database, "--config", path)
        client = Client(server)
        room = client.add_room("Held")
        ends = []
        for i, length in enumerate(({"expiresIn": "PT2M"}, {}, {"expiresIn": "PT4M"})):
            status, held, _ = client.ask("POST", "/holds", {**booking(room, hour(i)), **length}, key=new_key())
            check("it is held", status == 201, held)
            ends.append(held["expiresAt"])
        check("a hold lasts three minutes unless it says so", ends == sorted(set(ends)), ends)
        server.stop()
    report("configured server", problems)


main(*sys.argv[1:])
