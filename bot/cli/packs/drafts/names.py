"""Make ids from names: plain letters, always the same for the same name, and never the same for two things."""

from __future__ import annotations

import hashlib
import unicodedata
from typing import Final

from bot.lazy_pattern import lazy_pattern

MAX_SLUG: Final = 40

_NO_LETTERS: Final = lazy_pattern(r"[^a-z0-9]+")
_SIGNS: Final = {
    "c++": "cpp",
    "c#": "csharp",
    "f#": "fsharp",
    ".net": "dotnet",
    "&": " and ",
    "+": " plus ",
    "@": " at ",
}
_LATIN: Final = "ß=ss æ=ae œ=oe ø=o ł=l đ=d ð=d þ=th ı=i ’= '="
_CYRILLIC: Final = (
    "а=a б=b в=v г=g д=d е=e ж=zh з=z и=i й=y к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=kh ц=ts ч=ch ш=sh щ=shch "
    "ъ= ы=y ь= э=e ю=yu я=ya ё=e і=i ї=yi є=ye ґ=g"
)
_GREEK: Final = "α=a β=v γ=g δ=d ε=e ζ=z η=i θ=th ι=i κ=k λ=l μ=m ν=n ξ=x ο=o π=p ρ=r σ=s ς=s τ=t υ=y φ=f χ=ch ψ=ps ω=o"
_LETTERS: Final = str.maketrans(
    dict(each.split("=") for alphabet in (_LATIN, _CYRILLIC, _GREEK) for each in alphabet.split(" "))
)


def make_slug(name: str, limit: int = MAX_SLUG) -> str:
    """Return a name as lower-case letters, digits and hyphens; its hash where no letter can be written so."""
    text = name.casefold()
    for sign, word in _SIGNS.items():
        text = text.replace(sign, word)
    text = unicodedata.normalize("NFKD", text.translate(_LETTERS)).translate(_LETTERS)
    bare = "".join(each for each in text if not unicodedata.combining(each))
    slug = _NO_LETTERS.sub("-", bare).strip("-")
    if not slug:
        return "x" + hashlib.sha256(name.encode()).hexdigest()[:8]
    if len(slug) > limit:
        cut = slug[: limit + 1]
        slug = cut[: cut.rfind("-")] if "-" in cut else cut[:limit]
    return slug


class SlugMaker:
    """Gives each name a slug of its own within one parent; what comes later gets the word beside it, or a number."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, name: str, beside: str = "", limit: int = MAX_SLUG) -> str:
        """Return a slug that nothing has yet; `beside` says where a second one of the same name belongs."""
        slug = make_slug(name, limit)
        if slug in self._taken and beside:
            slug = make_slug(f"{slug[: limit // 2]} {beside}", limit)
        first, number = slug, 1
        while slug in self._taken:
            number += 1
            ending = f"-{number}"
            slug = first[: limit - len(ending)].rstrip("-") + ending
        self._taken.add(slug)
        return slug
