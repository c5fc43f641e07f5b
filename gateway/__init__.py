"""Mail gateway for Vietnamese agencies (Decision 57/2014/QĐ-UBND)."""
