"""What a mentor gets to see of a mentee, in words."""

from __future__ import annotations

from typing import Final

FACTS: Final = "hours, last entries, plan, levels, assignments and stuck places"  # all that a mentor sees, and no less
