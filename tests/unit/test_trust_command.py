"""`gateway trust list|add|remove|refresh`."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_der_x509_crl

from gateway.adapters.signatures import load_trust
from gateway.cli.trust import trust
from gateway.domain.failures import PermanentFailure
from tests.support.crl_server import CrlServer, crl_server, issue_naming
from tests.support.pki import DAY, NOW, Authority, Pki, make_root, name, shared_pki

CONFIG = """\
data_dir: data
agencies:
  - id: sxd
    name: Sở Xây dựng
    books: [{name: den, title: Sổ}]
    mailboxes: [{name: sxd, address: sxd@quangngai.gov.vn}]
submission: {transport: files}
"""


class Desk:
    """A configuration and the command on it."""

    def __init__(self, folder: Path) -> None:
        self.config, self.trust = folder / "config.yaml", folder / "data" / "trust"
        self.config.write_text(CONFIG, encoding="utf-8")

    def allow(self, *hosts: str, urls: tuple[str, ...] = (), timeout: int = 1) -> None:
        refresh = {"hosts": hosts, "crl_urls": urls, "timeout_seconds": timeout, "max_mb": 1}
        extra = f"signatures: {{refresh: {json.dumps(refresh)}}}\n"
        self.config.write_text(CONFIG + extra, encoding="utf-8")

    def run(self, *arguments: str) -> Result:
        return CliRunner().invoke(trust, arguments, obj=self.config)

    def refuses(self, *arguments: str) -> str:
        result = self.run(*arguments)
        assert isinstance(result.exception, PermanentFailure), result.output
        return str(result.exception)

    def rows(self, *arguments: str) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.run(*arguments, "--json").stdout.splitlines()]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def pki() -> Pki:
    return shared_pki()


@pytest.fixture
def root_file(tmp_path: Path, pki: Pki) -> Path:
    path = tmp_path / "root.cer"
    path.write_bytes(pki.root.identity.der)
    return path


@pytest.fixture
def server() -> Iterator[CrlServer]:
    with crl_server() as running:
        yield running


def test_a_root_is_added_shown_and_removed(desk: Desk, root_file: Path, pki: Pki) -> None:
    added = desk.run("add", str(root_file), "--as", "government", "--yes")
    assert added.exit_code == 0, added.output
    (row,) = desk.rows("list")
    assert (row["folder"], "RootCA" in str(row["subject"])) == ("government", True)
    colons = next(line for line in added.stdout.splitlines() if line.startswith("SHA-256: "))
    assert colons[9:].replace(":", "").lower() == row["fingerprint"]
    assert row["file"] == f"{str(row['fingerprint'])[:16]}.cer"
    assert len(load_trust(desk.trust).government) == 1
    again = desk.run("add", str(root_file), "--as", "government", "--yes")
    assert "there already" in again.stderr
    assert desk.run("remove", colons[9:20], "--yes").exit_code == 0
    assert desk.rows("list") == []


def test_nothing_is_trusted_without_a_word_of_a_person(desk: Desk, root_file: Path) -> None:
    assert "--yes" in desk.refuses("add", str(root_file), "--as", "government")
    assert desk.rows("list") == []


def test_what_is_no_root_is_refused(desk: Desk, tmp_path: Path, pki: Pki) -> None:
    for content in (b"", b"hello", pki.sub.crl(), b"\x30\x82\xff\xff"):
        (tmp_path / "file").write_bytes(content)
        assert "not one certificate" in desk.refuses(
            "add", str(tmp_path / "file"), "--as", "public", "--yes"
        )
    (tmp_path / "leaf.cer").write_bytes(pki.leader.der)
    assert "not the certificate of a CA" in desk.refuses(
        "add", str(tmp_path / "leaf.cer"), "--as", "government", "--yes"
    )
    assert "not one CRL" in desk.refuses("add", str(tmp_path / "leaf.cer"), "--as", "crls", "--yes")
    assert desk.rows("list") == []


def test_a_stale_crl_is_added_with_a_warning_and_listed_as_stale(
    desk: Desk, tmp_path: Path, pki: Pki
) -> None:
    (tmp_path / "old.crl").write_bytes(pki.sub.crl(last=NOW - 9 * DAY, following=NOW - 2 * DAY))
    result = desk.run("add", str(tmp_path / "old.crl"), "--as", "crls", "--yes")
    assert "nextUpdate has passed" in result.stderr
    (row,) = desk.rows("list")
    assert row["stale"] is True
    assert "stale" in desk.run("list").stdout


def test_a_name_cannot_write_over_the_terminal(desk: Desk, tmp_path: Path) -> None:
    evil = make_root(name(C="VN", CN="A\x1b[2K\u202e"))
    (tmp_path / "evil.cer").write_bytes(evil.identity.der)
    shown = desk.run("add", str(tmp_path / "evil.cer"), "--as", "public", "--yes").stdout
    assert "CN=A?[2K?" in shown


def test_an_ambiguous_or_unknown_prefix_names_what_there_is(
    desk: Desk, root_file: Path, pki: Pki
) -> None:
    for kind in ("government", "tsa"):
        desk.run("add", str(root_file), "--as", kind, "--yes")
    fingerprint = str(desk.rows("list")[0]["fingerprint"])
    problem = desk.refuses("remove", fingerprint[:8], "--yes")
    assert "government" in problem
    assert "tsa" in problem
    assert fingerprint in desk.refuses("remove", "xyz", "--yes")
    assert desk.run("remove", fingerprint[:8], "--as", "tsa", "--yes").exit_code == 0
    assert [row["folder"] for row in desk.rows("list")] == ["government"]


def test_a_refresh_replaces_the_earlier_crl_of_the_issuer(
    desk: Desk, pki: Pki, server: CrlServer
) -> None:
    pki.write_trust(desk.trust)
    newer = pki.sub.crl(last=NOW - timedelta(hours=1))
    server.answers = {"/sub.crl": newer}
    desk.allow(server.host, urls=(server.url("/sub.crl"),))
    assert [row["outcome"] for row in desk.rows("refresh")] == ["ok"]
    assert not (desk.trust / "crls" / "sub.crl").exists()
    kept = [path.read_bytes() for path in (desk.trust / "crls").iterdir()]
    assert len(kept) == 2
    assert newer in kept
    assert [row["outcome"] for row in desk.rows("refresh")] == ["unchanged"]


def test_a_crl_in_pem_is_taken_and_one_of_a_key_that_may_not_sign_it_is_not(
    desk: Desk, pki: Pki, server: CrlServer
) -> None:
    pki.write_trust(desk.trust, crls=False)
    leaf = Authority(pki.leader)
    (desk.trust / "intermediates" / "leaf.cer").write_bytes(pki.leader.der)
    pem = load_der_x509_crl(pki.sub.crl()).public_bytes(Encoding.PEM)
    server.answers = {"/pem": pem, "/leaf": leaf.crl()}
    desk.allow(server.host, urls=(server.url("/pem"), server.url("/leaf")))
    assert [row["outcome"] for row in desk.rows("refresh")] == ["ok", "failed"]
    assert len(load_trust(desk.trust).crls) == 1


def test_a_file_with_several_crls_is_not_lost_for_one_of_them(
    desk: Desk, pki: Pki, server: CrlServer
) -> None:
    pki.write_trust(desk.trust, crls=False)
    both = [
        load_der_x509_crl(crl).public_bytes(Encoding.PEM) for crl in (pki.root.crl(), pki.sub.crl())
    ]
    (desk.trust / "crls").mkdir()
    (desk.trust / "crls" / "both.pem").write_bytes(b"".join(both))
    server.answers = {"/sub.crl": pki.sub.crl(last=NOW)}
    desk.allow(server.host, urls=(server.url("/sub.crl"),))
    assert [row["outcome"] for row in desk.rows("refresh")] == ["ok"]
    assert len(load_trust(desk.trust).crls) == 3


def test_where_no_host_is_named_nothing_is_asked(desk: Desk) -> None:
    result = desk.run("refresh")
    assert result.exit_code == 0
    assert "nothing to fetch" in result.stderr


def drip(server: CrlServer) -> object:
    """Bytes that come faster than any socket's timeout and never end."""

    def write(handler: object) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")  # type: ignore[attr-defined]
        while not server.ending.wait(0.05):
            try:
                handler.wfile.write(b"x")  # type: ignore[attr-defined]
            except OSError:
                return

    return write


