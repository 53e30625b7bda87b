"""Write archiver/text/months.toml from Babel's copy of CLDR: python tools/make_months.py."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from pathlib import Path

from babel import Locale, localedata

from archiver.text.datelines import fold_month

TARGET = Path(__file__).parent.parent / "archiver" / "text" / "months.toml"
HEAD = """\
# Month names and date forms of all locales in Unicode CLDR, as Babel packs them.
# Written by tools/make_months.py; don't edit. CLDR is © Unicode, Inc., Unicode License v3.

"""
_NUMERIC = re.compile(r"(?<!M)MM?(?!M)")


def usable(form: str) -> bool:
    """Day, month and year; and where all are numbers, an order that can't be mistaken."""
    if not _NUMERIC.search(form):
        return all(field in form for field in "dMy")
    return form.startswith("y") or re.fullmatch(r"dd?\.\s?MM?\.\s?y.{0,5}", form) is not None


def quoted(text: str) -> str:
    """A basic string of TOML."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def collect() -> tuple[dict[str, dict[int, set[str]]], list[str]]:
    """Month name → month → languages; and the forms, the commonest first."""
    names: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    forms: Counter[str] = Counter()
    for code in localedata.locale_identifiers():
        locale = Locale.parse(code)
        forms.update(locale.date_formats[length].pattern for length in ("long", "medium"))
        for context in locale.months.values():
            for width in ("wide", "abbreviated"):
                for month, name in context.get(width, {}).items():
                    folded = fold_month(name)
                    if any(map(str.isalpha, folded)):
                        names[folded][month].add(locale.language)
    kept = sorted(filter(usable, forms), key=lambda form: (-forms[form], form))
    return names, kept


def render() -> str:
    """The file's text."""
    names, forms = collect()
    lines = [HEAD, "forms = [\n", *(f"  {quoted(form)},\n" for form in forms), "]\n\n"]
    lines.append("# January to December.\nnames = [\n")
    for month in range(1, 13):
        own = sorted(name for name, months in names.items() if list(months) == [month])
        lines.append(f"  {quoted('|'.join(own))},\n")
    lines.append("]\n\n# Names of different months in different languages.\n[ambiguous]\n")
    for name, months in sorted(names.items()):
        if len(months) > 1:
            choices = ", ".join(
                f"{month} = {quoted(' '.join(sorted(codes)))}"
                for month, codes in sorted(months.items())
            )
            lines.append(f"{quoted(name)} = {{ {choices} }}\n")
    return "".join(lines)


if __name__ == "__main__":
    TARGET.write_text(render(), encoding="utf-8")
    print(f"wrote {TARGET}")
