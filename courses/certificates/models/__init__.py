"""Certificates and what they look like."""

from courses.certificates.models.issued import (
    ALPHABET,
    Certificate,
    CertificateQuerySet,
    CertificateSerial,
    JoinedCertificates,
    SessionCertificates,
    new_code,
)
from courses.certificates.models.templates import CertificateTemplate, TemplateVersion

__all__ = [
    "ALPHABET",
    "Certificate",
    "CertificateQuerySet",
    "CertificateSerial",
    "CertificateTemplate",
    "JoinedCertificates",
    "SessionCertificates",
    "TemplateVersion",
    "new_code",
]
