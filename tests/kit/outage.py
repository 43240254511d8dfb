"""A PostgreSQL database that is away for a while: nobody gets in, and who was in is thrown out."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from sqlalchemy.engine import make_url

_TERMINATE = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1"


@asynccontextmanager
async def away(url: str) -> AsyncIterator[None]:
    """Keep the database behind this URL away meanwhile."""
    gone = make_url(url)
    server = gone.set(drivername="postgresql", database="postgres")
    admin = await asyncpg.connect(server.render_as_string(hide_password=False))
    try:
        await admin.execute(f'ALTER DATABASE "{gone.database}" ALLOW_CONNECTIONS false')
        await admin.execute(_TERMINATE, gone.database)
        yield
    finally:
        await admin.execute(f'ALTER DATABASE "{gone.database}" ALLOW_CONNECTIONS true')
        await admin.close()
