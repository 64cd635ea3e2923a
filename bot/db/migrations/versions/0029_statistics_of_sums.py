"""Tell SQLite how sums are spread: without that it read all of a workspace's sums for the board or digest of a week.

SQLite only knows what ANALYZE has counted, which nobody runs; PostgreSQL counts by itself. These are the numbers of a
team of five hundred, rounded. They choose between two indexes, and stay right as a team grows.

Revision ID: 0029
Revises: 0028
"""

from __future__ import annotations

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None
compatible_since = "0025"  # an older release plans its statements by them too

STATISTICS = (  # by index: all rows, and how many have the same first column, the same first two, and so on
    ("ix_totals_board", "1000000 100000 500 50"),
    ("totals", "1000000 100000 1000 10 1"),  # the key of the table
)


def upgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        return
    op.execute("ANALYZE workspaces")  # makes the table of the statistics
    op.execute("DELETE FROM sqlite_stat1 WHERE tbl IN ('workspaces', 'totals')")
    for index, numbers in STATISTICS:
        op.execute(f"INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('totals', '{index}', '{numbers}')")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DELETE FROM sqlite_stat1 WHERE tbl = 'totals'")
