from django.db import models


class RateBucket(models.Model):
    """How often something was tried in the current window; see `hub.accounts.limits`."""

    key = models.CharField(max_length=120, unique=True)
    window_started_at = models.DateTimeField()
    count = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.key}: {self.count}"
