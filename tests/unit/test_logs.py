"""One line per event, harmless whatever a mail holds."""

import json
import logging
import os
import sys
from collections.abc import Iterator

import pytest
import structlog

from gateway.adapters.logs import is_under_journal, set_up_logs
from gateway.config.settings import LogSettings
from gateway.domain.failures import PermanentFailure

_SOURCE = 'int("quoted document " * 1000)'  # the line of the test itself


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers, root.level = handlers, level
    logging.captureWarnings(False)
    structlog.reset_defaults()


def lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    out, err = capsys.readouterr()
    assert out == ""  # standard output belongs to the command's data
    return err.splitlines()


def test_a_json_line_begins_with_time_level_and_event(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs(LogSettings(format="json"))
    structlog.get_logger().info("mail-registered", number=12, book="den")
    (line,) = lines(capsys)
    event = json.loads(line)
    assert list(event)[:3] == ["at", "level", "event"]
    assert event["at"].endswith("Z")
    assert (event["event"], event["number"], event["book"]) == ("mail-registered", 12, "den")


@pytest.mark.parametrize("format_", ["json", "text"])
def test_a_value_cannot_write_a_line_of_its_own(
    capsys: pytest.CaptureFixture[str], format_: str
) -> None:
    set_up_logs(LogSettings(format=format_))  # type: ignore[arg-type]  # a parameter of the test
    hostile = "a\r\n2026-01-01 [info] forged\x1b[2J\u2028\u202e\x00"
    structlog.get_logger().warning(
        "mail-held", subject=hostile, names=[hostile], more={hostile: hostile}
    )
    (line,) = lines(capsys)
    assert not set(line) & set("\r\x1b\u2028\u202e\x00")


def test_a_long_value_and_a_lone_surrogate_do_no_harm(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs(LogSettings(format="json"))
    structlog.get_logger().info("x", long="y" * 100_000, many=list(range(9999)), half="\ud800")
    (line,) = lines(capsys)
    assert len(line) < 2_000
    assert "\ud800" not in json.loads(line)["half"]


def test_levels(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs(LogSettings(format="json", level="warning"))
    structlog.get_logger().info("hidden")
    logging.getLogger("anything").info("hidden")
    structlog.get_logger().error("shown")
    assert [json.loads(line)["event"] for line in lines(capsys)] == ["shown"]


def test_libraries_speak_through_it_and_softly(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs(LogSettings(format="json", level="debug"))
    for name in (
        "aiosmtpd",
        "apscheduler.scheduler",
        "sqlalchemy.engine",
        "pyhanko.sign",
        "imapclient",
    ):
        logging.getLogger(name).info("noise")
        logging.getLogger(name).debug("noise")
    logging.getLogger("mail.log").warning("from %s", "evil\nhost")
    (line,) = lines(capsys)
    event = json.loads(line)
    assert event["logger"] == "mail.log"
    assert event["level"] == "warning"
    assert event["event"] == "from evil\N{REPLACEMENT CHARACTER}host"


def test_a_traceback_stays_readable_and_its_message_short(
    capsys: pytest.CaptureFixture[str],
) -> None:
    set_up_logs(LogSettings(format="json"))
    try:
        int("quoted document " * 1000)
    except ValueError:
        structlog.get_logger().exception("crash-barrier")
    (line,) = lines(capsys)
    trace = json.loads(line)["exception"]
    assert "test_logs.py" in trace
    assert "ValueError" in trace
    assert "quoted" not in json.loads(line)["exception"].replace(_SOURCE, ""), "Art. 1.2"


def test_our_own_messages_and_the_causes_stay_in_a_traceback(
    capsys: pytest.CaptureFixture[str],
) -> None:
    set_up_logs(LogSettings(format="json"))
    failure = PermanentFailure("no such place")
    failure.__cause__ = KeyError("document")
    structlog.get_logger().error("crash-barrier", exc_info=failure)
    (line,) = lines(capsys)
    trace = json.loads(line)["exception"]
    assert "PermanentFailure: no such place" in trace
    assert trace.rstrip().endswith("KeyError")


def test_auto_is_json_only_when_the_stream_is_the_journal(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("JOURNAL_STREAM", raising=False)
    set_up_logs(LogSettings())
    structlog.get_logger().info("as-text")
    found = os.fstat(sys.__stderr__.fileno())  # type: ignore[union-attr]  # pytest has one
    monkeypatch.setenv("JOURNAL_STREAM", f"{found.st_dev}:{found.st_ino}")
    assert is_under_journal(sys.__stderr__)
    # A child whose error stream is a pipe inherits the variable and must not be taken in by it.
    monkeypatch.setenv("JOURNAL_STREAM", f"{found.st_dev}:{found.st_ino + 1}")
    assert not is_under_journal(sys.__stderr__)
    assert "as-text" in capfd.readouterr().err
