"""Settings of gunicorn, for the demo and production: `gunicorn --config deploy/gunicorn.py portal.wsgi`."""

import gc
import os

# Our pages wait for nothing but the processor and the database: one sync worker per core (docs/decisions/0008).
worker_class = "sync"
workers = int(os.environ.get("WEB_WORKERS", "2"))
preload_app = True  # the code is loaded once and shared by the workers: less memory, a quicker start
timeout = 60
graceful_timeout = 8
max_requests = int(os.environ.get("WEB_MAX_REQUESTS", "20000"))
max_requests_jitter = 2000
control_socket_disable = True
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: PTH112, S108  heartbeats off the disk
accesslog = "-"
# Without the query: what people search for, names included, stands in no log.
access_log_format = (
    '{"event": "access", "client": "%(h)s", "request": "%(m)s %(U)s", '
    '"status": %(s)s, "bytes": "%(B)s", "seconds": %(L)s}'
)
errorlog = "-"
loglevel = os.environ.get("WEB_LOG_LEVEL", "warning")


def when_ready(server: object) -> None:
    """The loaded code lives as long as the process: the collector need not walk it, nor the workers copy its pages."""
    gc.collect()
    gc.freeze()
    # A request makes some thousand objects that die with it: looked through every 50,000, not every 2,000.
    gc.set_threshold(50_000, 20, 100)
