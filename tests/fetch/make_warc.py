"""Writes a WARC from a JSON list on standard input; run by the Python that has warcio.

Usage: make_warc.py FILE. Each item has url, time (as in WARC-Date), status, headers, body.
"""

from __future__ import annotations

import importlib
import io
import json
import sys
from pathlib import Path
from typing import Any


def main() -> None:
    """Write the file that the only argument names."""
    writing: Any = importlib.import_module("warcio.warcwriter")
    heading: Any = importlib.import_module("warcio.statusandheaders")
    with Path(sys.argv[1]).open("wb") as file:
        writer = writing.WARCWriter(file, gzip=True)
        for item in json.load(sys.stdin):
            head = heading.StatusAndHeaders(
                item["status"], [tuple(pair) for pair in item["headers"]], protocol="HTTP/1.1"
            )
            record = writer.create_warc_record(
                item["url"],
                "response",
                payload=io.BytesIO(item["body"].encode()),
                http_headers=head,
                warc_headers_dict={"WARC-Date": item["time"]},
            )
            writer.write_record(record)


if __name__ == "__main__":
    main()
