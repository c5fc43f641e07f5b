"""What the configuration says of secrets and malware, and what `gateway check` and `doctor` make of it."""

from pathlib import Path

import pytest

from gateway.config.load import load_settings
from gateway.config.yaml_source import ConfigurationError
from gateway.wiring.checks import CHECKS
from gateway.wiring.doctor import CHECKS_HERE
from gateway.wiring.findings import Finding, guarded
from gateway.wiring.receivers import receivers
from gateway.wiring.rules import load as load_rules
from tests.unit.test_quarantine import ADDRESS, CONFIG, OFFICER


def found(folder: Path, name: str, text: str) -> Finding:
    (folder / "config.yaml").write_text(text, encoding="utf-8")
    check = dict([*CHECKS, *CHECKS_HERE])[name]
    ((_, finding),) = guarded(name, check, load_settings(folder / "config.yaml"))
    return finding


def without_officer() -> str:
    return "\n".join(line for line in CONFIG.splitlines() if "secrets:" not in line)


def test_an_agency_that_names_nobody_is_warned(tmp_path: Path) -> None:
    finding = found(tmp_path, "officer", without_officer())
    assert (finding.level, finding.item) == ("warning", "sxd")
    finding = found(tmp_path, "officer", CONFIG)
    assert finding.level == "ok"
    assert ADDRESS not in finding.message


def test_the_named_person_reaches_the_walk(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text(CONFIG, encoding="utf-8")
    settings = load_settings(tmp_path / "config.yaml")
    officer = receivers(settings, load_rules(settings, 2026))["sxd"].officer
    assert officer is not None
    assert (officer.name, officer.address) == (OFFICER, ADDRESS)


def test_where_no_scanner_is_named_check_and_doctor_say_so(tmp_path: Path) -> None:
    checked = found(tmp_path, "malware", CONFIG)
    assert (checked.level, "not checked" in checked.message) == ("warning", True)
    assert found(tmp_path, "clamd", CONFIG).level == "warning"


def test_a_scanner_that_does_not_answer_is_an_error_of_the_doctor_alone(tmp_path: Path) -> None:
    text = f"{CONFIG}malware: {{clamd: {tmp_path}/nobody.sock}}\n"
    assert found(tmp_path, "malware", text).level == "ok"
    finding = found(tmp_path, "clamd", text)
    assert (finding.level, "malware: clamd at" in finding.message) == ("error", True)


@pytest.mark.parametrize(
    ("place", "kept"),
    [
        ("127.0.0.1:3310", None),
        ("localhost:3310", None),
        ("/run/clamav/clamd.ctl", None),
        ("[::1]:3310", "::1:3310"),
        ("::1:3310", None),
    ],
)
def test_places_of_a_scanner(tmp_path: Path, place: str, kept: str | None) -> None:
    (tmp_path / "config.yaml").write_text(f"{CONFIG}malware: {{clamd: '{place}'}}\n", "utf-8")
    malware = load_settings(tmp_path / "config.yaml").malware
    assert malware is not None
    assert malware.clamd == (kept or place)


@pytest.mark.parametrize(
    ("section", "place"),
    [
        ("malware:\n  #clamd: /run/clamav/clamd.ctl\n", "malware"),
        ("smtp_intake:\n", "smtp_intake"),
        ("receipts:\n  signing:\n    # key_file: a.pem\n", "receipts.signing"),
        ("receipts: {signing: null}\n", "receipts.signing"),
    ],
)
def test_a_section_whose_keys_are_still_comments_is_no_section_left_out(
    tmp_path: Path, section: str, place: str
) -> None:
    """Else nothing would be scanned or signed, and nobody told."""
    (tmp_path / "config.yaml").write_text(f"{CONFIG}{section}", "utf-8")
    line = CONFIG.count("\n") + 1 + ("\n  signing" in section)
    wanted = rf"config\.yaml:{line}:\d+: {place}: this section is empty: .*remove its line"
    with pytest.raises(ConfigurationError, match=wanted):
        load_settings(tmp_path / "config.yaml")


@pytest.mark.parametrize("name", ["secrets", "imap"])
def test_a_bare_section_of_an_agency_is_named_too(tmp_path: Path, name: str) -> None:
    text = """\
data_dir: data
agencies:
  - id: sxd
    name: Sở Xây dựng
    books: [{name: den, title: Sổ}]
    mailboxes:
      - name: sxd
        address: sxd@quangngai.gov.vn
        #imap:
    #secrets:
submission: {transport: files}
""".replace(f"#{name}", name)
    (tmp_path / "config.yaml").write_text(text, "utf-8")
    line = 9 if name == "imap" else 10
    with pytest.raises(ConfigurationError, match=rf":{line}:\d+: .*{name}: this section is empty"):
        load_settings(tmp_path / "config.yaml")


@pytest.mark.parametrize(
    "place",
    [
        "",
        "[127.0.0.2]:3310",
        "[::1]",
        "[::1:3310",
        "clamd.ctl",
        "127.0.0.1",
        "127.0.0.1:0",
        "127.0.0.1:x",
        "10.0.0.7:3310",
        ":3310",
    ],
)
def test_a_scanner_elsewhere_would_hear_every_mail_in_clear(tmp_path: Path, place: str) -> None:
    (tmp_path / "config.yaml").write_text(f"{CONFIG}malware: {{clamd: '{place}'}}\n", "utf-8")
    with pytest.raises(ConfigurationError, match=r"config\.yaml:\d+:\d+: .*clamd"):
        load_settings(tmp_path / "config.yaml")
