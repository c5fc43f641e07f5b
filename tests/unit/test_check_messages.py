"""What `gateway check` says names the cause, one line a problem."""

from pathlib import Path

import pytest

from gateway.config.load import load_settings
from gateway.wiring.checks import CHECKS
from gateway.wiring.findings import Finding, guarded

CONFIG = """\
data_dir: data
agencies:
  - id: sxd
    name: Sở Xây dựng
    books: [{name: den, title: Sổ}]
    mailboxes:
      - name: sxd
        address: sxd@quangngai.gov.vn
        imap: {host: 127.0.0.1, username: sxd, password_file: "${CREDENTIALS_DIRECTORY}/imap-sxd"}
submission: {transport: files}
rules_dir: rules
"""


def _said(folder: Path, name: str) -> list[Finding]:
    (folder / "config.yaml").write_text(CONFIG, encoding="utf-8")
    settings = load_settings(folder / "config.yaml")
    return [finding for _, finding in guarded(name, dict(CHECKS)[name], settings)]


def test_a_folder_of_credentials_that_nobody_set_is_the_cause(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    (found,) = _said(tmp_path, "secrets")
    assert "${CREDENTIALS_DIRECTORY}/imap-sxd: cannot be read" in found.message
    assert "CREDENTIALS_DIRECTORY is not set" in (found.advice or "")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    (tmp_path / "imap-sxd").write_text("x")
    (tmp_path / "imap-sxd").chmod(0o600)
    (found,) = _said(tmp_path, "secrets")
    assert found.level == "ok"


def test_each_missing_file_of_rules_is_a_line_of_its_own(tmp_path: Path) -> None:
    found = _said(tmp_path, "rules")
    assert len(found) > 3
    assert all(finding.level == "error" and "\n" not in finding.message for finding in found)
