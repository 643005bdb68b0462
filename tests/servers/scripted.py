"""A server that says what a script tells it: for what no real server can be made to do on demand."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable

Talk = Callable[[socket.socket], None]


class Scripted:
    """Each connection is handed to `talk` in a thread of its own; when `talk` returns it is closed."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self.connections = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> Scripted:
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                peer, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(peer,), daemon=True).start()

    def _serve(self, peer: socket.socket) -> None:
        with peer, contextlib.suppress(OSError):
            self._talk(peer)


def smtp(answers: dict[str, str | Talk], greeting: str | None = "220 ready") -> Talk:
    """An SMTP server: the first word of a command -> its answer, or what to do; `.` is the final dot.

    Everything else is answered with 250.
    """

    def talk(peer: socket.socket) -> None:
        if greeting is None:
            time.sleep(30)
            return
        peer.sendall(greeting.encode() + b"\r\n")
        lines = peer.makefile("rb")
        data = False
        for line in lines:
            text = line.decode("utf-8", "replace").rstrip("\r\n")
            if data and text != ".":
                continue
            word = "." if data else text.split(" ")[0].upper()
            data = False
            answer = answers.get(word, "354 go on" if word == "DATA" else "250 OK")
            if callable(answer):
                answer(peer)
                return
            data = answer.startswith("354")
            peer.sendall(answer.encode() + b"\r\n")
            if word == "QUIT":
                return

    return talk


def hang_up(_: socket.socket) -> None:
    """Closes the connection without a word."""


def silence(_: socket.socket) -> None:
    """Keeps the connection, and says nothing."""
    time.sleep(30)
