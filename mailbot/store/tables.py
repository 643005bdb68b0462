"""The tables: what the database keeps, and by which keys nothing can be doubled."""

from __future__ import annotations

import sqlalchemy as sa

from mailbot.store.columns import Document, Moment, Words

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _case_key(*, primary_key: bool = False, index: bool = False) -> sa.Column[str]:
    key = sa.ForeignKey("cases.number")
    return sa.Column("case_number", Words, key, nullable=False, primary_key=primary_key, index=index)


# --- the house itself ---------------------------------------------------------------------------------------------

# One row, `writing`: on PostgreSQL every writing transaction locks it first, as BEGIN IMMEDIATE does on SQLite.
gates = sa.Table("gates", metadata, sa.Column("name", Words, primary_key=True))

settings = sa.Table(
    "settings",
    metadata,
    sa.Column("name", Words, primary_key=True),
    sa.Column("value", sa.LargeBinary, nullable=False),
)

# How many cases of a year there are: the last number given, and no gap before it.
counters = sa.Table(
    "counters",
    metadata,
    sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("last", sa.Integer, nullable=False),
)

leases = sa.Table(
    "leases",
    metadata,
    sa.Column("name", Words, primary_key=True),
    sa.Column("owner", Words, nullable=False),
    sa.Column("taken_at", Moment, nullable=False),
    sa.Column("until", Moment, nullable=False),
)

