"""The data: tables, sessions, migrations."""
