"""Sign-in, second factor, sessions: security parameters of the platform (rule book 6.1), one place to review them."""

# Accounts come from a unit's roster, never from a public form. allauth's backend does all that Django's own does;
# a third one would only double the permission queries.
AUTHENTICATION_BACKENDS = [
    "cms.pages.permissions.RolesBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 60 * 60  # seconds a reset link lives
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/my/"
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "shared.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {"login": "shared.accounts.forms.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # the roster vouches for the address, the activation link proves it
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[同堂] "
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
ACCOUNT_RATE_LIMITS = {
    # Five wrong passwords lock one account for five minutes; a whole office may share one address.
    "login_failed": "60/m/ip,5/5m/key",
    "login": "300/m/ip",
    "reset_password": "20/m/ip,5/10m/key",
}

MFA_ADAPTER = "shared.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Tongtang"
MFA_TOTP_TOLERANCE = 1  # one step of 30 s for a telephone whose clock is off
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}

# Sessions live in the database, uncached: one that was ended elsewhere is over at once, in every process.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
USERSESSIONS_TRACK_ACTIVITY = False  # it would write at every request; the idle rule keeps the time instead
IDLE_SECONDS = 30 * 60
IDLE_WARNING_SECONDS = 5 * 60
ACTIVITY_WRITTEN_EVERY_SECONDS = 60

# The editor's and the administration's own doors stay shut: everyone signs in by the one page above.
# not the sign-in page itself: who is signed in without an editor's role would go round in circles
WAGTAILADMIN_LOGIN_URL = "/editor/login/"
WAGTAIL_FRONTEND_LOGIN_URL = LOGIN_URL
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
