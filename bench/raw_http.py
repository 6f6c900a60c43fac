"""The least that an HTTP action could be: the same FastAPI and body check, and one raw INSERT. For bench/http.py."""

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import uvicorn
from fastapi import FastAPI

from api.schemas.incidents import NewIncident

INSERT = "insert into raw_incident (body) values ($1)"


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Keep a pool as large as the product's."""
    async with asyncpg.create_pool(os.environ["DATABASE_URL"], min_size=8, max_size=8) as pool:
        app.state.pool = pool
        yield


app = FastAPI(lifespan=lifespan)


@app.post("/v1/incidents", status_code=201)
async def record(body: NewIncident) -> dict[str, str]:
    """Insert it."""
    async with app.state.pool.acquire() as connection:
        await connection.execute(INSERT, body.model_dump_json())
    return {"id": "1"}


if __name__ == "__main__":
    uvicorn.run(app, port=int(sys.argv[1]), access_log=False, log_level="warning")
