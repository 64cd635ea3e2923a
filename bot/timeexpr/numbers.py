"""Read numbers as people write them, in digits, fractions and words, exactly."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

Amount = int | Fraction

_ROWS: Final = (  # the number of the first word, the step to the next one, the words
    (1, 1, "one two three four five six seven eight nine ten eleven twelve"),
    (13, 1, "thirteen fourteen fifteen sixteen seventeen eighteen nineteen"),
    (20, 10, "twenty thirty forty fifty sixty seventy eighty ninety"),
    (1, 1, "eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf"),
    (20, 10, "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig"),
    (1, 1, "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze"),
    (20, 10, "vingt trente quarante cinquante soixante"),
    (1, 1, "uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince"),
    (20, 10, "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa"),
    (1, 1, "um dois três quatro cinco seis sete oito nove dez onze doze"),
    (20, 10, "vinte trinta quarenta cinquenta"),
    (1, 1, "uno due tre quattro cinque sei sette otto nove dieci undici dodici"),
    (20, 10, "venti trenta quaranta cinquanta"),
    (1, 1, "een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien"),
    (20, 10, "twintig dertig veertig vijftig"),
    (1, 1, "jeden dwie trzy cztery pięć sześć siedem osiem dziewięć dziesięć"),
    (20, 10, "dwadzieścia trzydzieści czterdzieści pięćdziesiąt"),
)
_PARTS: Final = (
    (2, "half halbe halben demi demie media meia mezza mezz halve pół"),
    (3, "third thirds"),
    (4, "quarter quarters quart kwart viertel"),
)
WORDS: Final[dict[str, Amount]] = {
    **{word: first + step * index for first, step, words in _ROWS for index, word in enumerate(words.split())},
    **dict.fromkeys(("anderthalb", "eineinhalb", "anderhalf"), Fraction(3, 2)),
}
PARTS: Final[dict[str, Amount]] = {word: Fraction(1, under) for under, words in _PARTS for word in words.split()}
COUNTS: Final = {"a": 1, "an": 1, **{word: count for count, word in enumerate(_ROWS[0][2].split(), 1)}}
_HUGE: Final = 10**7  # stands for any number of more digits: far too long in every unit

NUMBER: Final = r"(?:[0-9]+(?:[.,][0-9]+)?|[.,][0-9]+)"  # to build other patterns of


def amount(number: str) -> Amount:
    """Return a number in digits exactly; of very long ones only that they are huge."""
    whole, _, decimals = number.replace(",", ".").partition(".")
    whole = whole.lstrip("0")
    if len(whole) > 7:
        return _HUGE
    if not decimals:
        return int(whole or 0)
    return Fraction(int(whole + decimals[:9]), 10 ** len(decimals[:9]))


def rounded(value: Amount) -> int:
    """Round to the nearest whole number, a half up."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)
