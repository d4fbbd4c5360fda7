"""The server run until it is stopped.

What can be wrong is found out before the address is announced: what is installed, the settings, the address itself, and
whether the workers can open the store.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import ipaddress
import logging
import os
import socket
from collections.abc import Callable

from kg.ground.errors import InputError, OutputError
from kg.ground.extras import require
from kg.serve.app import create_app
from kg.serve.http.connections import Connections, guarded_protocol
from kg.serve.http.settings import Settings
from kg.serve.routes.service import Service

_BACKLOG = 2048  # connections that the system holds until they are taken
_OF_THE_PORT = (errno.EADDRINUSE, errno.EACCES)
_HANDLE_CLOSED = "the handler is closed"
_NO_NEWS = ("Traceback", "Application startup failed", "No supported WebSocket library")
_TICKS = 10  # of a tenth of a second between two looks at the connections


def must_be_installed() -> None:
    """Check what serving needs besides the core.

    Raises:
        MissingExtraError: it is not installed.
    """
    require("serve", "serving needs Starlette, uvicorn and httptools", "starlette", "uvicorn", "httptools")


def run(
    settings: Settings, host: str, port: int, *, log: bool = False, announce: Callable[[str], None] | None = None
) -> None:
    """Serve until the process is asked to stop.

    Args:
        host, port: what to bind; port 0 takes a free one. log: write a line for each request to standard error.
        announce: is called with the address once it answers.

    Raises:
        MissingExtraError: uvicorn is not installed. InputError: corrections would be taken of other machines.
        OutputError: the port is taken or the store cannot be opened.
    """
    must_be_installed()
    if settings.review is not None and not _is_loopback(host):
        raise InputError(f"corrections are taken of this machine only, not at {host}", remedy="leave out --host")
    import uvicorn

    logging.getLogger("uvicorn.error").addFilter(_without_trace)
    sockets = _bound_sockets(host, port)
    service, connections = Service(settings), Connections(settings.limits)
    config = uvicorn.Config(
        create_app(service), access_log=log, log_level="info" if log else "error", ws="none", server_header=False,
        http=guarded_protocol(connections, settings.limits), backlog=_BACKLOG, timeout_graceful_shutdown=2,
        timeout_keep_alive=settings.limits.idle,
    )  # fmt: skip

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started and announce is not None:
                announce(_address_of_server(settings, host, self.servers[0].sockets[0].getsockname()[1]))

        async def on_tick(self, counter: int) -> bool:
            if counter % _TICKS == 0:
                connections.sweep()
            return await super().on_tick(counter)

    try:
        Server(config).run(sockets)
    except SystemExit as stop:
        raise service.failure or OutputError(f"the server cannot start on {host}:{port}") from stop
    finally:
        for each in sockets:
            each.close()
    if service.failure is not None:
        raise service.failure


def _is_loopback(host: str) -> bool:
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"


def _bound_sockets(host: str, port: int) -> list[socket.socket]:
    """Open sockets at all addresses of a host, on one port.

    Raises:
        OutputError: one cannot be had.
    """
    found: list[socket.socket] = []
    try:
        for family, kind, protocol, _, address in socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        ):
            taken = found[0].getsockname()[1] if found else port
            bound = socket.socket(family, kind, protocol)
            found.append(bound)
            if os.name == "posix":
                bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            bound.bind((address[0], taken, *address[2:]))
            bound.listen(_BACKLOG)  # two sockets may be bound to one address until one of them listens
    except OSError as error:
        for each in found:
            each.close()
        reason = error.strerror or str(error)
        remedy = "take another --port" if error.errno in _OF_THE_PORT else "take another --host"
        raise OutputError(f"the server cannot start on {host}:{port}: {reason}", remedy=remedy) from error
    return found


def _address_of_server(settings: Settings, host: str, port: int) -> str:
    """Say where people find the server."""
    name = host
    with contextlib.suppress(ValueError):
        address = ipaddress.ip_address(host)
        named = next((one for one in settings.hosts if one != "*"), "localhost")
        name = named if address.is_unspecified else f"[{host}]" if address.version == 6 else host
    return f"http://{'localhost' if name == '127.0.0.1' else name}:{port}/"


def _without_trace(record: logging.LogRecord) -> bool:
    """Drop what is no news: answers that are broken off, and why the server did not start, which ``run`` says.

    Nor is there anything to install for WebSockets, which uvicorn advises: nothing here speaks them.
    """
    error = record.exc_info[1] if record.exc_info else None
    # uvloop's own error for a client that has gone a moment before it is written to.
    closed = isinstance(error, RuntimeError) and str(error).endswith(_HANDLE_CLOSED)
    broken_off = closed or isinstance(error, ConnectionError | asyncio.CancelledError)
    return not broken_off and not record.getMessage().startswith(_NO_NEWS)
