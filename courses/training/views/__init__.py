"""Pages of joint training: public, the unit's, the desk of a session, the class head's, one's own."""
