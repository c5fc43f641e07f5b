"""For each mailbox the agency that receives there."""

from gateway.config.agencies import AgencySettings, MailboxSettings, Mode, UnknownSender
from gateway.config.settings import Settings
from gateway.receiver import Folders, Officer, Receiver
from gateway.wiring.rules import Rules


def receivers(settings: Settings, rules: Rules) -> dict[str, Receiver]:
    """Receivers by mailbox name."""
    return {
        mailbox.name: _receiver(settings, rules, agency, mailbox)
        for agency, mailbox in settings.mailboxes()
    }


def _receiver(
    settings: Settings, rules: Rules, agency: AgencySettings, mailbox: MailboxSettings
) -> Receiver:
    folders = agency.folders
    return Receiver(
        agency=agency.id,
        mailbox=mailbox.name,
        known_senders=agency.known_senders,
        holds_unknown_senders=agency.unknown_senders is UnknownSender.HOLD,
        observes=agency.mode is Mode.OBSERVE,
        folders=Folders(folders.registered, folders.held, folders.rejected, folders.secret),
        office_hours=rules.office_hours(agency, settings.zone),
        zone=settings.zone,
        classifier=rules.classifier(agency),
        officer=Officer(agency.secrets.officer.name, agency.secrets.officer.address)
        if agency.secrets
        else None,
    )
