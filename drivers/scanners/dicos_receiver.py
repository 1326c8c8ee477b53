"""DICOM storage receiver for DICOS and plain X-ray objects: C-STORE and C-ECHO, TLS if wanted.

An object is on disk, flushed, before its sender is told success. The bytes are kept as they came; nothing is
decoded and written anew. Only listed peers (AE title @ address) are heard.
"""

import logging
import socket
import threading
from pathlib import Path
from typing import Any

from pynetdicom import AE, evt
from pynetdicom.service_class import StorageServiceClass
from pynetdicom.sop_class import register_uid
from pynetdicom.transport import ThreadedAssociationServer

from drivers.peers import LOOPBACK, Doorkeeper, allowed_peers, endpoint, tls_context
from drivers.reception import Reception
from station.clock import Clock
from station.errors import DeviceUnavailable, FormatError, StationError
from station.formats.intensity import Knowledge
from station.formats.received import FORMS, part_of
from station.i18n import Phrase, translate
from station.types.device import DeviceHealth, DeviceIdentity, DeviceState
from station.types.received import ReceivedScan

logger = logging.getLogger(__name__)

VERIFICATION = "1.2.840.10008.1.1"
EXPLICIT, IMPLICIT = "1.2.840.10008.1.2.1", "1.2.840.10008.1.2"
JPEG_LOSSLESS, RLE = "1.2.840.10008.1.2.4.70", "1.2.840.10008.1.2.5"
# Implicit VR last, and for plain DICOM alone: DICOS gives tags another VR, which implicit VR does not carry.
DICOS_SYNTAXES = [EXPLICIT, JPEG_LOSSLESS, RLE]
PLAIN_SYNTAXES = [*DICOS_SYNTAXES, IMPLICIT]
SUCCESS, OUT_OF_RESOURCES, OTHER_CLASS, NOT_UNDERSTOOD = 0x0000, 0xA700, 0xA900, 0xC000
PDU_BYTES = 131_072
POLL_S, CLOSE_S = 0.05, 5.0
# Connections that have not asked for an association yet, for each that may have one.
CONNECTIONS_EACH = 4
STRANGER, MISCALLED, FULL = (1, 1, 3), (1, 1, 7), (2, 3, 2)


class ReceiverServer(Doorkeeper, ThreadedAssociationServer):
    """Serves every connection that the doorkeeper lets in with threads of its own."""

    def established(self) -> int:
        """Associations that are accepted and not ended."""
        return sum(association.is_established for association in self.active_associations)


