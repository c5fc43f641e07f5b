"""The rule set of the settings, made ready for the walk."""

from dataclasses import dataclass
from datetime import timedelta, tzinfo
from pathlib import Path

from gateway import resources
from gateway.adapters.holiday_calendar import HolidayCalendar, calendar
from gateway.adapters.rules_yaml import RuleSet, load_rules
from gateway.config.agencies import AgencySettings
from gateway.config.settings import Settings
from gateway.config.signatures import SignatureSettings
from gateway.domain.office_hours import OfficeHours
from gateway.domain.rules import AgencyClassifier
from gateway.domain.signature_policy import RequiredSigners, SignerRequirement
from gateway.receiver import Policies, SignaturePolicy

HOLIDAYS_AHEAD = timedelta(days=45)  # next year's calendar is wanted from the middle of November
_YEARS_BACK, _YEARS_AHEAD = 2, 2  # mails of last year are examined at the turn of the year


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules with their calendar."""

    rule_set: RuleSet
    calendar: HolidayCalendar

    def policies(self, signatures: SignatureSettings) -> Policies:
        rules = self.rule_set
        return Policies(
            rules.formats,
            rules.admission,
            rules.secrecy,
            rules.digest,
            SignaturePolicy(
                tuple(
                    SignerRequirement(item.since, RequiredSigners(item.signers))
                    for item in signatures.require
                ),
                timedelta(minutes=signatures.retry_minutes),
                timedelta(hours=signatures.give_up_after_hours),
            ),
            rules.directory,
            counts_day_of_receipt=rules.reading.counts_day_of_receipt,
        )

    def office_hours(self, agency: AgencySettings, zone: tzinfo) -> OfficeHours:
        week = agency.office_hours.by_weekday()
        return OfficeHours(week, self.calendar.days_off, self.calendar.working_days, zone)

    def classifier(self, agency: AgencySettings) -> AgencyClassifier:
        return AgencyClassifier(self.rule_set.classification, (agency.name,))


def load(settings: Settings, year: int) -> Rules:
    """Loads rules and calendar around `year`. Raises `ConfigurationError` with every fault of every file."""
    folder = rules_folder(settings)
    years = range(year - _YEARS_BACK, year + _YEARS_AHEAD)
    return Rules(load_rules(folder), calendar(years, folder))


def rules_folder(settings: Settings) -> Path:
    return settings.rules_dir or resources.shared("rules")
