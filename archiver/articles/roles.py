"""Whom a bare role means: "the mayor wrote", where the article has one mayor and names her.

A role is read as a pronoun is: it names nobody by itself. It means whom the article introduced by
the very same words ("Mayor Ann Lee", "Ann Lee, the mayor of Brough"), and nobody where it so
introduced two.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from archiver.articles.cues import Token, tokens_of
from archiver.articles.labels import Label
from archiver.articles.lexicons import UNKNOWN, Lexicon
from archiver.articles.places import places_in
from archiver.articles.pronouns import last_named
from archiver.articles.said import Context, Said
from archiver.articles.windows import MARKS

_WORDS = 3
"""The most words of a role ("vice prime minister")."""
_BEFORE = 90
_BEHIND = 140
"""The code points around a role in which its holder's name stands."""
_REACH = 12_000
"""The code points on each side of a quotation in which the role's holder is looked for."""
_MENTIONS = 40
"""The most places of a role that are looked at."""
_TWO = 2
_APPOSED = 8
"""The most words of an apposition."""
_SKIPPED = Label.ADVERB | Label.DAY | Label.CLITIC
_NOBODY = Label.DENIAL | Label.STRONG_DENIAL | Label.DENYING_VERB
_OTHERS = Label.REPOSTING_VERB | Label.IMPERSONAL_VERB | Label.PARTICIPLE
"""Verbs whose subject is not the one who speaks, or stands elsewhere."""
_OPENS = Label.SIGN | Label.CONJUNCTION | Label.COMPLEMENT | Label.ADVERB | Label.DAY
_PLACES = Label.PLATFORM | Label.SPOKEN_NOUN | Label.POST_NOUN | Label.ACCOUNT_NOUN
_SENTENCE = regex.compile(r"[.!?…]\s|\n")


def holder(
    context: Context,
    tokens: Sequence[Token],
    offset: int,
    before: Said | None = None,
    *,
    behind: bool = False,
) -> str | None:
    """The name of whom the bare role means that is the subject of the words around a quotation.

    ``tokens`` are those words, ``behind`` the quotation or in front of it; ``offset`` is where in
    the text the quotation begins, and ``before`` what is said of the one before it. Who is told
    by age alone ("the 34-year-old") is the one named last. None where no role is their subject,
    or it may mean several.
    """
    if context.lexicon.tag == UNKNOWN or any(token.labels & _NOBODY for token in tokens):
        return None
    role = _role(tokens, context.lexicon, behind=behind)
    if role is None:
        return None
    if _is_age(role[-1], context.lexicon):
        return last_named(context, offset, before)
    return _introduced(context, role, offset)


# -- the role ---------------------------------------------------------------------------


def _role(tokens: Sequence[Token], lexicon: Lexicon, *, behind: bool) -> tuple[Token, ...] | None:
    """The words of the role that is the verb's subject, with their article in front."""
    if lexicon.final:
        role = _run(tokens, 0, lexicon)
        ends = tokens[len(role)].labels if len(role) < len(tokens) else 0
        taken = Label.POSSESSOR | Label.OBLIQUE | Label.NAME | Label.HONORIFIC
        return role if role and not ends & taken else None
    bringing = Label.VERB | Label.TAIL_VERB if behind else Label.VERB
    verbs = [at for at, token in enumerate(tokens) if token.labels & bringing]
    if not verbs:
        return None
    verb = verbs[0] if behind else verbs[-1]
    if tokens[verb].labels & _OTHERS:
        return None
    return _role_before(tokens, verb, lexicon) or _role_after(tokens, verb, lexicon)


def _role_before(tokens: Sequence[Token], verb: int, lexicon: Lexicon) -> tuple[Token, ...] | None:
    stop = verb
    while stop and tokens[stop - 1].labels & _SKIPPED:
        stop -= 1
    for start in range(max(0, stop - _WORDS - 1), stop):
        role = _run(tokens, start, lexicon)
        if not role or start + len(role) != stop:
            continue
        front = tokens[start - 1].labels if start else Label.SIGN
        free = front & (_OPENS | _PLACES)
        return role if free and not front & Label.PREPOSITION else None
    return None


