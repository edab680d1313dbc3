from django.db import models

from exchanges.secondments.models.terms import PartQuerySet, Secondment


class ReminderSent(models.Model):
    """This reminder of this end has gone out: whoever inserts the row sends it, so it goes out once."""

    secondment = models.ForeignKey(Secondment, on_delete=models.CASCADE, related_name="reminders")
    rule_code = models.CharField(max_length=60)
    end_date = models.DateField()
    sent_at = models.DateTimeField(auto_now_add=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        db_table = "secondments_reminder_sent"
        constraints = [
            models.UniqueConstraint(fields=["secondment", "rule_code", "end_date"], name="reminder_sent_once")
        ]

    def __str__(self) -> str:
        return f"{self.secondment_id} {self.rule_code}"
