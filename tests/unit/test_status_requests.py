"""The questions for the status of certificates: asked until they are answered, by whatever answers them."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from gateway.adapters.sql.engine import Database
from gateway.adapters.sql.status_requests import SqlStatusRequests
from gateway.adapters.sql.tables import metadata
from gateway.adapters.trust_folder import FolderRevocations, TrustFolder
from gateway.domain.failures import TransientFailure
from gateway.domain.signature import WantedStatus
from gateway.service.refreshing import Limits, Refreshing, refresh
from tests.support.crl_server import issue_naming
from tests.support.pki import DAY, NOW, Identity, Pki, make_pki, name, shared_pki
from tests.support.values import FixedClock

URL = "http://ca.example/sub.crl"
OTHER = "http://ca.example/other.crl"


@dataclass
class FakeFetcher:
    """Answers by URL; what is not there cannot be reached."""

    answers: dict[str, bytes] = field(default_factory=dict)
    posted: list[str] = field(default_factory=list)

    def may_ask(self, url: str) -> bool:
        return True

    def get(self, url: str, limit: int) -> bytes:
        if url not in self.answers:
            raise TransientFailure("nobody there")
        return self.answers[url]

    def post(self, url: str, body: bytes, content_type: str, limit: int) -> bytes:
        self.posted.append(url)
        raise TransientFailure("nobody there")


@dataclass
class Desk:
    pki: Pki
    fetcher: FakeFetcher
    requests: SqlStatusRequests
    step: Refreshing

    def wanted_after_refresh(self, leaf: Identity, issuer: Identity) -> bool:
        question = WantedStatus(
            *(base64.b64encode(item.der).decode("ascii") for item in (leaf, issuer))
        )
        self.requests.want([question])
        refresh(self.step)
        return question in self.requests.wanted()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    pki = shared_pki()
    database = Database(f"sqlite:///{tmp_path / 'gateway.db'}")
    metadata.create_all(database.engine)
    clock, fetcher = FixedClock(NOW), FakeFetcher()
    requests = SqlStatusRequests(database, clock)
    folder = TrustFolder(pki.write_trust(tmp_path / "trust", crls=False))
    limits = Limits(1 << 20, timedelta(hours=24))
    step = Refreshing(fetcher, FolderRevocations(folder), clock, (URL,), limits, requests, None)
    yield Desk(pki, fetcher, requests, step)
    database.close()


def sub_crl(pki: Pki, point: x509.ExtensionType | None = None) -> bytes:
    builder = x509.CertificateRevocationListBuilder(pki.sub.identity.certificate.subject)
    builder = builder.last_update(NOW - DAY).next_update(NOW + DAY)
    if point is not None:
        builder = builder.add_extension(point, critical=True)
    return builder.sign(pki.sub.identity.key, hashes.SHA256()).public_bytes(Encoding.DER)


def part(url: str | None = None, **only: Any) -> x509.IssuingDistributionPoint:
    names = [x509.UniformResourceIdentifier(url)] if url else None
    values = {
        "full_name": names,
        "relative_name": None,
        "only_contains_user_certs": False,
        "only_contains_ca_certs": False,
        "only_some_reasons": None,
        "indirect_crl": False,
        "only_contains_attribute_certs": False,
    }
    return x509.IssuingDistributionPoint(**(values | only))


def test_a_question_stays_while_nothing_answers_it(desk: Desk) -> None:
    assert desk.wanted_after_refresh(desk.pki.leader, desk.pki.sub.identity)


def test_a_fetched_crl_of_the_authority_settles_the_question(desk: Desk) -> None:
    desk.fetcher.answers[URL] = sub_crl(desk.pki)
    assert not desk.wanted_after_refresh(desk.pki.leader, desk.pki.sub.identity)


def test_a_crl_of_another_authority_settles_nothing(desk: Desk) -> None:
    desk.fetcher.answers[URL] = desk.pki.root.crl()
    assert desk.wanted_after_refresh(desk.pki.leader, desk.pki.sub.identity)


def test_a_stale_crl_settles_nothing(desk: Desk) -> None:
    desk.fetcher.answers[URL] = desk.pki.sub.crl(last=NOW - 9 * DAY, following=NOW - DAY)
    assert desk.wanted_after_refresh(desk.pki.leader, desk.pki.sub.identity)


def test_a_list_of_changes_settles_nothing(desk: Desk, tmp_path: Path) -> None:
    """RFC 5280 §5.2.4: a delta CRL, put there by hand."""
    (tmp_path / "trust" / "crls").mkdir()
    delta = sub_crl(desk.pki, x509.DeltaCRLIndicator(1))
    (tmp_path / "trust" / "crls" / "delta.crl").write_bytes(delta)
    assert desk.wanted_after_refresh(desk.pki.leader, desk.pki.sub.identity)


def test_of_a_strangers_certificate_no_crl_tells(desk: Desk) -> None:
    stranger = make_pki().sub
    desk.fetcher.answers[URL] = sub_crl(desk.pki)
    leaf = stranger.issue(name(C="VN", CN="Người lạ"))
    assert desk.wanted_after_refresh(leaf, stranger.identity)


@pytest.mark.parametrize(
    ("point", "settles"),
    [
        (part(URL), True),
        (part(only_contains_user_certs=True), True),
        (part(OTHER), False),
        (part(only_contains_ca_certs=True), False),
        (part(only_contains_attribute_certs=True), False),
        (part(only_some_reasons=frozenset({x509.ReasonFlags.key_compromise})), False),
    ],
    ids=["its part", "users", "another part", "CAs", "attributes", "one reason"],
)
def test_a_part_of_a_crl_settles_only_what_names_the_part(
    desk: Desk, point: x509.IssuingDistributionPoint, settles: bool
) -> None:
    """RFC 5280 §5.2.5."""
    leaf = issue_naming(desk.pki.sub, name(C="VN", CN="Lê Văn C"), crl=URL)
    desk.fetcher.answers[URL] = sub_crl(desk.pki, point)
    assert desk.wanted_after_refresh(leaf, desk.pki.sub.identity) is not settles