days_done = sa.Table(
    "days_done",
    metadata,
    sa.Column("what", Words, primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("at", Moment, nullable=False),
)

# What went wrong with the service, for the health line of the digest; the same sentence counts up.
mishaps = sa.Table(
    "mishaps",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("sentence", Words, nullable=False),
    sa.Column("first_at", Moment, nullable=False),
    sa.Column("last_at", Moment, nullable=False, index=True),
    sa.Column("times", sa.Integer, nullable=False),
)

# Who read personal data by which command.
audit = sa.Table(
    "audit",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", Moment, nullable=False, index=True),
    sa.Column("who", Words, nullable=False),
    sa.Column("command", Words, nullable=False),
    sa.Column("about", Words, nullable=False),
)

# --- mails --------------------------------------------------------------------------------------------------------

# The highest UID that was looked at. UIDs count only under their UIDVALIDITY (RFC 9051, section 2.3.1.1).
cursors = sa.Table(
    "cursors",
    metadata,
    sa.Column("folder", Words, primary_key=True),
    sa.Column("uidvalidity", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("uid", sa.BigInteger, nullable=False),
    sa.Column("looked_at", Moment, nullable=False),
    sa.Column("turn", sa.Integer, nullable=False),  # the highest is the latest, whatever the clock said
)

mails = sa.Table(
    "mails",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("folder", Words, nullable=False),
    sa.Column("uidvalidity", sa.BigInteger, nullable=False),
    sa.Column("uid", sa.BigInteger, nullable=False),
    sa.Column("at", Moment, nullable=False, index=True),
    sa.Column("arrived", Moment),
    sa.Column("message_id", Words, nullable=False),
    sa.Column("digest", Words, nullable=False),
    sa.Column("sender", Words, nullable=False),
    sa.Column("subject", Words, nullable=False),
    sa.Column("kind", Words),
    sa.Column("fate", Words),
    sa.Column("reason_code", Words, nullable=False),
    sa.Column("reason_values", Document, nullable=False),
    sa.Column("sentence", Words, nullable=False),
    sa.Column("target", Words, nullable=False),
    sa.Column("mark_read", sa.Boolean, nullable=False),
    sa.Column("lies_folder", Words),
    sa.Column("lies_uidvalidity", sa.BigInteger),
    sa.Column("lies_uid", sa.BigInteger),
    sa.Column("filed_at", Moment),
    sa.Column("gone_at", Moment),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("next_try", Moment),
    sa.Column("error", Words, nullable=False),
    sa.Column("version", Words, nullable=False),
    sa.Column("again", Words),
    sa.UniqueConstraint("folder", "uidvalidity", "uid"),
    sa.Index("ix_mails_known", "digest", "message_id"),
    sa.Index("ix_mails_message_id", "message_id"),
    sa.Index("ix_mails_lies", "lies_folder", "lies_uidvalidity", "lies_uid"),
    sa.Index("ix_mails_sender", "sender"),
)
# Small indices over the few lines that still want something, however long the ledger grows. A query has to use these
# very expressions: SQLite takes a partial index only where it can see that the condition is the same.
UNFILED = sa.and_(mails.c.filed_at.is_(None), mails.c.target != sa.literal_column("''"), mails.c.fate.is_not(None))
sa.Index("ix_mails_unfiled", mails.c.id, sqlite_where=UNFILED, postgresql_where=UNFILED)
UNDECIDED = mails.c.fate.is_(None)
sa.Index("ix_mails_undecided", mails.c.id, sqlite_where=UNDECIDED, postgresql_where=UNDECIDED)
TO_READ_AGAIN = mails.c.again.is_not(None)
sa.Index("ix_mails_to_read_again", mails.c.id, sqlite_where=TO_READ_AGAIN, postgresql_where=TO_READ_AGAIN)
FOR_A_PERSON = mails.c.fate.in_([sa.literal_column("'review'"), sa.literal_column("'parked'")])
sa.Index("ix_mails_for_a_person", mails.c.id, sqlite_where=FOR_A_PERSON, postgresql_where=FOR_A_PERSON)

mail_cases = sa.Table(
    "mail_cases",
    metadata,
    sa.Column("mail_id", sa.ForeignKey("mails.id", ondelete="CASCADE"), primary_key=True),
    _case_key(primary_key=True, index=True),
)

# A mail that is no offer and waits for a person's answer.
askers = sa.Table(
    "askers",
    metadata,
    sa.Column("id", Words, primary_key=True),
    sa.Column("sender", Words, nullable=False, index=True),
    sa.Column("subject", Words, nullable=False),
    sa.Column("language", Words, nullable=False),
    sa.Column("text", Words, nullable=False),
    sa.Column("references", Document, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("answered_at", Moment),
)

# --- cases --------------------------------------------------------------------------------------------------------

cases = sa.Table(
    "cases",
    metadata,
    sa.Column("number", Words, primary_key=True),
    sa.Column("year", sa.Integer, nullable=False),
    sa.Column("serial", sa.Integer, nullable=False),
    # Another value at each writing: what was read once need not be read again while it stays (see caserows).
    sa.Column("stamp", sa.BigInteger, nullable=False),
    sa.Column("state", Words, nullable=False),
    sa.Column("offer", Document, nullable=False),
    sa.Column("start_date", sa.Date),  # of the offer, to be searched
    sa.Column("created", Moment, nullable=False, index=True),
    sa.Column("updated", Moment, nullable=False, index=True),
    sa.Column("writer", Words, nullable=False),
    sa.Column("municipal", sa.Boolean, nullable=False),
    sa.Column("subject", Words, nullable=False),
    sa.Column("language", Words, nullable=False),
    sa.Column("route", Words),
    sa.Column("eligible", sa.Boolean),
    sa.Column("pool", Words),
    sa.Column("pool_fixed", sa.Boolean, nullable=False),
    sa.Column("reason", Words),
    sa.Column("reason_text", Words),
    sa.Column("reference", Words),
    sa.Column("fixed_hours", sa.Double),
    sa.Column("filled_from", sa.Date, index=True),
    sa.Column("filled_hours", sa.Double),
    sa.Column("ends", sa.Date),
    sa.Column("payroll_due", sa.Date, index=True),
    sa.Column("waiting_since", Moment),
    sa.Column("open_since", Moment),
    sa.Column("asked_at", Moment),
    sa.Column("asked_times", sa.Integer, nullable=False),
    sa.Column("thread", Document, nullable=False),
    sa.Column("flags", Document, nullable=False),
    sa.UniqueConstraint("year", "serial"),
    sa.Index("ix_cases_state_pool", "state", "pool"),
    sa.Index("ix_cases_state_asked_at", "state", "asked_at"),
    sa.Index("ix_cases_state_open_since", "state", "open_since"),
    sa.Index("ix_cases_state_start_date", "state", "start_date"),
)

case_parties = sa.Table(
    "case_parties",
    metadata,
    _case_key(primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("address", Words, nullable=False, index=True),
)

entries = sa.Table(
    "entries",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    _case_key(index=True),
    sa.Column("at", Moment, nullable=False, index=True),
    sa.Column("by", Words, nullable=False),
    sa.Column("what", Words, nullable=False),
    sa.Column("field", Words),
    sa.Column("old", Words),
    sa.Column("new", Words),
    sa.Column("message", Words),
    sa.Column("evidence", Words),
)

# A coordinator's command, with the cases before and after it, so that it can be taken back.
commands = sa.Table(
    "commands",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    _case_key(index=True),
    sa.Column("name", Words, nullable=False),
    sa.Column("by", Words, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("message", Words, nullable=False),
    sa.Column("before", Document, nullable=False),
    sa.Column("after", Document, nullable=False),
    sa.Column("undone_at", Moment),
)

# Timed work that was done for a case: a reminder of that day, a milestone.
timers = sa.Table(
    "timers",
    metadata,
    _case_key(primary_key=True),
    sa.Column("kind", Words, primary_key=True),
    sa.Column("due_on", sa.Date, primary_key=True),
    sa.Column("at", Moment, nullable=False),
)

# --- letters ------------------------------------------------------------------------------------------------------

letters = sa.Table(
    "letters",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("message_id", Words, nullable=False, unique=True),
    sa.Column("kind", Words, nullable=False),
    sa.Column("recipients", Document, nullable=False),
    sa.Column("pending", Document),  # who is still to get it, where some did and some did not; else nothing
    sa.Column("subject", Words, nullable=False),
    sa.Column("data", sa.LargeBinary, nullable=False),
    sa.Column("asks", Document, nullable=False),
    sa.Column("about", Words, nullable=False, index=True),
    sa.Column("question_id", Words, index=True),
    sa.Column("at", Moment, nullable=False, index=True),
    sa.Column("state", Words, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("doubts", sa.Integer, nullable=False),
    sa.Column("next_try", Moment),
    sa.Column("tried_at", Moment),
    sa.Column("lease_owner", Words),
    sa.Column("lease_until", Moment),
    sa.Column("handed_at", Moment),  # the server has been given the letter, and has not answered yet
    sa.Column("sent_at", Moment),
    sa.Column("changed_at", Moment, nullable=False),  # when the state last changed
    sa.Column("diagnosis", Words, nullable=False),
    sa.Column("to_copy", sa.Boolean, nullable=False),  # a copy belongs in the sent folder
    sa.Index("ix_letters_state_changed_at", "state", "changed_at"),
)
WAITS = letters.c.state.in_([sa.literal_column("'queued'"), sa.literal_column("'unknown'")])
sa.Index("ix_letters_waiting", letters.c.id, sqlite_where=WAITS, postgresql_where=WAITS)
UNCOPIED: sa.ColumnElement[bool] = sa.literal_column("to_copy")  # bare: each database writes "is true" otherwise
sa.Index("ix_letters_to_copy", letters.c.id, sqlite_where=UNCOPIED, postgresql_where=UNCOPIED)

letter_cases = sa.Table(
    "letter_cases",
    metadata,
    sa.Column("letter_id", sa.ForeignKey("letters.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
    _case_key(index=True),
)

# Which letters went out because of a command.
command_letters = sa.Table(
    "command_letters",
    metadata,
    sa.Column("command_id", sa.ForeignKey("commands.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("letter_id", sa.ForeignKey("letters.id", ondelete="CASCADE"), primary_key=True, index=True),
)

# Whom a letter went to, for the limits: how many today to this address, this domain, for this case.
letter_recipients = sa.Table(
    "letter_recipients",
    metadata,
    sa.Column("letter_id", sa.ForeignKey("letters.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("address", Words, primary_key=True),
    sa.Column("domain", Words, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("held", sa.Boolean, nullable=False),
    sa.Index("ix_letter_recipients_address_at", "address", "at"),
    sa.Index("ix_letter_recipients_domain_at", "domain", "at"),
)
