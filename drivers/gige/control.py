"""The control channel: registers with retries under one id, control privilege, heartbeat."""

import logging
import socket
import struct
import threading

from drivers.gige import gvcp
from drivers.gige.gvcp import Command
from station.errors import DeadlinePassed, DeviceFault, FrameError, LinkLost

logger = logging.getLogger(__name__)

CCP, HEARTBEAT_MS, XML_URL = 0xA00, 0x938, 0x200
CONTROL = 2
TRIES, TRY_S = 3, 0.5
HEARTBEAT_S = 1.0
MOST_BYTES = 512


class ControlChannel:
    """GVCP client of one device. All calls are safe from several threads."""

    def __init__(self, host: str, port: int = gvcp.PORT) -> None:
        self.target = (host, port)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.settimeout(TRY_S)
        self.socket.connect(self.target)
        self.lock = threading.Lock()
        self.request = 0
        self.stop_wanted = threading.Event()
        self.control_lost = threading.Event()
        self.heartbeat: threading.Thread | None = None

    @property
    def own_ip(self) -> str:
        """Our address on the way to the device."""
        return str(self.socket.getsockname()[0])

    def ask(self, command: Command, data: bytes = b"") -> bytes:
        """Send a command, again with the same id if need be; the data of the answer.

        Raises:
            DeadlinePassed: no answer to any of the tries.
            DeviceFault: the device refused.
        """
        with self.lock:
            self.request = self.request % 0xFFFF + 1
            packet = gvcp.encode(command, self.request, data)
            for _ in range(TRIES):
                answer = self.answer_to(packet, command)
                if answer is not None:
                    return answer
        raise DeadlinePassed(
            "no answer to {command}",
            remedy="check that the detector is on, its address, and the firewall (UDP 3956)",
            source="gige:{}:{}".format(*self.target),
            command=command.name,
        )

    def answer_to(self, packet: bytes, command: Command) -> bytes | None:
        """The data of the answer to one try, None when none came."""
        try:
            self.socket.send(packet)
            while True:
                answer = gvcp.decode(self.socket.recv(2048))
                if answer.request != self.request:
                    continue
                if answer.command == Command.PENDING_ACK:
                    self.socket.settimeout(struct.unpack(">I", answer.data[:4])[0] % 65536 / 1000 + TRY_S)
                    continue
                break
        except (TimeoutError, ConnectionRefusedError, FrameError):
            return None
        finally:
            self.socket.settimeout(TRY_S)
        if answer.status:
            raise DeviceFault(
                "{command} was refused: {why}",
                remedy="close other programs that use the detector, or restart it",
                source="gige:{}:{}".format(*self.target),
                command=command.name,
                why=gvcp.STATUS.get(answer.status, hex(answer.status)),
            )
        return answer.data

    def read(self, address: int) -> int:
        """A register."""
        return int(struct.unpack(">I", self.ask(Command.READREG, struct.pack(">I", address))[:4])[0])

    def write(self, address: int, value: int) -> None:
        """Set a register."""
        self.ask(Command.WRITEREG, struct.pack(">II", address, value))

    def read_memory(self, address: int, count: int) -> bytes:
        """Bytes of the device's memory, in pieces of at most 512."""
        content = b""
        while len(content) < count:
            size = min(MOST_BYTES, (count - len(content) + 3) & ~3)
            content += self.ask(Command.READMEM, struct.pack(">IHH", address + len(content), 0, size))[4:]
        return content[:count]

    def write_memory(self, address: int, content: bytes) -> None:
        """Set bytes of the device's memory, at most 512."""
        self.ask(Command.WRITEMEM, struct.pack(">I", address) + content)

    def resend(self, block: int, first: int, last: int, extended: bool) -> None:
        """Ask for packets again; fire and forget."""
        with self.lock:
            self.request = self.request % 0xFFFF + 1
            try:
                self.socket.send(gvcp.resend_request(self.request, block, first, last, extended=extended))
            except OSError as err:
                logger.debug("resend request not sent: %s", err)

    def take_control(self, timeout_ms: int = 3000) -> None:
        """Take the control privilege and keep it by reading the register every second."""
        self.write(CCP, CONTROL)
        self.write(HEARTBEAT_MS, timeout_ms)
        if not self.read(CCP) & CONTROL:
            raise DeviceFault(
                "the detector did not give control", remedy="close other programs that use it",
                source="gige:{}:{}".format(*self.target),
            )  # fmt: skip
        self.heartbeat = threading.Thread(target=self.beat, name="gige-heartbeat", daemon=True)
        self.heartbeat.start()

    def beat(self) -> None:
        """Heartbeat loop: a read of CCP every second also tells when control was lost."""
        while not self.stop_wanted.wait(HEARTBEAT_S):
            try:
                if not self.read(CCP) & CONTROL:
                    self.control_lost.set()
            except (LinkLost, DeadlinePassed, DeviceFault, OSError):
                self.control_lost.set()

    def close(self) -> None:
        """Give control back and end the heartbeat."""
        self.stop_wanted.set()
        if self.heartbeat is not None:
            self.heartbeat.join(TRIES * TRY_S + HEARTBEAT_S)
            if not self.control_lost.is_set():
                try:
                    self.write(CCP, 0)
                except (DeadlinePassed, DeviceFault, OSError) as err:
                    logger.info("control was not given back: %s", err)
        self.socket.close()
