"""PostgreSQL claims letters quickly also after a time in which there were none."""

from pathlib import Path

from sqlalchemy import delete, text

from domain.letter import Act, Letter
from storage import outbox
from tests.kit.desk import LegalDesk

MANY, FEW, MOST = 2000, 300, 256
READ = text(
    "SELECT seq_tup_read + idx_tup_fetch AS n FROM pg_stat_xact_user_tables "
    "WHERE relname = 'outbox'"
)


async def test_a_claim_reads_each_letter_a_few_times_and_not_each_with_each(
    ready_postgresql_url: str, key_file: Path
) -> None:
    async with LegalDesk.opened(ready_postgresql_url, key_file) as room:
        await post(room, 1)
        async with room.work() as unit:
            await unit.transaction.connection.execute(text("ANALYZE outbox"))
        for _ in range(8):  # so often is a statement planned anew before a plan may be kept
            await claim(room)
        await post(room, MANY)
        claimed, read = await claim(room)
        assert claimed == MOST
        assert read < 10 * MANY


async def test_a_queue_that_was_vacuumed_nearly_empty_is_not_taken_for_short_when_it_is_full(
    ready_postgresql_url: str, key_file: Path
) -> None:
    async with LegalDesk.opened(ready_postgresql_url, key_file) as room:
        await post(room, MANY)
        async with room.work() as unit:
            await unit.change(delete(outbox.outbox))
        await post(room, 1)  # in the last page, so that the others cannot be given back
        async with room.store.writer.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            await connection.exec_driver_sql("VACUUM ANALYZE outbox")
        await post(room, FEW)
        claimed, read = await claim(room)
        assert claimed == MOST
        assert read < FEW * FEW


async def post(room: LegalDesk, many: int) -> None:
    async with room.work() as unit:
        for chat in range(1, many + 1):
            outbox.post(unit, Letter(chat, Act.SEND, {"text": "said"}))


async def claim(room: LegalDesk) -> tuple[int, int]:
    """Claim; tell how many, and how many rows were read for it."""
    async with room.work() as unit:
        claimed = await outbox.claim(unit, b"m" * 16, MOST, bulk=False)
        row = await unit.row(READ)
        return len(claimed), row["n"] if row else 0
