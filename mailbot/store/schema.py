"""Which version the tables are of, and how they get to this program's."""

from __future__ import annotations

import sqlalchemy as sa

from mailbot.store.faults import DatabaseUnusable

NEWEST = "0001"
"""The last of the migrations in migrations/versions."""

_versions = sa.Table("alembic_version", sa.MetaData(), sa.Column("version_num", sa.Text))

# One migration at a time on PostgreSQL, where the gate's table may not be there yet; any number that stays the same.
_MIGRATION_LOCK = 0x6D61696C626F74


def version(connection: sa.Connection) -> str | None:
    """The version of the tables, None where there are none."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(sa.select(_versions.c.version_num)).scalar()
    return found


def bring_up_to_date(connection: sa.Connection, name: str) -> None:
    """Runs the migrations that are missing, within the transaction of the connection.

    Raises DatabaseUnusable where the tables are newer than this program.
    """
    # Imported here: every command asks for the version, hardly any has something to change.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_MIGRATION_LOCK)))
    config = Config()
    config.set_main_option("script_location", "mailbot.store:migrations")
    config.attributes["connection"] = connection
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    found = version(connection)
    if found is not None and found not in known:
        raise DatabaseUnusable(
            f"{name} was written by a newer mailbot (its tables are {found}, this program knows up to {NEWEST}); "
            "install that version, or restore a backup"
        )
    command.upgrade(config, "head")
