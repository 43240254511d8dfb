"""Nothing that a worker is, says or sends is found anywhere, in any dress."""

from pathlib import Path

import pyrage  # type: ignore[import-untyped]  # it brings no types
import pytest

from sandbox.client import Sandbox
from storage import parcel
from tests.kit.leak import traces_of
from tests.kit.planted import (
    ANSWER,
    NOTE,
    Scene,
    file,
    return_with_receipt,
    say_more,
    scene,
    tell,
    write_back,
)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_nothing_planted_is_found_in_data_dump_log_metrics_or_arguments(
    rough: Sandbox, tmp_path: Path, request: pytest.FixtureRequest, kind: str
) -> None:
    url = str(request.getfixturevalue("postgresql_url")) if kind == "postgresql" else ""
    async with scene(rough, tmp_path, url) as played:
        await _play(played)
        await played.look()
        played.seen["a backup, opened"] = await _backed_up(played)
    log = played.machine.log.read_text()
    assert "ValueError" in log, "the planted fault was not met"
    assert "DEBUG" in log
    assert traces_of(played.planted, await played.everywhere()) == []


async def _backed_up(played: Scene) -> bytes:
    """Back up the running machine, and open the backup as its owner does."""
    identity = pyrage.x25519.Identity.generate()
    target = played.machine.folder / "backup.age"
    words = ("backup", "--to", str(target), "--recipient", str(identity.to_public()))
    await played.machine.cli(*words)
    async with parcel.opened(target, [identity]) as blocks:
        return b"".join([block async for block in blocks])


async def _play(played: Scene) -> None:
    """Let one worker be answered here and one by receipt, and one only begin; a lawyer writes."""
    await played.machine.invite("lawyer")
    lawyer = played.walker("lawyer")
    here = await file(played, "worker_one", "Answer me here")
    await say_more(here)
    await lawyer.press("Take", "Read", "Note")
    await lawyer.phone.text(NOTE)
    await lawyer.phone.wait_for("Xolmatovich")
    await lawyer.press("Done")
    await lawyer.press("Reply")
    await lawyer.phone.text(ANSWER)
    await lawyer.press("Send to the worker")
    await write_back(here)
    receipt = await file(played, "worker_two", "Only with my receipt")
    await lawyer.press("Take", "Reply")
    await lawyer.phone.text(ANSWER)
    await lawyer.press("Send to the worker")
    await return_with_receipt(played, receipt, "worker_two")
    await tell(played, "worker_three")
