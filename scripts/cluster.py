"""A whole Timewright on one machine: PostgreSQL, Redis, servers and HAProxy, on loopback, each on a free port.

cluster.py --binary TIMEWRIGHT [--servers N]: starts them with their data in build/cluster, prints where they
are and how to sign in, and stops them all on Ctrl-C. scripts/cluster builds the binary first.

The tests use the class cluster to kill and restart its parts.
"""

import argparse
import contextlib
import ctypes
import fcntl
import glob
import http.client
import json
import os
import pwd
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.parse

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROXY_CONFIGURATION = os.path.join(ROOT, "docs", "how_to", "deploy", "haproxy.cfg")
DEMO = os.path.join(ROOT, "examples", "data")
SERVERS = 3  # as many as the proxy's configuration names
PATIENCE = 60  # seconds that a part may take to start or to end


class trouble(Exception):
    """Why it cannot be started: a sentence for whoever runs it."""


def free_port():
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def program(name, *places):
    """The path of a program that a package has, also where only root looks for it."""
    for place in [*places, *os.environ.get("PATH", "").split(os.pathsep), "/usr/sbin", "/usr/local/sbin"]:
        path = os.path.join(place, name)
        if os.access(path, os.X_OK):
            return path
    raise trouble(f"there is no {name}; scripts/install_packages server cluster installs it")


def postgres_programs():
    versions = glob.glob("/usr/lib/postgresql/*/bin")
    return sorted(versions, key=lambda path: int(path.split("/")[-2]))[-1:]


def wait_until(is_so, what, process, log):
    """Looks again and again: nothing tells when another's port is open."""
    until = time.monotonic() + PATIENCE
    while not is_so():
        if process.poll() is not None or time.monotonic() > until:
            raise trouble(f"{what} did not start; see {log}")
        time.sleep(0.02)


class part:
    """A program with a log. It ends when whoever started it does, also when that is killed."""

    def __init__(self, name, directory, user=None):
        self.name, self.user = name, user
        self.log = os.path.join(directory, name + ".log")
        self.process = None

    def launch(self, words, environment=None, pipe=False):
        account = {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []} if self.user else {}
        libc = ctypes.CDLL(None)
        with open(self.log, "a") as log:
            # A session of its own: Ctrl-C is ours, which stops the parts in their order.
            self.process = subprocess.Popen(
                words, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE if pipe else log, stderr=log,
                text=True, env=environment, start_new_session=True,
                preexec_fn=lambda: libc.prctl(1, signal.SIGKILL), **account)

    def stop(self, which=signal.SIGTERM):
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(which)
        try:
            self.process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


class postgres(part):
    """A PostgreSQL of its own, durable as in production, with a password that is made up here."""

    def __init__(self, directory):
        # PostgreSQL refuses to be run by root.
        super().__init__("postgresql", directory, pwd.getpwnam("nobody") if os.geteuid() == 0 else None)
        self.programs = postgres_programs()
        self.data = os.path.join(directory, "postgresql")
        self.port = free_port()
        secret = os.path.join(directory, "postgresql.password")
        if not os.path.exists(os.path.join(self.data, "PG_VERSION")):
            self.make(secret)
        with open(secret) as kept:
            self.password = kept.read().strip()
        self.start()

    def make(self, secret):
        os.makedirs(self.data, mode=0o700, exist_ok=True)
        with open(secret, "w", opener=lambda path, flags: os.open(path, flags, 0o600)) as kept:
            kept.write(secrets.token_urlsafe(24) + "\n")
        if self.user:
            for path in (self.data, secret):
                os.chown(path, self.user.pw_uid, self.user.pw_gid)
        self.launch([program("initdb", *self.programs), "--pgdata", self.data, "--username", "timewright", "--auth",
                     "scram-sha-256", "--pwfile", secret, "--encoding", "UTF8", "--locale", "C"])
        if self.process.wait() != 0:
            raise trouble(f"PostgreSQL's data cannot be made in {self.data}; see {self.log}")

    def start(self):
        words = [program("postgres", *self.programs), "-D", self.data, "-c", "listen_addresses=127.0.0.1", "-c",
                 f"port={self.port}", "-c", "unix_socket_directories="]
        ready = [program("pg_isready", *self.programs), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        until = time.monotonic() + 10
        self.launch(words)
        while subprocess.run(ready, check=False).returncode != 0:
            if self.process.poll() is not None:
                # What is left of one that was killed may hold its memory for a moment.
                if time.monotonic() > until:
                    raise trouble(f"PostgreSQL did not start; see {self.log}")
                self.launch(words)
            time.sleep(0.02)

    def stop(self, which=signal.SIGINT):  # without waiting for those who are connected
        super().stop(which)

    def restart(self):
        self.stop()
        self.start()

    def kill_and_restart(self):
        self.kill()
        self.start()  # what it spawned ends by itself when it is gone

    def address(self):
        return f"postgresql://timewright:{urllib.parse.quote(self.password)}@127.0.0.1:{self.port}/postgres"


class redis(part):
    """Redis, which keeps nothing on disk: what it holds can be lost at any time."""

    def __init__(self, directory):
        super().__init__("redis", directory)
        self.port = free_port()
        self.start()

    def start(self):
        self.launch([program("redis-server"), "--bind", "127.0.0.1", "--port", str(self.port), "--save", "",
                     "--appendonly", "no", "--maxmemory", "64mb", "--maxmemory-policy", "allkeys-lru"])
        wait_until(self.answers, "Redis", self.process, self.log)

    def answers(self):
        try:
            with contextlib.closing(socket.create_connection(("127.0.0.1", self.port), timeout=1)) as line:
                line.sendall(b"PING\r\n")
                return line.recv(7) == b"+PONG\r\n"
        except OSError:
            return False

    def address(self):
        return f"redis://127.0.0.1:{self.port}"


class server(part):
    """`timewright serve`, on the same ports each time it is started."""

    def __init__(self, name, directory, binary, settings):
        super().__init__(name, directory)
        self.binary, self.settings = binary, settings
        self.port, self.management_port = free_port(), free_port()

    def start(self, demo=True):
        environment = {**os.environ, **self.settings, "TIMEWRIGHT_PORT": str(self.port),
                       "TIMEWRIGHT_MANAGEMENT_PORT": str(self.management_port)}
        words = [self.binary, "serve", "--json", *(["--demo", DEMO] if demo else [])]
        self.launch(words, environment, pipe=True)
        if not self.process.stdout.readline():
            raise trouble(f"the server {self.name} did not start; see {self.log}")


class proxy(part):
    def __init__(self, directory, servers, port):
        super().__init__("haproxy", directory)
        self.port = port or free_port()
        self.variables = {"TIMEWRIGHT_PUBLIC": f"127.0.0.1:{self.port}"}
        for n, one in enumerate(servers, 1):
            self.variables[f"TIMEWRIGHT_SERVER_{n}"] = f"127.0.0.1:{one.port}"
            self.variables[f"TIMEWRIGHT_MANAGEMENT_{n}"] = str(one.management_port)
        self.start()

    def start(self):
        self.launch([program("haproxy"), "-db", "-f", PROXY_CONFIGURATION], {**os.environ, **self.variables})
        wait_until(self.has_servers, "HAProxy", self.process, self.log)

    def has_servers(self):
        try:
            with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)) as line:
                line.request("GET", "/api/v1/session")
                return line.getresponse().status < 500  # 401: we are nobody
        except (OSError, http.client.HTTPException):
            return False


