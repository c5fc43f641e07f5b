"""SQL through SQLAlchemy Core: one code path for embedded SQLite and PostgreSQL."""
