"""The application form of the demo's batches: real questions, good enough to begin with for real."""

from dataclasses import dataclass, field

from hub.programme.models import Track
from startups.models import (
    Batch,
    Counts,
    Fills,
    Question,
    QuestionKind,
    ReadBy,
    Section,
    SectionKind,
)

K = QuestionKind


@dataclass(frozen=True)
class Draft:
    """One question, before it belongs to a batch; `key` is what answers are written under."""

    key: str
    kind: str
    label: tuple[str, str]
    help: tuple[str, str] = ("", "")
    max_chars: int | None = None
    is_required: bool = True
    fills: str = ""
    counts: str = ""
    tracks: tuple[str, ...] = ()
    read_by: str = ReadBy.REVIEWERS
    options: tuple[str, ...] = field(default=())


VOLUNTARY = (
    "Freiwillig. Die Berichte nennen nur den Anteil über viele Teams, nie eines allein.",
    "Of your own accord. Reports only tell the share over many teams, never of one.",
)
TEAM = (
    Draft(
        "team_size",
        K.NUMBER,
        ("Wie viele Personen arbeiten mit?", "How many people work on it?"),
        ("Gründende und Angestellte zusammen.", "Founders and employees together."),
        fills=Fills.TEAM_SIZE,
        read_by=ReadBy.PARTNERS,
    ),
    Draft(
        "founders",
        K.NUMBER,
        ("Wie viele von euch gründen?", "How many of you are founders?"),
        VOLUNTARY,
        is_required=False,
        counts=Counts.FOUNDERS,
        read_by=ReadBy.STAFF,
    ),
    Draft(
        "women",
        K.NUMBER,
        ("Wie viele davon sind Frauen?", "How many of these are women?"),
        VOLUNTARY,
        is_required=False,
        counts=Counts.WOMEN,
        read_by=ReadBy.STAFF,
    ),
    Draft(
        "people",
        K.LONG,
        ("Wer gehört zum Team, und wer macht was?", "Who is on the team, and who does what?"),
        (
            "Ein, zwei Sätze je Person: was sie kann und wie viel Zeit sie hat.",
            "A sentence or two per person: what they are good at and how much time they have.",
        ),
        max_chars=1200,
    ),
    Draft(
        "together",
        K.LONG,
        ("Was habt ihr schon zusammen gemacht?", "What have you done together before?"),
        max_chars=600,
        is_required=False,
    ),
)

IDEA = (
    Draft(
        "name",
        K.SHORT,
        ("Wie heißt euer Startup?", "What is your startup called?"),
        ("Der Arbeitsname genügt.", "A working title is enough."),
        max_chars=80,
        fills=Fills.NAME,
        read_by=ReadBy.PARTNERS,
    ),
    Draft(
        "one_liner",
        K.SHORT,
        ("Was macht ihr, in einem Satz?", "What do you do, in one sentence?"),
        (
            (
                "Dieser Satz steht später im Verzeichnis. Beispiel: Erkennt Lecks in Fernwärmenetzen, "
                "ohne neue Sensoren im Graben."
            ),
            (
                "This sentence will stand in the directory. Example: Finds leaks in district heating "
                "without new sensors in the ground."
            ),
        ),
        max_chars=140,
        fills=Fills.ONE_LINER,
        read_by=ReadBy.PARTNERS,
    ),
    Draft(
        "problem",
        K.LONG,
        ("Welches Problem löst ihr, und für wen?", "Which problem do you solve, and for whom?"),
        (
            "Ein Beispiel aus dem Alltag hilft mehr als eine Marktstudie.",
            "An example from everyday work helps more than a market study.",
        ),
        max_chars=1200,
    ),
    Draft(
        "text",
        K.LONG,
        ("Was ist eure Lösung, und was ist neu daran?", "What is your solution, and what is new?"),
        max_chars=1500,
        fills=Fills.TEXT,
        read_by=ReadBy.PARTNERS,
    ),
    Draft(
        "stage",
        K.CHOICE,
        ("Wo steht ihr?", "How far have you come?"),
        options=(
            "idea | Idee | Idea",
            "prototype | Prototyp | Prototype",
            "customers | erste Kunden | First customers",
            "growth | Wachstum | Growth",
        ),
        fills=Fills.STAGE,
        read_by=ReadBy.PARTNERS,
    ),
    Draft(
        "seat",
        K.SHORT,
        ("An welchem Ort sitzt ihr?", "Where are you based?"),
        max_chars=80,
        fills=Fills.SEAT,
        read_by=ReadBy.PARTNERS,
    ),
    Draft(
        "founded_on",
        K.DATE,
        ("Wann wurde die Firma gegründet?", "When was the company founded?"),
        ("Noch nicht gegründet? Dann leer lassen.", "Not founded yet? Leave it empty."),
        is_required=False,
        fills=Fills.FOUNDED_ON,
    ),
    Draft(
        "website",
        K.URL,
        ("Website", "Website"),
        max_chars=200,
        is_required=False,
        fills=Fills.WEBSITE,
        read_by=ReadBy.PARTNERS,
    ),
)

