"""Thin commands: parse the options, call the pipeline, render, exit."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command of the command line and exit with the contract's code."""
    try:
        from archiver.cli.main import main as run
    except KeyboardInterrupt:
        # Ctrl-C while the program is still being loaded.
        sys.exit(130)
    run()


__all__ = ["main"]
