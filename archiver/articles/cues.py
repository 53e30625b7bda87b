"""The words around a quotation as tokens, each with what a language file says of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from archiver.articles.labels import Label
from archiver.articles.lexicons import WORD, Lexicon, Raw, fold


class Token(NamedTuple):
    """A word, a phrase of the language file, a name, or a sign of punctuation."""

    text: str
    folded: str
    start: int
    end: int
    labels: int


def cue_of(*tokens: Token) -> str:
    """The words of tokens as a cue: casefolded, apostrophes straight."""
    return " ".join(token.text.casefold().replace("’", "'") for token in tokens)


_HANDLES = ("@", "u/", "/u/")
_SHORT = 4
_VOWELS = frozenset("aeiouy")
_DAY_DIGITS = 2
_ACRONYM_CAPITALS = 2
_PLACED = Label.POST_NOUN | Label.ACCOUNT_NOUN | Label.SPOKEN_NOUN
_THINGS = (
    Label.SPOKEN_NOUN
    | Label.SHARED_NOUN
    | Label.MOVING_NOUN
    | Label.POSTABLE_NOUN
    | Label.ELSEWHERE_NOUN
    | Label.TERM_WORD
)
_APOSTROPHES = "'’"
_NOT_OF_NAMES = (
    Label.NOT_NAME
    | Label.HONORIFIC
    | Label.RELATION
    | Label.DETERMINER
    | Label.ADVERB
    | Label.CONJUNCTION
    | Label.POSSESSIVE
    | Label.CLITIC
    | Label.FIELD
)


def tokens_of(words: str, lexicon: Lexicon) -> tuple[Token, ...]:
    """The tokens of ``words`` in order; positions are code points in it."""
    raw = [(found.group(), fold(found.group()), *found.span()) for found in WORD.finditer(words)]
    if lexicon.joints.any:
        raw = [part for one in raw for part in lexicon.joints.apart(one)]
    found: list[Token] = []
    at = 0
    while at < len(raw):
        token, at = _phrase(words, raw, at, lexicon)
        if not (found and found[-1].labels & Label.PLATFORM):
            token = _by_case(token, lexicon)
        if token.text == "." and found and _no_end(found[-1], lexicon):
            continue
        if token.text == "-" and found and words[found[-1].end : token.start] == ".":
            # As in "Dipl.-Ing.": what is shortened and goes on is a title.
            found[-1] = found[-1]._replace(labels=found[-1].labels | Label.HONORIFIC)
            continue
        if token.folded.startswith(", "):
            # A relative pronoun is one behind a comma alone: German ", der".
            found.append(Token(",", ",", token.start, token.start + 1, Label.SIGN))
            rest = token.text[1:].lstrip()
            start = token.end - len(rest)
            token = token._replace(text=rest, folded=token.folded[2:], start=start)
        found.append(token)
    return tuple(_with_names(words, found, lexicon))


def abbreviates(word: str, lexicon: Lexicon) -> bool:
    """Whether a full stop behind ``word`` ends no sentence."""
    if word.isdigit():
        return lexicon.ordinals and len(word) <= _DAY_DIGITS
    letters = all(len(part) == 1 and part.isupper() for part in word.split("."))
    initial = letters and not is_platform(word, lexicon)
    return initial or _is_shortened(word) or word.casefold() in lexicon.abbreviations


def _is_shortened(word: str) -> bool:
    """Whether a word with a capital has no vowel, as titles cut short have none: "Cllr"."""
    if not word.istitle() or not word.isascii() or not 1 < len(word) <= _SHORT + 1:
        return False
    return _VOWELS.isdisjoint(word.casefold())


def _no_end(token: Token, lexicon: Lexicon) -> bool:
    return abbreviates(token.text.rpartition(" ")[2].rpartition("-")[2], lexicon)


# -- words ------------------------------------------------------------------------------


def _phrase(words: str, raw: Sequence[Raw], at: int, lexicon: Lexicon) -> tuple[Token, int]:
    """The longest phrase that begins at ``raw[at]``, and where the next token begins."""
    text, folded, start, end = raw[at]
    for phrase, labels in lexicon.phrases.get(folded, ()):
        stop = at + len(phrase)
        if all(raw[k][1] == phrase[k - at] for k in range(at, min(stop, len(raw)))) and (
            stop <= len(raw)
        ):
            end = raw[stop - 1][3]
            return Token(words[start:end], " ".join(phrase), start, end, labels), stop
    return Token(text, folded, start, end, _unlisted(text, folded, lexicon)), at + 1


def _unlisted(text: str, folded: str, lexicon: Lexicon) -> int:
    """What the shape of a word says that it is, where the tables don't have it."""
    if not (text[0].isalnum() or text[0] in "@#_"):
        if text[0] in "-'’" and len(text) > 1:
            return _joined(folded, lexicon)
        return Label.SIGN
    if "." not in text and _is_shortened(text.rpartition("-")[2]):
        return Label.HONORIFIC
    if lexicon.compounds and "-" in text and (compound := _compound(folded, lexicon)):
        return compound
    if len(text) > _SHORT:
        if lexicon.spoken and folded.endswith(lexicon.spoken):
            return Label.SPOKEN_NOUN
        if text.islower():
            return next((bit for ending, bit in lexicon.endings if folded.endswith(ending)), 0)
        if lexicon.titles and folded.endswith(lexicon.titles):
            return Label.HONORIFIC
    return 0


