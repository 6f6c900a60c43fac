"""One process of a race: several writers on a few streams, some of whom give up in the middle. Started by the tests.

Arguments: the two DSNs, writers, seconds, a seed. Prints a line for each acknowledged command: its id, position and
whether it was a replay; the process may be killed at any moment.
"""

import asyncio
import random
import sys
import time
from uuid import UUID, uuid5

from domain.names import StreamId
from domain.refusal import NoError
from record.database import Database
from record.errors import Unavailable
from record.keys import Keys, Masters
from record.store import Record
from tests.record.toys import ASHA, BOOK, DECIDERS, Claim, Count, Take

SPACE = UUID("7f2f4f9e-3a0e-4b57-9a58-6a6f3e2d8c11")


async def main(app: str, keys: str, writers: int, seconds: float, seed: str) -> None:
    dice = random.Random(seed)  # noqa: S311
    until = time.monotonic() + seconds
    record = Record(
        app,
        keys=Keys(Database(keys, size=2), Masters(bytes(range(32)))),
        deciders=DECIDERS,
        permit=lambda *_: None,
        book=lambda: BOOK,
        patience=10,
    )
    async with record:

        async def writer(number: int) -> None:
            step = 0
            while time.monotonic() < until:
                step += 1
                await one(record, dice, uuid5(SPACE, f"{seed}/{number}/{step}"))

        await asyncio.gather(*(writer(n) for n in range(writers)))


async def one(record: Record, dice: random.Random, command_id: UUID) -> None:
    stream = StreamId(f"note/shared-{dice.randrange(5)}") if dice.random() < 0.5 else StreamId(f"note/{command_id}")
    command = dice.choice(
        [Count(), Count(by=101), Take(text="t", about="customer/1"), Claim(about=f"customer/{dice.randrange(400)}")]
    )
    for _ in range(2):  # the second time as after a lost reply
        try:
            act = record.act(stream, command, by=ASHA, command_id=command_id)
            if dice.random() < 0.1:
                async with asyncio.timeout(dice.random() * 0.01):
                    receipt = await act
            else:
                receipt = await act
        except (NoError, TimeoutError, Unavailable):
            continue
        sys.stdout.write(f"{command_id} {receipt.position} {receipt.replayed}\n")
        sys.stdout.flush()
        if dice.random() < 0.9:
            return


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4]), sys.argv[5]))
