"""archiver export: what leaves the archive, a command per format."""

from __future__ import annotations

import click

from archiver.cli.export_csv import csv_command
from archiver.cli.export_html import html_command
from archiver.cli.export_jsonld import jsonld_command
from archiver.cli.export_package import package_command
from archiver.cli.export_wacz import wacz_command
from archiver.cli.export_warc import warc_command


@click.group("export", subcommand_metavar="FORMAT [NAME]...")
def export_command() -> None:
    """Write what the archive holds in another format: all of it, or what is named.

    NAME is an article's address, path or digest, or a post's address or key ("x:123").
    """


export_command.add_command(csv_command)
export_command.add_command(html_command)
export_command.add_command(jsonld_command)
export_command.add_command(package_command)
export_command.add_command(wacz_command)
export_command.add_command(warc_command)