def _joined(folded: str, lexicon: Lexicon) -> int:
    """What an ending on its own is: a pronoun, or the case of the name in front."""
    suffix = lexicon.joints.suffixes.get(folded.replace("’", "'"), 0)
    return suffix or next((bit for one, bit in lexicon.joints.clitics if one == folded), 0)


def _compound(folded: str, lexicon: Lexicon) -> int:
    """What a word with a hyphen is by its parts: "X-Account", "Instagram-Post", "TV-Interview"."""
    first, _, last = folded.rpartition("-")
    of_last = _labels_of(last, lexicon) & _PLACED
    if of_last & Label.SPOKEN_NOUN:
        return Label.SPOKEN_NOUN
    if of_last and _labels_of(first.rpartition("-")[2], lexicon) & Label.PLATFORM:
        return of_last if of_last & Label.POST_NOUN else Label.PLATFORM | Label.ACCOUNT_NOUN
    return 0


def is_platform(word: str, lexicon: Lexicon) -> bool:
    """Whether ``word`` by itself names a platform."""
    return bool(_labels_of(fold(word), lexicon) & Label.PLATFORM)


def brings_on(word: str, lexicon: Lexicon) -> bool:
    """Whether ``word`` by itself can bring a quotation on: a verb of saying, a post."""
    return bool(_labels_of(fold(word), lexicon) & (Label.VERB | Label.POST_NOUN | Label.COMPLEMENT))


def addresses(words: str, lexicon: Lexicon) -> bool:
    """Whether ``words`` end with what stands in front of the one spoken to: "sagte der"."""
    last = words.rstrip().rpartition(" ")[2]
    return bool(_labels_of(fold(last), lexicon) & Label.RECIPIENT)


def _labels_of(word: str, lexicon: Lexicon) -> int:
    found = lexicon.phrases.get(word, ())
    return next((labels for phrase, labels in found if len(phrase) == 1), 0)


def _by_case(token: Token, lexicon: Lexicon) -> Token:
    """The token with the labels that it keeps with the capitals that it has.

    "Threads" is a platform, "threads" is none. "The Washington Post" is no post; where the
    platform stands before it ("a Facebook Post") it is one.
    """
    labels = token.labels
    capital = token.text[:1].isupper()
    if labels & Label.PLATFORM and token.folded in lexicon.capitalised and not capital:
        labels &= ~Label.PLATFORM
    if labels & (Label.POST_NOUN | Label.ACCOUNT_NOUN) and capital and not lexicon.nouns:
        labels &= ~(Label.POST_NOUN | Label.ACCOUNT_NOUN)
    return token if labels == token.labels else token._replace(labels=labels)


