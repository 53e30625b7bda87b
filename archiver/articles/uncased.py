"""Who an article says spoke, and where, in languages whose script has no capitals.

All words are data: the patterns of ``[attribution]`` in the language's file. Two orders are
told apart: a particle behind the marks says that words were quoted and the verb comes last
(Japanese, Korean), or a verb stands in front of the marks or behind them (all others).
"""

from __future__ import annotations

from dataclasses import replace

from archiver.articles.said import Context, Said
from archiver.articles.uncased_adjoining import adjoining, continues
from archiver.articles.uncased_enclosing import echoed, enclosing
from archiver.articles.uncased_grammar import Kind, grammar
from archiver.articles.uncased_scene import (
    COLONS,
    WORD,
    Clause,
    Scene,
    deciding,
    decisive,
    front_of,
    scene_of,
)
from archiver.articles.uncased_speakers import handle_in, last_named, nearest, segments
from archiver.model import Channel

_EDGES = " .,،:：、，"
_OPENED = 2
"""The sentences in front that may say that a post is told of."""


def attribute_uncased(context: Context, index: int, before: Said | None) -> Said:
    """What the article says of quotation ``index``; ``before`` is what it says of the last one.

    Where nothing says whose the words are, a short span within a sentence is a term.
    """
    rules = grammar(context.lexicon.tag)
    scene = scene_of(context, index, rules, before)
    if scene.short and _is_named_term(scene):
        return Said(channel=Channel.TERM, words=scene.view.words_before or None)
    if before is not None and continues(scene, index):
        return replace(before, continues=True)
    clause = (enclosing if rules.circumfix else adjoining)(scene) or echoed(scene)
    if clause is None:
        clause = _weaving(scene)
    said = _unsaid(scene) if clause is None else _said(scene, clause)
    return _denied(scene, said) or _same_post(scene, said)


def _said(scene: Scene, clause: Clause) -> Said:
    channel, words = clause.channel, _words(scene, clause)
    cue = clause.cue.strip(_EDGES) or clause.cue or None
    denied = scene.rules["denial"].search(scene.around)
    if channel is Channel.POSTED and denied:
        return Said(channel=Channel.NEUTRAL, words=words, cue=cue)
    speaker, told_before = _speaker(scene, clause)
    if channel is Channel.NEUTRAL and speaker and told_before and _wrote_there(scene, clause):
        channel = Channel.POSTED
    said = Said(channel=channel, words=words, speaker=speaker, cue=cue)
    said = said if denied else _going_on(scene, said)
    return replace(said, channel=Channel.NEUTRAL) if _is_offline(scene, said) else said


def _denied(scene: Scene, said: Said) -> Said | None:
    """What a sentence says that denies that the words were posted: "He denied having tweeted"."""
    denies = scene.rules["denies"].search(scene.around)
    if said.channel is Channel.SPOKEN or denies is None:
        return None
    cue = said.cue or denies.group().strip(_EDGES)
    return Said(channel=Channel.NEUTRAL, words=said.words or _beside(scene), cue=cue)


def _is_offline(scene: Scene, said: Said) -> bool:
    """Whether what would be posted may be a letter, a leaflet or an office's paper.

    A word that means these as well tells of a post only beside what is of a network alone, or
    where the same one goes on from a post.
    """
    rules = scene.rules
    if said.channel is not Channel.POSTED or rules["online"].search(scene.around):
        return False
    if rules["offline"].search(scene.around):
        return True
    if not rules["weak_post"].search(said.cue or ""):
        return False
    before = scene.before
    if before is None or before.channel is not Channel.POSTED:
        return True
    first, now = before.speaker or "", said.speaker or ""
    return not (first and now) or not (first in now or now in first)


def _same_post(scene: Scene, said: Said) -> Said:
    """With the post just quoted, where the sentence says that it is the same one: "It goes on"."""
    before, rules = scene.before, scene.rules
    if before is None or before.channel is not Channel.POSTED or said.channel is Channel.SPOKEN:
        return said
    same = rules["same_post"].search(scene.around)
    others = any(rules[name].search(scene.around) for name in ("another_post", "unnamed"))
    if same is None or others:
        return said
    named = said.speaker if said.speaker and said.speaker not in same.group() else None
    return Said(
        channel=Channel.POSTED,
        words=said.words or _beside(scene),
        speaker=named or before.speaker,
        cue=said.cue if said.channel is not Channel.NONE and said.cue else same.group().strip(),
    )


