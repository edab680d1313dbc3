from shared.credits.views.ledger import own_ledger, person_ledger

__all__ = ["own_ledger", "person_ledger"]
