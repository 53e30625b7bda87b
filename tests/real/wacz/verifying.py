"""authsign's own answer to "is this signature good?", with our roots: verifying.py ROOTS PORT.

Run by the Python that has authsign. The server that comes with it wants a key to sign with too;
here nothing is signed.
"""

from __future__ import annotations

import importlib
import sys
from typing import Any


def main() -> None:
    """Serve POST /verify on this machine."""
    roots, port = sys.argv[1:]
    authsign: Any = importlib.import_module("authsign.main")
    verifying: Any = importlib.import_module("authsign.verifier")
    fastapi: Any = importlib.import_module("fastapi")
    uvicorn: Any = importlib.import_module("uvicorn")
    authsign.verifier = verifying.Verifier(roots)
    app = fastapi.FastAPI()
    app.post("/verify")(authsign.verify_data)
    uvicorn.run(app, host="127.0.0.1", port=int(port), log_level="info")


if __name__ == "__main__":
    main()
