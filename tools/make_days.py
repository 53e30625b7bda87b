"""Write archiver/text/days.toml from Babel's copy of CLDR: python tools/make_days.py."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from babel import Locale

TARGET = Path(__file__).parent.parent / "archiver" / "text" / "days.toml"
HEAD = """\
# Names of weekdays and months, and forms of dates, in the languages that attributions are read
# in, from Unicode CLDR, as Babel packs it.
# Written by tools/make_days.py; don't edit. CLDR is © Unicode, Inc., Unicode License v3.
"""
LANGUAGES = (
    *("ar", "de", "en", "es", "fr", "he", "hi", "id", "it"),
    *("ja", "ko", "nl", "pl", "pt", "ru", "tr", "uk", "zh"),
)
_ALIKE = 2
"""A name that stands alone begins with as many letters of the one in a date: Babel gives some
languages the names of another where CLDR has an alias."""


def names(locale: Locale, what: str, number: int, widths: tuple[str, ...]) -> Iterator[str]:
    """The names of a weekday (0 is Monday) or month (1 is January), in and out of dates."""
    table = locale.days if what == "days" else locale.months
    for width in widths:
        name = table["format"][width][number]
        yield name
        alone = table["stand-alone"].get(width, {}).get(number, "")
        if alone.casefold()[:_ALIKE] == name.casefold()[:_ALIKE]:
            yield alone


def quoted(text: str) -> str:
    """A basic string of TOML."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def listed(found: Iterator[str]) -> str:
    """Each name once, without the points of abbreviations, as an array of TOML."""
    clean = dict.fromkeys(name.rstrip(".") for name in found)
    worded = (name for name in clean if any(map(str.isalpha, name)))
    return "[" + ", ".join(map(quoted, worded)) + "]"


def forms(locale: Locale) -> list[str]:
    """Patterns with a day and a month's name or number, those with a year first."""
    found = [locale.date_formats[length].pattern for length in ("long", "medium")]
    found += [
        str(locale.datetime_skeletons[key])
        for key in ("yMMMd", "MMMMd", "MMMd")
        if key in locale.datetime_skeletons
    ]
    return [form for form in dict.fromkeys(found) if "MMM" in form or "月" in form]


def render() -> str:
    """The file's text."""
    lines = [HEAD]
    for code in LANGUAGES:
        locale = Locale.parse(code)
        lines.append(f"\n[{code}]\n# Monday to Sunday.\nweekdays = [\n")
        lines += [f"  {listed(names(locale, 'days', day, ('wide',)))},\n" for day in range(7)]
        lines.append("]\n# January to December.\nmonths = [\n")
        lines += [
            f"  {listed(names(locale, 'months', month, ('wide', 'abbreviated')))},\n"
            for month in range(1, 13)
        ]
        lines.append("]\nforms = [" + ", ".join(map(quoted, forms(locale))) + "]\n")
    return "".join(lines)


if __name__ == "__main__":
    TARGET.write_text(render(), encoding="utf-8")
    print(f"wrote {TARGET}")