TRACK = (
    Draft(
        "network_level",
        K.LONG,
        (
            "Wo im Netz setzt ihr an, und was muss dafür vorhanden sein?",
            "Where in the network do you start, and what has to be there?",
        ),
        (
            "Spannungsebene, Druckstufe oder Anlage; Messtechnik, Schnittstellen, Zustimmungen.",
            "Voltage or pressure level, or plant; metering, interfaces, permissions.",
        ),
        max_chars=800,
        tracks=("energy",),
    ),
    Draft(
        "permit",
        K.CHOICE,
        (
            "Braucht ihr eine Zulassung oder Zertifizierung?",
            "Do you need a permit or certification?",
        ),
        options=(
            "no | Nein | No",
            "applied | Ja, beantragt | Yes, applied for",
            "needed | Ja, noch nicht beantragt | Yes, not applied for yet",
            "unclear | Wissen wir noch nicht | We do not know yet",
        ),
        tracks=("energy",),
    ),
    Draft(
        "city_data",
        K.LONG,
        (
            "Welche Daten braucht ihr, und wem gehören sie?",
            "Which data do you need, and who owns it?",
        ),
        max_chars=800,
        tracks=("smart-city",),
    ),
    Draft(
        "device",
        K.CHOICE,
        ("Ist eure Lösung ein Medizinprodukt?", "Is your solution a medical device?"),
        ("Gemeint ist die europäische MDR.", "In the sense of the European MDR."),
        options=(
            "no | Nein | No",
            "class1 | Ja, Klasse I | Yes, class I",
            "class2 | Ja, Klasse II oder höher | Yes, class II or higher",
            "unclear | Wissen wir noch nicht | We do not know yet",
        ),
        tracks=("ehealth",),
    ),
    Draft(
        "health_data",
        K.LONG,
        ("Wie schützt ihr Gesundheitsdaten?", "How do you protect health data?"),
        (
            "Wo sie liegen, wer sie sieht, was ihr gar nicht erst erhebt.",
            "Where it is kept, who sees it, what you do not collect in the first place.",
        ),
        max_chars=800,
        tracks=("ehealth",),
    ),
)

MARKET = (
    Draft(
        "proof",
        K.LONG,
        ("Was habt ihr schon erreicht?", "What have you achieved so far?"),
        (
            "Kunden, Nutzende, Umsatz, Piloten, Auszeichnungen: was davon ihr zeigen könnt.",
            "Customers, users, revenue, pilots, awards: whichever of these you can show.",
        ),
        max_chars=1000,
    ),
    Draft(
        "rivals",
        K.LONG,
        (
            "Wer löst das Problem heute, und was macht ihr besser?",
            "Who solves the problem today, and what do you do better?",
        ),
        max_chars=1000,
    ),
    Draft(
        "money",
        K.LONG,
        ("Womit verdient ihr Geld?", "How do you earn money?"),
        max_chars=800,
    ),
    Draft(
        "raised",
        K.NUMBER,
        ("Wie viel Kapital habt ihr bisher bekommen?", "How much capital have you raised so far?"),
        (
            "In Euro, Zuschüsse eingeschlossen. Das liest nur das Hub-Team.",
            "In euros, grants included. Only the hub team reads this.",
        ),
        is_required=False,
        read_by=ReadBy.STAFF,
    ),
)

