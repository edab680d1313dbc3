"""Certificates and what they look like."""

from courses.certificates.models.issued import (
    ALPHABET,
    Certificate,
    CertificateQuerySet,
    CertificateSerial,
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
    "SessionCertificates",
    "TemplateVersion",
    "new_code",
]
