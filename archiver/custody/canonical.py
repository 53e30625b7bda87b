"""One byte string for one value: JSON in the canonical form of RFC 8785."""

from __future__ import annotations

import hashlib

import orjson

_FORM = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER


def canonical(value: object) -> bytes:
    """The value as JSON with sorted keys and no spaces, in UTF-8 (RFC 8785).

    ``value`` is made of mappings with ASCII keys, lists, tuples, strings, integers of up to 53
    bits, booleans and None: for these, orjson writes what RFC 8785 asks for. Floating point
    numbers are not used. Raises ValueError for an integer past 53 bits, a lone surrogate, and for
    what is no JSON.
    """
    try:
        return orjson.dumps(value, option=_FORM)
    except TypeError as error:
        raise ValueError(f"no canonical JSON: {error}") from error


def digest(value: object) -> str:
    """Lower-case hex SHA-256 of the canonical form. Raises ValueError as ``canonical`` does."""
    return hashlib.sha256(canonical(value)).hexdigest()
