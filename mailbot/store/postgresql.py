"""An engine on a PostgreSQL database, where several services may meet from different machines."""

from __future__ import annotations

import sqlalchemy as sa

from mailbot.store.faults import DatabaseUnusable
from mailbot.store.tables import gates

# A service that hangs, or whose machine is gone, must not keep the gate: the others take over within two minutes.
_SESSION = {
    "timezone": "UTC",
    "idle_in_transaction_session_timeout": "45s",
    "tcp_keepalives_idle": "20",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "4",
}


def postgresql_engine(url: sa.URL, patience: float) -> sa.Engine:
    """An engine on `postgresql+psycopg://`; a writer waits `patience` seconds for another one.

    Raises DatabaseUnusable where the driver is not installed.
    """
    session = _SESSION | {"lock_timeout": f"{patience * 1000:.0f}ms"}
    options = " ".join(f"-c {name}={value}" for name, value in session.items())
    try:
        return sa.create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": 10, "options": options})
    except ModuleNotFoundError:
        raise DatabaseUnusable("PostgreSQL needs its driver; run: pip install 'mailbot[postgresql]'") from None


def close_gate(connection: sa.Connection) -> None:
    """Waits until no other transaction writes, and keeps the others out until this one ends.

    READ COMMITTED: every statement after it sees what the others have committed.
    """
    connection.execute(sa.select(gates.c.name).where(gates.c.name == "writing").with_for_update()).one()
