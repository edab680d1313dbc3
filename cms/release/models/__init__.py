from cms.release.models.emergencies import EmergencyRelease
from cms.release.models.gated import GatedPage, GateRefusedError, content_digest, founding_models, gated_models
from cms.release.models.permits import Permit
from cms.release.models.routes import Decision, Route, RouteAuthor, RouteItem
from cms.release.models.signatures import Signature, SigningLink

__all__ = [
    "Decision",
    "EmergencyRelease",
    "GateRefusedError",
    "GatedPage",
    "Permit",
    "Route",
    "RouteAuthor",
    "RouteItem",
    "Signature",
    "SigningLink",
    "content_digest",
    "founding_models",
    "gated_models",
]
