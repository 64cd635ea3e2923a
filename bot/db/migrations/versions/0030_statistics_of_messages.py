"""Tell SQLite how messages are spread: without that it read all that wait to find the next workspace to send to.

As with sums: it only knows what ANALYZE has counted, which nobody runs. Few of the rows are on their way, and those in
an index of their own, which is to be preferred to that of the states.

Revision ID: 0030
Revises: 0029
"""

from __future__ import annotations

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None
compatible_since = "0025"  # an older release plans its statements by them too

STATISTICS = (  # by index: all rows, and how many have the same first column, the same first two, and so on
    ("ix_outbox_state_due_at", "1000000 10000 4"),  # of the states that are asked for; nobody asks for all that arrived
    ("ix_outbox_open", "1000 10 2 1"),
)


def upgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        return
    for index, numbers in STATISTICS:
        op.execute(f"INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('outbox', '{index}', '{numbers}')")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DELETE FROM sqlite_stat1 WHERE tbl = 'outbox'")
