"""What language a text is in: by its script first, then by what py3langid makes of it."""

from __future__ import annotations

from collections import Counter

import regex

_ENOUGH = 60
"""The letters without which an alphabet's languages are not told apart."""
_ENOUGH_SIGNS = 12
"""The same where the script alone tells the language."""
_SAMPLE = 3_000
_SCRIPTS = {
    "Latin": "Latn", "Cyrillic": "Cyrl", "Arabic": "Arab", "Hebrew": "Hebr", "Devanagari": "Deva",
    "Hangul": "Kore", "Hiragana": "Jpan", "Katakana": "Jpan", "Han": "Hani", "Greek": "Grek",
    "Thai": "Thai", "Bengali": "Beng", "Tamil": "Taml", "Telugu": "Telu", "Armenian": "Armn",
    "Georgian": "Geor", "Gurmukhi": "Guru", "Gujarati": "Gujr", "Kannada": "Knda",
    "Malayalam": "Mlym", "Khmer": "Khmr", "Lao": "Laoo", "Myanmar": "Mymr", "Sinhala": "Sinh",
    "Ethiopic": "Ethi",
}  # fmt: skip
_LETTERS = regex.compile(
    "|".join(rf"(?P<{script}>\p{{{script}}}+)" for script in _SCRIPTS), regex.VERSION1
)
_ALONE = {
    "Hebr": "he", "Kore": "ko", "Jpan": "ja", "Hani": "zh", "Grek": "el", "Thai": "th",
    "Beng": "bn", "Taml": "ta", "Telu": "te", "Armn": "hy", "Geor": "ka", "Guru": "pa",
    "Gujr": "gu", "Knda": "kn", "Mlym": "ml", "Khmr": "km", "Laoo": "lo", "Mymr": "my",
    "Sinh": "si", "Ethi": "am",
}  # fmt: skip
"""Scripts of which one language has nearly all news."""
_SHARED = {
    "Latn": frozenset((
        "en", "de", "fr", "es", "pt", "it", "nl", "pl", "tr", "id", "ms", "ca", "ro", "hu", "cs",
        "sk", "sl", "hr", "bs", "sq", "sv", "da", "no", "nn", "fi", "et", "lv", "lt", "is", "vi",
        "tl", "sw", "af", "eu", "gl", "ga", "cy", "mt", "az", "uz",
    )),
    "Cyrl": frozenset(("ru", "uk", "bg", "be", "mk", "sr", "kk", "ky", "mn", "tg")),
    "Arab": frozenset(("ar", "fa", "ur", "ps", "ug", "ku")),
    "Deva": frozenset(("hi", "mr", "ne")),
}  # fmt: skip
_WRITTEN_IN = {
    **{tag: script for script, tags in _SHARED.items() for tag in tags},
    **{tag: script for script, tag in _ALONE.items()},
    "yi": "Hebr",
    "yue": "Hani",
}
_TWICE_WRITTEN = frozenset(
    ("sr", "az", "uz", "kk", "ku", "mn", "ug", "pa", "sd", "tg", "ms", "bs")
)  # fmt: skip
"""Languages with two scripts: a text in the other one contradicts nothing."""
_MISNAMED = {"iw": "he", "in": "id", "jp": "ja", "kr": "ko", "cn": "zh", "ua": "uk", "gr": "el"}
"""Former codes, and those of countries, that pages give as their language."""
_DENSE = frozenset(("Hani", "Jpan", "Kore"))
_FOREIGN_LATIN = 0.4
"""Below this share of Latin letters a text is in no language that is written in them."""
_FOREIGN_OTHER = 0.05
"""The same for other scripts: posts in English can be longer than the article about them."""
_KANA_SHARE = 6
"""Where one letter of this many is kana, a text is Japanese."""


def guess_language(text: str) -> str | None:
    """The likeliest language of ``text`` (ISO 639-1); None where it has too few letters.

    60 letters are enough in a script that several languages share, 12 in another.
    """
    sample = text[:_SAMPLE]
    counted = _counted(sample)
    script = _script(counted)
    if script is None:
        return None
    if script in _ALONE:
        return _ALONE[script] if counted.total() >= _ENOUGH_SIGNS else None
    if counted.total() < _ENOUGH:
        return None
    from py3langid.langid import rank

    ranked = rank(sample)  # type: ignore[no-untyped-call]
    return next((str(code) for code, _ in ranked if code in _SHARED[script]), None)


def settle_language(stated: str | None, text: str) -> str | None:
    """The language that a page states, unless its script says otherwise; else the guess.

    A stated code is returned as it stands, but for former codes and those of countries
    ("iw", "jp"), which are mended.
    """
    if not stated:
        return guess_language(text)
    primary, dash, rest = stated.replace("_", "-").partition("-")
    known = _MISNAMED.get(primary.casefold(), primary.casefold())
    tag = stated if known == primary.casefold() else f"{known}{dash}{rest}"
    wanted = _WRITTEN_IN.get(known)
    weighed = _weighed(_counted(text[:_SAMPLE]))
    if wanted is None or known in _TWICE_WRITTEN or weighed.total() < _ENOUGH_SIGNS * 2:
        return tag
    least = _FOREIGN_LATIN if wanted == "Latn" else _FOREIGN_OTHER
    if weighed[wanted] >= weighed.total() * least:
        return tag
    return guess_language(text) or tag


def _counted(sample: str) -> Counter[str]:
    """How many letters of each script there are."""
    counted: Counter[str] = Counter()
    for run in _LETTERS.finditer(sample):
        counted[_SCRIPTS[run.lastgroup or ""]] += run.end() - run.start()
    return counted


def _script(counted: Counter[str]) -> str | None:
    """The script of most letters."""
    weighed = _weighed(counted)
    return max(weighed, key=lambda script: weighed[script]) if weighed else None


def _weighed(counted: Counter[str]) -> Counter[str]:
    """Letters by script; where there is kana enough, Chinese signs are Japanese.

    A Chinese, Japanese or Korean sign is worth two letters of an alphabet, as it is a word or
    half of one among foreign names and links.
    """
    weighed = Counter(
        {script: number * (1 + (script in _DENSE)) for script, number in counted.items()}
    )
    if counted["Jpan"] and counted["Jpan"] * _KANA_SHARE >= counted["Hani"] + counted["Jpan"]:
        weighed["Jpan"] += weighed.pop("Hani", 0)
    return weighed
