"""Runs the migrations on the connection that is handed in, inside its transaction."""

from __future__ import annotations

from alembic import context

from mailbot.store.tables import metadata

# Both databases change tables within a transaction: a migration that is killed leaves nothing half done.
context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=True)
context.run_migrations()
