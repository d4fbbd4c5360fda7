"""The server run until it is stopped."""

from __future__ import annotations

import ipaddress
import logging

from kg.ground.errors import MissingExtraError, OutputError
from kg.serve.app import create_app
from kg.serve.service import Service
from kg.serve.settings import Settings

_BACKLOG = 2048  # connections that the system holds until they are taken


def is_loopback(host: str) -> bool:
    """Whether only programs on this machine reach a server that is bound to a host.

    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def run(settings: Settings, host: str, port: int, *, log: bool = False) -> None:
    """Serve until the process is told to stop.

    Args:
        host, port: what to bind. log: write a line for each request to standard error.

    Raises:
        MissingExtraError: uvicorn is not installed. OutputError: the port is taken or the store cannot be opened.
    """
    try:
        import uvicorn
    except ImportError as error:
        raise MissingExtraError(
            "serving needs Starlette and uvicorn", remedy="install them: pip install 'paperatlas[serve]'"
        ) from error
    logging.getLogger("uvicorn.error").addFilter(_without_trace)
    service = Service(settings)
    config = uvicorn.Config(
        create_app(service), host=host, port=port, access_log=log, log_level="info" if log else "error", ws="none",
        server_header=False, backlog=_BACKLOG, timeout_graceful_shutdown=2,
    )  # fmt: skip
    server = uvicorn.Server(config)
    try:
        server.run()
    except SystemExit as stop:
        fault = OutputError(f"the server cannot start on {host}:{port}", remedy="take another --port")
        raise service.failure or fault from stop
    if service.failure is not None:
        raise service.failure


def _without_trace(record: logging.LogRecord) -> bool:
    """Answers that are broken off on purpose are no news, and why the server did not start is told by ``run``."""
    broken_off = record.exc_info and isinstance(record.exc_info[1], ConnectionError)
    return not broken_off and not record.getMessage().startswith(("Traceback", "Application startup failed"))
