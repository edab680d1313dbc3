from shared.credits.models.declarations import Declaration
from shared.credits.models.ledger import CareerEvent, CreditEntry, Transcript
from shared.credits.models.rules import HourRequirement

__all__ = ["CareerEvent", "CreditEntry", "Declaration", "HourRequirement", "Transcript"]