@pytest.mark.parametrize(
    ("kind", "cause"),
    [
        ("older", "older than that of the CRL at hand"),
        ("future", "in the future"),
        ("stranger", "not signed by a certificate in the trust folder"),
        ("garbage", "not a CRL"),
        ("empty", "not a CRL"),
        ("other-version", "not a CRL"),
        ("oversized", "more than 1048576 bytes"),
        ("missing", "HTTP status 404"),
        ("redirect", "HTTP status 302"),
        ("slow", "no answer in 1 s"),
    ],
)
def test_whatever_fails_leaves_the_last_good_copy(
    desk: Desk, pki: Pki, server: CrlServer, kind: str, cause: str
) -> None:
    pki.write_trust(desk.trust)
    same_name = make_root(pki.sub.identity.certificate.subject)
    with crl_server() as other:
        other.answers = {"/sub.crl": pki.sub.crl(last=NOW)}
        answers = {
            "older": pki.sub.crl(last=NOW - 3 * DAY),
            "future": pki.sub.crl(last=NOW + DAY),
            "stranger": same_name.crl(last=NOW),
            "garbage": b"\x30\x82\x01\x00<html>",
            "empty": b"",
            "other-version": pki.sub.crl(last=NOW).replace(b"\x02\x01\x01", b"\x02\x01\x00", 1),
            "oversized": b"x" * (2 << 20),
            "missing": 404,
            "redirect": other.url("/sub.crl"),
            "slow": drip(server),
        }
        server.answers = {"/sub.crl": answers[kind]}
        desk.allow(server.host, urls=(server.url("/sub.crl"),))
        before = (desk.trust / "crls" / "sub.crl").read_bytes()
        result = desk.run("refresh", "--json")
        assert other.asked == []
    row = json.loads(result.stdout)
    assert (result.exit_code, row["outcome"]) == (1, "failed")
    assert cause in row["cause"]
    files = {path.name: path.read_bytes() for path in (desk.trust / "crls").iterdir()}
    assert files["sub.crl"] == before
    assert set(files) == {"root.crl", "sub.crl"}


