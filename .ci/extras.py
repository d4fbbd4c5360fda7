"""What the extras are needed for, in little: frames, a page of the server, a fitted model. For ``.ci/versions``."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import uvicorn

import kg
from kg.linker.training.model_fit import Row, fit_binary
from kg.serve.app import create_app
from kg.serve.http.settings import Settings
from kg.serve.routes.service import Service


async def _serve(store: Path) -> None:
    """Start the server with its workers, and stop it as soon as it runs."""
    service = Service(Settings(store=store))
    server = uvicorn.Server(uvicorn.Config(create_app(service), port=0, log_level="error"))
    running = asyncio.create_task(server.serve())
    while not server.started and not running.done():
        await asyncio.sleep(0.05)
    server.should_exit = True
    await running
    if service.failure is not None:
        raise service.failure


def main(folder: Path) -> None:
    """Use each extra on a built folder."""
    answer = kg.open(folder).query("most-used-benchmarks", limit=3)
    assert len(answer.to_pandas()) == len(answer.to_polars()) == 3
    rows = [Row(f"p{number}", ("good",) if number % 2 else ("bad",), 1.0) for number in range(20)]
    assert fit_binary(rows, [number % 2 == 1 for number in range(20)], 1.0)["good"] > 0
    asyncio.run(_serve(folder / "store"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
