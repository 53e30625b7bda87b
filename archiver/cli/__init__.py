"""Thin commands: parse the options, call the pipeline, render, exit."""
