"""A mail server for tests: it speaks SMTP on a port of this machine and remembers what it accepted."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from threading import Event
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.processes import free_port


class Inbox:
    """What was accepted, and what the server does meanwhile."""

    def __init__(self) -> None:
        self.accepted: list[Message] = []
        self.refuses: set[str] = set()
        self.holds_after = -1
        """After how many accepted messages the server says neither yes nor no; never where negative."""
        self.holding = Event()
        self.sender_gone = Event()

    def counts(self) -> Counter[str]:
        """How often each notice was accepted."""
        return Counter(str(each["X-Notice"]) for each in self.accepted)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Refuse an address that is to be refused."""
        if address in self.refuses:
            return "550 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Accept a message. One whose sender goes away before the answer is not accepted: the server stops here."""
        try:
            while len(self.accepted) == self.holds_after:
                self.holding.set()
                await asyncio.sleep(0.02)
        except asyncio.CancelledError:
            self.sender_gone.set()
            raise
        assert isinstance(envelope.content, bytes)
        self.accepted.append(message_from_bytes(envelope.content))
        return "250 Accepted"


@contextmanager
def mail_server(inbox: Inbox, port: int = 0) -> Iterator[int]:
    """The server, and the port that it listens at."""
    controller: Any = Controller(inbox, hostname="127.0.0.1", port=port or free_port())
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()
