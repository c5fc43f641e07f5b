"""One canonical line per event: JSON under systemd, text on a terminal, always on standard error.

An event is a kebab-case name with fields. Values that come from outside are cut and cleaned here, so
that no mail can write a line of its own into the log. Document text and secrets are never logged.
"""

import logging
import os
import re
import sys
import traceback
from collections.abc import Mapping
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, ExcInfo, Processor, WrappedLogger

from gateway.config.settings import LogSettings

_VALUE_CHARACTERS = 500
_TRACE_CHARACTERS = 20_000  # a traceback is ours and worth its length
_ITEMS = 50
_CAUSES = 5
_LINE_CHARACTERS = 300  # an exception's message may quote what it could not read
_FIRST = ("at", "level", "event")
_KEEP_LINES = frozenset({"exception", "stack"})

# Libraries whose information is noise beside our own events. pyHanko also quotes documents.
_QUIET = (
    "aiosmtpd", "alembic", "apscheduler", "asyncio", "fontTools", "imapclient", "mail.log",
    "mailparser", "pdfminer", "pyhanko", "pyhanko_certvalidator", "sqlalchemy", "tzlocal", "urllib3",
)  # fmt: skip

# C0 and C1 controls, line and paragraph separators, and marks that turn the direction of text.
_CONTROL = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def set_up_logs(settings: LogSettings) -> None:
    """Configures structlog and the standard library's logging for the whole process. Repeatable."""
    as_json = settings.format == "json" or (settings.format == "auto" and is_under_journal())
    level = logging.getLevelNamesMapping()[settings.level.upper()]
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.ExceptionRenderer(_trace),
        harmless,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    _route_standard_logging(shared, _renderer(as_json=as_json), level)


def is_under_journal(stream: TextIO | None = None) -> bool:
    """True when standard error is the journal's stream (systemd.exec(5), `JOURNAL_STREAM`)."""
    device, _, inode = os.environ.get("JOURNAL_STREAM", "").partition(":")
    try:
        found = os.fstat((stream or sys.stderr).fileno())
    except (OSError, ValueError):
        return False
    return (device, inode) == (str(found.st_dev), str(found.st_ino))


def harmless(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """A processor: every value cut to its length and cleaned of control characters."""
    first = [key for key in _FIRST if key in event]
    return {
        _clean_key(key): event[key]
        if key.startswith("_")
        else _clean(event[key], key in _KEEP_LINES)
        for key in (*first, *(key for key in event if key not in _FIRST))
    }


def _trace(exc_info: ExcInfo) -> str:
    """Frames and sorts of an exception and of its causes. Only our own messages: others may quote a document."""
    shown: list[str] = []
    failure: BaseException | None = exc_info[1]
    while failure is not None and len(shown) < _CAUSES:
        own = type(failure).__module__.startswith("gateway.")
        said = f": {failure}" if own else ""
        frames = "".join(traceback.format_list(traceback.extract_tb(failure.__traceback__)))
        shown.append(f"{frames}{type(failure).__qualname__}{said}")
        failure = failure.__cause__ or (
            None if failure.__suppress_context__ else failure.__context__
        )
    return "\n-- after:\n".join(shown)


def _clean_key(key: str) -> str:
    return _CONTROL.sub("?", str(key))[:60]


def _clean(value: Any, keep_lines: bool) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {_clean_key(k): _clean(v, keep_lines) for k, v in list(value.items())[:_ITEMS]}
    if isinstance(value, list | tuple | set | frozenset):
        return [_clean(item, keep_lines) for item in list(value)[:_ITEMS]]
    if keep_lines:
        lines = str(value)[-_TRACE_CHARACTERS:].splitlines()
        return "\n".join(_clean_text(line, _LINE_CHARACTERS) for line in lines)
    return _clean_text(str(value), _VALUE_CHARACTERS)


def _clean_text(text: str, length: int) -> str:
    cut = text if len(text) <= length else text[: length - 1] + "…"
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", cut)


def _renderer(*, as_json: bool) -> Processor:
    if as_json:
        return structlog.processors.JSONRenderer(ensure_ascii=False, sort_keys=False)
    return structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
    )


def _route_standard_logging(shared: list[Processor], renderer: Processor, level: int) -> None:
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
    logging.captureWarnings(True)
