"""The store: tables, migrations, connections and bulk writing on SQLite and PostgreSQL."""
