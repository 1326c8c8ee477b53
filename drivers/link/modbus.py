"""Modbus TCP: registers and inputs with one error road over pymodbus (device rules, section 7.1).

request | transaction 2 | protocol 0 2 | length 2 | unit 1 | function 1 | address 2 | count 2 |
reply   | transaction 2 | protocol 0 2 | length 2 | unit 1 | function 1 | bytes 1 | data |
refused | transaction 2 | protocol 0 2 | length 2 | unit 1 | function + 128 1 | exception code 1 |

Each try has 1 s and there are two, so that silence is told after 2 s; a peer that dribbles bytes is left after 4 s.
After any failure but a refusal the client is dropped: pymodbus reports `connected` long after a server died, and a
late reply could be taken for the next one. The next `open` builds a fresh client.
"""

import logging
from collections.abc import Callable, Sequence

from pymodbus.client import ModbusTcpClient
from pymodbus.exceptions import ModbusException
from pymodbus.pdu import ModbusPDU

from station.errors import DeadlinePassed, DeviceFault, DeviceUnavailable, LinkLost

TRY_S, RETRIES = 1.0, 1
# What goes wrong is raised by us; its own lines would say it twice.
logging.getLogger("pymodbus").setLevel(logging.CRITICAL)


class ModbusLink:
    """A Modbus TCP client to one unit; no byte stream, so it is a `Connection` and no `Link`."""

    def __init__(self, host: str, port: int = 502, *, unit: int = 1) -> None:
        self.address = f"modbus:{host}:{port}" + (f"?unit={unit}" if unit != 1 else "")
        self.target = (host, port)
        self.unit = unit
        self.client: ModbusTcpClient | None = None

    def open(self) -> None:
        """Connect with a fresh client."""
        self.close()
        host, port = self.target
        client = ModbusTcpClient(host, port=port, timeout=TRY_S, retries=RETRIES)
        try:
            connected = client.connect()  # type: ignore[no-untyped-call] # pymodbus leaves it so
        except (ModbusException, OSError) as err:
            client.close()  # type: ignore[no-untyped-call] # pymodbus leaves it so
            raise self.absent() from err
        if not connected:
            raise self.absent()
        self.client = client

    def close(self) -> None:
        """Hang up."""
        if self.client is not None:
            self.client.close()  # type: ignore[no-untyped-call] # pymodbus leaves it so
            self.client = None

    def read_registers(self, address: int, count: int) -> list[int]:
        """`count` holding registers from `address` in one request (function 3).

        Raises:
            LinkLost: not connected, or the connection broke.
            DeadlinePassed: no reply in two tries.
            DeviceFault: the device refuses the request.
        """
        reply = self.ask(lambda client: client.read_holding_registers(address, count=count, device_id=self.unit))
        if reply.function_code != 3 or len(reply.registers) != count:
            raise self.lost("the reply does not fit the request")
        return list(reply.registers)

    def read_inputs(self, address: int, count: int) -> list[bool]:
        """`count` discrete inputs from `address` in one request (function 2); errors as `read_registers`."""
        reply = self.ask(lambda client: client.read_discrete_inputs(address, count=count, device_id=self.unit))
        # Inputs come in whole bytes: up to seven more than were asked for.
        if reply.function_code != 2 or len(reply.bits) != (count + 7) // 8 * 8:
            raise self.lost("the reply does not fit the request")
        return list(reply.bits[:count])

    def write_register(self, address: int, value: int) -> None:
        """One holding register (function 6); errors as `read_registers`."""
        reply = self.ask(lambda client: client.write_register(address, value, device_id=self.unit))
        if reply.function_code != 6:
            raise self.lost("the reply does not fit the request")

    def write_registers(self, address: int, values: Sequence[int]) -> None:
        """Holding registers from `address` in one request (function 16); errors as `read_registers`."""
        reply = self.ask(lambda client: client.write_registers(address, list(values), device_id=self.unit))
        if reply.function_code != 16:
            raise self.lost("the reply does not fit the request")

    def ask(self, request: Callable[[ModbusTcpClient], ModbusPDU]) -> ModbusPDU:
        """The good reply to a request; every other end is raised."""
        client = self.client
        if client is None:
            raise self.lost("not connected")
        try:
            reply = request(client)
        except (ModbusException, OSError) as err:
            # Silence leaves the socket open, everything else closes or breaks it.
            silent = isinstance(err, ModbusException) and client.connected and "No response" in str(err)
            self.close()
            raise (self.silent() if silent else self.lost(str(err))) from err
        if reply.isError():
            raise self.refused(int(getattr(reply, "exception_code", 0)))
        return reply

    def absent(self) -> DeviceUnavailable:
        """Nobody listens."""
        return DeviceUnavailable(
            "nothing answers Modbus at {address}", remedy="check that the device is on and its network address",
            source=self.address, address=self.address,
        )  # fmt: skip

    def silent(self) -> DeadlinePassed:
        """No reply in all tries."""
        return DeadlinePassed(
            "no Modbus reply for {seconds:.1f} s", remedy="check that the device runs, and its unit number",
            source=self.address, seconds=TRY_S * (RETRIES + 1),
        )  # fmt: skip

    def lost(self, cause: str) -> LinkLost:
        """The connection is of no use any more."""
        self.close()
        return LinkLost(
            "the Modbus connection broke: {cause}", remedy="check the device and its cable", source=self.address,
            cause=cause,
        )  # fmt: skip

    def refused(self, code: int) -> DeviceFault:
        """The device answered that it will not."""
        return DeviceFault(
            "the device refuses a Modbus request with exception code {code}",
            remedy="check the register addresses in its profile against its manual",
            source=self.address, code=code,
        )  # fmt: skip
