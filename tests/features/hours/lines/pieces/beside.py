"""What people write beside length, day and name: notes, links, people, channels, emoji, counts of things."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Final

from tests.features.hours.lines.pieces.chooser import Chooser
from tests.features.hours.lines.pieces.subjects import words_of_content

PEOPLE: Final = (("U0SANDBEN", "ben"), ("U0SANDMEI", "mei"))
WORDS: Final = (
    *("slides", "breakfast", "diagrams", "exercises", "homework", "whiteboard", "errata", "rehearsal", "quizzes"),
    *("flashcards", "lecture", "webinar", "chapters", "notebook", "sketches", "snippets", "puzzles", "videos"),
)


@dataclass(frozen=True, slots=True)
class Beside:
    """A piece that stands behind the rest of the line (or before it), and what has to be kept of it."""

    text: str
    keep: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


@cache
def note_words() -> tuple[str, ...]:
    """Return words that name nothing in the content."""
    return tuple(word for word in WORDS if word not in words_of_content())


def words(choose: Chooser) -> tuple[str, ...]:
    """Return a few words of a note."""
    return tuple(choose.one(note_words()) for _ in range(choose.number(1, 3)))


def colon(choose: Chooser) -> Beside:
    """Write a note behind a colon, with anything in it."""
    kept = words(choose)
    if choose.maybe(40):
        number = str(choose.number(2, 40))
        kept = choose.one(((number, *kept), (*kept, number), (*kept, "on", "monday"), (*kept, f"{number}h", "left")))
    return Beside(f"{choose.one((': ', ' : '))}{' '.join(kept)}", kept)


def tight_colon(choose: Chooser) -> Beside:
    """Write a note close behind a colon; a number right there is of a clock: `2-nov-26:11`."""
    kept = words(choose)
    kept = (*kept, str(choose.number(2, 40))) if choose.maybe(30) else kept
    return Beside(f":{' '.join(kept)}", kept)


def list_of_words(choose: Chooser) -> Beside:
    """Write a note that is a list: no word of it is an entry."""
    kept = tuple(choose.one(note_words()) for _ in range(choose.number(2, 3)))
    return Beside(f"{choose.one((': ', ' - '))}{choose.one((', ', ' and ', ' + ', '; ')).join(kept)}", kept)


def dash(choose: Chooser) -> Beside:
    """Write a note behind a dash."""
    kept = words(choose)
    return Beside(f"{choose.one((' - ', ' – ', ' — ', ' -- '))}{' '.join(kept)}", kept)


def parentheses(choose: Chooser) -> Beside:
    """Write a note in parentheses."""
    kept = words(choose)
    if choose.maybe(30):
        kept = (*kept, str(choose.number(2, 12)))
    return Beside(choose.one((" ({})", " [{}]", " “{}”", ' "{}"')).format(" ".join(kept)), kept)


def second_line(choose: Chooser) -> Beside:
    """Write a note on a line of its own."""
    kept = words(choose)
    return Beside(f"\n{' '.join(kept)}", kept)


def loose(choose: Chooser) -> Beside:
    """Write words just behind the name."""
    kept = words(choose)
    lead = choose.one((" ", " ", " ", ", ", " and ", ". ", "; "))
    return Beside(f"{lead}{' '.join(kept)}", kept)


def link(choose: Chooser) -> Beside:
    """Write a link, bare or as Slack delivers it."""
    host = choose.one(("example.org/gitops", "example.org/a/b?c=d", "docs.example.org/3.14/x_y_z.html"))
    url = f"https://{host}"
    label = choose.one(note_words())
    form = choose.pick(4)
    text = (url, f"<{url}>", f"<{url}|{host}>", f"<{url}|{label}>")[form].replace("&", "&amp;")
    return Beside(f"{choose.one((' ', ': ', ' - ', ' see ', chr(10)))}{text}", (label,) if form == 3 else (), (url,))


def person(choose: Chooser) -> Beside:
    """Name a colleague."""
    member, name = choose.one(PEOPLE)
    if choose.maybe(30):
        other, other_name = PEOPLE[0] if member == PEOPLE[1][0] else PEOPLE[1]
        joint = choose.one((" ", " and ", ", "))
        return Beside(f" with <@{member}|{name}>{joint}<@{other}|{other_name}>", people=(member, other))
    return Beside(f"{choose.one((' ', ' with '))}<@{member}|{name}>", people=(member,))


def person_in_note(choose: Chooser) -> Beside:
    """Name a colleague in a note."""
    member, name = choose.one(PEOPLE)
    word = choose.one(note_words())
    return Beside(f": {word} by <@{member}|{name}>", (word, name))


def channel(choose: Chooser) -> Beside:
    """Name a channel."""
    lead = choose.one((" in ", ": see ", " ", " - "))
    return Beside(f"{lead}<#C0LEARNING|learning>", ("learning",))


def emoji(choose: Chooser) -> Beside:
    """Put an emoji behind the line."""
    name = choose.one(("tada", "rocket", "muscle", "coffee", "+1::skin-tone-3", "white_check_mark"))
    return Beside(
        f"{choose.one((' ', ''))}:{name}:" if choose.maybe(10) else f" :{name}:", absent=(name.split(":")[0],)
    )


def emoji_in_note(choose: Chooser) -> Beside:
    """Put an emoji into a note, or behind it."""
    kept = words(choose)
    return Beside(f": {' '.join(kept)} :tada:", (*kept, "tada"))


def count(choose: Chooser) -> Beside:
    """Count things that are no time."""
    number = choose.number(2, 9)
    noun = choose.one(("chapters", "sessions", "pomodoros", "videos", "exercises", "quizzes"))
    lead = choose.one((" ", ", ", ": ", " - "))
    return Beside(f"{lead}{number} {noun}", (str(number), noun))


Family = Callable[[Chooser], Beside]
FAMILIES: Final[dict[str, Family]] = {
    "colon": colon,
    "tight_colon": tight_colon,
    "list_of_words": list_of_words,
    "dash": dash,
    "parentheses": parentheses,
    "second_line": second_line,
    "loose": loose,
    "link": link,
    "person": person,
    "person_in_note": person_in_note,
    "channel": channel,
    "emoji": emoji,
    "emoji_in_note": emoji_in_note,
    "count": count,
}
