"""`gateway check` and `gateway doctor` as a script reads them."""

import json
import subprocess
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Findings:
    """The JSON Lines of one run."""

    code: int
    lines: tuple[dict[str, Any], ...]
    text: str

    def of(self, check: str, item: str | None = None) -> list[dict[str, Any]]:
        return [
            line
            for line in self.lines
            if line["check"] == check and (item is None or line["item"] == item)
        ]

    def levels(self, check: str, item: str | None = None) -> set[str]:
        return {line["level"] for line in self.of(check, item)}

    def one(self, check: str, item: str | None = None) -> dict[str, Any]:
        (line,) = self.of(check, item)
        return line

    def failed(self) -> list[tuple[str, str | None]]:
        return [(line["check"], line["item"]) for line in self.lines if line["level"] == "error"]


def findings(done: subprocess.CompletedProcess[str]) -> Findings:
    """Nothing but JSON Lines stands on standard output, and no traceback anywhere."""
    assert "Traceback" not in done.stderr, done.stderr
    lines = tuple(json.loads(line) for line in done.stdout.splitlines())
    assert all(set(line) == {"check", "item", "level", "message", "advice"} for line in lines)
    return Findings(done.returncode, lines, done.stdout + done.stderr)
