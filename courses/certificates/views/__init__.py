"""The pages of certificates: the public check, one's own, a class's, a unit's, and the templates."""
