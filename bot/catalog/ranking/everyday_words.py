"""What people say in everyday words, as words to look for, and the words that say little or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bot.catalog.ranking.everyday_sayings import SAYINGS

Phrase = tuple[tuple[str, ...], tuple[str, ...]]


def _read_phrases(table: str) -> Iterator[Phrase]:
    """Yield the rows of the table, an alternative at a time: the words that are said, and those that they mean."""
    for row in table.splitlines():
        said, arrow, meant = row.partition("->")
        if arrow:
            yield from ((tuple(each.split()), tuple(meant.split())) for each in said.split("|"))


PHRASES: Final[tuple[Phrase, ...]] = tuple(_read_phrases(SAYINGS))
"""What is said, as words, and the words that are looked for besides."""

# Words around a question, which say nothing of what is asked for.
UNSAYING_WORDS: Final = frozenset(
    (
        *("able", "anymore", "both", "enough", "even", "maybe", "since", "still", "until", "wanna", "whether", "yet"),
        *("a", "an", "and", "any", "anybody", "anyone", "anything", "are", "arent", "as", "at", "be", "been", "but"),
        *("by", "can", "cant", "could", "did", "didnt", "do", "does", "doesnt", "doing", "done", "dont", "each", "for"),
        *(
            "from",
            "get",
            "gets",
            "getting",
            "give",
            "go",
            "going",
            "gonna",
            "got",
            "had",
            "has",
            "have",
            "havent",
            "he",
        ),
        *("hello", "help", "her", "hey", "hi", "his", "how", "hows", "i", "id", "if", "ill", "im", "in", "into", "is"),
        *("isnt", "it", "its", "ive", "just", "keep", "keeps", "know", "learn", "learning", "let", "lets", "like"),
        *(
            "look",
            "make",
            "makes",
            "making",
            "many",
            "may",
            "me",
            "mean",
            "might",
            "more",
            "most",
            "much",
            "must",
            "my",
        ),
        *("need", "needs", "no", "not", "of", "off", "ok", "on", "one", "or", "our", "out", "over", "please", "pls"),
        *(
            "put",
            "really",
            "should",
            "so",
            "some",
            "somebody",
            "someone",
            "something",
            "than",
            "thanks",
            "that",
            "thats",
        ),
        *("the", "their", "them", "then", "there", "these", "they", "thing", "things", "this", "those", "to", "too"),
        *("topic", "topics", "understand", "up", "us", "use", "used", "using", "very", "via", "want", "was", "way"),
        *("ways", "we", "well", "were", "what", "whats", "when", "where", "which", "while", "who", "whom", "whose"),
        *("why", "will", "with", "without", "wont", "work", "works", "working", "would", "you", "your", "yours", "am"),
        *(
            "about",
            "best",
            "between",
            "better",
            "difference",
            "example",
            "examples",
            "explain",
            "find",
            "good",
            "great",
        ),
        *("handle", "deal", "happen", "happens", "idea", "ideas", "kind", "show", "start", "started", "tell", "think"),
        *(
            "order",
            "path",
            "course",
            "roadmap",
            "curriculum",
            "beginner",
            "quickly",
            "quick",
            "simple",
            "simply",
            "easy",
        ),
        *("easily", "fully", "whole", "nobody", "else", "ever", "often", "once", "long", "now", "please", "point"),
        *("try", "trying", "tutorial", "guide", "basics", "read", "see", "say", "sure", "already", "also", "again"),
        *("always", "every", "everything", "never", "only", "other", "same", "such", "versus", "vs", "right", "proper"),
        *(
            "properly",
            "correctly",
            "actually",
            "stuff",
            "lot",
            "lots",
            "bit",
            "time",
            "people",
            "person",
            "day",
            "days",
        ),
    )
)

# Words that say a little: they are in questions about anything.
WEAK_WORDS: Final = frozenset(
    (
        *("automatic", "automatically", "break", "breaks", "everybody", "everyone", "full", "page", "pages", "wrong"),
        *("another", "browser", "huge", "laptop", "large", "small", "today", "together", "want", "wants"),
        *("app", "apps", "application", "applications", "run", "runs", "running", "server", "servers", "service"),
        *("services", "system", "systems", "site", "website", "code", "data", "software", "tool", "tools", "team"),
        *("company", "project", "projects", "machine", "machines", "users", "user", "customers", "write", "create"),
        *(
            "set",
            "setup",
            "change",
            "changes",
            "add",
            "new",
            "old",
            "first",
            "big",
            "production",
            "environment",
            "call",
        ),
        *(
            "manage",
            "cloud",
            "public",
            "number",
            "part",
            "parts",
            "name",
            "names",
            "cut",
            "check",
            "move",
            "file",
            "files",
        ),
    )
)
