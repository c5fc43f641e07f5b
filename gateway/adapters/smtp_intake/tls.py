"""The certificate with which the intake offers STARTTLS."""

import ssl
from datetime import datetime

from cryptography import x509

from gateway.config.servers import SmtpIntakeSettings
from gateway.domain.failures import PermanentFailure


def tls_context(settings: SmtpIntakeSettings) -> ssl.SSLContext | None:
    """For STARTTLS, None where it is not configured. Raises `PermanentFailure` for files that do not fit."""
    certificate, key = settings.tls_certificate_file, settings.tls_key_file
    if certificate is None and key is None:
        return None
    if certificate is None or key is None:
        raise PermanentFailure("smtp_intake: tls_certificate_file and tls_key_file belong together")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError) as error:
        raise PermanentFailure(
            f"smtp_intake: cannot use {certificate} with {key}: {error}"
        ) from error
    return context


def certificate_ends(settings: SmtpIntakeSettings) -> datetime | None:
    """When it expires; None where STARTTLS is not configured. Raises `PermanentFailure` as `tls_context` does."""
    if tls_context(settings) is None:
        return None
    assert settings.tls_certificate_file is not None
    first, *_ = x509.load_pem_x509_certificates(settings.tls_certificate_file.read_bytes())
    return first.not_valid_after_utc
