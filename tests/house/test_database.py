"""The databases that tests are given are fresh, of the kind that was asked for, and with tables."""

from sqlalchemy import inspect, text
from sqlalchemy.ext.asyncio import create_async_engine

from storage.tables import metadata


async def test_a_given_database_is_empty_and_answers(database_url: str) -> None:
    engine = create_async_engine(database_url)
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE proof (id integer)"))
        count = await connection.scalar(text("SELECT count(*) FROM proof"))
    await engine.dispose()
    assert count == 0


async def test_the_next_database_does_not_know_the_last_one(database_url: str) -> None:
    engine = create_async_engine(database_url)
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE proof (id integer)"))
    await engine.dispose()


async def test_a_ready_database_has_every_table(ready_url: str) -> None:
    engine = create_async_engine(ready_url)
    async with engine.connect() as connection:
        tables = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    await engine.dispose()
    assert set(metadata.tables) <= set(tables)
