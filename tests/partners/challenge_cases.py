"""What the tests of challenges share: the form as it is sent."""

NEW = "/partner/challenges/new/"


def typed(**changes):
    """What the form of a whole challenge sends."""
    return {
        "title_de": "Lecks finden",
        "problem_de": "Rohre sind undicht.",
        "offer_de": "Ein Testfeld.",
        "who_de": "Alle.",
        "tracks": ["energy"],
        "stages": ["prototype"],
        "tags": "Fernwärme, Sensorik",
        "deadline_on": "2030-03-31",
        "deadline_at": "18:00",
        "contact_name": "Kim Lehmann",
        "contact_email": "kim@vng.example",
        "title_en": "",
        "problem_en": "",
        "offer_en": "",
        "who_en": "",
        **changes,
    }


def text(response):
    return response.content.decode()


def edit_path(challenge):
    return f"/partner/challenges/{challenge.uuid}/edit/"
