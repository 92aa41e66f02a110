"""The demo's accounts. Their password is printed on the start page, so they exist in demos only."""

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from hub.accounts.models import RoleGrant, User
from hub.accounts.roles import Role

PASSWORD = "hub-demo-2026"  # noqa: S105
DOMAIN = "example.org"
# Account, name, roles; `partner` and `partner2` belong to VNG and AOK PLUS.
ACCOUNTS: tuple[tuple[str, str, tuple[Role, ...]], ...] = (
    ("founder", "Änne Größner", (Role.FOUNDER,)),
    ("reviewer", "Jonas Rehberg", (Role.REVIEWER,)),
    ("mentor", "Beate Mühlbauer", (Role.MENTOR,)),
    ("partner", "Sven Kirchhoff", (Role.PARTNER,)),
    ("partner2", "Dr. Katrin Ölschläger", (Role.PARTNER,)),
    ("scientist", "Prof. Dr. Nadia Haßler", (Role.SCIENTIST,)),
    ("staff", "Mara Lindqvist", (Role.STAFF,)),
    ("lead", "Thomas Weißenborn", (Role.STAFF, Role.SELECTION_LEAD)),
    ("reporting", "Ute Jahnke", (Role.REPORTING,)),
)
FIRST_NAMES = [
    "Aylin",
    "Ben",
    "Carla",
    "Deniz",
    "Elif",
    "Finn",
    "Greta",
    "Hannes",
    "Ida",
    "Jakub",
    "Kübra",
    "Lasse",
    "Mila",
    "Noah",
    "Özlem",
    "Paula",
    "Quirin",
    "Rosa",
    "Sören",
    "Thea",
    "Umut",
    "Valerie",
    "Wanda",
    "Xaver",
    "Yara",
    "Zoë",
]
LAST_NAMES = [
    "Arndt",
    "Böttcher",
    "Czerny",
    "Döring",
    "Eßer",
    "Fröhlich",
    "Gößling",
    "Hübner",
    "Ilić",
    "Jäger",
    "Krüger",
    "Löffler",
    "Müller",
    "Nowak",
    "Öztürk",
    "Pfützner",
    "Quandt",
    "Rößler",
    "Schäfer",
    "Trübenbach",
    "Uhlig",
    "Vogel",
    "Wünsche",
    "Yilmaz",
    "Zöllner",
]


def accounts() -> dict[str, User]:
    """Create the accounts with their roles, addresses verified; by the part before the @."""
    password = make_password(PASSWORD)
    people = {
        account: User(email=f"{account}@{DOMAIN}", name=name, password=password)
        for account, name, _roles in ACCOUNTS
    }
    User.objects.bulk_create(people.values())
    EmailAddress.objects.bulk_create(
        EmailAddress(user=person, email=person.email, verified=True, primary=True)
        for person in people.values()
    )
    RoleGrant.objects.bulk_create(
        RoleGrant(person=people[account], role=role, granted_by=None)
        for account, _name, roles in ACCOUNTS
        for role in roles
    )
    return people


def founders(names: list[tuple[str, str]]) -> list[User]:
    """Founders without a password, for (address, name): nobody logs in as one of them."""
    return with_role(Role.FOUNDER, names)


def with_role(role: Role, names: list[tuple[str, str]]) -> list[User]:
    """People of that role without a password, for (address, name)."""
    people = [
        User(email=f"{address}@{DOMAIN}", name=name, password=make_password(None))
        for address, name in names
    ]
    User.objects.bulk_create(people, batch_size=2_000)
    EmailAddress.objects.bulk_create(
        (
            EmailAddress(user=person, email=person.email, verified=True, primary=True)
            for person in people
        ),
        batch_size=2_000,
    )
    RoleGrant.objects.bulk_create(
        (RoleGrant(person=person, role=role) for person in people), batch_size=2_000
    )
    return people
