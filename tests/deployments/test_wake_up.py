"""A step in the web wakes a worker at once, from whichever thread it is taken."""

import threading

from django.conf import settings

from governance import tasks


def test_every_thread_sends_its_wake_ups_to_the_product_s_own_broker() -> None:
    found: list[str] = []
    thread = threading.Thread(target=lambda: found.append(broker()))
    thread.start()
    thread.join()
    assert [*found, broker()] == [settings.CELERY_BROKER_URL] * 2


def broker() -> str:
    return str(tasks.run.app.conf.broker_url)
