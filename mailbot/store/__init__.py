"""Tables and transactions: the only room that knows SQLAlchemy."""
