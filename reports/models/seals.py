"""The certificates that reports were ever sealed with."""

from django.db import models


class SealCertificate(models.Model):
    """One certificate, public; insert-only. The newest is in force."""

    sha256 = models.CharField(max_length=64, unique=True)
    subject = models.CharField(max_length=300)
    pem = models.TextField()
    began_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.subject
