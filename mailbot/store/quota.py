"""How full the pools are."""

from __future__ import annotations

from collections.abc import Sequence

from mailbot.model import Pool, PoolCount, State
from mailbot.store.cases import Cases


def pool_counts(cases: Cases, pools: Sequence[Pool]) -> tuple[PoolCount, ...]:
    """What is in each of the pools, in their order; cases of a pool that is not among them count nowhere."""
    found = cases.count_pools()

    def count(pool: Pool, state: State) -> int:
        return found.get((pool.name, state), 0)

    return tuple(
        PoolCount(
            pool,
            filled=count(pool, State.FILLED),
            reserved=count(pool, State.RESERVED),
            open=count(pool, State.OPEN),
            waiting=count(pool, State.WAITING),
        )
        for pool in pools
    )
