"""A bell that another thread can ring while this one waits for a mail server."""

from __future__ import annotations

import contextlib
import select
import socket
import weakref


class Bell:
    """`ring` from any thread or signal handler ends a `wait` now, or the next one at once."""

    def __init__(self) -> None:
        self._hear, self._pull = socket.socketpair()
        self._hear.setblocking(False)
        self._pull.setblocking(False)
        weakref.finalize(self, _close, self._hear, self._pull)

    def ring(self) -> None:
        """Wakes whoever waits."""
        with contextlib.suppress(OSError):  # full: it rings already; closed: nobody waits
            self._pull.send(b"!")

    def wait(self, seconds: float, line: socket.socket | None = None) -> tuple[bool, bool]:
        """Waits for the bell or for something to read on `line`: (bell rang, line has something)."""
        poller = select.poll()
        poller.register(self._hear, select.POLLIN)
        if line is not None:
            poller.register(line, select.POLLIN)
        heard = {handle for handle, _ in poller.poll(max(0.0, seconds) * 1000)}
        rang = self._hear.fileno() in heard
        if rang:
            with contextlib.suppress(OSError):
                self._hear.recv(4096)
        return rang, line is not None and line.fileno() in heard


def _close(*ends: socket.socket) -> None:
    for one in ends:
        one.close()
