import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone

from shared.jobs import actions
from shared.jobs.actions import fail_job, forget_done_jobs, later, requeue_lost_jobs, retry_job, run_job
from shared.jobs.enums import JobState
from shared.jobs.models import ATTEMPTS, Job
from tests.factories.directory import RegionFactory
from tests.shared.jobs import examples


@pytest.fixture
def region(db):
    return RegionFactory(name_en="")


@pytest.fixture
def woken(monkeypatch):
    """The jobs for which a worker was woken, instead of running them."""
    ids = []
    monkeypatch.setattr(actions, "start_job", ids.append)
    return ids


def strokes(region):
    region.refresh_from_db()
    return len(region.name_en)


def test_later_runs_nothing_when_the_transaction_rolls_back(region, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        try:
            with transaction.atomic():
                later("examples.stroke", region_id=region.pk)
                raise RuntimeError
        except RuntimeError:
            pass

    assert strokes(region) == 0
    assert Job.objects.count() == 0


def test_later_runs_the_task_when_the_transaction_commits(region, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = later("examples.stroke", region_id=region.pk)

    job.refresh_from_db()
    assert strokes(region) == 1
    assert (job.state, job.attempts) == (JobState.DONE, 1)


def test_later_costs_one_insert(region, django_assert_num_queries):
    with django_assert_num_queries(1):
        later("examples.stroke", region_id=region.pk)


def test_later_refuses_a_task_nobody_wrote(db):
    with pytest.raises(LookupError, match="No task is named"):
        later("examples.unheard_of")


def test_later_keeps_the_job_when_the_broker_is_away(region, settings, django_capture_on_commit_callbacks, monkeypatch):
    settings.JOBS_IMMEDIATE = False
    monkeypatch.setattr("shared.jobs.actions.current_app.send_task", lambda *a, **kw: 1 / 0)

    with django_capture_on_commit_callbacks(execute=True):
        job = later("examples.stroke", region_id=region.pk)

    job.refresh_from_db()
    assert job.state == JobState.QUEUED


def test_run_job_does_nothing_when_the_job_is_done(region):
    job = later("examples.stroke", region_id=region.pk)
    run_job(job.pk)

    again = run_job(job.pk)

    assert again is False
    assert strokes(region) == 1


def test_run_job_undoes_half_the_work_and_keeps_the_error_when_the_task_fails(region):
    job = later("examples.fail", region_id=region.pk)

    run_job(job.pk)

    job.refresh_from_db()
    assert strokes(region) == 0
    assert (job.state, job.attempts) == (JobState.QUEUED, 1)
    assert job.run_after > timezone.now() + dt.timedelta(seconds=50)
    assert "the printer is out of paper" in job.error


def test_run_job_waits_longer_each_time_and_gives_up_in_the_end(region):
    job = later("examples.fail", region_id=region.pk)
    pauses = []

    for _attempt in range(ATTEMPTS):
        Job.objects.update(run_after=timezone.now())
        run_job(job.pk)
        job.refresh_from_db()
        pauses.append(round((job.run_after - timezone.now()).total_seconds() / 60))

    assert pauses[:-1] == [1, 2, 4, 8]
    assert job.state == JobState.FAILED
    assert job.finished_at is not None


def test_run_job_rolls_back_when_its_lease_was_given_away_meanwhile(region, monkeypatch):
    job = later("examples.stroke", region_id=region.pk)
    monkeypatch.setattr(
        "tests.shared.jobs.examples.time.sleep", lambda s: Job.objects.update(attempts=2, claimed_by="another worker")
    )

    run_job(job.pk)

    job.refresh_from_db()
    assert strokes(region) == 0
    assert job.state != JobState.DONE


def test_run_job_runs_a_task_without_a_transaction_when_it_asks_for_that(region, monkeypatch):
    monkeypatch.setattr(examples.stroke._get_current_object(), "atomic", False, raising=False)
    job = later("examples.stroke", region_id=region.pk)

    run_job(job.pk)

    job.refresh_from_db()
    assert job.state == JobState.DONE


def test_requeue_wakes_a_worker_when_the_message_was_lost(region, woken):
    job = later("examples.stroke", region_id=region.pk)
    Job.objects.update(run_after=timezone.now() - dt.timedelta(seconds=40))

    count = requeue_lost_jobs()

    assert count == 1
    assert woken == [job.pk]


def test_requeue_leaves_a_job_alone_when_it_was_queued_just_now(region, woken):
    job = later("examples.stroke", region_id=region.pk)

    assert requeue_lost_jobs() == 0
    assert requeue_lost_jobs(all_waiting=True) == 1
    assert woken == [job.pk]


@pytest.mark.parametrize(
    ("claimed_by", "lease", "state"),
    [
        ("{host}:999999999:1", 600, JobState.QUEUED),  # no such process
        ("{host}:1:1", 600, JobState.QUEUED),  # the number was given to another process
        ("elsewhere:12:34", 600, JobState.RUNNING),
        ("elsewhere:12:34", -1, JobState.QUEUED),
        ("{me}", 600, JobState.RUNNING),
        ("{me}", -1, JobState.QUEUED),
    ],
)
def test_requeue_frees_a_job_when_its_worker_is_dead(region, woken, claimed_by, lease, state):
    job = later("examples.stroke", region_id=region.pk)
    me = actions.this_process()
    Job.objects.update(
        state=JobState.RUNNING,
        attempts=1,
        claimed_by=claimed_by.format(host=me.split(":")[0], me=me),
        claimed_at=timezone.now(),
        lease_until=timezone.now() + dt.timedelta(seconds=lease),
    )

    requeue_lost_jobs(all_waiting=True)

    job.refresh_from_db()
    assert job.state == state
    assert woken == ([job.pk] if state == JobState.QUEUED else [])


def test_requeue_gives_up_when_a_job_killed_every_worker_that_tried_it(region, woken):
    job = later("examples.stroke", region_id=region.pk)
    Job.objects.update(state=JobState.RUNNING, attempts=ATTEMPTS, claimed_at=timezone.now(), lease_until=timezone.now())

    requeue_lost_jobs(all_waiting=True)

    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert woken == []


def test_retry_queues_a_job_again_when_it_had_failed(region, woken, django_capture_on_commit_callbacks):
    job = later("examples.stroke", region_id=region.pk)
    Job.objects.update(attempts=ATTEMPTS)
    Job.objects.update(state=JobState.RUNNING, claimed_at=timezone.now(), lease_until=timezone.now())
    job.refresh_from_db()
    fail_job(job, ValueError("no"))

    with django_capture_on_commit_callbacks(execute=True):
        first, second = retry_job(job), retry_job(job)

    assert (first, second) == (True, False)
    assert woken == [job.pk]


def test_forget_removes_done_jobs_when_a_month_has_passed(region):
    old, new, failed = (later("examples.stroke", region_id=region.pk) for _ in range(3))
    long_ago = timezone.now() - dt.timedelta(days=31)
    Job.objects.filter(pk=old.pk).update(state=JobState.DONE, finished_at=long_ago)
    Job.objects.filter(pk=new.pk).update(state=JobState.DONE, finished_at=timezone.now())
    Job.objects.filter(pk=failed.pk).update(state=JobState.FAILED, finished_at=long_ago)

    forget_done_jobs()

    assert set(Job.objects.values_list("pk", flat=True)) == {new.pk, failed.pk}
