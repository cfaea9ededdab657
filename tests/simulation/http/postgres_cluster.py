"""A PostgreSQL server of the test's own, on a socket in a temporary directory, run by nobody in particular."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time


class Cluster:
    """Started when it is made; durable as in production, so that kill() means something. It listens on a
    socket and, with a port in `listening`, on loopback; `certificate` is a directory with server.pem and
    server.key."""

    def __init__(self, programs, *settings, listening=None, certificate=None):
        self.programs, self.port = programs, listening
        self.settings = [*settings, "-c", "listen_addresses=" + ("127.0.0.1" if listening else "")]
        if listening:
            self.settings += ["-c", f"port={listening}"]
        self.directory = tempfile.mkdtemp(prefix="timewright-postgres-")
        self.data = os.path.join(self.directory, "data")
        # PostgreSQL refuses to be run by root.
        self.user = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
        if self.user:
            os.chown(self.directory, self.user.pw_uid, self.user.pw_gid)
        self.run("initdb", "--pgdata", self.data, "--username", "timewright", "--auth", "trust",
                 "--encoding", "UTF8", "--locale", "C", "--no-sync").check_returncode()
        if certificate:
            self.settings += ["-c", "ssl=on"] + self.keep("server.pem", "ssl_cert_file", certificate)
            self.settings += self.keep("server.key", "ssl_key_file", certificate)
        self.start()

    def keep(self, name, setting, source):
        """A copy that only PostgreSQL can read, as it wants its key."""
        path = os.path.join(self.directory, name)
        shutil.copy(os.path.join(source, name), path)
        os.chmod(path, 0o600)
        if self.user:
            os.chown(path, self.user.pw_uid, self.user.pw_gid)
        return ["-c", f"{setting}={path}"]

    def as_user(self):
        return {"user": self.user.pw_uid, "group": self.user.pw_gid} if self.user else {}

    def run(self, program, *words):
        return subprocess.run([os.path.join(self.programs, program), *words], cwd="/", text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **self.as_user())

    def start(self):
        log = open(os.path.join(self.directory, "log"), "a")
        self.process = subprocess.Popen(
            [os.path.join(self.programs, "postgres"), "-D", self.data, "-k", self.directory,
             "-c", "max_connections=90", "-c", "shared_buffers=32MB", *self.settings],
            cwd="/", stdout=log, stderr=log, **self.as_user())
        log.close()
        while self.ask("SELECT 1")[0] != 0:
            assert self.process.poll() is None, open(os.path.join(self.directory, "log")).read()
            time.sleep(0.02)  # until it accepts connections

    def address(self, name="postgres"):
        port = f"&port={self.port}" if self.port else ""
        return f"postgresql://timewright@/{name}?host={self.directory}{port}"

    def ask(self, sql):
        """(exit status, the rows as text)"""
        done = self.run("psql", "-X", "-A", "-t", "-d", self.address(), "-c", sql)
        return done.returncode, done.stdout.strip()

    def kill(self):
        """As a power cut of the database: every process of it, none of which is left when this returns."""
        self.process.send_signal(signal.SIGSTOP)  # so that it has no more children
        children = subprocess.run(["pgrep", "-P", str(self.process.pid)], stdout=subprocess.PIPE, text=True)
        pids = [int(pid) for pid in children.stdout.split()]
        for pid in [self.process.pid, *pids]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.process.wait()
        while any(os.path.exists(f"/proc/{pid}") for pid in pids):
            time.sleep(0.005)  # they are nobody's children now, so that nobody can wait for them
        pid_file = os.path.join(self.data, "postmaster.pid")
        if os.path.exists(pid_file):
            os.remove(pid_file)

    def remove(self):
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait()
        shutil.rmtree(self.directory, ignore_errors=True)
