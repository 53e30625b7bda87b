"""What edits add up to: the rule table. No score takes part in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from archiver.model import Edit, EditKind, Materiality, Tier, Verdict
from archiver.verify.kinds import materiality

RULES = "rules/2"
"""Version of this table and of the kinds: a change of either is a new version."""

_OF_TIER = {
    Tier.TYPOGRAPHY: Verdict.EXACT,
    Tier.CONVENTION: Verdict.CONVENTIONAL,
    Tier.MARKED: Verdict.MARKED,
    Tier.UNMARKED: Verdict.ALTERED,
}
_ORDER = (Materiality.MINOR, Materiality.WORDING, Materiality.MEANING)


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict, and how much it matters where it is ``altered``."""

    verdict: Verdict
    materiality: Materiality | None = None


def judge(edits: Iterable[Edit]) -> Judgement:
    """The verdict of the highest tier among the edits; the materiality of the gravest."""
    kinds: set[EditKind] = {edit.kind for edit in edits}
    tier = max((kind.tier for kind in kinds), default=Tier.TYPOGRAPHY)
    matters = [m for kind in kinds if (m := materiality(kind))]
    return Judgement(_OF_TIER[tier], max(matters, key=_ORDER.index, default=None))
