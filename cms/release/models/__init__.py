from cms.release.models.audiences import Audience, AudienceFile, AudienceMember, shut_pages
from cms.release.models.emergencies import EmergencyRelease
from cms.release.models.files import RouteFile
from cms.release.models.gated import GatedPage, GateRefusedError, content_digest, founding_models, gated_models
from cms.release.models.numbers import DocumentNumber
from cms.release.models.permits import Permit
from cms.release.models.previews import PreviewPass, PreviewVisit
from cms.release.models.releases import DateChange, Release, ReleaseItem
from cms.release.models.remarks import Remark
from cms.release.models.routes import Decision, Route, RouteAuthor, RouteItem
from cms.release.models.signatures import Signature, SigningLink

__all__ = [
    "Audience",
    "AudienceFile",
    "AudienceMember",
    "DateChange",
    "Decision",
    "DocumentNumber",
    "EmergencyRelease",
    "GateRefusedError",
    "GatedPage",
    "Permit",
    "PreviewPass",
    "PreviewVisit",
    "Release",
    "ReleaseItem",
    "Remark",
    "Route",
    "RouteAuthor",
    "RouteFile",
    "RouteItem",
    "Signature",
    "SigningLink",
    "content_digest",
    "founding_models",
    "gated_models",
    "shut_pages",
]
