"""The first tables."""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from alembic import op

from mailbot.store.columns import Document, Moment, Words

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Creates all tables, the gate, and the key of the Message-IDs."""
    op.create_table(
        "askers",
        sa.Column("id", Words(), nullable=False),
        sa.Column("sender", Words(), nullable=False),
        sa.Column("subject", Words(), nullable=False),
        sa.Column("language", Words(), nullable=False),
        sa.Column("text", Words(), nullable=False),
        sa.Column("references", Document(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("answered_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_askers"),
    )
    op.create_index("ix_askers_sender", "askers", ["sender"], unique=False)
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("who", Words(), nullable=False),
        sa.Column("command", Words(), nullable=False),
        sa.Column("about", Words(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index("ix_audit_at", "audit", ["at"], unique=False)
    op.create_table(
        "cases",
        sa.Column("number", Words(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("stamp", sa.BigInteger(), nullable=False),
        sa.Column("state", Words(), nullable=False),
        sa.Column("offer", Document(), nullable=False),
        sa.Column("start_date", sa.Date(), nullable=True),
        sa.Column("created", Moment(), nullable=False),
        sa.Column("updated", Moment(), nullable=False),
        sa.Column("writer", Words(), nullable=False),
        sa.Column("municipal", sa.Boolean(), nullable=False),
        sa.Column("subject", Words(), nullable=False),
        sa.Column("language", Words(), nullable=False),
        sa.Column("route", Words(), nullable=True),
        sa.Column("eligible", sa.Boolean(), nullable=True),
        sa.Column("pool", Words(), nullable=True),
        sa.Column("pool_fixed", sa.Boolean(), nullable=False),
        sa.Column("reason", Words(), nullable=True),
        sa.Column("reason_text", Words(), nullable=True),
        sa.Column("reference", Words(), nullable=True),
        sa.Column("fixed_hours", sa.Double(), nullable=True),
        sa.Column("filled_from", sa.Date(), nullable=True),
        sa.Column("filled_hours", sa.Double(), nullable=True),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("payroll_due", sa.Date(), nullable=True),
        sa.Column("waiting_since", Moment(), nullable=True),
        sa.Column("open_since", Moment(), nullable=True),
        sa.Column("asked_at", Moment(), nullable=True),
        sa.Column("asked_times", sa.Integer(), nullable=False),
        sa.Column("thread", Document(), nullable=False),
        sa.Column("flags", Document(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_cases"),
        sa.UniqueConstraint("year", "serial", name="uq_cases_year_serial"),
    )
    op.create_index("ix_cases_created", "cases", ["created"], unique=False)
    op.create_index("ix_cases_filled_from", "cases", ["filled_from"], unique=False)
    op.create_index("ix_cases_payroll_due", "cases", ["payroll_due"], unique=False)
    op.create_index("ix_cases_state_asked_at", "cases", ["state", "asked_at"], unique=False)
    op.create_index("ix_cases_state_open_since", "cases", ["state", "open_since"], unique=False)
    op.create_index("ix_cases_state_pool", "cases", ["state", "pool"], unique=False)
    op.create_index("ix_cases_state_start_date", "cases", ["state", "start_date"], unique=False)
    op.create_index("ix_cases_updated", "cases", ["updated"], unique=False)
    op.create_table(
        "counters",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", name="pk_counters"),
    )
    op.create_table(
        "cursors",
        sa.Column("folder", Words(), nullable=False),
        sa.Column("uidvalidity", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("looked_at", Moment(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("folder", "uidvalidity", name="pk_cursors"),
    )
    op.create_table(
        "days_done",
        sa.Column("what", Words(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("what", "day", name="pk_days_done"),
    )
    op.create_table(
        "gates", sa.Column("name", Words(), nullable=False), sa.PrimaryKeyConstraint("name", name="pk_gates")
    )
    op.create_table(
        "leases",
        sa.Column("name", Words(), nullable=False),
        sa.Column("owner", Words(), nullable=False),
        sa.Column("taken_at", Moment(), nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_leases"),
    )
    op.create_table(
        "letters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", Words(), nullable=False),
        sa.Column("kind", Words(), nullable=False),
        sa.Column("recipients", Document(), nullable=False),
        sa.Column("pending", Document(), nullable=True),
        sa.Column("subject", Words(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("asks", Document(), nullable=False),
        sa.Column("about", Words(), nullable=False),
        sa.Column("question_id", Words(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("state", Words(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("doubts", sa.Integer(), nullable=False),
        sa.Column("next_try", Moment(), nullable=True),
        sa.Column("tried_at", Moment(), nullable=True),
        sa.Column("lease_owner", Words(), nullable=True),
        sa.Column("lease_until", Moment(), nullable=True),
        sa.Column("handed_at", Moment(), nullable=True),
        sa.Column("sent_at", Moment(), nullable=True),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.Column("diagnosis", Words(), nullable=False),
        sa.Column("to_copy", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_letters"),
        sa.UniqueConstraint("message_id", name="uq_letters_message_id"),
    )
    op.create_index("ix_letters_about", "letters", ["about"], unique=False)
    op.create_index("ix_letters_at", "letters", ["at"], unique=False)
    op.create_index("ix_letters_question_id", "letters", ["question_id"], unique=False)
    op.create_index("ix_letters_state_changed_at", "letters", ["state", "changed_at"], unique=False)
    op.create_index(
        "ix_letters_to_copy",
        "letters",
        ["id"],
        unique=False,
        sqlite_where=sa.text("to_copy"),
        postgresql_where=sa.text("to_copy"),
    )
    op.create_index(
        "ix_letters_waiting",
        "letters",
        ["id"],
        unique=False,
        sqlite_where=sa.text("state IN ('queued', 'unknown')"),
        postgresql_where=sa.text("state IN ('queued', 'unknown')"),
    )
    op.create_table(
        "mails",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("folder", Words(), nullable=False),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("arrived", Moment(), nullable=True),
        sa.Column("message_id", Words(), nullable=False),
        sa.Column("digest", Words(), nullable=False),
        sa.Column("sender", Words(), nullable=False),
        sa.Column("subject", Words(), nullable=False),
        sa.Column("kind", Words(), nullable=True),
        sa.Column("fate", Words(), nullable=True),
        sa.Column("reason_code", Words(), nullable=False),
        sa.Column("reason_values", Document(), nullable=False),
        sa.Column("sentence", Words(), nullable=False),
        sa.Column("target", Words(), nullable=False),
        sa.Column("mark_read", sa.Boolean(), nullable=False),
        sa.Column("lies_folder", Words(), nullable=True),
        sa.Column("lies_uidvalidity", sa.BigInteger(), nullable=True),
        sa.Column("lies_uid", sa.BigInteger(), nullable=True),
        sa.Column("filed_at", Moment(), nullable=True),
        sa.Column("gone_at", Moment(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try", Moment(), nullable=True),
        sa.Column("error", Words(), nullable=False),
        sa.Column("version", Words(), nullable=False),
        sa.Column("again", Words(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_mails"),
        sa.UniqueConstraint("folder", "uidvalidity", "uid", name="uq_mails_folder_uidvalidity_uid"),
    )
    op.create_index("ix_mails_at", "mails", ["at"], unique=False)
    op.create_index(
        "ix_mails_for_a_person",
        "mails",
        ["id"],
        unique=False,
        sqlite_where=sa.text("fate IN ('review', 'parked')"),
        postgresql_where=sa.text("fate IN ('review', 'parked')"),
    )
    op.create_index("ix_mails_known", "mails", ["digest", "message_id"], unique=False)
    op.create_index("ix_mails_lies", "mails", ["lies_folder", "lies_uidvalidity", "lies_uid"], unique=False)
    op.create_index("ix_mails_message_id", "mails", ["message_id"], unique=False)
    op.create_index("ix_mails_sender", "mails", ["sender"], unique=False)
    op.create_index(
        "ix_mails_to_read_again",
        "mails",
        ["id"],
        unique=False,
        sqlite_where=sa.text("again IS NOT NULL"),
        postgresql_where=sa.text("again IS NOT NULL"),
    )
    op.create_index(
        "ix_mails_undecided",
        "mails",
        ["id"],
        unique=False,
        sqlite_where=sa.text("fate IS NULL"),
        postgresql_where=sa.text("fate IS NULL"),
    )
    op.create_index(
        "ix_mails_unfiled",
        "mails",
        ["id"],
        unique=False,
        sqlite_where=sa.text("filed_at IS NULL AND target != '' AND fate IS NOT NULL"),
        postgresql_where=sa.text("filed_at IS NULL AND target != '' AND fate IS NOT NULL"),
    )
    op.create_table(
        "mishaps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sentence", Words(), nullable=False),
        sa.Column("first_at", Moment(), nullable=False),
        sa.Column("last_at", Moment(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_mishaps"),
    )
    op.create_index("ix_mishaps_last_at", "mishaps", ["last_at"], unique=False)
    op.create_table(
        "settings",
        sa.Column("name", Words(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_settings"),
    )
    op.create_table(
        "case_parties",
        sa.Column("case_number", Words(), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("address", Words(), nullable=False),
        sa.ForeignKeyConstraint(["case_number"], ["cases.number"], name="fk_case_parties_case_number"),
        sa.PrimaryKeyConstraint("case_number", "place", name="pk_case_parties"),
    )
    op.create_index("ix_case_parties_address", "case_parties", ["address"], unique=False)
    op.create_table(
        "commands",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_number", Words(), nullable=False),
        sa.Column("name", Words(), nullable=False),
        sa.Column("by", Words(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("message", Words(), nullable=False),
        sa.Column("before", Document(), nullable=False),
        sa.Column("after", Document(), nullable=False),
        sa.Column("undone_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["case_number"], ["cases.number"], name="fk_commands_case_number"),
        sa.PrimaryKeyConstraint("id", name="pk_commands"),
    )
    op.create_index("ix_commands_case_number", "commands", ["case_number"], unique=False)
    op.create_table(
        "entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_number", Words(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("by", Words(), nullable=False),
        sa.Column("what", Words(), nullable=False),
        sa.Column("field", Words(), nullable=True),
        sa.Column("old", Words(), nullable=True),
        sa.Column("new", Words(), nullable=True),
        sa.Column("message", Words(), nullable=True),
        sa.Column("evidence", Words(), nullable=True),
        sa.ForeignKeyConstraint(["case_number"], ["cases.number"], name="fk_entries_case_number"),
        sa.PrimaryKeyConstraint("id", name="pk_entries"),
    )
    op.create_index("ix_entries_at", "entries", ["at"], unique=False)
    op.create_index("ix_entries_case_number", "entries", ["case_number"], unique=False)
    op.create_table(
        "letter_cases",
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("case_number", Words(), nullable=False),
        sa.ForeignKeyConstraint(["case_number"], ["cases.number"], name="fk_letter_cases_case_number"),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name="fk_letter_cases_letter_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("letter_id", "place", name="pk_letter_cases"),
    )
    op.create_index("ix_letter_cases_case_number", "letter_cases", ["case_number"], unique=False)
    op.create_table(
        "letter_recipients",
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("address", Words(), nullable=False),
        sa.Column("domain", Words(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["letters.id"], name="fk_letter_recipients_letter_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("letter_id", "address", name="pk_letter_recipients"),
    )
    op.create_index("ix_letter_recipients_address_at", "letter_recipients", ["address", "at"], unique=False)
    op.create_index("ix_letter_recipients_domain_at", "letter_recipients", ["domain", "at"], unique=False)
    op.create_table(
        "mail_cases",
        sa.Column("mail_id", sa.Integer(), nullable=False),
        sa.Column("case_number", Words(), nullable=False),
        sa.ForeignKeyConstraint(["case_number"], ["cases.number"], name="fk_mail_cases_case_number"),
        sa.ForeignKeyConstraint(["mail_id"], ["mails.id"], name="fk_mail_cases_mail_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("mail_id", "case_number", name="pk_mail_cases"),
    )
    op.create_index("ix_mail_cases_case_number", "mail_cases", ["case_number"], unique=False)
    op.create_table(
        "timers",
        sa.Column("case_number", Words(), nullable=False),
        sa.Column("kind", Words(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["case_number"], ["cases.number"], name="fk_timers_case_number"),
        sa.PrimaryKeyConstraint("case_number", "kind", "due_on", name="pk_timers"),
    )
    op.create_table(
        "command_letters",
        sa.Column("command_id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["command_id"], ["commands.id"], name="fk_command_letters_command_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name="fk_command_letters_letter_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("command_id", "letter_id", name="pk_command_letters"),
    )
    op.create_index("ix_command_letters_letter_id", "command_letters", ["letter_id"], unique=False)
    gates = sa.table("gates", sa.column("name", sa.Text))
    op.bulk_insert(gates, [{"name": "writing"}])
    settings = sa.table("settings", sa.column("name", sa.Text), sa.column("value", sa.LargeBinary))
    op.bulk_insert(settings, [{"name": "key", "value": secrets.token_bytes(32)}])
