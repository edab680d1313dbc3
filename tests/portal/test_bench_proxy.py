"""The measurement of the proxy runs the configuration that is delivered, with other folders and addresses alone."""

import pytest

from portal.bench import proxy


def test_delivered_configuration_is_measured_without_tls_and_inside_one_folder(tmp_path):
    made = proxy.written(tmp_path, 8123, 8124).read_text()

    assert "server 127.0.0.1:8123;" in made
    assert made.count("server {") == 1
    assert "listen 127.0.0.1:8124;" in made
    assert "proxy_cache_use_stale updating;" in made
    assert not [line for line in made.splitlines() if "ssl" in line or "/var/" in line]


def test_changed_delivery_is_noticed(tmp_path, settings):
    (tmp_path / "deploy").mkdir()
    (tmp_path / "deploy/nginx.conf").write_text("upstream tongtang { server app:9000; }")
    settings.REPO = tmp_path

    with pytest.raises(RuntimeError, match="server web:8000"):
        proxy.written(tmp_path, 1, 2)


def test_missing_nginx_is_said_and_nothing_is_measured(monkeypatch):
    monkeypatch.setattr(proxy.shutil, "which", lambda name: None)

    assert proxy.measure(1, "/", 1) == {"note": proxy.MISSING}
