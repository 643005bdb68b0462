"""Migrations of the tables, run by alembic from within the package."""
