"""Style profiles: what a news house's rules let pass in silence.

A profile moves small things between ``altered`` (minor) and ``conventional``. It never touches
words: a substituted word, a number, a negation or a name weighs the same in every profile.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from archiver.errors import InputError
from archiver.model import Edit, EditKind, Tier, Verdict
from archiver.verify.kinds import MINOR
from archiver.verify.verdict import Judgement, judge

DEFAULT = "plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """One profile of ``styles.toml``."""

    name: str
    title: str
    source: str
    """Where the rule stands."""
    softens: frozenset[EditKind] = frozenset()
    """Kinds that count as conventions under it."""
    tells_conventions: bool = False
    """Whether every convention is named among the reasons."""


@cache
def styles() -> tuple[str, ...]:
    """The names of all profiles, in the order of the file: the default first."""
    return tuple(_table())


def style(name: str) -> Style:
    """The profile of that name. Raises InputError where there is none."""
    data = _table().get(name)
    if data is None:
        raise InputError(f"there is no style {name!r}", f"choose one of {', '.join(styles())}")
    return data


def plain() -> Style:
    """The program's own rules."""
    return style(DEFAULT)


@cache
def _table() -> dict[str, Style]:
    source = files("archiver.verify").joinpath("styles.toml").read_text(encoding="utf-8")
    return {name: _style(name, data) for name, data in tomllib.loads(source).items()}


def _style(name: str, data: dict[str, object]) -> Style:
    listed = data.get("softens")
    kinds = frozenset(EditKind(str(kind)) for kind in listed) if isinstance(listed, list) else None
    if kinds is None or not kinds <= MINOR:
        raise ValueError(f"style {name!r} softens what no style may: {listed}")
    return Style(
        name=name,
        title=str(data["title"]),
        source=str(data["source"]),
        softens=kinds,
        tells_conventions=data.get("tells_conventions") is True,
    )


def judge_by(edits: Iterable[Edit], style: Style) -> Judgement:
    """What the edits add up to under a profile: what it softens is at worst a convention."""
    every = tuple(edits)
    if not style.softens:
        return judge(every)
    graver = [edit for edit in every if edit.kind not in style.softens]
    found = judge(graver)
    softened = any(e.kind in style.softens and e.kind.tier > Tier.CONVENTION for e in every)
    if softened and found.verdict is Verdict.EXACT:
        return Judgement(Verdict.CONVENTIONAL)
    return found
