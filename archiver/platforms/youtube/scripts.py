"""Data that a page's script assigns to a name: ``var ytInitialData = {…};``."""

from __future__ import annotations

import json
import re

from lxml.html import HtmlElement

from archiver.answers.values import JsonObject

_MOST = 8
"""Assignments of one name that are tried."""


def assigned(root: HtmlElement, name: str) -> JsonObject | None:
    """The first object that a script of the page assigns to ``name``, or None."""
    start = re.compile(rf"\b{re.escape(name)}[\"']?\]?\s*=\s*(?=\{{)")
    decoder = json.JSONDecoder()
    for script in root.iter("script"):
        text = script.text or ""
        for number, found in enumerate(start.finditer(text)):
            if number == _MOST:
                break
            try:
                value, _ = decoder.raw_decode(text, found.end())
            except (ValueError, RecursionError):
                continue
            if isinstance(value, dict):
                return value
    return None
