"""Write archiver/text/places.toml from Babel's copy of CLDR: python tools/make_places.py.

For the languages whose capital letters give no names away: there a table has to.
"""

from __future__ import annotations

from pathlib import Path

from babel import Locale

from archiver.text.fold import fold_word

TARGET = Path(__file__).parent.parent / "archiver" / "text" / "places.toml"
LOCALES = {
    "ar": ["ar"],
    "de": ["de"],
    "he": ["he"],
    "hi": ["hi"],
    "ja": ["ja"],
    "ko": ["ko"],
    "zh": ["zh", "zh_Hant", "zh_Hant_HK"],
}
HEAD = """\
# Countries and cities in the languages whose capital letters give no names away, folded.
# Written by tools/make_places.py; don't edit. CLDR is © Unicode, Inc., Unicode License v3.

"""
# Countries whose names are words of the language too.
_WORDS = {"de": {"us", "un"}, "ar": {"توغو"}, "hi": {"चाड", "माली"}, "ko": {"차드", "말리", "괌"}}


def names(tag: str) -> list[str]:
    """Every name of one word, and of several where signs are joined without spaces."""
    found: set[str] = set()
    for code in LOCALES[tag]:
        locale = Locale.parse(code)
        territories = [name for key, name in locale.territories.items() if len(key) == 2]
        cities = [zone["city"] for zone in locale.time_zones.values() if zone.get("city")]
        found.update(fold_word(name) for name in territories + cities)
    short = 2 if tag in {"ja", "ko", "zh"} else 3
    return sorted(
        name
        for name in found
        if len(name) >= short
        and name not in _WORDS.get(tag, set())
        and all(sign.isalpha() or sign in "-' " or not sign.isascii() for sign in name)
        and not set("()（）,، ") & set(name)
    )


def render() -> str:
    """The file's text."""
    lines = [HEAD]
    for tag in LOCALES:
        row = f"{tag} = ["
        lines.append(row + "\n")
        line = " "
        for name in names(tag):
            item = f' "{name}",'
            if len(line) + len(item) > 96:
                lines.append(line + "\n")
                line = " "
            line += item
        lines += [line + "\n", "]\n"]
    return "".join(lines)


if __name__ == "__main__":
    TARGET.write_text(render(), encoding="utf-8")
    print(f"wrote {TARGET}")