# -- names ------------------------------------------------------------------------------


def _with_names(words: str, tokens: list[Token], lexicon: Lexicon) -> Iterable[Token]:
    """The tokens, with those that make up a name put together."""
    held: list[Token] = []
    found: list[Token] = []
    for at in range(len(tokens)):
        token = _surname(tokens, at, lexicon)
        named = _is_named(token, lexicon)
        if named and token.labels & Label.HONORIFIC:
            # "Texas Sen. Ted Cruz" is one man of Texas, the "Associated Press" one name.
            named = bool(held) and not lexicon.nouns and not _is_named_at(tokens, at + 1, lexicon)
        if named and held and _parts(held, token, lexicon):
            found.extend(_name(words, held, lexicon, found, token))
            held = []
        if named or (held and _is_particle(token, held[-1])):
            held.append(token)
        else:
            found.extend(_name(words, held, lexicon, found, token))
            held = []
            found.append(token)
    found.extend(_name(words, held, lexicon, found, None))
    return found


def _surname(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Token:
    """The token; as no title where its capital within a sentence makes it a name: "zei Baas"."""
    token = tokens[at]
    titled = token.labels & Label.HONORIFIC and token.text[:1].isupper()
    if not titled or not at or not lexicon.inverts or lexicon.nouns:
        return token
    led = tokens[at - 1].labels & (Label.SIGN | Label.DETERMINER | Label.HONORIFIC)
    if led or _is_named_at(tokens, at + 1, lexicon):
        return token
    return token._replace(labels=token.labels & ~Label.HONORIFIC)


def _is_named_at(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    return at < len(tokens) and _is_named(tokens[at], lexicon)


def _is_particle(token: Token, before: Token) -> bool:
    """Whether a small word can go on a name; an article only behind another: "von der Leyen"."""
    if not token.labels & Label.PARTICLE or not token.text.islower():
        return False
    article = token.labels & Label.DETERMINER and not token.labels & Label.PREPOSITION
    return not article or bool(before.labels & Label.PARTICLE)


def _parts(held: Sequence[Token], token: Token, lexicon: Lexicon) -> bool:
    """Whether a new name begins with ``token``: "Bob's Ann", "Bob @bob", "Ann von der CDU"."""
    handle = token.text.startswith(_HANDLES) or held[-1].text.startswith(_HANDLES)
    if handle or (lexicon.possessive and held[-1].folded.endswith(lexicon.possessive)):
        return True
    if lexicon.oblique and held[-1].folded.endswith(lexicon.oblique):
        return True
    acronym = sum(sign.isupper() for sign in token.text) >= _ACRONYM_CAPITALS
    return lexicon.nouns and acronym and bool(held[-1].labels & Label.PARTICLE)


def _is_named(token: Token, lexicon: Lexicon) -> bool:
    if token.text.startswith(_HANDLES) and len(token.text) > 1:
        return True
    barred = (
        Label.SIGN
        | Label.PLATFORM
        | Label.SUBORDINATOR
        | Label.PRONOUN
        | Label.VERB
        | Label.PREPOSITION
        | Label.POST_NOUN
        | Label.ACCOUNT_NOUN
        | Label.NOUN
        | Label.POSTED_PLACE
        | Label.SPOKEN_PLACE
    )
    if lexicon.nouns:
        barred |= _THINGS
    return token.text[0].isupper() and not token.labels & barred and " " not in token.folded


def _name(
    words: str,
    held: list[Token],
    lexicon: Lexicon,
    front: Sequence[Token],
    after: Token | None,
) -> Iterable[Token]:
    """The held tokens as one name, and what merely stands before or behind it on its own."""
    first, last = 0, len(held)
    while first < last and held[first].labels & _NOT_OF_NAMES:
        if held[first].labels & Label.DETERMINER and front and not front[-1].labels & Label.SIGN:
            break  # "La Poste": within a sentence, the capital makes the article a part of it.
        first += 1
    while last > first and _is_loose(held[last - 1]):
        last -= 1
    noun = lexicon.nouns and _is_plain_noun(held[first:last], [*front, *held[:first]])
    noun = noun or bool(after and after.labels & Label.POSTNOMINAL and last - first == 1)
    if noun or (last - first == 1 and _is_titles(held[first], lexicon)):
        first = last
    yield from held[:first]
    if first < last:
        title = held[first - 1] if first else (front[-1] if front else None)
        yield _as_name(words, held[first:last], lexicon, title, after)
    yield from held[last:]


def _is_titles(token: Token, lexicon: Lexicon) -> bool:
    """Whether a possessor is no name but a title: "the MP's tweet"."""
    ending = next((end for end in lexicon.possessive if token.folded.endswith(end)), "")
    word = token.folded[: len(token.folded) - len(ending)]
    return bool(ending) and bool(_labels_of(word, lexicon) & Label.HONORIFIC)


def _as_name(
    words: str,
    held: Sequence[Token],
    lexicon: Lexicon,
    before: Token | None,
    after: Token | None,
) -> Token:
    """One name, without its possessive ending, and with what its ending says."""
    start, end = held[0].start, held[-1].end
    folded = held[-1].folded
    ending = next((end for end in lexicon.possessive if folded.endswith(end)), "")
    labels = Label.NAME | Label.POSSESSOR if ending else Label.NAME
    labels |= held[0].labels & Label.SPOKEN_NOUN
    if after is not None and after.start == end and after.text[0] in _APOSTROPHES:
        labels |= after.labels & (Label.POSSESSOR | Label.OBLIQUE)
    labels |= _by_ending(held, lexicon, before, after)
    text = " ".join(words[start : end - len(ending)].split())
    return Token(text, text.casefold(), start, end, labels)


def _by_ending(
    held: Sequence[Token], lexicon: Lexicon, before: Token | None, after: Token | None
) -> int:
    """What the end of a name says where names have cases: whose something is, or no subject."""
    if not (lexicon.genitives or lexicon.feminine or lexicon.oblique):
        return 0
    labels = 0
    folded = held[-1].folded
    beside = Label.HONORIFIC if lexicon.nouns else Label.RELATION
    possesses = (before is not None and before.labels & beside) or (
        after is not None and after.text[:1].isupper() and lexicon.nouns
    )
    if len(held) == 1 and possesses and folded.endswith(lexicon.genitives or ("\0",)):
        labels |= Label.POSSESSOR
    if lexicon.feminine and all(token.folded.endswith(lexicon.feminine) for token in held):
        labels |= Label.FEMININE
    first = held[0].folded.endswith((*lexicon.oblique, *lexicon.feminine))
    if lexicon.oblique and folded.endswith(lexicon.oblique) and first:
        labels |= Label.OBLIQUE
    return labels


def _is_plain_noun(held: Sequence[Token], front: Sequence[Token]) -> bool:
    """Whether one word with a capital is a noun, where all nouns have one: "der neue Plan"."""
    if len(held) != 1 or held[0].text.startswith(_HANDLES) or not front:
        return False
    if sum(sign.isupper() for sign in held[0].text.partition("-")[0]) >= _ACRONYM_CAPITALS:
        return False
    token = front[-1]
    if token.labels & (Label.DETERMINER | Label.POSSESSIVE):
        return True
    plain = not token.labels and token.text.islower()
    return plain and any(t.labels & (Label.DETERMINER | Label.POSSESSIVE) for t in front[-3:-1])


def _is_loose(token: Token) -> bool:
    """Whether a name doesn't end with it: "Cruz Tuesday", "Cruz de"."""
    return bool(token.labels & Label.DAY) or (
        token.text.islower() and not token.text.startswith(_HANDLES)
    )
