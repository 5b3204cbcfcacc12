"""The copies of an erased value in what jobs told about their failures."""

from django.db import models
from django.db.models import Q

from governance.disclosed import ERASED
from governance.models import Job
from governance.redaction import Erased

SHORTEST = 10  # shorter values stand in many sentences by chance


def erase_job_words(erased: Erased) -> list[type[models.Model]]:
    """Replace every job's error that is the value, or holds it when it is long.

    The parameters of jobs hold ids only, and their messages say how far they are.
    """
    text = str(erased.value)
    told = Q(error=text)
    if len(text) >= SHORTEST:
        told |= Q(error__contains=text)
    return [Job] if text and Job.objects.filter(told).update(error=ERASED) else []
