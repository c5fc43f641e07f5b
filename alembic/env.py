"""Alembic's entry: the connection is handed over by `gateway db upgrade` or by `gateway run`."""

from alembic import context

from gateway.adapters.sql.tables import metadata

connection = context.config.attributes.get("connection")
if connection is None:
    raise SystemExit("Run `gateway db upgrade`: it knows the database of your config.yaml.")
context.configure(
    connection=connection, target_metadata=metadata, render_as_batch=True, transactional_ddl=True
)
with context.begin_transaction():
    context.run_migrations()
