"""Tables and transactions: the only room that knows SQLAlchemy.

store = open_store("sqlite:////var/lib/mailbot/mailbot.db")
store.migrate()
with store.writing() as books:
    thread = books.thread_of(heading, identity.ours)
    decision = decide(mail, reading, command, books.situation(thread, mail.sender, now, pools, people), office)
    books.write(decision, letters, now)
    books.mails.record(line)
"""

from mailbot.store.books import Books
from mailbot.store.faults import DatabaseUnusable, RecordedElsewhere
from mailbot.store.outbox import Outgoing
from mailbot.store.store import Store, open_store

__all__ = ["Books", "DatabaseUnusable", "Outgoing", "RecordedElsewhere", "Store", "open_store"]
