"""A WebSocket client of the feed, as small as one can be: it reads text, answers pings and knows its cursor."""

import base64
import json
import os
import socket


class FeedEnded(Exception):
    """The line is gone; whoever listens opens another one, with the cursor."""


class FeedSocket:
    def __init__(self, port, token, since=None, timeout=60):
        self.line = socket.create_connection(("127.0.0.1", port), timeout=timeout)
        self.line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.read = b""
        query = f"?since={since}" if since else ""
        key = base64.b64encode(os.urandom(16)).decode()
        self.line.sendall((f"GET /api/v1/feed{query} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\n"
                           f"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n"
                           f"Authorization: Bearer {token}\r\n\r\n").encode())
        while b"\r\n\r\n" not in self.read:
            self.more()
        head, self.read = self.read.split(b"\r\n\r\n", 1)
        self.status = int(head.split()[1])
        if self.status != 101:
            self.close()

    def more(self):
        try:
            some = self.line.recv(65536)
        except TimeoutError:
            raise
        except OSError as why:
            raise FeedEnded(str(why)) from why
        if not some:
            raise FeedEnded("closed")
        self.read += some

    def take_frame(self):
        """(kind, data); nothing is taken before all of it is there, so that a timeout loses nothing."""
        need = 2
        while True:
            while len(self.read) < need:
                self.more()
            size = self.read[1] & 0x7F
            extended = {126: 2, 127: 8}.get(size, 0)
            begin = 2 + extended
            if len(self.read) >= begin:
                size = int.from_bytes(self.read[2:begin], "big") if extended else size
                if len(self.read) >= begin + size:
                    kind, data = self.read[0] & 0x0F, self.read[begin:begin + size]
                    self.read = self.read[begin + size:]
                    return kind, data
            need = len(self.read) + 1

    def send(self, kind, data=b""):
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[i % 4] for i, byte in enumerate(data))
        self.line.sendall(bytes([0x80 | kind, 0x80 | len(data)]) + mask + masked)

    def next(self):
        """The next message, parsed. FeedEnded when there is none any more."""
        while True:
            kind, data = self.take_frame()
            if kind == 1:
                return json.loads(data)
            if kind == 8:
                raise FeedEnded(f"told to go: {data[:2].hex()}")
            if kind == 9:
                self.send(10, data)

    def close(self):
        self.line.close()
