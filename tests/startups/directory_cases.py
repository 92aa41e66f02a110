"""What the tests of the public directory share."""

LIST = "/startups/"


def text(client, path=LIST):
    return client.get(path).content.decode()