PILOT = (
    Draft(
        "pilot_with",
        K.SEVERAL,
        (
            "Mit wem möchtet ihr etwas ausprobieren?",
            "Who would you like to try something with?",
        ),
        options=(
            "utility | Energieversorger, Netzbetreiber | Utility, grid operator",
            "city | Stadt, Verkehr, Wasser | City, transport, water",
            "insurer | Krankenkasse | Health insurer",
            "clinic | Klinik, Praxis, Pflege | Hospital, practice, care",
            "it | IT-Dienstleister | IT services",
            "science | Hochschule, Institut | University, institute",
        ),
        read_by=ReadBy.PARTNERS,
    ),
    Draft(
        "pilot_goal",
        K.LONG,
        (
            "Was wollt ihr in einem Piloten herausfinden?",
            "What do you want to find out in a pilot?",
        ),
        (
            "Woran würdet ihr nach drei Monaten merken, dass er gelungen ist?",
            "How would you know after three months that it went well?",
        ),
        max_chars=1000,
        read_by=ReadBy.PARTNERS,
    ),
    Draft(
        "seeks",
        K.SEVERAL,
        ("Was sucht ihr gerade?", "What are you looking for right now?"),
        options=(
            "pilot | Pilotpartner | Pilot partner",
            "capital | Kapital | Capital",
            "staff | Mitarbeitende | Staff",
            "mentor | Mentor:in | Mentor",
        ),
        is_required=False,
        fills=Fills.SEEKS,
        read_by=ReadBy.PARTNERS,
    ),
)

DOCUMENTS = (
    Draft(
        "deck",
        K.FILE,
        ("Pitchdeck", "Pitch deck"),
        (
            "Eine PDF-Datei mit höchstens 60 Seiten und 20 MB.",
            "One PDF file, 60 pages and 20 MB at most.",
        ),
    ),
)

SECTIONS = (
    ("team", SectionKind.TEAM, ("Team", "Team"), TEAM),
    ("idea", SectionKind.QUESTIONS, ("Idee", "Idea"), IDEA),
    ("track", SectionKind.TRACK, ("Schwerpunkt", "Track"), TRACK),
    ("market", SectionKind.QUESTIONS, ("Markt und Nachweise", "Market and proof"), MARKET),
    ("pilot", SectionKind.QUESTIONS, ("Wunsch für einen Piloten", "Pilot wish"), PILOT),
    ("documents", SectionKind.QUESTIONS, ("Unterlagen", "Documents"), DOCUMENTS),
    ("consents", SectionKind.CONSENTS, ("Einwilligungen", "Consents"), ()),
)

Asked = tuple[Section, list[tuple[Draft, Question]]]


def build(batch: Batch, tracks: dict[str, Track]) -> list[Asked]:
    """Give a batch its form; what comes back tells which row each question became."""
    form: list[Asked] = []
    for position, (slug, kind, title, drafts) in enumerate(SECTIONS, start=1):
        section = Section(
            batch=batch,
            slug=slug,
            kind=kind,
            title_de=title[0],
            title_en=title[1],
            position=position,
        )
        form.append(
            (section, [(draft, _question(section, draft, n)) for n, draft in enumerate(drafts, 1)])
        )
    Section.objects.bulk_create([section for section, _questions in form])
    asked = [pair for _section, questions in form for pair in questions]
    Question.objects.bulk_create([question for _draft, question in asked])
    only_for = Question.tracks.through
    only_for.objects.bulk_create(
        only_for(question=question, track=tracks[slug])
        for draft, question in asked
        for slug in draft.tracks
    )
    return form


def _question(section: Section, draft: Draft, position: int) -> Question:
    return Question(
        section=section,
        kind=draft.kind,
        label_de=draft.label[0],
        label_en=draft.label[1],
        help_de=draft.help[0],
        help_en=draft.help[1],
        is_required=draft.is_required,
        max_chars=draft.max_chars,
        options="\n".join(draft.options),
        read_by=draft.read_by,
        fills=draft.fills,
        counts=draft.counts,
        position=position,
    )
