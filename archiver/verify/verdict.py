"""What edits add up to: the rule table. No score takes part in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from archiver.model import Edit, EditKind, Materiality, Tier, Verdict
from archiver.verify.kinds import gravest, materiality

RULES = "rules/2"
"""Version of this table and of the kinds: a change of either is a new version."""

_OF_TIER = {
    Tier.TYPOGRAPHY: Verdict.EXACT,
    Tier.CONVENTION: Verdict.CONVENTIONAL,
    Tier.MARKED: Verdict.MARKED,
    Tier.UNMARKED: Verdict.ALTERED,
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict, and how much it matters where it is ``altered``."""

    verdict: Verdict
    materiality: Materiality | None = None


_OF_KIND = {kind: Judgement(_OF_TIER[kind.tier], materiality(kind)) for kind in EditKind}


def judge(edits: Iterable[Edit]) -> Judgement:
    """The verdict of the highest tier among the edits; the materiality of the gravest."""
    kinds: set[EditKind] = {edit.kind for edit in edits}
    return _OF_KIND[gravest(kinds)] if kinds else Judgement(Verdict.EXACT)
