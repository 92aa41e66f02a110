from celery import shared_task

from hub.mail import delivery


@shared_task
def drain_outbox() -> None:
    delivery.drain()
