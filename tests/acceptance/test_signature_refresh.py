"""Signatures, point 6: CRLs are fetched, what waits is judged again, and in the end the clerk gets it.

With the whole gateway's parts, a real HTTP server on loopback and a clock that the test moves.
"""

import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from structlog.testing import capture_logs

from gateway.adapters.sql.queries import SqlQueries
from gateway.config.settings import Settings
from gateway.domain.message import Channel, RawMessage
from gateway.domain.signature import WantedStatus
from gateway.service.examination import examine_next
from gateway.service.refreshing import Refreshing, refresh, refresh_and_log
from gateway.wiring.databases import ensure_database
from gateway.wiring.parts import Parts, build
from gateway.wiring.running import started
from gateway.wiring.trust import refreshing
from tests.support.crl_server import CrlServer, crl_server, issue_naming
from tests.support.pki import BODY, DAY, NOW, Identity, Pki, make_pki, name
from tests.support.signed_pdf import sign
from tests.support.small_pdf import invitation
from tests.support.values import FixedClock
from tests.support.waiting import eventually

pytestmark = pytest.mark.acceptance
HOUR = timedelta(hours=1)


@dataclass
class World:
    """One agency's gateway without its threads."""

    pki: Pki
    server: CrlServer
    clock: FixedClock
    parts: Parts

    @property
    def step(self) -> Refreshing:
        return refreshing(self.parts)

    def send(self, signer: Identity) -> None:
        """A mail with one document of that signer comes in."""
        mail = EmailMessage(policy=SMTP)
        mail["From"], mail["To"] = "snv@mau.gov.vn", "sxd@quangngai.gov.vn"
        mail["Subject"], mail["Message-ID"] = "Giấy mời họp", "<a@mau.gov.vn>"
        mail.set_content("Kính gửi văn bản kèm theo.\n")
        document = sign(invitation(34), signer)
        mail.add_attachment(
            document, maintype="application", subtype="pdf", filename="34_GM-SNV.pdf"
        )
        body = self.parts.store.put([mail.as_bytes()])
        self.parts.ledger.record(
            RawMessage(
                body.digest, body.size, "sxd", Channel.SMTP, self.clock.now(), "snv@mau.gov.vn"
            )
        )

    def examine(self) -> bool:
        """Whether a message was due."""
        return examine_next(self.parts.examination(), lambda: None)

    def entries(self) -> list[dict[str, Any]]:
        return list(SqlQueries(self.parts.database).entries(book=None, year=None, since=None))

    def queue(self) -> list[tuple[str, str, list[str]]]:
        rows = SqlQueries(self.parts.database).queue()
        return [
            (row["queue"], str(row.get("last_cause")), row.get("reasons") or []) for row in rows
        ]

    def waits(self) -> bool:
        """Postponed for its signature: neither held nor entered nor answered."""
        queue = self.queue()
        return [(cause, reasons) for _, cause, reasons in queue] == [
            ("signature-indeterminate", [])
        ] and self.entries() == []


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with crl_server() as server:
        pki = make_pki()
        pki.write_trust(tmp_path / "data" / "trust", crls=False)
        clock = FixedClock(NOW)
        parts = build(settings(tmp_path, server), clock)
        ensure_database(parts.database)
        yield World(pki, server, clock, parts)
        parts.close()


def settings(folder: Path, server: CrlServer) -> Settings:
    urls = [server.url("/root.crl"), server.url("/sub.crl")]
    return Settings.model_validate(
        {
            "data_dir": folder / "data",
            "agencies": [
                {
                    "id": "sxd",
                    "name": "Sở Xây dựng",
                    "books": [{"name": "den", "title": "Sổ đăng ký văn bản đến"}],
                    "mailboxes": [{"name": "sxd", "address": "sxd@quangngai.gov.vn"}],
                }
            ],
            "submission": {"transport": "files"},
            "signatures": {
                "give_up_after_hours": 24,
                "refresh": {"hosts": [server.host], "crl_urls": urls, "timeout_seconds": 5},
            },
            "workers": {"processes": 1},
        }
    )


def test_6_a_mail_waits_for_the_crl_and_is_entered_after_the_refresh(world: World) -> None:
    """Done when 6: refresh and requeue."""
    world.send(world.pki.leader)
    assert world.examine()
    assert world.waits()
    assert not world.examine(), "it is not due before its time"
    world.server.answers = {"/root.crl": world.pki.root.crl(), "/sub.crl": world.pki.sub.crl()}
    done = refresh(world.step)
    assert [result.outcome for result in done.results] == ["ok", "ok"]
    assert done.recalled == 1
    assert world.examine(), "it is due at once"
    (entry,) = world.entries()
    assert entry["signature"] == "VALID"
    assert [queue for queue, _, _ in world.queue()] == ["receipt"]


def test_6_a_mail_whose_status_stays_unknown_goes_to_the_clerk(world: World) -> None:
    """Done when 6: the server stays away until the message is given up."""
    world.send(world.pki.leader)
    for _ in range(24):
        assert world.examine()
        assert world.waits()
        assert {result.outcome for result in refresh(world.step).results} == {"failed"}
        world.clock.instant += HOUR
    assert world.examine()
    assert world.entries() == []
    ((_, _, reasons),) = world.queue()
    assert reasons == ["signature-indeterminate"]
    refresh(world.step)
    world.clock.instant += HOUR
    refresh(world.step)
    assert list(world.parts.requests.wanted()) == [], "nobody asks for it any more"


