"""What the tests of entries share: the form as it is sent, and its addresses."""

WORDS = {"answer": "Wir hören Lecks.", "approach": "Zwei Wochen.", "may_read": True}


def text(response):
    return response.content.decode()


def typed(**changes):
    return {"answer": "Wir hören Lecks.", "approach": "Zwei Wochen.", "may_read": "on", **changes}


def enter_path(challenge):
    return f"/challenges/{challenge.slug}/enter/"


def entry_path(entry):
    return f"/entries/{entry.uuid}/"
