"""Halves and quarters as parts of a number: half a million, one and a half."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from archiver.text.figures import Atom
from archiver.text.judging import Judging

_EXACT = frozenset("2458")
_LEAST = 1000
"""From here on, "and a half" behind a multiplier is half of that: a million and a half."""
_NOTHING = Atom("w")


def with_fractions(atoms: Sequence[Atom], tables: Judging) -> list[Atom]:
    """``atoms``, each fraction that is part of a number as one atom with it.

    Fractions that stand alone stay what they are, and so do thirds, which have no decimals.
    """
    if not any(atom.kind == "f" for atom in atoms):
        return list(atoms)
    found: list[Atom] = []
    at = 0
    while at < len(atoms):
        read, taken = _read(_Ahead(atoms, at), tables) or ([atoms[at]], 1)
        found += read
        at += taken
    return found


class _Ahead:
    """The atoms from one of them on."""

    def __init__(self, atoms: Sequence[Atom], at: int) -> None:
        self._atoms, self._at = atoms, at

    def __getitem__(self, step: int) -> Atom:
        at = self._at + step
        return self._atoms[at] if at < len(self._atoms) else _NOTHING


_Found = tuple[list[Atom], int] | None
"""What is read, and of how many atoms."""


def _read(ahead: _Ahead, tables: Judging) -> _Found:
    first = ahead[0]
    share = _share(first)
    if share is not None:
        return _from_share(first, share, ahead)
    if first.kind in "wn" and (first.text in tables.articles or first.value == 1):
        found = _behind_one(first, ahead)
        if found:
            return found
    if first.kind in "nd" and first.value == int(first.value):
        return _behind_number(first, ahead, tables)
    if first.kind == "x" and first.value >= _LEAST:
        return _behind_multiplier(first, ahead, tables)
    return None


def _behind_one(first: Atom, ahead: _Ahead) -> _Found:
    """Half a million, and one and a half million where the article is the number."""
    share = _share(ahead[1])
    if share is not None and share < 1 and ahead[2].kind == "x":
        more = ahead[1].text.startswith("+")
        return [_number(share + more, first)], 2
    share = _share(ahead[2]) if ahead[1].kind == "j" else None
    if share is not None and share < 1:
        return [_number(share + 1, first)], 3
    return None


def _from_share(first: Atom, share: Decimal, ahead: _Ahead) -> _Found:
    if share > 1 or ahead[1].kind == "x":
        return [_number(share, first)], 1
    if first.text.startswith("+") and ahead[1].kind in "nd":
        return [_number(ahead[1].value + share, first)], 2
    return None


def _behind_number(first: Atom, ahead: _Ahead, tables: Judging) -> _Found:
    share = _share(ahead[1])
    if share is not None and share < 1 and _is_written_behind(ahead[1]):
        return [_number(first.value + share, first)], 2
    step = _joined(ahead, tables)
    share = _share(ahead[step]) if step else None
    if share is not None and share < 1:
        return [_number(first.value + share, first)], step + 1
    return None


def _behind_multiplier(first: Atom, ahead: _Ahead, tables: Judging) -> _Found:
    step = _joined(ahead, tables)
    share = _share(ahead[step]) if step else None
    if share is None or share >= 1:
        return None
    again = ahead[step + 1].kind == "x"
    if again and ahead[step + 1].value != first.value:
        return None
    return [first, _number(share * first.value, first)], step + 1 + again


def _joined(ahead: _Ahead, tables: Judging) -> int:
    """How far on a fraction may stand behind "and" or "and a"; 0 where there is no "and"."""
    if ahead[1].kind != "j":
        return 0
    return 3 if ahead[2].kind in "wn" and ahead[2].text in tables.articles else 2


def _is_written_behind(atom: Atom) -> bool:
    """Whether it is "½", "1/2", or a word that is only said behind a number."""
    return atom.text.startswith("+") or not atom.more or not atom.more[0].isalpha()


def _share(atom: Atom) -> Decimal | None:
    """What a fraction is as a decimal; None for what is none, or has no end."""
    if atom.kind != "f":
        return None
    top, bar, bottom = atom.text.lstrip("+").partition("/")
    if not bar:
        return Decimal(top) if top.replace(".", "", 1).isdecimal() else None
    if not top.isdecimal() or bottom not in _EXACT or int(top) >= int(bottom):
        return None
    return Decimal(int(top)) / Decimal(int(bottom))


def _number(value: Decimal, atom: Atom) -> Atom:
    return Atom("n", value, atom.text)
