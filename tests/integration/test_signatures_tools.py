"""Other programs agree on the integrity of genuine files: pdfsig and OpenSSL."""

import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader

from gateway.adapters.signatures import judge_file
from gateway.domain.signature import Verdict
from tests.support import pki as ca
from tests.support.pdf_forgery import change_bytes
from tests.support.servers import need_programs
from tests.support.signed_pdf import AMOUNT, normal_file

pytestmark = pytest.mark.servers


@pytest.fixture(autouse=True)
def _tools() -> None:
    need_programs("pdfsig", "openssl")


@pytest.fixture(scope="module")
def genuine() -> bytes:
    return normal_file(ca.shared_pki())


def test_the_judge_calls_it_valid(genuine: bytes, tmp_path: Path) -> None:
    path = tmp_path / "document.pdf"
    path.write_bytes(genuine)
    folder = ca.shared_pki().write_trust(tmp_path / "trust")
    assert judge_file(path, folder, ca.NOW + ca.DAY / 24).verdict is Verdict.VALID


@pytest.mark.parametrize("altered", [False, True])
def test_pdfsig_agrees(genuine: bytes, tmp_path: Path, *, altered: bool) -> None:
    path = tmp_path / "document.pdf"
    path.write_bytes(change_bytes(genuine, AMOUNT, b"9000000") if altered else genuine)
    said = subprocess.run(["pdfsig", path], capture_output=True, text=True, check=False).stdout
    word = "Digest Mismatch" if altered else "Signature is Valid"
    assert said.count(f"Signature Validation: {word}") == 4, said


@pytest.mark.parametrize("index", range(4))
def test_openssl_agrees(genuine: bytes, tmp_path: Path, index: int) -> None:
    signature = PdfFileReader(BytesIO(genuine)).embedded_signatures[index]
    _, first, second, length = (int(item) for item in signature.byte_range)
    (tmp_path / "content").write_bytes(genuine[:first] + genuine[second : second + length])
    (tmp_path / "cms").write_bytes(signature.pkcs7_content)
    pki = ca.shared_pki()
    chain = [pki.root.identity.certificate, pki.sub.identity.certificate]
    (tmp_path / "chain.pem").write_bytes(b"".join(c.public_bytes(Encoding.PEM) for c in chain))
    command = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", "cms"]
    command += ["-content", "content", "-CAfile", "chain.pem"]
    command += ["-purpose", "any", "-out", "out"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
