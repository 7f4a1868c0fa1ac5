"""Asks for one page over HTTP/3, and prints the answer in the form of HTTP/1.1.

Two lines are added to its head: whether the session was taken up again, and how much early data its tickets allow.
"""

import argparse
import asyncio
import sys

from aioquic.asyncio import QuicConnectionProtocol, connect
from aioquic.h3.connection import H3_ALPN, H3Connection
from aioquic.h3.events import DataReceived, HeadersReceived
from aioquic.quic.configuration import QuicConfiguration
from aioquic.quic.events import ConnectionTerminated, StreamReset


class Client(QuicConnectionProtocol):
    """One request on a connection of its own."""

    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        self.http = H3Connection(self._quic)
        self.headers = []
        self.body = b""
        self.done = asyncio.get_running_loop().create_future()

    async def get(self, authority, path):
        stream = self._quic.get_next_available_stream_id()
        head = {":method": "GET", ":scheme": "https", ":authority": authority, ":path": path}
        self.http.send_headers(stream, [(name.encode(), value.encode()) for name, value in head.items()], True)
        self.transmit()
        await self.done

    def resumed(self):
        return self._quic.tls.session_resumed

    def quic_event_received(self, event):
        if isinstance(event, (ConnectionTerminated, StreamReset)):
            self.fail(f"{type(event).__name__} {event.error_code:#x} {getattr(event, 'reason_phrase', '')}")
        for received in self.http.handle_event(event):
            if isinstance(received, HeadersReceived):
                self.headers += received.headers
            elif isinstance(received, DataReceived):
                self.body += received.data
            if received.stream_ended and not self.done.done():
                self.done.set_result(None)

    def fail(self, reason):
        if not self.done.done():
            self.done.set_exception(ConnectionError(reason))
            self.done.exception()  # marked as seen: nobody may be waiting for an answer


async def ask(options, name, authority, certificate, ticket, tickets):
    configuration = QuicConfiguration(is_client=True, alpn_protocols=H3_ALPN, server_name=name, session_ticket=ticket)
    configuration.idle_timeout = options.patience
    configuration.load_verify_locations(options.authorities)
    if certificate:
        configuration.load_cert_chain(*certificate)
    async with connect(
        "127.0.0.1",
        options.port,
        configuration=configuration,
        create_protocol=Client,
        session_ticket_handler=tickets.append,
    ) as client:
        await client.get(authority, options.path)
        return client


async def main(options):
    tickets = []
    if options.begin:
        await ask(options, options.begin, options.begin, options.begin_certificate, None, tickets)
    ticket = tickets[-1] if tickets else None
    if ticket:
        ticket.server_name = options.name  # it is for the server to keep sessions apart, not for its clients
    client = await ask(options, options.name, options.authority, options.certificate, ticket, tickets)
    headers = [(name.decode(), value.decode()) for name, value in client.headers]
    lines = [f"HTTP/3 {dict(headers)[':status']} "]
    lines += [f"{name}: {value}" for name, value in headers if not name.startswith(":")]
    lines.append(f"Test-Resumed: {client.resumed()}")
    lines.append(f"Test-Early-Data: {max((given.max_early_data_size or 0 for given in tickets), default=0)}")
    sys.stdout.write("\r\n".join(lines) + "\r\n\r\n" + client.body.decode())


parser = argparse.ArgumentParser()
parser.add_argument("--authorities", required=True, help="whom to trust, PEM")
parser.add_argument("--port", type=int, required=True)
parser.add_argument("--name", required=True, help="for the handshake")
parser.add_argument("--authority", required=True, help="for the request")
parser.add_argument("--path", default="/")
parser.add_argument("--patience", type=float, default=20, help="how many seconds of silence end the connection")
parser.add_argument("--certificate", nargs=2, metavar=("CHAIN", "KEY"))
parser.add_argument("--begin", metavar="NAME", help="where to get a session first, which is then offered to the other name")
parser.add_argument("--begin-certificate", nargs=2, metavar=("CHAIN", "KEY"))

try:
    asyncio.run(main(parser.parse_args()))
except ConnectionError as failure:
    sys.exit(f"not answered: {failure!r}")
