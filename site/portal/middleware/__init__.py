"""Rules that hold on every request."""

from portal.middleware.content_security import ContentSecurityPolicyMiddleware
from portal.middleware.sign_in_rules import SignInRulesMiddleware

__all__ = ["ContentSecurityPolicyMiddleware", "SignInRulesMiddleware"]
