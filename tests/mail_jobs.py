"""The product's jobs for the tests of mail: with a beat that sends it every second, and jobs that set the scene."""

from config.celery import app

app.conf.beat_schedule = {"send notices": {"task": "governance.tasks.send_notices", "schedule": 1.0}}


@app.task(name="tests.write_notices")
def write_notices(name: str, number: int) -> None:
    """Write that many notices to one person."""
    from django.utils import timezone

    from governance.models import Notice, Person
    from governance.services import notify

    person = Person.objects.create_user(f"{name}@example.org", name)
    words = {"kind": "overdue", "subject": "Late", "body": "1.1.1 is late.", "created_at": timezone.now()}
    notify(Notice(person=person, key=f"{name}-{each:03}", **words) for each in range(number))


@app.task(name="tests.end_leases")
def end_leases() -> None:
    """Let every lease run out, as it does by itself some minutes after a worker was killed."""
    from governance.models import Notice

    Notice.objects.filter(leased_until__isnull=False).update(leased_until=None)