def test_a_host_away_is_told_and_stale_crls_are_named(desk: Desk, tmp_path: Path, pki: Pki) -> None:
    pki.write_trust(desk.trust, crls=False)
    (desk.trust / "crls").mkdir()
    stale = pki.sub.crl(last=NOW - 9 * DAY, following=NOW - 2 * DAY)
    (desk.trust / "crls" / "sub.crl").write_bytes(stale)
    with crl_server() as gone:
        desk.allow(gone.host, urls=(gone.url("/sub.crl"),))
    result = desk.run("refresh")
    assert result.exit_code == 1
    assert "out of date since" in result.stderr


def test_only_named_hosts_are_asked_for_what_certificates_name(
    desk: Desk, server: CrlServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with crl_server() as stranger:
        monkeypatch.setenv("http_proxy", stranger.url(""))
        authority = make_root(name(C="VN", CN="Gốc thử nghiệm"))
        for host in (server, stranger):
            path = desk.trust / "public" / f"{host.host}.cer"
            path.parent.mkdir(parents=True, exist_ok=True)
            url = host.url("/a.crl")
            path.write_bytes(issue_naming(authority, name(C="VN", CN=url), crl=url).der)
        server.answers = {"/a.crl": authority.crl()}
        desk.allow(server.host)
        assert [row["url"] for row in desk.rows("refresh")] == [server.url("/a.crl")]
        assert stranger.asked == []
    assert server.asked == ["/a.crl"]
