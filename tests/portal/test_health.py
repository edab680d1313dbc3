import pytest
from django.db import DatabaseError, connection
from django.urls import reverse

from cms.release.triggers import drop, install


@pytest.fixture
def queue(settings, tmp_path):
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"data_folder_out": str(tmp_path)}
    return tmp_path


def test_live_answers_without_the_database(client):
    answer = client.get("/-/live")

    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_ready_when_every_part_answers(client, db, queue):
    answer = client.get(reverse("ready"))

    assert (answer.status_code, answer.json()) == (200, {"database": True, "queue": True, "gate": True})


def test_ready_says_so_when_the_queue_is_gone(client, db, queue):
    queue.rmdir()

    answer = client.get(reverse("ready"))

    assert (answer.status_code, answer.json()) == (503, {"database": True, "queue": False, "gate": True})


def test_ready_says_so_when_the_database_is_gone(client, db, queue, monkeypatch):
    def refuse():
        raise DatabaseError

    with monkeypatch.context() as away:
        away.setattr(connection, "cursor", refuse)
        answer = client.get(reverse("ready"))

    assert (answer.status_code, answer.json()) == (503, {"database": False, "queue": True, "gate": False})


def test_ready_does_not_ask_a_broker_elsewhere(client, db, settings):
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {}

    assert client.get(reverse("ready")).json()["queue"] is True


def test_ready_says_so_when_the_gate_stands_open(client, db, queue):
    drop(connection)

    answer = client.get(reverse("ready"))

    assert (answer.status_code, answer.json()) == (503, {"database": True, "queue": True, "gate": False})
    install(connection)