class cluster:
    """All of it. Everything that runs is stopped by stop(), in the order in which it needs each other."""

    def __init__(self, binary, directory, settings=None, port=None, with_redis=True):
        os.makedirs(directory, exist_ok=True)
        self.lock = open(os.path.join(directory, "lock"), "w")
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as held:
            raise trouble(f"a cluster runs in {directory} already") from held
        self.parts, self.servers = [], []
        try:
            self.postgres = self.with_part(postgres(directory))
            self.redis = self.with_part(redis(directory)) if with_redis else None
            chosen = {"TIMEWRIGHT_DATABASE": self.postgres.address(),
                      "TIMEWRIGHT_LIMITS_TRUSTED_PROXIES": "127.0.0.1",
                      **({"TIMEWRIGHT_CACHE_REDIS": self.redis.address()} if self.redis else {}), **(settings or {})}
            for name in ("one", "two", "three")[:SERVERS]:
                made = server(name, directory, binary, chosen)
                self.servers.append(self.with_part(made))
                made.start()  # one after the other: the first fills the database
            self.proxy = self.with_part(proxy(directory, self.servers, port))
        except BaseException:
            self.stop()
            raise

    def with_part(self, made):
        self.parts.append(made)
        return made

    def stop(self):
        for one in reversed(self.parts):
            one.stop()
        self.lock.close()


def tell(running, as_json):
    where = {"address": f"http://127.0.0.1:{running.proxy.port}",
             "servers": [f"http://127.0.0.1:{one.port}" for one in running.servers],
             "management": [f"http://127.0.0.1:{one.management_port}" for one in running.servers],
             "postgresql": running.postgres.address(), "redis": running.redis.address(),
             "processes": {one.name: one.process.pid for one in running.parts}}
    if as_json:
        print(json.dumps(where), flush=True)
        return
    print("Timewright is ready on " + where["address"])
    print("  sign in as ana@example.com with the password demo-ana")
    for one in running.servers:
        print(f"  server {one.name:<6} http://127.0.0.1:{one.port}  management http://127.0.0.1:{one.management_port}"
              f"  process {one.process.pid}")
    print(f"  PostgreSQL    {where['postgresql']}\n  Redis         {where['redis']}")
    print("Ctrl-C stops them all. kill -9 one to see what happens.", flush=True)


def main():
    known = argparse.ArgumentParser(description="A whole Timewright on one machine, for trying.")
    known.add_argument("--binary", required=True, help="the timewright command")
    known.add_argument("--directory", default=os.path.join(ROOT, "build", "cluster"),
                       help="where the data and the logs are kept; remove it to start anew")
    known.add_argument("--port", type=int, help="the proxy's; one that is free")
    known.add_argument("--json", action="store_true", help="say where everything is as a line of JSON")
    asked = known.parse_args()
    # Either of them ends it, also while it starts, and where a shell has let it ignore Ctrl-C.
    for which in (signal.SIGINT, signal.SIGTERM):
        signal.signal(which, signal.default_int_handler)
    running = None
    try:
        running = cluster(os.path.abspath(asked.binary), os.path.abspath(asked.directory), port=asked.port)
        tell(running, asked.json)
        while True:
            signal.pause()
    except KeyboardInterrupt:
        pass
    except trouble as why:
        print(f"cluster: {why}", file=sys.stderr)
        return 1
    finally:
        if running:
            running.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
