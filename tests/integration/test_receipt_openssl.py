"""OpenSSL judges the receipts that we sign, also after a real MTA and a real mailbox."""

import subprocess
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from gateway.adapters.receipts import EndesiveSigner, JinjaReceiptRenderer
from gateway.demo.mails import AGENCY_ADDRESS, FIRST_DAY
from gateway.demo.pki import DemoPki
from gateway.domain.receipt import Receipt
from tests.support.dovecot import Dovecot
from tests.support.postfix import Postfix
from tests.support.receipts import IDENTITIES, MESSAGE_ID, NOW, RECEIPT, REFUSAL
from tests.support.servers import need
from tests.support.waiting import eventually

pytestmark = pytest.mark.servers


@dataclass(frozen=True)
class Signed:
    renderer: JinjaReceiptRenderer
    root: Path


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Signed:
    need("openssl")
    pki = DemoPki(tmp_path_factory.mktemp("pki"), FIRST_DAY)
    trust = pki.write_trust()
    signer = EndesiveSigner(*pki.write_receipt_key("SỞ XÂY DỰNG", AGENCY_ADDRESS))
    renderer = JinjaReceiptRenderer(IDENTITIES, "gw-qn", signer=signer)
    return Signed(renderer, trust / "government" / "demo-root.pem")


def openssl(
    command: str, mail: bytes, root: Path, folder: Path
) -> subprocess.CompletedProcess[str]:
    path = folder / "mail.eml"
    path.write_bytes(mail)
    at = str(int(NOW.timestamp()))
    words = ["openssl", command, "-verify", "-in", str(path), "-CAfile", str(root), "-attime", at]
    # `smimesign` asks for e-mail protection in the certificate.
    words += ["-purpose", "smimesign", "-out", str(folder / "content")]
    return subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize("command", ["cms", "smime"])
@pytest.mark.parametrize("receipt", [RECEIPT, REFUSAL], ids=lambda receipt: str(receipt.kind))
def test_openssl_accepts_the_mail_as_written(
    signed: Signed, receipt: Receipt, command: str, tmp_path: Path
) -> None:
    mail = signed.renderer.render(receipt, MESSAGE_ID, NOW)
    done = openssl(command, mail, signed.root, tmp_path)
    assert done.returncode == 0, done.stderr
    content = message_from_bytes((tmp_path / "content").read_bytes(), policy=default)
    assert "sxd@quangngai.gov.vn" in content.get_body(("plain",)).get_content()


def test_openssl_refuses_a_changed_receipt(signed: Signed, tmp_path: Path) -> None:
    mail = signed.renderer.render(RECEIPT, MESSAGE_ID, NOW)
    at = mail.index(b"Content-Type: text/plain") + 120
    changed = mail[:at] + (b"A" if mail[at : at + 1] != b"A" else b"B") + mail[at + 1 :]
    done = openssl("cms", changed, signed.root, tmp_path)
    assert done.returncode != 0
    assert "digest failure" in done.stderr.lower() or "verification failure" in done.stderr.lower()


def test_the_signature_names_its_time_and_certificate(signed: Signed, tmp_path: Path) -> None:
    mail = signed.renderer.render(RECEIPT, MESSAGE_ID, NOW)
    path = tmp_path / "mail.eml"
    path.write_bytes(mail)
    words = ["openssl", "cms", "-cmsout", "-print", "-in", str(path)]
    shown = subprocess.run(words, capture_output=True, text=True, check=True, timeout=60).stdout
    assert "Nov 23 00:00:03 2026 GMT" in shown
    assert "id-smime-aa-signingCertificateV2" in shown


def test_openssl_accepts_the_mail_after_postfix_and_dovecot(
    signed: Signed, postfix: Postfix, dovecot: Dovecot, tmp_path: Path
) -> None:
    user = dovecot.add_user()
    mail = signed.renderer.render(RECEIPT, MESSAGE_ID, NOW)
    postfix.submit("", [user.address], mail)
    with dovecot.login(user) as client:
        client.select_folder("INBOX", readonly=True)
        (uid,) = eventually(lambda: client.noop() and client.search(), "the receipt arrives", 20)
        received = client.fetch([uid], ["BODY.PEEK[]"])[uid][b"BODY[]"]
    done = openssl("cms", received, signed.root, tmp_path)
    assert done.returncode == 0, done.stderr
