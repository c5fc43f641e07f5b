"""`gateway demo`: sample documents with their own test CA, sent to a gateway of their own."""
