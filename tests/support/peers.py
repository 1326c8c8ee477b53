"""Programs that we did not write: null modems of socat, device servers of ser2net, simulators of labmcp."""

import os
import shutil
import socket
import socketserver
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.support.ports import free_port

READY_S = 20.0


def needed(program: str) -> str:
    """The program, which CI must have; elsewhere its tests are skipped."""
    if shutil.which(program) is None:
        message = f"needs {program}: make setup installs it"
        if "CI" in os.environ:
            pytest.fail(message)
        pytest.skip(message)
    return program


def met(program: str, *words: str) -> None:
    """Say which version of a peer was met, for whoever runs with -s."""
    done = subprocess.run([program, *words], capture_output=True, text=True, check=False)
    told = (done.stdout + done.stderr).splitlines()
    print("met", next((line for line in told if "version" in line), program))


def met_package(name: str) -> None:
    print("met", name, version(name))


def until(condition: Callable[[], bool], what: str) -> None:
    """Wait for a condition."""
    end = time.monotonic() + READY_S
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.02)


class NullModem:
    """A pair of pseudo-terminals that socat joins; killing socat is pulling the cable."""

    def __init__(self, folder: Path) -> None:
        self.ours, self.theirs = folder / "ours", folder / "theirs"
        self.process: subprocess.Popen[bytes] | None = None

    def plug(self) -> None:
        ends = [f"pty,raw,echo=0,link={end}" for end in (self.ours, self.theirs)]
        self.process = subprocess.Popen([needed("socat"), *ends])
        until(lambda: self.ours.exists() and self.theirs.exists(), "socat made no pseudo-terminals")

    def unplug(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(READY_S)
            self.process = None


@contextmanager
def null_modem(folder: Path) -> Iterator[NullModem]:
    met("socat", "-V")
    modem = NullModem(folder)
    modem.plug()
    try:
        yield modem
    finally:
        modem.unplug()


@contextmanager
def device_server(folder: Path, device: Path, scheme: str) -> Iterator[str]:
    """ser2net before a serial port; the address of the link to it: socket: (raw TCP) or rfc2217:."""
    program = needed("ser2net")
    met(program, "-v")
    port = free_port()
    accepter = "telnet(rfc2217),tcp" if scheme == "rfc2217" else "tcp"
    config = folder / "ser2net.yaml"
    config.write_text(
        f"%YAML 1.1\n---\nconnection: &port\n  accepter: {accepter},127.0.0.1,{port}\n"
        f"  connector: serialdev,{device},9600n81,local\n  options:\n    kickolduser: true\n",
        encoding="ascii",
    )
    words = [program, "-n", "-c", str(config)]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            until(lambda: listens(port), "ser2net does not listen")
            yield f"{scheme}:127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(READY_S)


def listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1.0).close()
    except OSError:
        return False
    return True


class LineHandler(socketserver.StreamRequestHandler):
    """Lines to a simulator of labmcp, which knows no sockets, and its answers back."""

    def handle(self) -> None:
        for line in self.rfile:
            answer = self.server.handle_line(line.decode("latin-1").rstrip("\r\n"))  # type: ignore[attr-defined]
            lines = [answer] if isinstance(answer, str) else answer or []
            self.wfile.write("".join(f"{text}\r\n" for text in lines).encode("ascii"))


@contextmanager
def line_server(handle: Callable[[str], str | list[str] | None]) -> Iterator[str]:
    """Serve a simulator's `handle(line)`; the address of the link to it."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), LineHandler) as server:
        server.daemon_threads = True
        server.handle_line = handle  # type: ignore[attr-defined] # what LineHandler asks
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"tcp:127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join(READY_S)


class FarEnd:
    """A device end at the far side of a null modem, in a thread; `spontaneous` is sent whenever it gives bytes."""

    def __init__(
        self, port: Path, feed: Callable[[bytes], bytes] = lambda _: b"", spontaneous: Callable[[], bytes] = lambda: b""
    ) -> None:
        self.port, self.feed, self.spontaneous = port, feed, spontaneous
        self.stop_wanted = threading.Event()
        self.thread = threading.Thread(target=self.run, name="far end")

    def __enter__(self) -> "FarEnd":
        self.file = os.open(self.port, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop_wanted.set()
        self.thread.join(READY_S)
        os.close(self.file)

    def run(self) -> None:
        while not self.stop_wanted.wait(0.01):
            try:
                said = self.spontaneous()
                try:
                    said += self.feed(os.read(self.file, 1024))
                except BlockingIOError:
                    pass
                if said:
                    os.write(self.file, said)
            except OSError:
                return
