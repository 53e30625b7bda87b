"""Clauses right before or right behind a quotation: Chinese, Arabic, Hebrew, Hindi."""

from __future__ import annotations

from collections.abc import Sequence

from archiver.articles.uncased_grammar import ENDED, FILLER, Cue, Kind
from archiver.articles.uncased_scene import (
    CHANNELS,
    COLONS,
    COMMAS,
    DASHES,
    SIGNS,
    TERMINAL,
    Clause,
    Scene,
    deciding,
    decisive,
    front_of,
    owned_by,
    signed,
    whose_of,
)
from archiver.articles.uncased_speakers import BIDI, Segment, identify, nearest, segments, subjects
from archiver.model import Channel

_VERBS = frozenset({Kind.NEUTRAL, Kind.SAYING, Kind.POSTED, Kind.REPOST})
_INTERRUPTION = 120
"""The most code points that may stand between the two halves of one quotation."""


def adjoining(scene: Scene) -> Clause | None:
    """The clause right before or right behind a quotation."""
    leading, sure = _leading(scene)
    if leading is not None and sure:
        return leading
    return _following(scene) or leading


def _leading(scene: Scene) -> tuple[Clause | None, bool]:
    """The clause in front, and whether it surely brings the quotation on."""
    rules, lead = scene.rules, scene.lead
    parts = segments(lead, rules)
    if not parts:
        return None, False
    taken, subject = nearest(parts, rules, scene.context, scene.view.start)
    owned = rules["post_of"].search(lead.rstrip("".join((*COLONS, *COMMAS)) + " "))
    whose = whose_of(scene, owned) if owned else None
    known = subject is not None and (subject.name or subject.pronoun)
    bare = not rules.cues(parts[-1].text)
    if owned and (subject is None or bare or (whose and not known)):
        return owned_by(scene, owned, taken, leads=True), True
    last = parts[-1]
    colon = lead.endswith(COLONS) or scene.view.announced or scene.block
    cue = deciding([segment.text for segment in taken], rules)
    here = rules.cues(last.text)
    if not here and cue is not None and lead.endswith(COMMAS):
        # "According to the owner, Jane Roe, “…”"
        apposed = identify(last.text.strip(SIGNS), rules, scene.context, scene.view.start)
        if apposed.name and " " in apposed.name and not known:
            subject, here = apposed, rules.cues(parts[-2].text)
    complement = rules["complement"].search(lead) is not None
    if cue is None or not (here or colon or complement):
        alone = signed(scene)
        return alone, alone is not None
    sure = colon or complement or lead.endswith(COMMAS)
    gap = len(lead) - (last.start + here[-1].end) if here else 0
    told = any(cue.kind in _VERBS for cue in here)
    if not sure and (gap > rules.near or not told):
        return None, False
    return Clause(
        channel=_trailed(scene, CHANNELS[cue.kind]),
        cue=cue.text,
        subject=subject,
        told=last.text,
        leads=True,
        front=front_of(taken, scene),
        shared=cue.kind is Kind.REPOST,
    ), sure


def _trailed(scene: Scene, channel: Channel) -> Channel:
    """The channel, with the place that stands behind ('called it a "disgrace" on X')."""
    if channel is not Channel.NEUTRAL or not scene.tail[:1].isspace():
        return channel
    tail = scene.tail.lstrip(" ")
    if scene.rules["spoken"].match(tail):
        return Channel.SPOKEN
    return Channel.POSTED if scene.rules["place"].match(tail) else channel


def _following(scene: Scene) -> Clause | None:
    """The clause behind a quotation, where it is not the next one's."""
    rules, tail = scene.rules, scene.tail
    if owned := rules["post_after"].match(tail.lstrip(SIGNS)):
        return owned_by(scene, owned, (), leads=False)
    if tail[:1] == "\n":
        return None
    first = next(iter(segments(tail, rules)), None)
    if first is None or rules["aside"].search(first.text):
        return None
    cues = rules.cues(first.text)
    if not cues:
        return _untold(scene, first)
    if not _closes(scene, tail, first, cues):
        return None
    rest = tail[first.start + len(first.text) :]
    verbs = sum(cue.kind in _VERBS for cue in cues)
    leads_on = rest.lstrip(" ").startswith((*COLONS, FILLER, ENDED))
    if leads_on and verbs <= 1 and not rules["term_before"].search(first.text):
        return None
    cue = decisive(cues, rules) or cues[0]
    told = subjects(first.text, rules, scene.context, scene.view.start, kind="tellers") or subjects(
        first.text, rules, scene.context, scene.view.start
    )
    subject = told[0] if told else None
    front = len(scene.lead)
    if subject is None and rules["subject_before"].search(scene.lead):
        taken, subject = nearest(
            segments(scene.lead, rules), rules, scene.context, scene.view.start
        )
        front = front_of(taken, scene)
        cue = deciding([first.text, *(segment.text for segment in taken)], rules) or cue
    return Clause(
        channel=CHANNELS[cue.kind],
        cue=cue.text,
        subject=subject,
        told=first.text,
        leads=False,
        front=front,
    )


def _untold(scene: Scene, first: Segment) -> Clause | None:
    """The clause behind a quotation whose verb no table has: “…”, sighed the ranger, Jo Roe."""
    rules, tail = scene.rules, scene.tail
    if not (scene.closed or tail.lstrip(" ").startswith((*COMMAS, *DASHES))):
        return None
    match = rules["untold"].fullmatch(first.text.strip(SIGNS + TERMINAL))
    subject = None if match is None else whose_of(scene, match)
    if match is None or subject is None or not (subject.name and subject.name[0] not in "@＠"):
        return None
    return Clause(
        channel=Channel.NEUTRAL,
        cue=match.groupdict().get("verb") or match.group(),
        subject=subject,
        told=first.text,
        leads=False,
        front=len(scene.lead),
    )


def _closes(scene: Scene, tail: str, first: Segment, cues: Sequence[Cue]) -> bool:
    """Whether words behind a quotation say whose it is, and do not only go on from it."""
    stripped = tail.lstrip(" ")
    parted = stripped.startswith((*COMMAS, *DASHES)) or scene.closed
    begins = not first.text[: cues[0].start].strip()
    if not parted:
        return begins and scene.rules["verb_first"].match(first.text.lstrip()) is not None
    if scene.rules.verb_last:
        return len(first.text.rstrip()) - cues[-1].end <= scene.rules.near
    return cues[0].start <= scene.rules.near


def continues(scene: Scene, index: int) -> bool:
    """Whether "A," she wrote, "B" makes this one the second half, or the sentence after it."""
    context, rules = scene.context, scene.rules
    first = context.quotations[index - 1]
    raw = context.text[first.outer_end : context.quotations[index].outer_start]
    between = BIDI.sub("", raw)
    if rules.circumfix or len(between) > _INTERRUPTION or "\n" in between:
        return False
    words = between.strip()
    said = scene.before.words if scene.before else None
    if not words or words.endswith(COLONS) or not said or not raw.strip().startswith(said):
        return False
    parts = segments(between, rules)
    if len(parts) != 1 or not rules.cues(parts[0].text) or rules["aside"].search(parts[0].text):
        return False
    if len(list(rules["sentence_end"].finditer(between.rstrip()))) > 1:
        return False
    ended = context.text[first.end - 1] in TERMINAL + "".join(COMMAS)
    parted = ended or words.startswith((*COMMAS, *DASHES))
    return parted and words[-1] in "،,，.。—–;।" and _following(scene) is None
