"""What the private mail servers of the tests have in common: folder, certificate, reasons to skip."""

import os
import shutil
import socket
import subprocess
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from gateway.adapters.document_text import tesseract

_SBIN = "/usr/sbin:/usr/lib/dovecot"  # the second holds `imap` and `lmtp`, packages of their own


def program(name: str) -> str | None:
    """The path of a system program, also outside a user's PATH."""
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:{_SBIN}")


def need(*names: str) -> None:
    """Skips the test when it cannot start these servers; in CI (GATEWAY_REQUIRE_SERVERS=1) that is a failure."""
    need_programs(*names)
    if os.geteuid() != 0:
        _cannot("private mail servers are started as root only")


def need_programs(*names: str) -> None:
    """Skips the test when a program is missing; in CI (GATEWAY_REQUIRE_SERVERS=1) that is a failure."""
    missing = [name for name in names if program(name) is None]
    if missing:
        _cannot(
            f"missing programs: {', '.join(missing)} (sh tools/system-packages.sh installs them)"
        )


def need_ocr() -> None:
    """The same for tesseract with its Vietnamese."""
    need_programs(tesseract.PROGRAM)
    if tesseract.version() is None:
        _cannot("tesseract does not know Vietnamese (sh tools/system-packages.sh installs it)")


def _cannot(reason: str) -> None:
    if os.environ.get("GATEWAY_REQUIRE_SERVERS") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


def server_folder(prefix: str) -> Path:
    """A new folder that the servers' own users may enter.

    Unix sockets lie in it, whose paths end at 104 bytes: a long TMPDIR is not used.
    """
    base = tempfile.gettempdir()
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=base if len(base) < 40 else "/tmp"))
    folder.chmod(0o755)
    return folder


def make_certificate(folder: Path) -> Path:
    """A self-signed certificate for localhost (`cert.pem`, its own CA) and `key.pem`."""
    certificate = folder / "cert.pem"
    options = (
        "-x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=localhost"
    )
    command = ["openssl", "req", *options.split(), "-keyout", str(folder / "key.pem")]
    names = ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    subprocess.run([*command, *names, "-out", str(certificate)], check=True, capture_output=True)
    return certificate


def certificate_until(folder: Path, ends: datetime) -> None:
    """Replaces the two files of `make_certificate` by ones that are valid until then."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(ends - timedelta(days=90)).not_valid_after(ends)
    names = x509.SubjectAlternativeName([x509.DNSName("localhost")])
    certificate = builder.add_extension(names, critical=False).sign(key, hashes.SHA256())
    (folder / "cert.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "key.pem").write_bytes(secret)


def listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
