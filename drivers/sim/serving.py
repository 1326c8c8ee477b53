"""How a device end is served: facts on standard output, commands on standard input, TCP and pseudo-terminals."""

import json
import os
import socket
import sys
import threading
import tty
from collections.abc import Callable, Mapping
from typing import Protocol, runtime_checkable


class Peer(Protocol):
    """An end that answers bytes with bytes."""

    def feed(self, received: bytes) -> bytes:
        """Answers to what came."""
        ...

    def hung_up(self) -> None:
        """The client has gone: forget half a command."""
        ...


@runtime_checkable
class TalkingPeer(Peer, Protocol):
    """An end that also speaks unasked."""

    def connected(self, send: Callable[[bytes], object]) -> None:
        """A client has come: `send` reaches it."""
        ...


def announce(**facts: object) -> None:
    """One JSON line on standard output."""
    print(json.dumps(facts), flush=True)


def commands(
    place: Callable[[int], None],
    clear: Callable[[], None],
    obey: Callable[[Mapping[str, object]], object] | None = None,
) -> None:
    """Obey standard input until it ends: {"place": n}, {"clear": true}, {"quit": true}.

    Any other command goes to `obey`, whose result is announced as {"done": ...}.
    """
    for line in sys.stdin:
        command = json.loads(line)
        if "quit" in command:
            return
        if "clear" in command:
            clear()
        if "place" in command:
            place(command["place"])
            announce(placed=command["place"])
        elif obey is not None and "clear" not in command:
            announce(done=obey(command))


def serve(peer: Peer, link: str, port: int) -> str:
    """Answer on `link` ("tcp" or "pty") in a thread of its own; the address of the other side."""
    if link == "pty":
        master, address = open_pty()
        thread = threading.Thread(target=serve_pty, args=(peer, master), daemon=True)
    else:
        listener = socket.create_server(("127.0.0.1", port))
        address = f"tcp:127.0.0.1:{listener.getsockname()[1]}"
        thread = threading.Thread(target=serve_tcp, args=(peer, listener), daemon=True)
    thread.start()
    return address


def serve_tcp(peer: Peer, listener: socket.socket) -> None:
    """One client after another."""
    while True:
        client, _ = listener.accept()
        with client:
            peer.hung_up()
            if isinstance(peer, TalkingPeer):
                peer.connected(client.sendall)
            try:
                while received := client.recv(1024):
                    client.sendall(peer.feed(received))
            except OSError:
                continue


def serve_pty(peer: Peer, master: int) -> None:
    """Whoever holds the other side."""
    if isinstance(peer, TalkingPeer):
        peer.connected(lambda content: os.write(master, content))
    while True:
        os.write(master, peer.feed(os.read(master, 1024)))


def open_pty() -> tuple[int, str]:
    """A raw pseudo-terminal: our side, and the address of the other."""
    master, slave = os.openpty()
    tty.setraw(slave)
    # Our own handle on the slave stays open: a reader that leaves must not hang the line up.
    return master, f"serial:{os.ttyname(slave)}"
