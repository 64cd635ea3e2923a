"""The same lines for hypothesis, which shrinks what fails; and any text at all."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.features.hours.lines.kinds import KINDS, any_line
from tests.features.hours.lines.pieces.chooser import Chooser
from tests.features.hours.lines.pieces.meaning import Line


@st.composite
def lines(draw: st.DrawFn, kind: str = "") -> Line:
    """Return lines of one kind, or of any."""
    choose = Chooser(lambda size: draw(st.integers(0, size - 1)))
    return KINDS[kind](choose) if kind else any_line(choose)


PIECES = st.sampled_from(
    (
        *(
            "2h",
            "1:30",
            "90",
            "min",
            "h",
            ".",
            ",",
            ":",
            "-",
            "–",
            "/",
            "and",
            "networking",
            "docker",
            "aws",
            "mon",
            "27",
        ),
        *(
            "11",
            "2026",
            "th",
            "nov",
            "yesterday",
            "at",
            "from",
            "to",
            "pm",
            "half",
            "an hour",
            "\n",
            "log",
            "<@U1|ben>",
        ),
        *(
            "<https://x.org|x>",
            "&amp;",
            "<",
            ">",
            "*",
            "_",
            "`",
            "•",
            ":tada:",
            "½",
            "1e9",
            "٣",
            "²",
            "\u200b",
            "(",
            ")",
        ),
    )
)
ANY_TEXT = st.one_of(
    st.text(max_size=300),
    st.lists(st.tuples(PIECES, st.sampled_from(("", " ", "  "))).map("".join), max_size=60).map("".join),
)
