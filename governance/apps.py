"""The bottom layer: who may, who did, and why."""

from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    name = "governance"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell redaction which rows of ours hold what a disclosure holds."""
        # Models are loaded only now.
        from governance import account_values, checks, redaction  # noqa: PLC0415
        from governance.operations.erase_job_words import (  # noqa: PLC0415
            erase_job_words,
        )

        checks.register()
        redaction.register_eraser(erase_job_words)
        redaction.register_holder(account_values.holding)
