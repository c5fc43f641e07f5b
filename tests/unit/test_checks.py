"""`gateway check`: what it says of trust, keys and days off, with no server in reach."""

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from gateway import resources
from gateway.cli.main import cli
from gateway.config.load import load_settings
from gateway.wiring.checks import CHECKS
from gateway.wiring.findings import Finding, guarded
from tests.support.pki import DAY, NOW, YEAR, Authority, make_root, name, shared_pki
from tests.support.servers import certificate_until

CONFIG = """\
data_dir: data
agencies:
  - id: sxd
    name: Sở Xây dựng
    books: [{name: den, title: Sổ}]
    mailboxes: [{name: sxd, address: sxd@quangngai.gov.vn}]
submission: {transport: files}
"""
SUB, ROOT = "CA phục vụ các cơ quan thử nghiệm", "RootCA thử nghiệm"


class Desk:
    """A configuration and the command on it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.config = folder, folder / "config.yaml"
        self.trust = folder / "data" / "trust"
        self.configure()

    def configure(self, extra: str = "") -> None:
        self.config.write_text(CONFIG + extra, encoding="utf-8")

    def run(self, name: str) -> list[Finding]:
        """The findings of one check."""
        settings = load_settings(self.config)
        return [finding for _, finding in guarded(name, dict(CHECKS)[name], settings)]

    def one(self, name: str) -> Finding:
        (finding,) = self.run(name)
        return finding

    def warnings(self) -> dict[str | None, str]:
        return {x.item: x.message for x in self.run("trust") if x.level == "warning"}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def put(folder: Path, file: str, data: bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / file).write_bytes(data)


def test_a_trust_folder_of_today_is_ok(desk: Desk) -> None:
    shared_pki().write_trust(desk.trust)
    lines = desk.run("trust")
    assert {line.level for line in lines} == {"ok"}
    assert "1 government, 0 public, 1 intermediates, 1 tsa, 2 crls" in lines[0].message
    assert sum("is fresh until" in line.message for line in lines) == 2


def test_without_a_root_nothing_is_valid_and_without_a_governments_root_nothing_is_the_governments(
    desk: Desk,
) -> None:
    (line,) = desk.run("trust")
    assert (line.level, "no signature will be called valid" in line.message) == (
        "warning",
        True,
    )
    shared_pki().write_trust(desk.trust, "public")
    first, *others = desk.run("trust")
    assert first.level == "warning"
    assert "Art. 8.2" in first.message
    assert {line.level for line in others} == {"ok"}


def test_a_missing_and_a_stale_crl_are_named_by_their_authority(desk: Desk) -> None:
    pki = shared_pki()
    pki.write_trust(desk.trust, crls=False)
    assert set(desk.warnings()) == {ROOT, SUB}
    put(desk.trust / "crls", "root.crl", pki.root.crl())
    put(desk.trust / "crls", "sub.crl", pki.sub.crl(last=NOW - 9 * DAY, following=NOW - 2 * DAY))
    put(desk.trust / "crls", "old.crl", pki.sub.crl(last=NOW - 99 * DAY, following=NOW - 90 * DAY))
    warnings = desk.warnings()
    assert set(warnings) == {SUB}
    assert f"out of date since {NOW - 2 * DAY:%Y-%m-%d}" in warnings[SUB]
    assert "issued 9 days ago" in warnings[SUB]
    put(desk.trust / "crls", "newer.crl", pki.sub.crl())
    assert desk.warnings() == {}, "the newest one counts"


def test_a_crl_of_tomorrow_or_of_another_key_is_none(desk: Desk) -> None:
    pki = shared_pki()
    pki.write_trust(desk.trust)
    put(desk.trust / "crls", "sub.crl", pki.sub.crl(last=NOW + DAY))
    assert set(desk.warnings()) == {SUB}
    put(desk.trust / "crls", "old.crl", pki.sub.crl(last=NOW - 9 * DAY, following=NOW - 2 * DAY))
    assert f"out of date since {NOW - 2 * DAY:%Y-%m-%d}" in desk.warnings()[SUB]
    (desk.trust / "crls" / "old.crl").unlink()
    same_name = make_root(pki.sub.identity.certificate.subject)
    put(desk.trust / "crls", "sub.crl", same_name.crl())
    assert "no CRL" in desk.warnings()[SUB]


def test_a_list_of_revoked_authorities_says_nothing_of_signers(desk: Desk) -> None:
    """RFC 5280 §5.2.5. Of a root it says enough."""
    pki = shared_pki()
    pki.write_trust(desk.trust, crls=False)
    point = x509.IssuingDistributionPoint(None, None, False, True, None, False, False)
    for authority, file in ((pki.root, "root.crl"), (pki.sub, "sub.crl")):
        builder = x509.CertificateRevocationListBuilder(authority.identity.certificate.subject)
        builder = builder.last_update(NOW - DAY).next_update(NOW + DAY).add_extension(point, True)
        signed = builder.sign(authority.identity.key, hashes.SHA256())
        put(desk.trust / "crls", file, signed.public_bytes(Encoding.DER))
    assert set(desk.warnings()) == {SUB}


def test_the_remedy_fits_the_configuration(desk: Desk) -> None:
    shared_pki().write_trust(desk.trust, crls=False)
    assert "refresh.hosts" in str(desk.run("trust")[-1].advice)
    desk.configure("signatures: {refresh: {hosts: [ca.example]}}\n")
    assert "gateway trust refresh" in str(desk.run("trust")[-1].advice)
    desk.configure("signatures: {revocation: ignore}\n")
    assert "a revoked certificate is accepted" in desk.run("trust")[-1].message


def test_what_expires_or_has_expired_is_named_by_its_file(desk: Desk) -> None:
    pki = shared_pki()
    pki.write_trust(desk.trust)
    for file, ends in {"soon": NOW + 59 * DAY, "gone": NOW - DAY, "later": NOW + 61 * DAY}.items():
        issued = pki.root.issue(name(C="VN", CN=file), is_ca=True, ends=ends)
        put(desk.trust / "intermediates", f"{file}.cer", issued.der)
        put(desk.trust / "crls", f"{file}.crl", Authority(issued).crl())
    warnings = desk.warnings()
    assert set(warnings) == {"intermediates/soon.cer", "intermediates/gone.cer"}
    assert "expires on" in warnings["intermediates/soon.cer"]
    assert "expired on" in warnings["intermediates/gone.cer"]


def test_of_an_expired_authority_no_crl_is_asked_for(desk: Desk) -> None:
    pki = shared_pki()
    pki.write_trust(desk.trust)
    old = pki.root.issue(name(C="VN", CN="Cũ"), is_ca=True, begins=NOW - 9 * YEAR, ends=NOW - YEAR)
    put(desk.trust / "intermediates", "old.cer", old.der)
    assert set(desk.warnings()) == {"intermediates/old.cer"}


def test_what_cannot_be_read_is_named(desk: Desk) -> None:
    shared_pki().write_trust(desk.trust)
    put(desk.trust / "crls", "junk.crl", b"junk")
    assert "crls/junk.crl cannot be read" in desk.warnings()[None]
    put(desk.trust / "public", "junk.cer", b"junk")
    (line,) = [line for line in desk.run("trust") if line.level == "error"]
    assert "public/junk.cer is no certificate" in line.message


def signing(desk: Desk, ends: datetime) -> None:
    """A key file and a certificate for receipts that ends then."""
    issued = shared_pki().root.issue(name(CN="Thông báo nhận"), ends=ends, stamps_time=True)
    key = issued.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (desk.folder / "key.pem").write_bytes(key)
    (desk.folder / "key.pem").chmod(0o600)
    (desk.folder / "cert.pem").write_bytes(issued.certificate.public_bytes(Encoding.PEM))
    desk.configure("receipts: {signing: {key_file: key.pem, certificate_file: cert.pem}}\n")


@pytest.mark.parametrize(
    ("ends", "level"), [(NOW + 90 * DAY, "ok"), (NOW + 30 * DAY, "warning"), (NOW - DAY, "error")]
)
def test_the_certificate_that_signs_receipts(desk: Desk, ends: datetime, level: str) -> None:
    signing(desk, ends)
    line = desk.one("signing")
    assert (line.level, f"{ends:%Y-%m-%d}" in line.message) == (level, True)
    assert desk.one("texts").level == "ok"


def test_a_key_that_does_not_fit_and_one_that_others_can_read(desk: Desk) -> None:
    signing(desk, NOW + 90 * DAY)
    (desk.folder / "key.pem").chmod(0o644)
    assert desk.one("secrets").level == "warning"
    signing(desk, NOW + 90 * DAY)
    other = shared_pki().root.issue(name(CN="Khác"), stamps_time=True)
    (desk.folder / "cert.pem").write_bytes(other.certificate.public_bytes(Encoding.PEM))
    line = desk.one("signing")
    assert (line.level, "does not belong to the key" in line.message) == ("error", True)


@pytest.mark.parametrize(("days", "level"), [(90, "ok"), (10, "warning"), (-1, "error")])
def test_the_certificate_of_the_intake(desk: Desk, days: int, level: str) -> None:
    certificate_until(desk.folder, datetime.now(UTC) + timedelta(days=days))
    files = "tls_certificate_file: cert.pem, tls_key_file: key.pem"
    desk.configure(f"smtp_intake: {{{files}}}\n")
    assert desk.one("intake").level == level
    (desk.folder / "key.pem").write_text("junk")
    line = desk.one("intake")
    assert (line.level, "cannot use" in line.message) == ("error", True)


def test_the_days_off_of_both_years(desk: Desk, tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(resources.shared("rules"), rules)
    desk.configure(f"rules_dir: {rules}\n")
    year = datetime.now(UTC).year
    for one in (year, year + 1):
        (rules / "holidays" / f"{one}.yaml").write_text("confirmed: true\nsource: công văn thử\n")
    lines = desk.run("holidays")
    assert [line.level for line in lines] == ["ok", "ok"]
    (rules / "holidays" / f"{year}.yaml").write_text("confirmed: false\nsource: chưa có\n")
    first, second = desk.run("holidays")
    assert (first.level, second.level) == ("warning", "ok")
    assert f"{year}.yaml" in str(first.advice)


def test_the_command_prints_json_lines_and_fails_only_for_what_fails(desk: Desk) -> None:
    shared_pki().write_trust(desk.trust, crls=False)
    arguments = ["--config", str(desk.config), "check"]
    result = CliRunner().invoke(cli, [*arguments, "--json"])
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert {line["check"] for line in lines} == set(dict(CHECKS))
    assert all(set(line) == {"check", "item", "level", "message", "advice"} for line in lines)
    assert result.exit_code == 0
    assert "warning" in {line["level"] for line in lines}
    put(desk.trust / "government", "junk.pem", b"junk")
    evil = make_root(name(C="VN", CN="A\x1b[2K\u202e"))
    put(desk.trust / "public", "evil.cer", evil.identity.der)
    result = CliRunner().invoke(cli, arguments)
    assert result.exit_code == 1
    assert "✗ trust: government/junk.pem is no certificate → " in result.stdout
    assert "! trust A?[2K?: no CRL" in result.stdout, "a name cannot write over the terminal"
