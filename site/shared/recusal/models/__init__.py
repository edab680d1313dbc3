from shared.recusal.models.checks import Bar, Check, Finding, Waiver, sentences
from shared.recusal.models.declarations import Declaration
from shared.recusal.models.rules import RecusalRule

__all__ = ["Bar", "Check", "Declaration", "Finding", "RecusalRule", "Waiver", "sentences"]
