from celery import shared_task

from shared.jobs.actions import forget_done_jobs, requeue_lost_jobs, run_job


@shared_task(name="jobs.run")
def run(job_id: int) -> None:
    run_job(job_id)


@shared_task(name="jobs.requeue_lost")
def requeue_lost() -> None:
    requeue_lost_jobs()


@shared_task(name="jobs.forget_done")
def forget_done() -> None:
    forget_done_jobs()