def _beside(scene: Scene) -> str | None:
    """The rest of the sentence, as it stands in the article."""
    return scene.view.words_before or scene.view.words_behind or None


def _words(scene: Scene, clause: Clause) -> str | None:
    """What says whose the words are, as it stands in the article."""
    view = scene.view
    if clause.words is not None:
        return clause.words or None
    if scene.rules.circumfix and view.words_before and view.words_behind:
        return f"{view.words_before} … {view.words_behind}"
    return (view.words_before if clause.leads else view.words_behind) or None


def _speaker(scene: Scene, clause: Clause) -> tuple[str | None, bool]:
    """Who speaks, and whether it is a sentence before that names him."""
    rules, view, subject = scene.rules, scene.view, clause.subject
    if clause.shared:
        return None, False
    if subject is not None and subject.name:
        return subject.name, False
    pronoun = subject is not None and subject.pronoun
    if clause.channel is Channel.POSTED and not pronoun:
        handle = handle_in(scene.lead[clause.front :] if clause.leads else scene.tail)
        if author := handle or (subject.author if subject else None):
            return author, False
    drops = subject is None and rules.drops_subject and not rules["unnamed"].search(scene.around)
    if drops and not rules.circumfix:
        # Where more than a verb and its place stands there, it is a subject that nobody knows.
        drops = rules["dropped"].match(clause.told) is not None
    if not (drops or pronoun):
        return None, False
    front = view.before + scene.lead[: clause.front]
    start = view.start + clause.front
    return last_named(front, rules, scene.context, start, scene.before), True


def _wrote_there(scene: Scene, clause: Clause) -> bool:
    """Whether the sentence before is of a post: "She left on X. “Goodbye”, she wrote"."""
    rules, view = scene.rules, scene.view
    if rules["denial"].search(scene.tail) or view.paragraph:
        return False
    front = view.before.rstrip()
    ends = [end.end() for end in rules["sentence_end"].finditer(front) if end.end() < len(front)]
    last = front[ends[-1] if ends else 0 :]
    if not rules["writes"].match(clause.cue):
        last = front[ends[-_OPENED] if len(ends) >= _OPENED else 0 :].rpartition("\n")[2]
        if not rules["opens_post"].search(last):
            return False
    cues = [cue for part in segments(last, rules) for cue in rules.cues(part.text)]
    cue = decisive(cues, rules)
    return cue is not None and cue.kind in {Kind.POSTED, Kind.PLACE}


def _going_on(scene: Scene, said: Said) -> Said:
    """With the channel of the quotation before, where a sentence says that it adds to that."""
    before, rules = scene.before, scene.rules
    if before is None or said.channel is not Channel.NEUTRAL:
        return said
    if scene.view.paragraph and not rules["writes"].search(said.cue or ""):
        return said
    adds = rules["goes_on"].search(scene.around)
    if said.speaker == before.speaker and adds:
        return replace(said, channel=before.channel)
    return said


def _weaving(scene: Scene) -> Clause | None:
    """What a sentence that tells of a post says of words that it weaves in.

    Few words may be scare quotes; so may be all where nobody says anything in the sentence.
    """
    rules = scene.rules
    if len(scene.exact) < rules.woven or not rules["says"].search(f"{scene.lead} {scene.tail}"):
        return None
    taken, subject = nearest(segments(scene.lead, rules), rules, scene.context, scene.view.start)
    cue = deciding([segment.text for segment in taken], rules)
    if cue is None or cue.kind not in {Kind.POSTED, Kind.PLACE} or subject is None:
        return None
    return Clause(
        channel=Channel.POSTED,
        cue=cue.text,
        subject=subject,
        leads=True,
        front=front_of(taken, scene),
    )


def _is_named_term(scene: Scene) -> bool:
    """Whether what stands beside it calls it a title or a term."""
    if scene.rules["platform_names"].fullmatch(scene.exact):
        return True
    before = scene.rules["term_before"].search(scene.lead)
    return before is not None or scene.rules["term_after"].match(scene.tail) is not None


def _unsaid(scene: Scene) -> Said:
    """A term where it is a part of a sentence, else words that nobody is said to say."""
    tail = scene.tail.lstrip(" ")
    inside = bool(WORD.search(scene.lead)) or bool(WORD.match(tail))
    inside = inside and not scene.lead.endswith(COLONS)
    if scene.short and inside:
        return Said(channel=Channel.TERM, words=scene.view.words_before or None)
    return Said(channel=Channel.NONE)
