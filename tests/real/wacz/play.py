"""Opens a page of a WACZ file in the browser's player; prints what is to be seen as JSON.

Run by the Python that has playwright: play.py BROWSER ADDRESS SCREENSHOT. ADDRESS is that of a page
with the player in it.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from typing import Any

SECONDS = 10.0
ATTEMPTS = 9
LOOK = """() => ({
  text: document.body ? document.body.innerText : "",
  picture: document.querySelector("img") ? document.querySelector("img").naturalWidth : 0,
})"""


def main() -> None:
    """Wait until the frame of the replayed page has words, and tell them."""
    browser_path, address, screenshot = sys.argv[1:]
    api: Any = importlib.import_module("playwright.sync_api")
    outside: list[str] = []
    said: list[str] = []
    with api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        page = browser.new_page()
        page.on(
            "request",
            lambda asked: None if "//127.0.0.1:" in asked.url else outside.append(asked.url),
        )
        page.on("console", lambda message: said.append(message.text[:300]))
        page.goto(address)
        found = _words(page, api.Error)
        page.screenshot(path=screenshot)
        browser.close()
    print(json.dumps({**found, "outside": outside, "said": said}))


def _words(page: Any, failure: type[Exception]) -> dict[str, Any]:
    """What the replayed frame has; the page is loaded again while there is none.

    The player can ask for that frame before its own service worker answers.
    """
    seen: dict[str, Any] = {"text": "", "picture": 0}
    for _ in range(ATTEMPTS):
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            seen = _seen(page, failure) or seen
            if seen["text"].strip():
                return seen
            page.wait_for_timeout(200)
        page.reload()
    return {**seen, "frames": [frame.url for frame in page.frames]}


def _seen(page: Any, failure: type[Exception]) -> dict[str, Any] | None:
    for frame in page.frames:
        if "/replay/w/" in frame.url and "mp_/" in frame.url:
            page.wait_for_timeout(500)
            try:
                found: dict[str, Any] = frame.evaluate(LOOK)
            except failure:
                return None  # it went elsewhere in between
            return found
    return None


if __name__ == "__main__":
    main()
