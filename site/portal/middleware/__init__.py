"""Rules that hold on every request."""

from portal.middleware.content_security import ContentSecurityPolicyMiddleware
from portal.middleware.limited_drafts import LimitedDraftsMiddleware
from portal.middleware.sign_in_rules import SignInRulesMiddleware
from portal.middleware.troubles import TroublesMiddleware

__all__ = [
    "ContentSecurityPolicyMiddleware",
    "LimitedDraftsMiddleware",
    "SignInRulesMiddleware",
    "TroublesMiddleware",
]
