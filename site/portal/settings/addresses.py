"""What stands behind one address: the database, the mail server, the cache."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


def database_from_url(url: str) -> dict[str, Any]:
    """Return Django's settings for the database at `url`; raise ValueError with a sentence for any other scheme."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path[1:]) or ":memory:",
            # A writer queues for the lock instead of failing half-way through a transaction.
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
            },
        }
    if parts.scheme in {"postgres", "postgresql"}:
        query = dict(parse_qsl(parts.query))
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path[1:]),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or query.get("host", ""),
            "PORT": parts.port or "",
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            # The server plans a statement once it has come a few times, not each time: half of its work in a rush.
            # `?prepare=0` for a pooler in between that hands every transaction to another server process.
            "OPTIONS": {} if query.get("prepare") == "0" else {"server_side_binding": True, "prepare_threshold": 5},
        }
    raise ValueError(f"DATABASE_URL must begin with sqlite:/// or postgresql://, not {parts.scheme or url!r}.")


def mailer_from_url(url: str) -> dict[str, Any]:
    """Return Django's mailer for `console:` or `smtp[+tls|+ssl]://user:password@host:port`."""
    parts = urlsplit(url)
    if parts.scheme == "console":
        return {"BACKEND": "portal.mail.ReadableConsole"}
    if parts.scheme.split("+")[0] == "smtp":
        return {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {
                "host": parts.hostname or "localhost",
                "port": parts.port or 25,
                "username": unquote(parts.username or ""),
                "password": unquote(parts.password or ""),
                "use_tls": parts.scheme.endswith("+tls"),
                "use_ssl": parts.scheme.endswith("+ssl"),
            },
        }
    raise ValueError(f"EMAIL_URL must begin with console: or smtp://, not {parts.scheme or url!r}.")


def cache_from_url(url: str) -> dict[str, Any]:
    """Return Django's cache for `database:` or `redis://host:port/number`: shared by processes, or locks would leak."""
    parts = urlsplit(url)
    if parts.scheme == "database":
        return {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "cache_entry",
            "OPTIONS": {"MAX_ENTRIES": 20_000},
        }
    if parts.scheme in {"redis", "rediss"}:
        return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url}
    raise ValueError(f"CACHE_URL must begin with database: or redis://, not {parts.scheme or url!r}.")
