"""The database: schema, queries by aggregate, encryption at rest, migrations."""
