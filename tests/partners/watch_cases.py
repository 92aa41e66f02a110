"""What the tests of the watchlist share."""

LIST = "/partner/watchlist/"


def text(client, path, **query):
    answer = client.get(path, query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def mark(client, slug="kanalblick", **data):
    return client.post(f"/partner/startups/{slug}/watch/", data)