def _role_after(tokens: Sequence[Token], verb: int, lexicon: Lexicon) -> tuple[Token, ...] | None:
    places = {place.start: place.stop for place in places_in(tokens)}
    at = verb + 1
    while at < len(tokens) and (at in places or tokens[at].labels & _SKIPPED):
        if _run(tokens, at, lexicon):
            break  # Dutch "het" may be an object, or a role's article.
        at = places.get(at, at + 1)
    role = _run(tokens, at, lexicon)
    end = at + len(role)
    return role if role and _ends(tokens, end, places) else None


def _ends(tokens: Sequence[Token], at: int, places: dict[int, int]) -> bool:
    """Whether nothing at ``at`` tells more of the role: not "the mayor of Hull"."""
    if at >= len(tokens) or at in places:
        return True
    labels = tokens[at].labels
    if labels & (Label.SIGN | Label.ADVERB | Label.DAY | Label.SPOKEN_PLACE | Label.CONJUNCTION):
        return tokens[at].text not in MARKS + "("
    if not labels & Label.PREPOSITION:
        return False
    # "teilte die Ministerin mit", "said the mayor on Monday"
    return at + 1 >= len(tokens) or bool(tokens[at + 1].labels & (Label.SIGN | Label.DAY))


def _run(tokens: Sequence[Token], start: int, lexicon: Lexicon) -> tuple[Token, ...]:
    """A definite role that begins at ``start``: an article where the language has one, and it."""
    at = start
    if lexicon.definite:
        if at >= len(tokens) or not tokens[at].labels & Label.DEFINITE:
            return ()
        at += 1
    first = at
    while at < len(tokens) and tokens[at].labels & Label.HONORIFIC and at < first + _WORDS:
        at += 1
    if at == first and at < len(tokens) and lexicon.definite:
        at += _is_plain(tokens[at]) or _is_age(tokens[at], lexicon)
    return tuple(tokens[start:at]) if at > first else ()


def _is_plain(token: Token) -> bool:
    """Whether a word that no table has may be a role: "the striker"."""
    nothing = not token.labels & ~(Label.OTHER_VERB | Label.RELATION | Label.NOUN)
    return nothing and token.text.isalpha()


def _is_age(token: Token, lexicon: Lexicon) -> bool:
    return token.text[0].isdigit() and token.folded.endswith(lexicon.ages or ("\0",))


# -- who has it -------------------------------------------------------------------------


def _introduced(context: Context, role: Sequence[Token], offset: int) -> str | None:
    """The one whom the article calls by these words; nobody where it is more than one."""
    article = role[0] if role[0].labels & Label.DEFINITE and context.lexicon.definite else None
    words = role[1:] if article else role
    found: dict[str, str] = {}
    before = False
    for at, name in _holders(context, words, article, offset):
        last = name.split()[-1].casefold()
        found[last] = max(found.get(last, ""), name, key=len)
        before = before or at < offset
    return next(iter(found.values())) if before and len(found) == 1 else None


def _holders(
    context: Context, words: Sequence[Token], article: Token | None, offset: int
) -> Iterator[tuple[int, str]]:
    """Where the role stands beside a name, and that name."""
    lexicon, text = context.lexicon, context.text
    parts = r"\s+".join(regex.escape(word.text) for word in words)
    # Where words are joined, "Gesundheitsministerin" is a "Ministerin" too.
    joined = r"[\p{L}\p{N}-]*" if lexicon.titles else ""
    pattern = regex.compile(rf"(?<![\p{{L}}\p{{N}}-]){joined}{parts}\b", regex.IGNORECASE)
    reach = max(0, offset - _REACH), min(len(text), offset + _REACH)
    for count, place in enumerate(pattern.finditer(text, *reach)):
        if count >= _MENTIONS:
            return
        left = _SENTENCE.split(text[max(0, place.start() - _BEFORE) : place.start()])[-1]
        right = text[place.start() : place.end() + _BEHIND].split("\n", maxsplit=1)[0]
        tokens = tokens_of(left + right, lexicon)
        at = next((i for i, token in enumerate(tokens) if token.start == len(left)), None)
        if at is None or not _is_alike(tokens, at, words, article, lexicon):
            continue
        name = _beside(tokens, at, words, place.group())
        if name is not None:
            yield place.start(), name