def test_6_a_stale_crl_is_no_answer_and_raises_an_alarm(world: World) -> None:
    """Done when 6: staleness. The last good copy stays until a newer one comes."""
    world.server.answers = {"/root.crl": world.pki.root.crl(), "/sub.crl": world.pki.sub.crl()}
    refresh(world.step)
    world.server.answers = {}
    world.clock.instant += 31 * DAY
    with capture_logs() as lines:
        refresh_and_log(world.step, lambda: None)
    stale = [line for line in lines if line["event"] == "crl-stale"]
    assert [line["log_level"] for line in stale] == ["error", "error"]
    assert len([line for line in lines if line["event"] == "crl-failed"]) == 2
    world.send(world.pki.leader)
    world.examine()
    assert world.waits()
    now = world.clock.now()
    world.server.answers = {
        "/root.crl": world.pki.root.crl(last=now, following=now + DAY),
        "/sub.crl": world.pki.sub.crl(last=now, following=now + DAY),
    }
    with capture_logs() as lines:
        woken: list[bool] = []
        refresh_and_log(world.step, lambda: woken.append(True))
    assert [line for line in lines if line["event"] == "crl-stale"] == []
    assert woken == [True]
    assert world.examine()
    assert [entry["signature"] for entry in world.entries()] == ["VALID"]


def test_6_a_revoked_signer_is_held_as_soon_as_the_crl_says_so(world: World) -> None:
    """Done when 6: a refresh can also bring the other answer."""
    world.send(world.pki.leader)
    world.examine()
    world.pki.sub.revoked[world.pki.leader.certificate.serial_number] = NOW - 2 * DAY
    world.server.answers = {"/root.crl": world.pki.root.crl(), "/sub.crl": world.pki.sub.crl()}
    refresh(world.step)
    assert world.examine()
    assert world.entries() == []
    assert [reasons for _, _, reasons in world.queue()] == [["signature-not-valid"]]


def wanted(leaf: Identity, issuer: Identity) -> WantedStatus:
    return WantedStatus(*(base64.b64encode(item.der).decode() for item in (leaf, issuer)))


def test_6_the_running_gateway_refreshes_and_judges_what_waited(world: World) -> None:
    """Done when 6: the clock stands still, so that nothing but the recall makes the mail due."""
    world.send(world.pki.leader)
    world.examine()
    assert world.waits()
    world.server.answers = {"/root.crl": world.pki.root.crl(), "/sub.crl": world.pki.sub.crl()}
    with started(world.parts):
        eventually(world.entries, "the entry", 30)
    assert [entry["signature"] for entry in world.entries()] == ["VALID"]


Answerer = Callable[[bytes], bytes]


def responder(world: World, about: Identity, until: datetime) -> Answerer:
    """An OCSP responder that answers about one certificate, whatever it is asked."""

    def answer(_: bytes) -> bytes:
        issuer = world.pki.sub.identity
        builder = ocsp.OCSPResponseBuilder().add_response(
            about.certificate,
            issuer.certificate,
            hashes.SHA1(),
            ocsp.OCSPCertStatus.GOOD,
            NOW - HOUR,
            until,
            None,
            None,
        )
        builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, issuer.certificate)
        return builder.sign(issuer.key, hashes.SHA256()).public_bytes(Encoding.DER)

    return answer


def test_6_an_ocsp_response_for_the_signer_settles_the_wait(world: World) -> None:
    """Done when 6: OCSP answers for signers that wait; one about another certificate changes nothing."""
    subject = name(C="VN", O=BODY, CN="Lê Văn C")
    signer = issue_naming(world.pki.sub, subject, ocsp=world.server.url("/ocsp"))
    world.server.answers = {"/root.crl": world.pki.root.crl()}
    refresh(world.step)
    world.send(signer)
    world.examine()
    assert world.waits()
    world.parts.requests.want([wanted(signer, world.pki.sub.identity)])
    world.server.posted = responder(world, world.pki.leader, NOW + DAY)
    failed = {result.url: result.cause for result in refresh(world.step).results}
    assert "another certificate" in str(failed[world.server.url("/ocsp")])
    assert len(world.parts.requests.wanted()) == 1
    world.server.posted = responder(world, signer, NOW + DAY)
    assert refresh(world.step).recalled == 1
    assert list(world.parts.requests.wanted()) == []
    assert world.examine()
    assert [entry["signature"] for entry in world.entries()] == ["VALID"]
    world.clock.instant += 8 * DAY
    refresh(world.step)
    assert list((world.parts.settings.trust_folder / "ocsp").iterdir()) == []


def test_6_a_certificate_of_a_stranger_makes_the_gateway_ask_nobody(world: World) -> None:
    """Done when 6: what a document names is asked only for issuers that are trusted."""
    stranger = make_pki().sub
    urls = {"crl": world.server.url("/x.crl"), "ocsp": world.server.url("/ocsp")}
    leaf = issue_naming(stranger, name(C="VN", CN="Người lạ"), **urls)
    world.parts.requests.want([wanted(leaf, stranger.identity)])
    refresh(world.step)
    assert set(world.server.asked) == {"/root.crl", "/sub.crl"}
