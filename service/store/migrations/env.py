"""Alembic's entry: migrate the connection that `service.store.migrate` hands over."""

from alembic import context

from service.store.core import data_version

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=data_version.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    include_name=lambda name, kind, _: kind != "table" or not str(name).startswith("revision_search"),
)
with context.begin_transaction():
    context.run_migrations()