class DicosReceiver:
    """Receives whole scans.

    Args:
        address: host:port to listen on.
        spool: folder of what is received and not accepted yet.
        title: own AE title.
        peers: "TITLE@ADDRESS, TITLE@ADDRESS": who may send; empty hears this machine alone.
        certificate: PEM file with the certificate chain; empty speaks without TLS. `key` its key.
        authority: PEM file of the authority that signs the peers' certificates: then they must have one.
        wait_s: how long one energy waits for the other.
        largest_mb: of one object.
        free_mb: what stays free on the disk of the spool.
        associations: at the same time.
        timeout_s: silence after which a peer is hung up on.
        scanner: and `air_level`, `log_scale`: what the site knows of the pictures (station.formats.intensity).
    """

    kind = "scanner"

    def __init__(
        self, *, name: str, address: str, spool: Path, clock: Clock, serial: str = "", simulated: bool = False,
        title: str = "STATION", peers: str = "", certificate: str = "", key: str = "", authority: str = "",
        wait_s: float = 30.0, largest_mb: int = 1024, free_mb: int = 256, associations: int = 8,
        timeout_s: float = 30.0, scanner: str = "", air_level: float = 0.0, log_scale: float = 0.0,
    ) -> None:  # fmt: skip
        del serial  # a listener has none; peers are told apart by title and address
        self.name, self.address, self.clock, self.simulated = name, address, clock, simulated
        self.title, self.peers, self.tls = title, peers, (certificate, key, authority)
        self.largest_bytes, self.associations, self.timeout_s = largest_mb << 20, associations, timeout_s
        knowledge = Knowledge(scanner=scanner, air_level=air_level, log_scale=log_scale, simulated=simulated)
        self.reception = Reception(spool, knowledge, clock=clock, wait_s=wait_s, least_free=free_mb << 20)
        self.lock = threading.Lock()
        self.allowed: frozenset[tuple[str, str]] = frozenset()
        self.state, self.reason = DeviceState.DISCONNECTED, ""
        self.refusal: Phrase | None = None
        self.counts = dict.fromkeys(("associations", "received", "again", "refused", "echoes"), 0.0)
        self.server: ReceiverServer | None = None
        self.thread = threading.Thread()

    def open(self) -> None:
        """Take up what waits from before, and listen.

        Raises:
            ConfigError: peers or certificates make no sense.
            DeviceFault: the spool cannot be used.
            DeviceUnavailable: the port is taken.
        """
        if self.server is not None:
            return
        try:
            self.listen()
        except StationError as err:
            self.state, self.reason = DeviceState.DISCONNECTED, str(err)
            raise
        self.state, self.reason = DeviceState.READY, ""

    def listen(self) -> None:
        """Open the spool, then the port."""
        host, port = endpoint(self.address, self.name)
        self.allowed = allowed_peers(self.peers, host, self.name)
        context = tls_context(*self.tls, self.name)
        self.reception.open()
        try:
            self.server = self.entity().make_server(
                (host, port), ssl_context=context, server_class=ReceiverServer,
                evt_handlers=[(evt.EVT_REQUESTED, self.requested), (evt.EVT_C_STORE, self.store),
                              (evt.EVT_C_ECHO, self.echo), (evt.EVT_DIMSE_RECV, whole_message)],
            )  # fmt: skip
        except OSError as err:
            raise not_listening(self.name, self.address, err) from err
        self.server.admit, self.server.broken = self.admit, self.broken
        self.server.largest_object, self.server.timeout_s = self.largest_bytes, self.timeout_s
        self.thread = threading.Thread(
            target=self.server.serve_forever, args=(POLL_S,), name=f"{self.name}-accept", daemon=True
        )
        self.thread.start()

    def rehearse(self) -> str:
        """What is configured, after trying all that `open` needs, without hearing anybody.

        Raises:
            ConfigError: peers or certificates make no sense.
            DeviceUnavailable: the port is taken.
        """
        host, port = endpoint(self.address, self.name)
        peers = allowed_peers(self.peers, host, self.name)
        context = tls_context(*self.tls, self.name)
        try:
            socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET).close()
        except OSError as err:
            raise not_listening(self.name, self.address, err) from err
        return translate("Doctor", "{title} can listen on {address}, {security}; who may send: {peers}").format(
            title=self.title, address=self.address, security="TLS" if context else translate("Doctor", "without TLS"),
            peers=", ".join(f"{title}@{address}" for title, address in sorted(peers))
            or translate("Doctor", "this machine alone"),
        )  # fmt: skip

    def entity(self) -> Any:
        """The application entity: what it stores, in which transfer syntaxes, within which limits."""
        entity = AE(ae_title=self.title)
        for uid, form in FORMS.items():
            if form.startswith("DICOS"):
                # pynetdicom knows no DICOS: without this it accepts the association and aborts at the first object.
                register_uid(uid, "Dicos" + uid.rpartition("501.")[2].replace(".", "_"), StorageServiceClass)
            entity.add_supported_context(uid, DICOS_SYNTAXES if form.startswith("DICOS") else PLAIN_SYNTAXES)
        entity.add_supported_context(VERIFICATION, [EXPLICIT, IMPLICIT])
        entity.maximum_pdu_size = PDU_BYTES
        # pynetdicom counts connections too that never asked for an association: `requested` counts instead.
        entity.maximum_associations = 2 * CONNECTIONS_EACH * self.associations + 1000
        entity.network_timeout = entity.acse_timeout = entity.dimse_timeout = self.timeout_s
        return entity

    def close(self) -> None:
        """Hang up on everybody; safe to call twice."""
        server, self.server = self.server, None
        if server is not None:
            server.shutdown()
            self.thread.join(CLOSE_S)
            for association in server.active_associations:
                if association.is_established:
                    association.abort()
            server.hang_up()
        self.state = DeviceState.DISCONNECTED

    def health(self) -> DeviceHealth:
        """State and figures; `reason` tells the last refusal while it listens."""
        server = self.server
        with self.lock:
            values = {**self.counts, **self.reception.figures}
        refusal = self.refusal.text() if self.refusal else ""
        values["connected"] = float(len(server.live())) if server else 0.0
        identity = DeviceIdentity(vendor="DICOM", model=f"{self.title} on {self.address}", serial="",
                                  simulated=self.simulated)  # fmt: skip
        return DeviceHealth(name=self.name, kind=self.kind, state=self.state, identity=identity,
                            reason=self.reason or refusal, time=self.clock.now(), values=values)  # fmt: skip

    def admit(self, address: str) -> bool:
        """Whether somebody from this address may connect at all (from here to `store`: in threads of the peers)."""
        server, known = self.server, {peer for _, peer in self.allowed} or set(LOOPBACK)
        if address not in known:
            self.refuse(Phrase(context="Receiver", template="{peer} is not one of the peers", values={"peer": address}))
            return False
        if server is None or len(server.live()) > CONNECTIONS_EACH * self.associations:
            self.refuse(Phrase(context="Receiver", template="{peer}: too many connections", values={"peer": address}))
            return False
        return True

    def broken(self, address: str) -> None:
        """A handshake failed."""
        self.refuse(Phrase(context="Receiver", template="{peer}: no TLS connection", values={"peer": address}))

    def refuse(self, why: Phrase) -> None:
        """Count a refusal and remember the last."""
        logger.info("%s refuses: %s", self.name, why.text("en"))
        with self.lock:
            self.counts["refused"] += 1
            self.refusal = why

    def requested(self, event: Any) -> None:
        """Reject strangers and wrong titles."""
        request, address = event.assoc.requestor.primitive, event.assoc.requestor.address_info.address
        calling, called = request.calling_ae_title.strip(), request.called_ae_title.strip()
        values = {"peer": f"{calling}@{address}", "title": called}
        if self.allowed and (calling, address) not in self.allowed:
            reject, why = STRANGER, Phrase(context="Receiver", template="{peer} is not one of the peers", values=values)
        elif called != self.title:
            reject, why = MISCALLED, Phrase(context="Receiver", template="{peer} called {title}", values=values)
        elif self.server is None or self.server.established() >= self.associations:
            reject, why = FULL, Phrase(context="Receiver", template="{peer}: too many associations", values=values)
        else:
            with self.lock:
                self.counts["associations"] += 1
            return
        self.refuse(why)
        event.assoc.acse.send_reject(*reject)
        event.assoc.kill()

    def echo(self, event: Any) -> int:
        """C-ECHO: we are here."""
        del event
        with self.lock:
            self.counts["echoes"] += 1
        return SUCCESS

    def store(self, event: Any) -> int:
        """C-STORE: keep the bytes, then say so."""
        address = event.assoc.requestor.address_info.address
        source = f"{event.assoc.requestor.ae_title.strip()}@{address}"
        content = event.encoded_dataset()
        try:
            part = part_of("", content)
        except FormatError as err:
            self.refuse(Phrase(context="Receiver", template="{peer}: {why}", values={"peer": source, "why": str(err)}))
            return NOT_UNDERSTOOD
        if part.original.object_uid != str(event.request.AffectedSOPInstanceUID):
            self.refuse(Phrase(
                context="Receiver", template="{peer}: not the object that was announced", values={"peer": source}
            ))  # fmt: skip
            return OTHER_CLASS
        try:
            is_new = self.reception.put(part, source=source)
        except StationError as err:
            self.refuse(Phrase(context="Receiver", template="{peer}: {why}", values={"peer": source, "why": str(err)}))
            return OUT_OF_RESOURCES
        with self.lock:
            self.counts["received" if is_new else "again"] += 1
        return SUCCESS

    def read(self, deadline_s: float) -> ReceivedScan | None:
        """The next whole scan, or half of one whose time is over; None if nothing came."""
        self.open()
        return self.reception.read(deadline_s)

    def accept(self, scan: ReceivedScan) -> None:
        """The scan is stored: its files leave the spool."""
        self.reception.accept(scan)


def not_listening(name: str, address: str, err: OSError) -> DeviceUnavailable:
    """What to tell of a port that cannot be had."""
    return DeviceUnavailable(
        "nothing can listen on {address}: {cause}", remedy="end the program that uses the port, or take another",
        source=name, address=address, cause=err.strerror or str(err),
    )  # fmt: skip


def whole_message(event: Any) -> None:
    """An object is through: the next may be as large again."""
    event.assoc.dul.socket.socket.object_bytes = 0
