"""A part of the archive as one WARC file."""

from __future__ import annotations

from archiver.pipeline.desk import PROGRAM, Desk
from archiver.pipeline.exports.wire import Tally, Told, WireExport
from archiver.store.holdings import Selection
from archiver.warc.exchanges import Recorder
from archiver.warc.write import Sink, WarcWriter


def export_warc(
    selection: Selection,
    desk: Desk,
    out: Sink,
    *,
    filename: str,
    agent: str | None,
    told: Told = lambda _: None,
) -> Tally:
    """The selection's exchanges are in ``out``: WARC/1.1, a gzip member for each record.

    ``filename`` is what the file says of its own name. The same selection of the same archive gives
    the same bytes, given the same program, agent and clock. Raises OSError where ``out`` can't be
    written, ArchiveError where the archive is damaged.
    """
    recorder = Recorder(WarcWriter(out), repeated=desk.archive.wire.repeated)
    export = WireExport(desk.archive, recorder, told=told)
    export.begin(filename=filename, date=desk.clock(), program=PROGRAM, agent=agent)
    return export.write(selection)