def _is_alike(
    tokens: Sequence[Token],
    at: int,
    words: Sequence[Token],
    article: Token | None,
    lexicon: Lexicon,
) -> bool:
    """Whether the role at ``at`` is the same one: no "former mayor", nor of another gender."""
    if at and tokens[at - 1].labels & Label.HONORIFIC:
        return False
    word = tokens[at].folded
    plain = words[0].folded
    if word != plain and not word.startswith(f"{plain} "):
        first = word[: len(word) - len(plain)].rstrip("-")
        listed = any((word,) == phrase for phrase, _ in lexicon.phrases.get(word, ()))
        if listed or first in lexicon.other_ranks:
            return False
    theirs = tokens[at - 1] if at else None
    if article is None or theirs is None or not theirs.labels & Label.DEFINITE:
        return True
    tells = plain.endswith("e") if lexicon.nouns else True
    elided = "'" in theirs.folded or "'" in article.folded
    return not tells or elided or theirs.folded == article.folded


def _beside(tokens: Sequence[Token], at: int, words: Sequence[Token], exact: str) -> str | None:
    """The name that the role at ``at`` belongs to, right behind it or as its apposition."""
    first = tokens[at]
    if first.labels & Label.NAME:
        # No table has the role, so that it stands as the name's first word: "Striker Joe Fell".
        rest = first.text[len(exact) :]
        return rest.strip() if rest[:1] == " " and " " in rest.strip() else None
    end = at + len(words)
    while end < len(tokens) and tokens[end].labels & Label.HONORIFIC and _is_short(tokens[end]):
        end += 1
    if end >= len(tokens):
        return None
    if tokens[end].labels & Label.NAME:
        # A word that no table has may be a verb: "the club sacked Joe Fell".
        role = all(word.labels & Label.HONORIFIC for word in words)
        led = role or (at > 0 and bool(tokens[at - 1].labels & Label.DETERMINER))
        full = " " in tokens[end].text
        return tokens[end].text if role or (led and full) else None
    return _apposed(tokens, at, end)


def _is_short(token: Token) -> bool:
    return len(token.text) <= _WORDS + 1


def _apposed(tokens: Sequence[Token], at: int, end: int) -> str | None:
    """The name in "Ann Lee, the mayor of Brough, …" and "the mayor of Brough, Ann Lee, …"."""
    comma = end
    if tokens[end].text != ",":
        if not tokens[end].labels & (Label.PREPOSITION | Label.DETERMINER):
            return None
        near = range(end, min(len(tokens), end + _APPOSED))
        comma = next((i for i in near if tokens[i].labels & (Label.SIGN | Label.VERB)), end)
        if tokens[comma].text not in {",", "."}:
            return None
    front = at - 1
    while front >= 0 and tokens[front].labels & (Label.DETERMINER | Label.RELATIVE):
        front -= 1
    if front > 0 and tokens[front].text == ",":
        name = tokens[front - 1]
        full = name.labels & Label.NAME and not name.labels & (Label.POSSESSOR | Label.OBLIQUE)
        return name.text if full and " " in name.text else None
    behind = tokens[comma + 1 : comma + 3]
    if len(behind) < _TWO or tokens[comma].text != "," or behind[1].text != ",":
        return None
    return behind[0].text if behind[0].labels & Label.NAME and " " in behind[0].text else None
