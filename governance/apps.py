"""The bottom layer: who may, who did, and why."""

from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    name = "governance"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell redaction which rows of ours hold what a disclosure holds."""
        # Models are loaded only now.
        from governance import (  # noqa: PLC0415
            access_ending,
            access_requests,
            account_values,
            campaigns,
            change_ends,
            change_waiting,
            checks,
            concerned,
            due_work,
            inbox,
            jobs,
            redaction,
            service_accounts,
            subjects,
        )
        from governance.operations.erase_job_words import (  # noqa: PLC0415
            erase_job_words,
        )

        checks.register()
        concerned.register()
        inbox.register(access_requests.waiting)
        inbox.register(campaigns.waiting)
        inbox.register(service_accounts.waiting)
        inbox.register(access_ending.waiting)
        inbox.register(change_waiting.expiring)
        inbox.register_asked(access_requests.asked)
        inbox.register(change_waiting.waiting)
        inbox.register_asked(change_waiting.asked)
        subjects.register("change", change_waiting.page_of)
        subjects.register("policy", change_waiting.policy_page)
        subjects.register("access_request", access_requests.page_of)
        subjects.register("access_review", campaigns.page_of)
        jobs.register(due_work.NOTICES, due_work.tell)
        jobs.register(due_work.OVERDUE, due_work.end_overdue)
        redaction.register_eraser(erase_job_words)
        redaction.register_holder(account_values.holding)
        redaction.register_holder(change_ends.holding)
