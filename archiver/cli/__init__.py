"""Thin commands: parse the options, call the pipeline, render, exit."""

from archiver.cli.main import main

__all__ = ["main"]
