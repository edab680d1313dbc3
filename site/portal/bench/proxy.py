"""The proxy of deploy/nginx.conf: a public page from its cache beside the same bytes as a file, in one run."""

import http.client
import re
import shutil
import subprocess
import time
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings

from portal.bench.load import Figures, drive, get
from portal.postgres import free_port
from portal.supervisor import end_with_parent

HOST = "127.0.0.1"
MISSING = "not measured: nginx is not installed (Debian: apt-get install nginx-light)"
FRAME = """
{user}daemon off;
worker_processes auto;
pid {folder}/nginx.pid;
error_log stderr crit;
events {{ worker_connections 1024; }}
http {{
    default_type text/html;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{site}
}}
"""


def measure(port: int, path: str, seconds: float) -> dict[str, Any]:
    """Ask for `path` of the application on `port` through the proxy, and for the same body as a file; in turns."""
    nginx = shutil.which("nginx")
    if nginx is None:
        return {"note": MISSING}
    with TemporaryDirectory(prefix="tongtang-proxy-") as folder:
        own = free_port()
        configuration = written(Path(folder), port, own)
        command = [nginx, "-p", folder, "-c", str(configuration)]
        process = subprocess.Popen(command, preexec_fn=end_with_parent)  # noqa: S603, PLW1509  leaves no orphan
        try:
            size = keep_as_file(Path(folder), own, path)
            page, file = in_turns(own, [path, "/static/measured.html"], seconds)
        finally:
            process.terminate()
            process.wait(15)
    return {"bytes": size, "page": asdict(page), "file": asdict(file), "page_of_file": round(page.rps / file.rps, 2)}


def written(folder: Path, application: int, own: int) -> Path:
    """The configuration as it is delivered, without TLS, its folders and addresses put where this run has them."""
    text = (settings.REPO / "deploy/nginx.conf").read_text(encoding="utf-8")
    text = re.sub(r"server \{\n    listen 80;.*?\n\}\n", "", text, flags=re.DOTALL)
    text = re.sub(r"^ +(ssl_|http2).*\n", "", text, flags=re.MULTILINE)
    for old, new in {
        "server web:8000;": f"server {HOST}:{application};",
        "listen 443 ssl;": f"listen {HOST}:{own};",
        "/var/log/nginx/access.log": f"{folder}/access.log",
        "/var/cache/nginx/tongtang": f"{folder}/cache",
        "/var/lib/tongtang/static/": f"{folder}/static/",
    }.items():
        if old not in text:
            raise RuntimeError(f"deploy/nginx.conf no longer says “{old}”: bring portal.bench.proxy up to date.")
        text = text.replace(old, new)
    (folder / "static").mkdir()
    made = folder / "nginx.conf"
    user = "user root;\n" if Path("/proc/self").stat().st_uid == 0 else ""
    made.write_text(FRAME.format(user=user, folder=folder, site=text), encoding="utf-8")
    return made


def keep_as_file(folder: Path, port: int, path: str) -> int:
    """Fetch the page twice, so that the proxy has it, and lay its body beside as a file; return the bytes."""
    body = b""
    for _turn in range(2):
        body = fetched(port, path)
    (folder / "static/measured.html").write_bytes(body)
    return len(body)


def fetched(port: int, path: str) -> bytes:
    for _try in range(100):
        connection = http.client.HTTPConnection(HOST, port, timeout=30)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            if answer.status == 200:
                return answer.read()
        except ConnectionRefusedError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise RuntimeError(f"{path} was not to be had through the proxy.")


def in_turns(port: int, paths: list[str], seconds: float) -> list[Figures]:
    """The better of two rounds each, taken alternately."""
    rounds: dict[str, list[Figures]] = {path: [] for path in paths}
    for _turn in range(2):
        for path in paths:
            drive(port, [get(HOST, path)], connections=16, seconds=1)
            rounds[path].append(drive(port, [get(HOST, path)], connections=16, seconds=seconds))
    return [max(found, key=lambda one: one.rps) for found in rounds.values()]
