"""A proxy between the bot and a real server, that cuts, silences or slows the connection where a test says so."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable

Change = Callable[[bytes], bytes | None]
"""What becomes of octets on their way; None cuts the connection."""


class Cut(Exception):  # noqa: N818 - no error: an order
    """Sends these octets still, then cuts the connection."""

    def __init__(self, octets: bytes) -> None:
        super().__init__()
        self.octets = octets


def unchanged(octets: bytes) -> bytes | None:
    return octets


class Proxy:
    """`from_server` and `from_client` can be set at any time, and hold for what passes from then on."""

    def __init__(self, target: int) -> None:
        self.from_server: Change = unchanged
        self.from_client: Change = unchanged
        self.connections = 0
        self._target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> Proxy:
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()
        self.cut()

    def cut(self) -> None:
        """Every connection ends now."""
        for one in self._open:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        self._open.clear()

    def heal(self) -> None:
        self.from_server = self.from_client = unchanged

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            server = socket.create_connection(("127.0.0.1", self._target))
            self._open += [client, server]
            for source, sink, change in (
                (server, client, lambda b: self.from_server(b)),
                (client, server, lambda b: self.from_client(b)),
            ):
                threading.Thread(target=self._pass, args=(source, sink, change), daemon=True).start()

    def _pass(self, source: socket.socket, sink: socket.socket, change: Change) -> None:
        with contextlib.suppress(OSError):
            while octets := source.recv(65536):
                try:
                    passed = change(octets)
                except Cut as last:
                    sink.sendall(last.octets)
                    break
                if passed is None:
                    break
                sink.sendall(passed)
        for one in (source, sink):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


def cut_after(count: int, word: bytes) -> Change:
    """Cuts so many octets behind `word`."""

    def change(octets: bytes) -> bytes | None:
        head, found, tail = octets.partition(word)
        if found:
            raise Cut(head + found + tail[:count])
        return octets

    return change


def swallow(_: bytes) -> bytes | None:
    """Nothing arrives, and nobody says so: a half-open connection."""
    return b""


def say_instead(word: bytes, line: bytes) -> Change:
    """The chunk that holds `word` is replaced by `line`, and the connection ends after it."""

    def change(octets: bytes) -> bytes | None:
        if word in octets:
            raise Cut(line)
        return octets

    return change


def drip(seconds: float) -> Change:
    """So long between two octets."""

    def change(octets: bytes) -> bytes | None:
        time.sleep(seconds)
        return octets[:1]

    return change
