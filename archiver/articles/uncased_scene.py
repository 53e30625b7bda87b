"""A quotation with what is asked of it, and the clause that brings it on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import regex

from archiver.articles.said import Context, Said
from archiver.articles.uncased_grammar import DECISIVE, HOLE, Cue, Grammar, Kind
from archiver.articles.uncased_speakers import BIDI, Segment, Subject, identify
from archiver.articles.uncased_views import View, view_of
from archiver.model import Channel

CHANNELS = {
    Kind.REPOST: Channel.POSTED,
    Kind.POSTED: Channel.POSTED,
    Kind.PLACE: Channel.POSTED,
    Kind.SPOKEN: Channel.SPOKEN,
    Kind.STATEMENT: Channel.SPOKEN,
    Kind.SAYING: Channel.SPOKEN,
    Kind.NEUTRAL: Channel.NEUTRAL,
}
COLONS = (":", "：")
COMMAS = (",", "，", "،", "、")
DASHES = ("—", "–", "-")
TERMINAL = ".!?…。！？؟।"
SIGNS = " \t\r\n\u3000,，،、—–-.。"
WORD = regex.compile(r"\w")
_CLOSED = TERMINAL + "".join(COMMAS)
_SIGNED = regex.compile(r"[@＠][\p{L}\p{N}_.@-]+\w\s*[:：]?")
_JOINED = regex.compile(rf"(?:[\s,，、،・]{{0,3}}{HOLE}+)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A quotation with all that is asked of it."""

    context: Context
    rules: Grammar
    view: View
    exact: str
    before: Said | None
    """What the article says of the quotation before."""
    block: bool
    lead: str
    """What stands in front, without signs that only turn the writing."""
    tail: str
    """What stands behind, without the quotations that stand right beside this one."""
    short: bool
    """Whether it can be a title or a term."""

    @property
    def around(self) -> str:
        """The whole sentence, the quotation blotted out."""
        return f"{self.lead}\ufffc{self.tail}"

    @property
    def closed(self) -> bool:
        """Whether the quotation ends with a sign that lets the sentence go on behind it."""
        return self.exact[-1:] in _CLOSED


def scene_of(context: Context, index: int, rules: Grammar, before: Said | None) -> Scene:
    """The scene of quotation ``index``."""
    place = context.quotations[index]
    exact = context.text[place.start : place.end]
    view = view_of(context, index, rules)
    tail = BIDI.sub("", view.tail)
    joined = _JOINED.match(tail)
    return Scene(
        context=context,
        rules=rules,
        view=view,
        exact=exact,
        before=before,
        block=place.block,
        lead=BIDI.sub("", view.lead).rstrip(),
        tail=tail[joined.end() :] if joined else tail,
        short=len(exact) <= rules.short and exact[-1:] not in _CLOSED,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """What brings a quotation on."""

    channel: Channel
    cue: str
    subject: Subject | None
    leads: bool
    """Whether it stands in front of the quotation."""
    front: int
    """Where in the lead the part of the sentence begins that tells of it."""
    told: str = ""
    """The part of the sentence next to the quotation."""
    shared: bool = False
    """Whether the words may be somebody else's, whom it only brings on."""
    words: str | None = None
    """What says so, if it does not stand in the quotation's own sentence."""


def front_of(taken: Sequence[Segment], scene: Scene) -> int:
    """Where in the lead the first of these segments begins."""
    return taken[-1].start if taken else len(scene.lead)


def deciding(clauses: Iterable[str], rules: Grammar) -> Cue | None:
    """The cue that says most of where the words stand, in the nearest clause that has one."""
    weak: Cue | None = None
    for at, clause in enumerate(clauses):
        cues = rules.cues(clause)
        cue = decisive(cues, rules)
        if cue is not None:
            # Who shares a post and then writes something writes it himself.
            return cue._replace(kind=Kind.POSTED) if at and cue.kind is Kind.REPOST else cue
        for one in cues:
            if weak is None or (weak.kind is Kind.NEUTRAL and one.kind is not Kind.NEUTRAL):
                weak = one
    return weak


def decisive(cues: Sequence[Cue], rules: Grammar) -> Cue | None:
    """The cue of one clause that leaves no doubt, else one that leaves little; or None."""
    found = [cue for cue in cues if cue.kind in DECISIVE]
    if not found:
        return next((cue for cue in cues if cue.kind is not Kind.NEUTRAL), None)
    return found[-1] if rules.verb_last else found[0]


def owned_by(
    scene: Scene, match: regex.Match[str], taken: Sequence[Segment], *, leads: bool
) -> Clause:
    """What the noun right beside a quotation says of it: "the tweet by Jane Roe, “…”"."""
    cue = match.groupdict().get("post") or match.group()
    return Clause(
        channel=Channel.POSTED,
        cue=cue.strip(),
        subject=whose_of(scene, match) or Subject(),
        leads=leads,
        front=front_of(taken, scene),
    )


def whose_of(scene: Scene, match: regex.Match[str]) -> Subject | None:
    """Whom group ``who`` of a match names; None where there is no such group."""
    who = match.groupdict().get("who")
    if not who:
        return None
    return identify(who.strip(SIGNS), scene.rules, scene.context, scene.view.start)


def signed(scene: Scene) -> Clause | None:
    """The clause that is a name alone: 'Jane Roe: "…"'."""
    lead, rules = scene.lead, scene.rules
    front = len(scene.lead)
    if _SIGNED.fullmatch(lead.strip()):
        name = lead.strip(" :：")
        return Clause(
            channel=Channel.POSTED, cue=name, subject=Subject(name=name), leads=True, front=front
        )
    match = rules["signed"].fullmatch(lead.strip())
    return named(scene, match) if match else None


def named(scene: Scene, match: regex.Match[str]) -> Clause | None:
    """The clause that is a name beside a quotation, as headlines have it."""
    subject = whose_of(scene, match)
    if subject is None or subject.name is None:
        return None
    leads = bool(WORD.search(scene.lead))
    front = len(scene.lead)
    return Clause(channel=Channel.NEUTRAL, cue=":", subject=subject, leads=leads, front=front)
