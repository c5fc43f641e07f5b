"""IMAP: watching mailboxes, taking mails in, moving them when they are settled."""

from gateway.adapters.imap.mover import ImapMover
from gateway.adapters.imap.probe import WANTED, MailboxState, look
from gateway.adapters.imap.watcher import MailboxWatcher, Pace

__all__ = ["WANTED", "ImapMover", "MailboxState", "MailboxWatcher", "Pace", "look"]
