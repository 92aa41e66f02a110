"""The hub's real partners by name; what stands about them is what anybody may know."""

from datetime import timedelta

from django.utils import timezone

from hub.accounts.models import User
from hub.core.text import sort_key
from hub.programme.models import Track
from partners.models import Partner, PartnerKind, PartnerMember, PartnerState, StaffLevel

C, S = PartnerKind.COMPANY, PartnerKind.SCIENCE
# slug, name, kind, tracks, website, German and English words about it.
PARTNERS = (
    (
        "vng",
        "VNG",
        C,
        ("energy",),
        "https://vng.de",
        "Gashandel, Transport und Speicher aus Leipzig; baut um auf erneuerbare Gase.",
        "Gas trade, transport and storage from Leipzig; turning towards renewable gases.",
    ),
    (
        "lvv",
        "LVV Leipziger Gruppe",
        C,
        ("energy", "smart-city"),
        "https://www.l.de",
        "Stadtwerke, Verkehrsbetriebe und Wasserwerke der Stadt Leipzig unter einem Dach.",
        "The city of Leipzig's utility, transport and water companies under one roof.",
    ),
    (
        "aok-plus",
        "AOK PLUS",
        C,
        ("ehealth",),
        "https://www.aok.de",
        "Die Gesundheitskasse für Sachsen und Thüringen.",
        "The health insurer for Saxony and Thuringia.",
    ),
    (
        "eex",
        "European Energy Exchange (EEX)",
        C,
        ("energy",),
        "https://www.eex.com",
        "Die europäische Energiebörse mit Sitz in Leipzig.",
        "The European energy exchange, based in Leipzig.",
    ),
    (
        "arvato-systems-perdata",
        "Arvato Systems Perdata",
        C,
        ("energy", "smart-city"),
        "https://www.arvato-systems.de",
        "IT und Abrechnung für Versorger.",
        "IT and billing for utilities.",
    ),
    (
        "universitaet-leipzig",
        "Universität Leipzig",
        S,
        ("energy", "smart-city", "ehealth"),
        "https://www.uni-leipzig.de",
        "Volluniversität mit Informatik, Wirtschaftswissenschaft und Medizin.",
        "University with computer science, economics and medicine.",
    ),
    (
        "htwk-leipzig",
        "HTWK Leipzig",
        S,
        ("energy", "smart-city"),
        "https://www.htwk-leipzig.de",
        "Hochschule für Technik, Wirtschaft und Kultur.",
        "University of applied sciences for engineering, economics and culture.",
    ),
    (
        "hhl",
        "HHL Leipzig Graduate School of Management",
        S,
        (),
        "https://www.hhl.de",
        "Die Handelshochschule, aus der das SpinLab hervorging.",
        "The business school that the SpinLab accelerator came from.",
    ),
    (
        "infai",
        "Institut für Angewandte Informatik (InfAI)",
        S,
        ("energy", "smart-city", "ehealth"),
        "https://infai.org",
        "Angewandte Forschung an der Universität Leipzig, nah an Versorgern und Städten.",
        "Applied research at Leipzig University, close to utilities and cities.",
    ),
)
# From when, and for how many days from today on: one contract soon has to be talked about.
CONTRACTS = {"lvv": (-690, 40), "vng": (-320, 410), "aok-plus": (-100, 630)}
MEMBERS = {"partner": "vng", "partner2": "aok-plus"}


def load(tracks: dict[str, Track], people: dict[str, User]) -> None:
    """Create what is missing of the partners, and who of the demo's people works for them."""
    for slug, name, kind, on, website, german, english in PARTNERS:
        fields: dict[str, object] = {
            "name": name,
            "sort_key": sort_key(name),
            "kind": kind,
            "state": PartnerState.ACTIVE,
            "website": website,
            "summary_de": german,
            "summary_en": english,
        }
        if slug in CONTRACTS:
            begins, ends = (timezone.localdate() + timedelta(days) for days in CONTRACTS[slug])
            fields |= {"contract_from": begins, "contract_to": ends}
        partner, is_new = Partner.objects.get_or_create(slug=slug, defaults=fields)
        if is_new:
            partner.tracks.set([tracks[track] for track in on])
    PartnerMember.objects.bulk_create(
        PartnerMember(
            partner=Partner.objects.get(slug=slug),
            person=people[account],
            level=StaffLevel.LEAD,
        )
        for account, slug in MEMBERS.items()
    )
