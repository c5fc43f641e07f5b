"""Done when 4: OpenSSL and pdfsig agree on integrity for all genuine files; each disagreement has a test of its own.

Integrity only: is every signed byte as it was, and is the value of the signature true? Neither tool is asked about
trust, and neither knows what came after a signature: that is where the altered files part.
"""

from datetime import datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from gateway.adapters.signatures import judge_file
from gateway.domain.signature import DocumentVerdict, Verdict, VerdictReason
from tests.support import pdf_forgery as forgery
from tests.support import pki as ca
from tests.support.altered import ALTERED, NOT_LOOKED_AT, VALID
from tests.support.genuine import case_originals, old_originals, own_originals, real_originals
from tests.support.mutations import Original
from tests.support.other_judges import openssl_cms, openssl_ts, pdfsig, tokens
from tests.support.servers import need_programs
from tests.support.signed_pdf import AMOUNT

pytestmark = [pytest.mark.acceptance, pytest.mark.servers]

NOT_INTACT = {"HASH_FAILURE", "SIG_CRYPTO_FAILURE", "MODIFIED_AFTER_SIGNING", "FORMAT_FAILURE"}
WITH_STAMP = {  # their last field is a document timestamp
    "document-timestamp",
    "lta",
    "g16_expired_LTA_2023.pdf",
}


@pytest.fixture(autouse=True)
def _tools() -> None:
    need_programs("pdfsig", "openssl")


@pytest.fixture(scope="module")
def originals(tmp_path_factory: pytest.TempPathFactory) -> list[Original]:
    """Those that are VALID, and the genuine ones that are too old to be."""
    pki, folder = ca.shared_pki(), tmp_path_factory.mktemp("trust")
    own = own_originals(pki, pki.write_trust(folder / "own"))
    real = real_originals(folder / "real")
    return [*own, *real, *case_originals(), *old_originals(folder / "real")]


@pytest.fixture
def one(originals: list[Original]) -> Original:
    return originals[0]


def _judge(original: Original, data: bytes, folder: Path) -> DocumentVerdict:
    path = folder / "document.pdf"
    path.write_bytes(data)
    at = datetime.fromisoformat(original.at)
    return judge_file(path, original.trust, at, original.revocation)  # type: ignore[arg-type]  # one of the two words


def test_pdfsig_agrees_on_all_genuine_files(originals: list[Original], tmp_path: Path) -> None:
    """Done when 4. Its one silence is of document timestamps: see below."""
    for item in originals:
        said = list(pdfsig(item.data, tmp_path).values())
        assert len(said) == len(item.ranges), item.name
        signatures = said[:-1] if item.name in WITH_STAMP else said
        assert set(signatures) == {VALID}, (item.name, said)


def test_openssl_agrees_on_all_genuine_files(originals: list[Original], tmp_path: Path) -> None:
    """Done when 4. With BER and SHA-1 too (signed-08.pdf); for document timestamps see below."""
    for item in originals:
        found = tokens(item.data)
        assert len(found) == len(item.ranges), item.name
        signatures = found[:-1] if item.name in WITH_STAMP else found
        assert all(openssl_cms(token, tmp_path) for token in signatures), item.name


def test_the_judge_finds_no_genuine_file_altered(originals: list[Original], tmp_path: Path) -> None:
    """Done when 4: what the tools call intact the judge calls intact, VALID or too old to be."""
    for item in originals:
        verdict = _judge(item, item.data, tmp_path)
        assert verdict.verdict in {Verdict.VALID, Verdict.REVIEW}, (item.name, verdict.reason)
        said = {report.sub_indication for report in verdict.signatures}
        assert not said & NOT_INTACT, item.name


def test_pdfsig_does_not_know_document_timestamps(
    originals: list[Original], tmp_path: Path
) -> None:
    """Done when 4. Disagreement: poppler has no ETSI.RFC3161 ("Unimplemented Feature"); the judge has them checked."""
    for item in originals:
        if item.name in WITH_STAMP:
            assert list(pdfsig(item.data, tmp_path).values())[-1] == NOT_LOOKED_AT


def test_openssl_checks_document_timestamps_as_timestamps(
    originals: list[Original], tmp_path: Path
) -> None:
    """Done when 4. Disagreement with `openssl cms` only: a timestamp signs its TSTInfo, and that the file's digest.

    `openssl ts -verify` agrees with the judge, also about an altered byte.
    """
    root = ca.shared_pki().root.identity.certificate.public_bytes(Encoding.PEM)
    stamped = [item for item in originals if item.name in WITH_STAMP and item.name[0] != "g"]
    assert len(stamped) == 2
    for item in stamped:
        token = tokens(item.data)[-1]
        assert not openssl_cms(token, tmp_path)
        assert openssl_ts(token, root, tmp_path)
        altered = forgery.change_bytes(item.data, AMOUNT, b"9000000")
        assert not openssl_ts(tokens(altered)[-1], root, tmp_path)
        assert _judge(item, altered, tmp_path).verdict is Verdict.NOT_VALID


@pytest.mark.parametrize("name", ALTERED)
def test_who_notices_what(one: Original, tmp_path: Path, name: str) -> None:
    """Done when 4: where the three differ, `why` says what one of them does not look at."""
    case = ALTERED[name]
    data = case.change(one.data)
    assert pdfsig(data, tmp_path)["Signature1"] == case.pdfsig, case.why
    found = tokens(data)
    holds = all(openssl_cms(token, tmp_path) for token in found) if found else None
    assert holds is case.openssl, case.why
    verdict = _judge(one, data, tmp_path).verdict
    assert verdict is case.judge, case.why
    if case.pdfsig != VALID or case.openssl is False:  # no tool is ever stricter than the judge
        assert verdict is Verdict.NOT_VALID


def test_what_the_tools_refuse_the_judge_calls_by_its_name(one: Original, tmp_path: Path) -> None:
    """Done when 4: a changed byte and a false value are `digest-mismatch`, a moved range is `byte-range`."""
    reasons = {
        name: _judge(one, ALTERED[name].change(one.data), tmp_path).reason
        for name in ("a-signed-byte", "the-value", "shorter-range", "last-byte-cut")
    }
    assert reasons == {
        "a-signed-byte": VerdictReason.DIGEST_MISMATCH,
        "the-value": VerdictReason.DIGEST_MISMATCH,
        "shorter-range": VerdictReason.BYTE_RANGE,
        "last-byte-cut": VerdictReason.BYTE_RANGE,
    }
