"""Clauses that enclose a quotation, a particle behind the marks: Japanese and Korean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from archiver.articles.uncased_grammar import DECISIVE, Kind
from archiver.articles.uncased_scene import (
    CHANNELS,
    COLONS,
    TERMINAL,
    WORD,
    Clause,
    Scene,
    deciding,
    front_of,
    named,
    signed,
    whose_of,
)
from archiver.articles.uncased_speakers import Segment, Subject, nearest, segments, subjects
from archiver.model import Channel

_HEADLINE = tuple(" \u3000…")
"""What parts a quotation in a headline from what is told of it."""


def enclosing(scene: Scene) -> Clause | None:
    """The clause around a quotation: its subject in front, its verb behind."""
    rules, tail = scene.rules, scene.tail
    parts = segments(scene.lead, rules)
    taken, subject = nearest(parts, rules, scene.context, scene.view.start)
    quoted = rules["quotes"].match(tail)
    if quoted is None:
        return _led(scene, taken, subject)
    behind: list[Segment] = []
    for segment in segments(tail, rules):
        behind.append(segment)
        if rules.cues(segment.text):
            break
    clause = " ".join(segment.text for segment in behind)
    told = subjects(clause, rules, scene.context, scene.view.start, kind="tellers")
    cue = deciding([clause, *(segment.text for segment in taken)], rules)
    subject = told[0] if told else subject
    if (subject is None or subject.name is None) and (owner := rules["owner"].search(scene.lead)):
        subject = whose_of(scene, owner) or subject
    return Clause(
        channel=Channel.NEUTRAL if cue is None else CHANNELS[cue.kind],
        cue=quoted.group().strip() if cue is None else cue.text,
        subject=subject,
        shared=cue is not None and cue.kind is Kind.REPOST,
        leads=cue is None or cue.text not in clause,
        front=front_of(taken, scene),
    )


def _led(scene: Scene, taken: Sequence[Segment], subject: Subject | None) -> Clause | None:
    """The clause in front of a quotation that nothing behind it takes up."""
    rules = scene.rules
    if match := rules["signed_after"].match(scene.tail):
        return named(scene, match)
    if scene.tail[:1] in _HEADLINE and (headline := signed(scene)):
        cue = deciding([scene.tail], rules)
        return replace(headline, channel=CHANNELS[cue.kind], cue=cue.text) if cue else headline
    alone = WORD.search(scene.tail) is None or scene.tail[:1] in "。\n"
    colon = scene.lead.endswith(COLONS)
    if not (alone or colon or scene.view.announced):
        return None
    cue = deciding([segment.text for segment in taken], rules)
    if cue is None or (cue.kind not in DECISIVE and not (colon or scene.view.announced)):
        return signed(scene)
    return Clause(
        channel=CHANNELS[cue.kind],
        cue=cue.text,
        subject=subject if subject and subject.name else _owner(scene) or subject,
        leads=True,
        front=front_of(taken, scene),
    )


def _owner(scene: Scene) -> Subject | None:
    """Whose post it is, in a sentence that tells of one: "the tweet by Jane Roe reads so"."""
    owned = scene.rules["author"].search(scene.lead)
    return whose_of(scene, owned) if owned else None


def echoed(scene: Scene) -> Clause | None:
    """The clause of the sentence behind a quotation that says that it was so: "So wrote Roe"."""
    rules, tail = scene.rules, scene.tail
    after = scene.view.after
    if scene.exact[-1] in TERMINAL and WORD.search(tail) and "\n" not in tail[:2]:
        after, tail = tail, ""
    alone = not WORD.search(scene.lead) and not WORD.search(tail)
    if not alone or not rules["echoes"].search(after):
        return None
    parts = segments(after, rules)
    cue = deciding([segment.text for segment in reversed(parts)], rules)
    if cue is None:
        return None
    _, subject = nearest(parts, rules, scene.context, scene.view.start)
    return Clause(
        channel=CHANNELS[cue.kind],
        cue=cue.text,
        subject=subject or Subject(),
        leads=False,
        front=len(scene.lead),
        words=after.strip(),
    )
